// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.request;

import jakarta.servlet.http.HttpServletRequest;

/** The name that a sender gives a request, so that it can send it again. */
public final class IdempotencyKey {

    /** A delivery of Firehose, which is repeated with the same id. */
    public static final String FIREHOSE_REQUEST_ID = "X-Amz-Firehose-Request-Id";

    /** A call of an AWS SDK, which is repeated with the same id. */
    public static final String AWS_INVOCATION_ID = "amz-sdk-invocation-id";

    static final String HEADER = "Idempotency-Key";
    private static final int LONGEST = 255;

    private IdempotencyKey() {}

    /**
     * The request's {@code Idempotency-Key}, or null.
     *
     * @throws dev.sluice.ingest.rejection.RequestRejectedException if it is not 1 to 255 visible ASCII characters
     */
    public static String of(HttpServletRequest request) {
        String key = RequestParameters.header(request, HEADER, LONGEST);
        if (key != null && !key.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw RequestParameters.bad(HEADER, "must be 1 to 255 visible ASCII characters");
        }
        return key;
    }
}
