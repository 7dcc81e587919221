// SPDX-License-Identifier: Apache-2.0
package dev.sluice.detector.window;

import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;

/**
 * Different values that came from several sources. Of one source at most a fifth of the threshold counts, so that what a few do alone is told by
 * whoever counts those, and not once more here.
 */
final class SpreadCount extends WindowCount {

    private static final int VALUE_BITS = 40;

    private final long mostOfOneSource;

    SpreadCount(WindowSpec spec) {
        super(spec);
        mostOfOneSource = Math.max(1, spec.threshold() / 5);
    }

    /**
     * A signal's value that has both.
     *
     * @param source hash of who it came from
     * @param value hash of what is told apart
     */
    static long valueOf(long source, long value) {
        return source << VALUE_BITS | value >>> (Long.SIZE - VALUE_BITS);
    }

    /** The latest values of each source are kept, so that no source can take the place of another. */
    @Override
    boolean add(Signal signal, long second) {
        long source = sourceOf(signal.value());
        if (!values.containsKey(signal.value()) && ofSource(source) >= mostOfOneSource) {
            values.entrySet().stream()
                    .filter(value -> sourceOf(value.getKey()) == source)
                    .min(Map.Entry.<Long, Long>comparingByValue()
                            .thenComparing(Map.Entry.comparingByKey(Comparator.naturalOrder())))
                    .ifPresent(oldest -> values.remove(oldest.getKey()));
        }
        if (values.containsKey(signal.value()) || values.size() < MAX_VALUES) {
            values.put(signal.value(), second);
        }
        return true;
    }

    @Override
    long count(long second) {
        Map<Long, Long> bySource = new HashMap<>();
        values.keySet().forEach(value -> bySource.merge(sourceOf(value), 1L, Long::sum));
        return bySource.values().stream()
                .mapToLong(count -> Math.min(count, mostOfOneSource))
                .sum();
    }

    private long ofSource(long source) {
        return values.keySet().stream()
                .filter(value -> sourceOf(value) == source)
                .count();
    }

    private static long sourceOf(long value) {
        return value >>> VALUE_BITS;
    }
}
