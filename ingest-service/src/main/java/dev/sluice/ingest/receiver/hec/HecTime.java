// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.receiver.hec;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * An event's {@code time}: a number or a string with one, in seconds, or in milliseconds, microseconds or nanoseconds as senders do; its size
 * tells.
 */
final class HecTime {

    /** In seconds this is the year 5138; in the next smaller unit 1973. */
    private static final BigDecimal LARGEST = BigDecimal.valueOf(100_000_000_000L);

    private static final int MILLISECOND_DIGITS = 3;
    private static final int EPOCH_MILLISECOND_DIGITS = 13;

    private HecTime() {}

    /** Whether {@code time}, which may be null, says more than the second. */
    static boolean isPrecise(JsonNode time) {
        if (time == null) {
            return false;
        }
        String text = time.asString("");
        int point = text.indexOf('.');
        return point >= 0 ? text.length() - point > MILLISECOND_DIGITS : text.length() >= EPOCH_MILLISECOND_DIGITS;
    }

    /** Empty if {@code time} is no such number. */
    static Optional<Instant> of(JsonNode time) {
        if (!time.isNumber() && !time.isString()) {
            return Optional.empty();
        }
        BigDecimal seconds;
        try {
            seconds = new BigDecimal(time.asString().strip());
        } catch (RuntimeException e) {
            return Optional.empty();
        }
        // A number of any length can be sent; the arithmetic must not be of any length.
        if (seconds.signum() < 0 || seconds.precision() > 30 || Math.abs(seconds.scale()) > 30) {
            return Optional.empty();
        }
        for (int unit = 0; unit < 3 && seconds.compareTo(LARGEST) >= 0; unit++) {
            seconds = seconds.movePointLeft(3);
        }
        if (seconds.compareTo(LARGEST) >= 0) {
            return Optional.empty();
        }
        long whole = seconds.longValue();
        long nanos =
                seconds.subtract(BigDecimal.valueOf(whole)).movePointRight(9).longValue();
        return Optional.of(Instant.ofEpochSecond(whole, nanos));
    }
}
