// SPDX-License-Identifier: Apache-2.0
package dev.sluice.standalone;

/** Something that the person at the terminal can mend; the message is one clear sentence. */
public final class StandaloneException extends RuntimeException {

    private static final long serialVersionUID = 1;

    public StandaloneException(String message) {
        super(message);
    }

    public StandaloneException(String message, Throwable cause) {
        super(message, cause);
    }
}
