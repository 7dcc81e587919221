// SPDX-License-Identifier: Apache-2.0
package dev.sluice.http;

/**
 * Why a request is not answered.
 *
 * @param message for whoever sent it; names the header, what it should be, and the setting
 */
public record OriginViolation(Kind kind, String message) {

    public enum Kind {
        /** The Host is no name of this service: 421 Misdirected Request (RFC 9110, section 15.5.20). */
        UNKNOWN_HOST(421),
        /** Another site's page has made a browser send it. */
        CROSS_SITE(403);

        private final int status;

        Kind(int status) {
            this.status = status;
        }

        /** The HTTP status for it. */
        public int status() {
            return status;
        }
    }
}
