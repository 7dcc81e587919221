// SPDX-License-Identifier: Apache-2.0
package dev.sluice.model.concurrent;

import java.time.Duration;

/** Elapsed time and waiting for it, so that tests need not wait. */
public interface Ticker {

    /** The machine's own. */
    Ticker SYSTEM = new Ticker() {
        @Override
        public long nanos() {
            return System.nanoTime();
        }

        @Override
        public void sleep(Duration duration) throws InterruptedException {
            Thread.sleep(duration);
        }
    };

    /** Nanoseconds since some fixed moment; only differences mean anything. */
    long nanos();

    /** Returns when {@code duration} is over. */
    void sleep(Duration duration) throws InterruptedException;
}
