// SPDX-License-Identifier: Apache-2.0
package dev.sluice.console;

import org.springframework.http.HttpStatus;

/** A request that is answered with a problem (RFC 9457); the message says why and what to do. */
public final class ProblemException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final HttpStatus status;

    public ProblemException(HttpStatus status, String message) {
        super(message, null, false, false);
        this.status = status;
    }

    public HttpStatus status() {
        return status;
    }
}
