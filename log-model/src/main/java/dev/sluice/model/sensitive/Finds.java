// SPDX-License-Identifier: Apache-2.0
package dev.sluice.model.sensitive;

import java.util.Arrays;

/** What was found in a text: parts of it in order, none of which touches another. Used again for the next text; not thread-safe. */
public final class Finds {

    private int[] from = new int[8];
    private int[] to = new int[8];
    private Detector[] by = new Detector[8];
    private int count;

    public int count() {
        return count;
    }

    /** Index of the part's first byte. */
    public int from(int find) {
        return from[find];
    }

    /** Index behind the part's last byte. */
    public int to(int find) {
        return to[find];
    }

    public Detector by(int find) {
        return by[find];
    }

    void clear() {
        count = 0;
    }

    /** Adds a part; one with those that it overlaps. */
    void add(int newFrom, int newTo, Detector detector) {
        int start = newFrom;
        int end = newTo;
        Detector widest = detector;
        while (count > 0 && to[count - 1] > start) {
            count--;
            if (to[count] - from[count] > end - start) {
                widest = by[count];
            }
            start = Math.min(start, from[count]);
            end = Math.max(end, to[count]);
        }
        if (count == from.length) {
            from = Arrays.copyOf(from, 2 * count);
            to = Arrays.copyOf(to, 2 * count);
            by = Arrays.copyOf(by, 2 * count);
        }
        from[count] = start;
        to[count] = end;
        by[count++] = widest;
    }
}
