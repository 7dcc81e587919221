// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parser.dedup;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A set of line numbers, kept as ranges that neither touch nor overlap. A batch whose chunks all arrived is one range, whatever its size; more than
 * one appear only while chunks are missing in between.
 */
final class LineRanges {

    /** First line → the line after the last. */
    private final NavigableMap<Long, Long> ranges = new TreeMap<>();

    /** Lines {@code from} (inclusive) to {@code to} (exclusive). */
    record Range(long from, long to) {}

    /** Adds the lines {@code from} to {@code to} (exclusive); returns those that were not in the set before, in order. */
    List<Range> add(long from, long to) {
        List<Range> added = new ArrayList<>(1);
        long start = from;
        long end = to;
        long next = from;
        Long floor = ranges.floorKey(from);
        if (floor == null || ranges.get(floor) < from) {
            floor = ranges.higherKey(from);
        }
        while (floor != null && floor <= to) {
            long rangeEnd = ranges.remove(floor);
            if (next < floor) {
                added.add(new Range(next, floor));
            }
            start = Math.min(start, floor);
            end = Math.max(end, rangeEnd);
            next = Math.max(next, rangeEnd);
            floor = ranges.higherKey(floor);
        }
        if (next < to) {
            added.add(new Range(next, to));
        }
        if (start < end) {
            ranges.put(start, end);
        }
        return added;
    }

    /** How many ranges there are. */
    int size() {
        return ranges.size();
    }

    /** The lines of both sets. */
    LineRanges with(LineRanges other) {
        LineRanges both = new LineRanges();
        ranges.forEach(both::add);
        other.ranges.forEach(both::add);
        return both;
    }

    /** {@code 0-1000,2000-3000}: reads what {@link #toString} wrote. */
    static LineRanges parse(String text) {
        LineRanges result = new LineRanges();
        for (String range : text.split(",")) {
            int dash = range.indexOf('-');
            result.ranges.put(Long.parseLong(range.substring(0, dash)), Long.parseLong(range.substring(dash + 1)));
        }
        return result;
    }

    @Override
    public String toString() {
        return ranges.entrySet().stream()
                .map(range -> range.getKey() + "-" + range.getValue())
                .collect(Collectors.joining(","));
    }
}
