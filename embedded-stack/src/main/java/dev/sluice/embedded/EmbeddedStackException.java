// SPDX-License-Identifier: Apache-2.0
package dev.sluice.embedded;

/** A server could not be started or stopped. The message is one sentence for the user: the thing, the value and the way out. */
public final class EmbeddedStackException extends RuntimeException {

    public EmbeddedStackException(String message) {
        super(message);
    }

    public EmbeddedStackException(String message, Throwable cause) {
        super(message, cause);
    }
}
