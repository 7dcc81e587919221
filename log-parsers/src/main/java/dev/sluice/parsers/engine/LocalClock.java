// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.engine;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneRules;

/**
 * Makes epoch milliseconds of what a clock on the wall shows, remembering the offset of the last quarter of an hour: no zone changes at
 * another time. A time that the clock shows twice is the first of the two; one that it skips is that much later. Not thread-safe.
 */
public final class LocalClock {

    private static final long QUARTER_MILLIS = 15 * 60_000L;

    private final ZoneRules rules;
    private long lastQuarter = Long.MIN_VALUE;
    private long offsetMillis;

    public LocalClock(ZoneId zone) {
        rules = zone.getRules();
    }

    /** @param local milliseconds since 1970-01-01T00:00 on that clock */
    public long toEpochMillis(long local) {
        long quarter = Math.floorDiv(local, QUARTER_MILLIS);
        if (quarter != lastQuarter) {
            LocalDateTime time = LocalDateTime.ofEpochSecond(Math.floorDiv(local, 1000L), 0, ZoneOffset.UTC);
            offsetMillis = rules.getOffset(time).getTotalSeconds() * 1000L;
            lastQuarter = quarter;
        }
        return local - offsetMillis;
    }

    /** Milliseconds since 1970-01-01T00:00 that the clock shows at {@code epochMillis}. */
    public long toLocalMillis(long epochMillis) {
        return epochMillis + rules.getOffset(Instant.ofEpochMilli(epochMillis)).getTotalSeconds() * 1000L;
    }
}
