// SPDX-License-Identifier: Apache-2.0
package dev.sluice.benchmarks.pipeline.corpus;

import java.util.ArrayList;
import java.util.List;

/** The numbers of the lines of a round: from {@code first} on, so many. */
public record LineRange(long first, int count) {

    public LineRange {
        if (first < 0 || count < 1) {
            throw new IllegalArgumentException(
                    "a range has at least one line from 0 on, was " + count + " from " + first);
        }
    }

    public long end() {
        return first + count;
    }

    public boolean contains(long number) {
        return number >= first && number < end();
    }

    /** The same lines in parts of nearly the same size, in order. */
    public List<LineRange> parts(int number) {
        List<LineRange> parts = new ArrayList<>();
        long from = first;
        for (int i = 1; i <= number; i++) {
            long to = first + (long) count * i / number;
            if (to > from) {
                parts.add(new LineRange(from, (int) (to - from)));
            }
            from = to;
        }
        return parts;
    }
}
