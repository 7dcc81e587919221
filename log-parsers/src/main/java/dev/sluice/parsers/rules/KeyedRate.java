// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.rules;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * So many events a second for each value of a field, and more at once after a pause: a token bucket for each value. Time is that of receipt, so that
 * a backlog is not cut down when it is worked off. Remembers the values seen last, up to a bound; one that was forgotten starts anew. Thread-safe.
 */
final class KeyedRate {

    private static final int MOST_VALUES = 100_000;
    private static final double MILLIS = 1_000;

    private final double perMilli;
    private final double burst;
    private final Map<String, Bucket> buckets = new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Bucket> eldest) {
            return size() > MOST_VALUES;
        }
    };

    private static final class Bucket {
        private double left;
        private long at;

        private Bucket(double left, long at) {
            this.left = left;
            this.at = at;
        }
    }

    /**
     * @param perSecond events a second
     * @param burst events at once after a pause
     */
    KeyedRate(double perSecond, int burst) {
        perMilli = perSecond / MILLIS;
        this.burst = burst;
    }

    /** The same rate, of which nothing is used. */
    KeyedRate anew() {
        return new KeyedRate(perMilli * MILLIS, (int) burst);
    }

    /**
     * Whether there is room for one more event.
     *
     * @param received epoch milliseconds; an earlier one than before counts as the same
     */
    synchronized boolean take(String value, long received) {
        Bucket bucket = buckets.computeIfAbsent(value, any -> new Bucket(burst, received));
        if (received > bucket.at) {
            bucket.left = Math.min(burst, bucket.left + (received - bucket.at) * perMilli);
            bucket.at = received;
        }
        if (bucket.left < 1) {
            return false;
        }
        bucket.left--;
        return true;
    }
}
