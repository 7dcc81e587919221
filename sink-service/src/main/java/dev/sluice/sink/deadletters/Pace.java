// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.deadletters;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Keeps to so many things a second, counted from the first; waits where there were more. Not thread-safe. */
final class Pace {

    private final long perSecond;
    private final long start = System.nanoTime();
    private long done;

    /** @param perSecond 1 at least */
    Pace(long perSecond) {
        if (perSecond < 1) {
            throw new IllegalArgumentException("a rate must be at least 1 a second, was " + perSecond);
        }
        this.perSecond = perSecond;
    }

    /** So many were done now: returns when their time is over. */
    void did(int count) {
        done += count;
        long due = start + TimeUnit.SECONDS.toNanos(1) / perSecond * done;
        while (System.nanoTime() - due < 0 && !Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(due - System.nanoTime());
        }
    }
}
