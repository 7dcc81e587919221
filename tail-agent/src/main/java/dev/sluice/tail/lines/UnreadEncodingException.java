// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail.lines;

import java.io.IOException;

/** A file is in an encoding that is not read. The message says which, and the way out. */
public final class UnreadEncodingException extends IOException {

    private static final long serialVersionUID = 1L;

    UnreadEncodingException(String message) {
        super(message);
    }
}
