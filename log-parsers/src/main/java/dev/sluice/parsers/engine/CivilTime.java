// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.engine;

import java.time.LocalDate;

/** Dates of the proleptic Gregorian calendar as plain numbers, without an object a line. */
public final class CivilTime {

    public static final long MILLIS_PER_DAY = 86_400_000L;

    /** 29 February of 1896 and 1904, for example: the century between is no leap year. */
    private static final int YEARS_BETWEEN_LEAP_DAYS = 8;

    private static final int[] DAYS = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

    private CivilTime() {}

    record Date(int year, int month, int day) {}

    /** Days since 1970-01-01 (Howard Hinnant, "chrono-compatible low-level date algorithms", {@code days_from_civil}). */
    public static long epochDay(int year, int month, int day) {
        long y = month <= 2 ? year - 1L : year;
        long era = Math.floorDiv(y, 400L);
        long yearOfEra = y - era * 400;
        long dayOfYear = (153L * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
        long dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear;
        return era * 146_097 + dayOfEra - 719_468;
    }

    /** Whether the calendar has that day; months and days count from 1. */
    public static boolean isDate(int year, int month, int day) {
        return month >= 1 && month <= 12 && day >= 1 && day <= daysIn(year, month);
    }

    /**
     * Milliseconds of a date without a year, in the latest year that exists and does not put it more than a day after {@code now}.
     *
     * @param now milliseconds on the same clock
     * @param ofDay milliseconds since midnight
     * @return or {@link Long#MIN_VALUE} if no year has that date
     */
    public static long latestBefore(long now, int month, int day, long ofDay) {
        int year = dateOf(Math.floorDiv(now, MILLIS_PER_DAY)).year() + 1;
        for (int earliest = year - YEARS_BETWEEN_LEAP_DAYS - 1; year >= earliest; year--) {
            if (isDate(year, month, day)) {
                long millis = epochDay(year, month, day) * MILLIS_PER_DAY + ofDay;
                if (millis <= now + MILLIS_PER_DAY) {
                    return millis;
                }
            }
        }
        return Long.MIN_VALUE;
    }

    /** Whether a clock shows that time; there is no second 60, as in RFC 5424 section 6.2.3. */
    public static boolean isTime(int hour, int minute, int second) {
        return hour >= 0 && hour < 24 && minute >= 0 && minute < 60 && second >= 0 && second < 60;
    }

    /** Number of the month from its English abbreviation of three letters in any case, or 0; the array must hold them. */
    public static int month(byte[] bytes, int at) {
        return switch ((bytes[at] | 0x20) << 16 | (bytes[at + 1] | 0x20) << 8 | (bytes[at + 2] | 0x20)) {
            case 'j' << 16 | 'a' << 8 | 'n' -> 1;
            case 'f' << 16 | 'e' << 8 | 'b' -> 2;
            case 'm' << 16 | 'a' << 8 | 'r' -> 3;
            case 'a' << 16 | 'p' << 8 | 'r' -> 4;
            case 'm' << 16 | 'a' << 8 | 'y' -> 5;
            case 'j' << 16 | 'u' << 8 | 'n' -> 6;
            case 'j' << 16 | 'u' << 8 | 'l' -> 7;
            case 'a' << 16 | 'u' << 8 | 'g' -> 8;
            case 's' << 16 | 'e' << 8 | 'p' -> 9;
            case 'o' << 16 | 'c' << 8 | 't' -> 10;
            case 'n' << 16 | 'o' << 8 | 'v' -> 11;
            case 'd' << 16 | 'e' << 8 | 'c' -> 12;
            default -> 0;
        };
    }

    static Date dateOf(long epochDay) {
        LocalDate date = LocalDate.ofEpochDay(epochDay);
        return new Date(date.getYear(), date.getMonthValue(), date.getDayOfMonth());
    }

    private static int daysIn(int year, int month) {
        boolean leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        return month == 2 && leap ? 29 : DAYS[month - 1];
    }
}
