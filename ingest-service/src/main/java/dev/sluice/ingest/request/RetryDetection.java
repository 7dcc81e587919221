// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.request;

import org.springframework.stereotype.Component;

/**
 * Decides whether an equal request is a retry. If so, its digest is its batch and key, and the parser drops the lines that it has seen, for as long
 * as it remembers batches ({@code sluice.parser.repeats.batches}).
 */
@Component
public final class RetryDetection {

    private final RetrySettings settings;

    RetryDetection(RetrySettings settings) {
        this.settings = settings;
    }

    /**
     * The key for a request, or null if another like it is no retry.
     *
     * @param given the sender's {@code Idempotency-Key}, which is always the key, or null
     * @param timed whether each event carries its own time, to the millisecond or finer
     */
    public String key(String given, RequestDigest digest, boolean timed) {
        if (given != null) {
            return given;
        }
        boolean retry = switch (settings.equalRequests()) {
            case NEW -> false;
            case RETRIES_IF_TIMED -> timed;
            case RETRIES -> true;
        };
        return retry ? digest.name() : null;
    }
}
