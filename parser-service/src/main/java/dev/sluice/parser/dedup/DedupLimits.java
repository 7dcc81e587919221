// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parser.dedup;

import java.time.Duration;

/**
 * How long, and how much at most, a partition remembers.
 *
 * @param batches batches with a key of their sender's, and CloudWatch log events, after they were last seen
 * @param streams streams, after they were last seen
 * @param replays replayed dead letters
 * @param maxBytes memory of one partition, about
 * @param maxSenderBytes share of one sender in it
 */
public record DedupLimits(Duration batches, Duration streams, Duration replays, long maxBytes, long maxSenderBytes) {

    Duration retention(DedupKey.Kind kind) {
        return switch (kind) {
            case BATCH, LOG_EVENTS -> batches;
            case STREAM -> streams;
            case REPLAY -> replays;
        };
    }
}
