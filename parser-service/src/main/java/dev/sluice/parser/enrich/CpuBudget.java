// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parser.enrich;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Bounds the time spent on something to a share of all time, with some saved up: a start with many new values goes through, a flood of made-up ones
 * does not hold up everything else. Thread-safe.
 */
final class CpuBudget {

    private final double share;
    private final long mostSaved;
    private final LongSupplier nanoTime;
    private long saved;
    private long last;

    /**
     * @param share of the time on the clock that may be spent, all threads together; above 0
     * @param mostSaved what may be spent at once after a quiet time
     */
    CpuBudget(double share, Duration mostSaved, LongSupplier nanoTime) {
        this.share = share;
        this.mostSaved = mostSaved.toNanos();
        this.nanoTime = nanoTime;
        saved = this.mostSaved;
        last = nanoTime.getAsLong();
    }

    /** Whether there is time left. */
    synchronized boolean isLeft() {
        long now = nanoTime.getAsLong();
        saved = Math.min(mostSaved, saved + (long) ((now - last) * share));
        last = now;
        return saved > 0;
    }

    synchronized void spend(long nanos) {
        saved -= nanos;
    }
}
