// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail.send;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Tells waiting threads to stop. Threads are never interrupted: an interrupt would close the files that they write. */
public final class StopSignal {

    private final CountDownLatch stopped = new CountDownLatch(1);
    private volatile boolean draining;

    /** From now on what is there is sent without waiting for more, and failures are not tried again. */
    public void drain() {
        draining = true;
    }

    public boolean draining() {
        return draining;
    }

    public void stop() {
        draining = true;
        stopped.countDown();
    }

    public boolean stopped() {
        return stopped.getCount() == 0;
    }

    /** Waits; true if told to stop meanwhile. */
    public boolean await(Duration time) {
        try {
            return stopped.await(time.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }
}
