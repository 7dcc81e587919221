// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.request;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What an equal request of the same sender is taken for, in protocols that have no name for a request.
 *
 * @param equalRequests when a request that equals an earlier one is a retry, whose lines are there already
 * @param rememberedKeys keys whose bodies are remembered, so that a key that comes with another body is told at once
 */
@ConfigurationProperties("sluice.ingest")
record RetrySettings(
        @DefaultValue("retries-if-timed") EqualRequests equalRequests,
        @DefaultValue("20000") int rememberedKeys) {

    RetrySettings {
        if (rememberedKeys < 0) {
            throw new IllegalArgumentException(
                    "sluice.ingest.remembered-keys must not be negative, was " + rememberedKeys);
        }
    }

    /** When an equal request is a retry. */
    enum EqualRequests {
        /** Never: what is sent twice is there twice. */
        NEW,
        /** If each of its events carries its own time, to the millisecond or finer: the same thing hardly happens twice in one. */
        RETRIES_IF_TIMED,
        /** Always. */
        RETRIES
    }
}
