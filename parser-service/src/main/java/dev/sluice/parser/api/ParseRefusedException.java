// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parser.api;

import org.springframework.http.HttpStatus;

/** A request to {@link ParseController} that is not answered with events; the message says why and what to do. */
final class ParseRefusedException extends RuntimeException {

    private final HttpStatus status;

    ParseRefusedException(HttpStatus status, String message) {
        super(message, null, false, false);
        this.status = status;
    }

    HttpStatus status() {
        return status;
    }
}
