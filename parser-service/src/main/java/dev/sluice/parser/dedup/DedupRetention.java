// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parser.dedup;

import java.time.Duration;

/**
 * How long things are remembered after they were last seen.
 *
 * @param batches batches with an idempotency key
 * @param streams streams
 * @param replays replayed dead letters
 */
public record DedupRetention(Duration batches, Duration streams, Duration replays) {

    Duration of(Class<? extends DedupEntry> kind) {
        if (kind == DedupEntry.Batch.class) {
            return batches;
        }
        return kind == DedupEntry.Stream.class ? streams : replays;
    }
}
