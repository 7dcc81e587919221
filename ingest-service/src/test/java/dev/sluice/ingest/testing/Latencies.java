// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.testing;

import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Durations of requests, from which percentiles are taken. */
public final class Latencies {

    private final ConcurrentLinkedQueue<Long> nanos = new ConcurrentLinkedQueue<>();

    /** Measures {@code work}. */
    public void measure(Runnable work) {
        long start = System.nanoTime();
        work.run();
        nanos.add(System.nanoTime() - start);
    }

    /** Adds what was measured elsewhere. */
    public void add(long duration) {
        nanos.add(duration);
    }

    /** @param share e.g. 0.99 */
    public Duration percentile(double share) {
        long[] sorted = nanos.stream().mapToLong(Long::longValue).sorted().toArray();
        if (sorted.length == 0) {
            throw new IllegalStateException("nothing was measured");
        }
        return Duration.ofNanos(sorted[(int) Math.min(sorted.length - 1L, (long) (sorted.length * share))]);
    }

    public int count() {
        return nanos.size();
    }

    @Override
    public String toString() {
        long[] sorted = nanos.stream().mapToLong(Long::longValue).toArray();
        return sorted.length == 0
                ? "nothing measured"
                : "%d requests, median %s, p99 %s, longest %s"
                        .formatted(
                                sorted.length,
                                percentile(0.5),
                                percentile(0.99),
                                Duration.ofNanos(Arrays.stream(sorted).max().orElseThrow()));
    }
}
