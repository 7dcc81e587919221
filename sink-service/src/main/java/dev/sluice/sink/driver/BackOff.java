// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.driver;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How long to wait before the next attempt: exponential with full jitter, for as many attempts as it takes
 * (<a href="https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/">Exponential Backoff and Jitter</a>). Not thread-safe.
 */
public final class BackOff {

    private final long firstMillis;
    private final long maxMillis;
    private int attempts;

    /**
     * @param first the longest first pause; it doubles with each attempt
     * @param max where doubling ends
     */
    public BackOff(Duration first, Duration max) {
        firstMillis = first.toMillis();
        maxMillis = max.toMillis();
    }

    /** The next pause in milliseconds: from 1 to the bound that holds for this attempt. */
    public long nextMillis() {
        // 2^30 first pauses are years: further doubling would only overflow.
        long bound = Math.min(maxMillis, firstMillis << Math.min(attempts, 30));
        attempts++;
        return 1 + ThreadLocalRandom.current().nextLong(Math.max(1, bound));
    }

    /** Waits for the next pause; for virtual threads. */
    public void pause() throws InterruptedException {
        Thread.sleep(nextMillis());
    }

    /** Pauses taken since the start or the last {@link #reset()}. */
    public int attempts() {
        return attempts;
    }

    public void reset() {
        attempts = 0;
    }
}
