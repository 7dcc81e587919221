// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail.send;

import java.io.IOException;

/** A line that cannot be sent cannot be set aside either: nothing goes on in its stream until it can. */
public final class DeadLetterException extends IOException {

    private static final long serialVersionUID = 1L;

    DeadLetterException(String message, IOException cause) {
        super(message, cause);
    }
}
