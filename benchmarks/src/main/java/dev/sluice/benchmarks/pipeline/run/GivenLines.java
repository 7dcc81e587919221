// SPDX-License-Identifier: Apache-2.0
package dev.sluice.benchmarks.pipeline.run;

import dev.sluice.benchmarks.pipeline.corpus.LineRange;

/** When each line of a round was given; one thread writes, others read. */
public final class GivenLines {

    private final LineRange range;
    private final long[] nanos;
    private volatile int count;

    public GivenLines(LineRange range) {
        this.range = range;
        nanos = new long[range.count()];
    }

    /** All lines up to here were given now. */
    public void upTo(long end) {
        int to = (int) (end - range.first());
        long now = System.nanoTime();
        for (int i = count; i < to; i++) {
            nanos[i] = now;
        }
        count = to;
    }

    public int count() {
        return count;
    }

    /** {@link System#nanoTime} when the line was given. */
    public long nanosOf(long number) {
        return nanos[(int) (number - range.first())];
    }

    /** How many lines should have been given by now. */
    public static long due(long start, double linesPerSecond, int lines) {
        return Math.min(lines, (long) ((System.nanoTime() - start) / 1e9 * linesPerSecond) + 1);
    }
}
