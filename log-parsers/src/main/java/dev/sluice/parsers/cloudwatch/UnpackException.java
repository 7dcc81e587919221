// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.cloudwatch;

import dev.sluice.model.DeadLetterReason;

/** A payload can't be unpacked. */
final class UnpackException extends Exception {

    final DeadLetterReason reason;

    UnpackException(DeadLetterReason reason, String message) {
        super(message, null, false, false);
        this.reason = reason;
    }
}
