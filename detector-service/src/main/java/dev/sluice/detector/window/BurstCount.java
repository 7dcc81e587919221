// SPDX-License-Identifier: Apache-2.0
package dev.sluice.detector.window;

import java.util.HashMap;
import java.util.Map;

/**
 * Signals of the last minute, if they are many more than is usual for the key: {@value #FACTOR} times what a minute of its past had on average.
 * A key without a past has had none. What goes on for long becomes usual.
 *
 * <p>The last minute is kept by the second, what is before by the minute.
 */
final class BurstCount extends WindowCount.Sum {

    static final int RECENT = 60;
    private static final int FACTOR = 5;

    BurstCount(WindowSpec spec) {
        super(spec);
    }

    @Override
    void beginSecond(long second) {
        super.beginSecond(second);
        Map<Long, Long> old = sums.headMap(second - RECENT, true);
        Map<Long, Long> minutes = new HashMap<>();
        old.forEach((at, sum) -> minutes.merge(Math.floorDiv(at, 60L) * 60, sum, Long::sum));
        old.clear();
        sums.putAll(minutes);
    }

    @Override
    long count(long second) {
        long recent = sum(sums.tailMap(second - RECENT, false));
        long past = sum(sums.headMap(second - RECENT, true));
        long minutesOfPast = (spec.length() - RECENT) / 60;
        return recent * minutesOfPast >= FACTOR * past ? recent : 0;
    }

    private static long sum(Map<Long, Long> sums) {
        return sums.values().stream().mapToLong(Long::longValue).sum();
    }

    @Override
    long recentSeconds() {
        return RECENT;
    }

    /** It is a part of the past of the next one. */
    @Override
    void incidentIsOver() {}
}
