// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.auth;

import dev.sluice.ingest.rejection.RejectionReason;
import dev.sluice.ingest.rejection.RequestRejectedException;

/** A signature of AWS is not accepted. */
public final class SignatureRejectedException extends RequestRejectedException {

    /** What is wrong with it, as AWS tells it apart. */
    public enum Fault {
        /** The header is not of the form, or does not sign what it must. */
        INCOMPLETE,
        /** No token has that access key. */
        UNKNOWN_KEY,
        /** It is of another request, secret or time. */
        INVALID
    }

    private final transient Fault fault;

    SignatureRejectedException(Fault fault, String message) {
        super(RejectionReason.WRONG_TOKEN, message);
        this.fault = fault;
    }

    public Fault fault() {
        return fault;
    }
}
