// SPDX-License-Identifier: Apache-2.0
package dev.sluice.model.concurrent;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongUnaryOperator;

/**
 * How long to wait before the next attempt: exponential with full jitter, for as many attempts as it takes
 * (<a href="https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/">Exponential Backoff and Jitter</a>). Not thread-safe.
 */
public final class BackOff {

    /** 2^30 first pauses are years: further doubling would only overflow. */
    private static final int LARGEST_SHIFT = 30;

    private final long firstMillis;
    private final long maxMillis;
    private final LongUnaryOperator random;
    private int attempts;

    /**
     * @param first the longest first pause; it doubles with each attempt
     * @param max where doubling ends
     */
    public BackOff(Duration first, Duration max) {
        this(first, max, bound -> ThreadLocalRandom.current().nextLong(bound));
    }

    /** @param random answers a number from 0 to its argument, exclusive */
    public BackOff(Duration first, Duration max, LongUnaryOperator random) {
        this.firstMillis = first.toMillis();
        this.maxMillis = max.toMillis();
        this.random = random;
    }

    /** The next pause in milliseconds: from 1 to the bound that holds for this attempt. */
    public long nextMillis() {
        long bound = Math.min(maxMillis, firstMillis << Math.min(attempts, LARGEST_SHIFT));
        attempts++;
        return 1 + random.applyAsLong(Math.max(1, bound));
    }

    /** The next pause after what the other side has asked for; the jitter comes on top, or all would come back at once. */
    public Duration next(Duration atLeast) {
        return atLeast.plusMillis(nextMillis());
    }

    /** Waits for the next pause; for virtual threads. */
    public void pause() throws InterruptedException {
        Thread.sleep(nextMillis());
    }

    /** Pauses taken since the start or the last {@link #reset()}. */
    public int attempts() {
        return attempts;
    }

    /** The next pause is a first one again. */
    public void reset() {
        attempts = 0;
    }
}
