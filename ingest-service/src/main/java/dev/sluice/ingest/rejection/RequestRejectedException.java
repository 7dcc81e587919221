// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.rejection;

/**
 * Ends a request without success. The message names the thing, the value and the way out, and never holds the payload: it is meant for the
 * sender. Has no stack trace, since it is an answer and not a fault. A receiver may extend it with what only its protocol can say.
 */
public class RequestRejectedException extends RuntimeException {

    private final RejectionReason reason;
    private final long accepted;

    public RequestRejectedException(RejectionReason reason, String message) {
        this(reason, message, 0, null);
    }

    public RequestRejectedException(RejectionReason reason, String message, Throwable cause) {
        this(reason, message, 0, cause);
    }

    /** @param accepted lines of the request that are known to be in Kafka nevertheless */
    public RequestRejectedException(RejectionReason reason, String message, long accepted, Throwable cause) {
        super(message, cause, false, false);
        this.reason = reason;
        this.accepted = accepted;
    }

    public RejectionReason reason() {
        return reason;
    }

    /** Lines of the request that are known to be in Kafka nevertheless. */
    public long accepted() {
        return accepted;
    }
}
