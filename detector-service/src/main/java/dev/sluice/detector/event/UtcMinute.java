// SPDX-License-Identifier: Apache-2.0
package dev.sluice.detector.event;

/**
 * The minute of a time as the parser writes it, {@code 2026-11-28T12:00:09.123Z}, from its bytes: parsing it whole would take longer than all else.
 */
final class UtcMinute {

    private static final int LEAST = "2026-11-28T12:00:09Z".length();

    /** Days from the first of March of the year 0, by which leap days are the last ones of a year, to the first of January 1970. */
    private static final long DAYS_TO_1970 = 719_468;

    private static final long HOURS_A_DAY = 24;
    private static final long MINUTES_AN_HOUR = 60;

    private UtcMinute() {}

    /** Minutes since 1970; -1 for a time in another form, before 1970, or that is none. */
    static long of(byte[] text, int from, int to) {
        if (to - from < LEAST
                || text[to - 1] != 'Z'
                || text[from + 4] != '-'
                || text[from + 7] != '-'
                || text[from + 10] != 'T'
                || text[from + 13] != ':'
                || text[from + 16] != ':') {
            return -1;
        }
        long year = digits(text, from, 4);
        long month = digits(text, from + 5, 2);
        long day = digits(text, from + 8, 2);
        long hour = digits(text, from + 11, 2);
        long minute = digits(text, from + 14, 2);
        if (year < 1970 || month < 1 || month > 12 || day < 1 || day > 31 || hour < 0 || hour > 23) {
            return -1;
        }
        return minute < 0 || minute > 59
                ? -1
                : (days(year, month, day) * HOURS_A_DAY + hour) * MINUTES_AN_HOUR + minute;
    }

    /** Since 1970; the months from March on have 153 days in five. */
    private static long days(long year, long month, long day) {
        long shifted = month > 2 ? year : year - 1;
        long dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
        return 365 * shifted + shifted / 4 - shifted / 100 + shifted / 400 + dayOfYear - DAYS_TO_1970;
    }

    /** Negative if one is none. */
    private static long digits(byte[] text, int from, int count) {
        long number = 0;
        for (int i = from; i < from + count; i++) {
            if (text[i] < '0' || text[i] > '9') {
                return -1;
            }
            number = 10 * number + text[i] - '0';
        }
        return number;
    }
}
