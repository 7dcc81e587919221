// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.body;

import dev.sluice.model.concurrent.Ticker;
import java.time.Duration;

/**
 * Bounds what all bodies together may cost that expand beyond what logs do: a bomb keeps a processor busy that its sender pays next to nothing
 * for, and many small ones from many connections are no better than one. Such a body is not rejected for it, since a line that is logged over
 * and over is as dense; it is read at a rate that all of them share. Thread-safe.
 */
final class ExpansionRateLimiter {

    /** Logs get 5 to 50 times smaller. */
    private static final int RATIO = 100;

    /** Shorter ones cost nothing, whatever they are. */
    private static final long FROM = 1 << 20;

    private final long bytesASecond;
    private final Ticker ticker;
    private long freeAt;

    ExpansionRateLimiter(long bytesASecond, Ticker ticker) {
        this.ticker = ticker;
        freeAt = ticker.nanos();
        this.bytesASecond = bytesASecond;
    }

    static boolean isDense(long expanded, long compressed) {
        return expanded > FROM && expanded / RATIO > compressed;
    }

    /**
     * Returns how long to wait before the next so many bytes.
     *
     * @param most longest wait; who would have to wait longer takes no turn
     */
    synchronized Duration turn(long bytes, Duration most) {
        long now = ticker.nanos();
        long wait = Math.max(0, freeAt - now);
        if (wait > most.toNanos()) {
            return most;
        }
        freeAt = now + wait + bytes * 1_000_000_000L / bytesASecond;
        return Duration.ofNanos(wait);
    }
}
