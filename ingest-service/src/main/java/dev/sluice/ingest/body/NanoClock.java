// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.body;

import java.time.Duration;

/** Elapsed time, and waiting: what {@link java.time.Clock} has not. */
interface NanoClock {

    NanoClock SYSTEM = new NanoClock() {
        @Override
        public long nanoTime() {
            return System.nanoTime();
        }

        @Override
        public void sleep(Duration duration) throws InterruptedException {
            Thread.sleep(duration);
        }
    };

    /** Like {@link System#nanoTime}. */
    long nanoTime();

    void sleep(Duration duration) throws InterruptedException;
}
