// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.auth;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * So many a second, with a burst of one second's worth. Remembers one number: the time at which all that was taken will have been earned (the
 * generic cell rate algorithm).
 */
public final class RateLimit {

    /** Never full. */
    public static final RateLimit NONE = new RateLimit(0, () -> 0);

    private static final long SECOND = 1_000_000_000L;

    private final double nanosEach;
    private final LongSupplier clock;
    private final AtomicLong earnedAt;

    private RateLimit(long perSecond, LongSupplier nanoClock) {
        nanosEach = perSecond == 0 ? 0 : (double) SECOND / perSecond;
        clock = nanoClock;
        earnedAt = new AtomicLong(nanoClock.getAsLong());
    }

    /** @param nanoClock like {@link System#nanoTime} */
    static RateLimit perSecond(long count, LongSupplier nanoClock) {
        return new RateLimit(count, nanoClock);
    }

    /** Takes {@code count} if there is room for any; a large one may overdraw, which later ones pay for. Returns whether it was taken. */
    boolean take(long count) {
        if (!hasRoom()) {
            return false;
        }
        charge(count);
        return true;
    }

    /** Takes {@code count}, whether there is room or not: for what has happened already. */
    public void charge(long count) {
        long cost = (long) (count * nanosEach);
        if (cost > 0) {
            long now = clock.getAsLong();
            earnedAt.updateAndGet(at -> Math.max(at, now) + cost);
        }
    }

    /** Whether less than a second's worth is owed. */
    boolean hasRoom() {
        return nanosEach == 0 || earnedAt.get() - clock.getAsLong() < SECOND;
    }
}
