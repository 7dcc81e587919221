// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.receiver.otlp;

import dev.sluice.ingest.chunk.DeadLetterCause;
import dev.sluice.model.DeadLetterReason;

/** One log record cannot be made an event; the others of its request can. Has no stack trace, since it is the sender's fault. */
final class UnreadableRecordException extends RuntimeException {

    private final DeadLetterCause deadLetter;

    UnreadableRecordException(DeadLetterReason reason, String message) {
        super(message, null, false, false);
        deadLetter = new DeadLetterCause(reason, message);
    }

    DeadLetterCause deadLetter() {
        return deadLetter;
    }
}
