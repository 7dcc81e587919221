// SPDX-License-Identifier: Apache-2.0
package dev.sluice.model.concurrent;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Keeps to so many things a second, counted from the first: waits where there were more. Not thread-safe. */
public final class RateLimiter {

    private final long perSecond;
    private final Ticker ticker;
    private final long start;
    private long done;

    /** @param perSecond 1 at least */
    public RateLimiter(long perSecond, Ticker ticker) {
        if (perSecond < 1) {
            throw new IllegalArgumentException("a rate must be at least 1 a second, was " + perSecond);
        }
        this.perSecond = perSecond;
        this.ticker = ticker;
        this.start = ticker.nanos();
    }

    /**
     * So many more were done: returns when their time is over. An interrupted thread does not wait, and stays interrupted.
     */
    public void pauseAfter(long count) {
        done += count;
        long due = start + (long) ((double) done / perSecond * TimeUnit.SECONDS.toNanos(1));
        try {
            for (long left = due - ticker.nanos(); left > 0; left = due - ticker.nanos()) {
                ticker.sleep(Duration.ofNanos(left));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
