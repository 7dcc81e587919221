// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.elasticsearch;

import dev.sluice.sink.elasticsearch.ElasticsearchSettings.Bulking;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How big a bulk should be now: grows by a quarter with each full bulk that is answered fast, is halved with each 429. One for all partitions,
 * since they meet the same Elasticsearch. Thread-safe.
 */
final class BulkSize {

    private final int min;
    private final int max;
    private final Duration targetLatency;
    private final AtomicInteger current;

    BulkSize(Bulking settings) {
        min = Math.toIntExact(settings.minSize().toBytes());
        max = Math.toIntExact(settings.maxSize().toBytes());
        targetLatency = settings.targetLatency();
        current = new AtomicInteger(Math.clamp(1L << 20, min, max));
    }

    /** Bytes of events at which a bulk is full. */
    int current() {
        return current.get();
    }

    void answered(int bytes, Duration latency) {
        current.updateAndGet(size ->
                bytes >= size / 2 && latency.compareTo(targetLatency) < 0 ? Math.min(max, size + size / 4) : size);
    }

    void tooMany() {
        current.updateAndGet(size -> Math.max(min, size / 2));
    }
}
