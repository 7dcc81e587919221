// SPDX-License-Identifier: Apache-2.0
package dev.sluice.benchmarks.services;

import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;

/** How many lines a process does in a time, by the clock and by its own processor time. */
final class LineRate {

    private LineRate() {}

    static void measure(String what, AtomicLong lines, ProcessHandle process, Duration warmUp, Duration measured)
            throws InterruptedException {
        Thread.sleep(warmUp);
        long linesBefore = lines.get();
        Duration before = processorTime(process);
        long start = System.nanoTime();
        Thread.sleep(measured);
        long done = lines.get() - linesBefore;
        double processor = processorTime(process).minus(before).toNanos() / 1e9;
        double wall = (System.nanoTime() - start) / 1e9;
        System.out.printf(
                Locale.ROOT,
                "%s: %,d lines in %.1f s, %,.0f a second; %.1f s of processor time, %,.0f a second of it%n",
                what,
                done,
                wall,
                done / wall,
                processor,
                done / processor);
    }

    private static Duration processorTime(ProcessHandle process) {
        return process.info().totalCpuDuration().orElseThrow();
    }
}
