// SPDX-License-Identifier: Apache-2.0
package dev.sluice.detector.window;

import java.util.Map;

/** A bucket that leaks. The one sum is its level at the last second, in milliseconds that it takes to be empty. */
final class LeakyBucket extends WindowCount {

    private final boolean isDistinct;

    LeakyBucket(WindowSpec spec) {
        super(spec);
        isDistinct = spec.measure() == WindowSpec.Measure.LEAKY_DISTINCT;
    }

    /** What leaks in the time to that second is gone. */
    @Override
    void beginSecond(long second) {
        Map.Entry<Long, Long> last = sums.pollLastEntry();
        long level = last == null ? 0 : Math.max(0, last.getValue() - (second - last.getKey()) * 1_000);
        sums.put(second, level);
        if (level == 0) {
            values.clear();
        }
    }

    /** One with a value that is in the bucket already is not put in. */
    @Override
    boolean add(Signal signal, long second) {
        if (isDistinct) {
            if (values.containsKey(signal.value())) {
                return false;
            }
            if (values.size() < MAX_VALUES) {
                values.put(signal.value(), second);
            }
        }
        sums.merge(second, spec.leakMillis(), Long::sum);
        return true;
    }

    /** How many are in the bucket; what it can't hold is not in it afterwards. */
    @Override
    long count(long second) {
        long level = sums.lastEntry().getValue();
        sums.put(sums.lastKey(), Math.min(level, (spec.threshold() - 1) * spec.leakMillis()));
        return Math.ceilDiv(level, spec.leakMillis());
    }
}
