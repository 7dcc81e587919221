// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.receiver.hec;

import dev.sluice.ingest.rejection.RejectionReason;
import dev.sluice.ingest.rejection.RequestRejectedException;

/** One of several events is not as it should be, so that nothing of the request is taken: Splunk's answer names the event. */
final class InvalidEventException extends RequestRejectedException {

    private final HecCode code;
    private final int number;

    /** @param number of the event within the request, from 0 */
    InvalidEventException(HecCode code, int number) {
        super(RejectionReason.BROKEN_BODY, code.text + " in event " + number + "; nothing of the request was accepted");
        this.code = code;
        this.number = number;
    }

    HecCode code() {
        return code;
    }

    int number() {
        return number;
    }
}
