// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.time;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.stream.Stream;

/** Names that C's {@code strftime} writes in its own locale, in any case. */
final class EnglishNames {

    private static final byte[][] MONTHS = lowerCase(
            "january",
            "february",
            "march",
            "april",
            "may",
            "june",
            "july",
            "august",
            "september",
            "october",
            "november",
            "december");

    private static final byte[][] WEEKDAYS =
            lowerCase("sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday");

    private static final byte[][] UNIVERSAL_TIME = lowerCase("utc", "gmt");

    private EnglishNames() {}

    /** Where the name of {@code month}, counted from 1, ends if it starts at {@code at}; or -1. */
    static int endOfMonth(int month, byte[] bytes, int at, int to) {
        byte[] name = MONTHS[month - 1];
        return isAt(name, name.length, bytes, at, to) ? at + name.length : -1;
    }

    /** Number of the day of the week, Sunday 0, of which the first three letters stand at {@code at}; or -1. */
    static int weekday(byte[] bytes, int at, int to) {
        for (int i = 0; i < WEEKDAYS.length; i++) {
            if (isAt(WEEKDAYS[i], 3, bytes, at, to)) {
                return i;
            }
        }
        return -1;
    }

    /** Where the name of a day of the week ends if one starts at {@code at}; or -1. */
    static int endOfWeekday(byte[] bytes, int at, int to) {
        int weekday = weekday(bytes, at, to);
        if (weekday < 0) {
            return -1;
        }
        byte[] name = WEEKDAYS[weekday];
        return isAt(name, name.length, bytes, at, to) ? at + name.length : -1;
    }

    /** Whether one of the names of UTC, all of three letters, stands at {@code at}. */
    static boolean isUniversalTime(byte[] bytes, int at, int to) {
        for (byte[] name : UNIVERSAL_TIME) {
            if (isAt(name, name.length, bytes, at, to)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isAt(byte[] name, int length, byte[] bytes, int at, int to) {
        if (to - at < length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if ((bytes[at + i] | 0x20) != name[i]) {
                return false;
            }
        }
        return true;
    }

    private static byte[][] lowerCase(String... names) {
        return Stream.of(names).map(name -> name.getBytes(US_ASCII)).toArray(byte[][]::new);
    }
}
