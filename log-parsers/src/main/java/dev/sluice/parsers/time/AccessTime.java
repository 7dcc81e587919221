// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.time;

import dev.sluice.parsers.engine.ByteSearch;
import dev.sluice.parsers.engine.CivilTime;
import dev.sluice.parsers.engine.Timestamps;

/**
 * Reads httpd's {@code %t} without its brackets, {@code 03/Sep/2017:12:00:01 +0830}, remembering the last one: neighbouring lines mostly share
 * the second and nearly always the day. Seconds may have a fraction, as in the documentation's {@code %{msec_frac}t}. Not thread-safe.
 */
public final class AccessTime {

    public static final int LENGTH = 26;

    /** Returned for what has another shape. */
    public static final long NOT_A_TIME = Long.MIN_VALUE;

    /** Returned for a date, time or zone that does not exist. */
    public static final long NO_SUCH_TIME = Long.MIN_VALUE + 1;

    private static final int ZONE_AT = 21;
    private static final int FRACTION_AT = 20;
    private static final int ZONE_LENGTH = 6;
    private static final int MAX_FRACTION = 9;
    private static final int MAX_ZONE_HOURS = 18;

    /** The last time read: its 26 bytes as numbers, its milliseconds, and the milliseconds of its midnight. */
    private boolean remembers;

    private long dayAndMonth;
    private long yearAndHour;
    private long minuteAndZone;
    private int restOfZone;
    private long millis;
    private long midnight;

    /** A time without its fraction. */
    private final byte[] whole = new byte[LENGTH];

    /** Index behind the time that starts at {@code at}, if there is one; or -1 where no time fits in before {@code to}. */
    public static int end(byte[] bytes, int at, int to) {
        int end = at + LENGTH;
        if (end > to || bytes[at + FRACTION_AT] != '.' && bytes[at + FRACTION_AT] != ',') {
            return end > to ? -1 : end;
        }
        int digits = at + FRACTION_AT + 1;
        int last = Math.min(to, digits + MAX_FRACTION);
        int i = digits;
        while (i < last && ByteSearch.isDigit(bytes[i])) {
            i++;
        }
        return i > digits && i + ZONE_LENGTH <= to ? i + ZONE_LENGTH : -1;
    }

    /** Epoch milliseconds of the time in [at, end), as {@link #end} has found it. */
    public long read(byte[] bytes, int at, int end) {
        if (end - at == LENGTH) {
            return read(bytes, at);
        }
        System.arraycopy(bytes, at, whole, 0, FRACTION_AT);
        System.arraycopy(bytes, end - ZONE_LENGTH, whole, FRACTION_AT, ZONE_LENGTH);
        long seconds = read(whole, 0);
        return seconds == NOT_A_TIME || seconds == NO_SUCH_TIME
                ? seconds
                : seconds + thousandths(bytes, at + FRACTION_AT + 1, end - ZONE_LENGTH);
    }

    private static int thousandths(byte[] bytes, int from, int to) {
        int sum = 0;
        int digit = 100;
        for (int i = from; i < to; i++) {
            sum += (bytes[i] - '0') * digit;
            digit /= 10;
        }
        return sum;
    }

    /** Epoch milliseconds of the time at {@code at}; the array must hold {@link #LENGTH} bytes there. */
    public long read(byte[] bytes, int at) {
        long first = ByteSearch.eight(bytes, at);
        long second = ByteSearch.eight(bytes, at + 8);
        long third = ByteSearch.eight(bytes, at + 16);
        int rest = bytes[at + 24] << 8 | bytes[at + 25];
        // The second's last digit is byte 19, the first of the zone byte 21.
        boolean sameDayAndZone = remembers
                && first == dayAndMonth
                && (second ^ yearAndHour) << 32 == 0
                && (third ^ minuteAndZone) >>> 32 == 0
                && rest == restOfZone;
        if (sameDayAndZone && second == yearAndHour && third == minuteAndZone) {
            return millis;
        }
        if (!sameDayAndZone) {
            long read = midnight(bytes, at);
            if (read == NOT_A_TIME || read == NO_SUCH_TIME) {
                return read;
            }
            midnight = read;
            dayAndMonth = first;
            restOfZone = rest;
        }
        long ofDay = timeOfDay(bytes, at + 12);
        if (ofDay < 0) {
            // What can't be read must be refused again the next time.
            remembers = false;
            return ofDay;
        }
        remembers = true;
        yearAndHour = second;
        minuteAndZone = third;
        millis = midnight + ofDay;
        if (!Timestamps.canWrite(millis)) {
            // A zone can lead out of the years that have four digits.
            remembers = false;
            return NO_SUCH_TIME;
        }
        return millis;
    }

    private static long midnight(byte[] bytes, int at) {
        int day = ByteSearch.twoDigits(bytes, at);
        int century = ByteSearch.twoDigits(bytes, at + 7);
        int ofCentury = ByteSearch.twoDigits(bytes, at + 9);
        int zoneHours = ByteSearch.twoDigits(bytes, at + ZONE_AT + 1);
        int zoneMinutes = ByteSearch.twoDigits(bytes, at + ZONE_AT + 3);
        byte sign = bytes[at + ZONE_AT];
        boolean shape = bytes[at + 2] == '/'
                && bytes[at + 6] == '/'
                && bytes[at + 11] == ':'
                && bytes[at + 20] == ' '
                && (sign == '+' || sign == '-')
                && (day | century | ofCentury | zoneHours | zoneMinutes) >= 0;
        if (!shape) {
            return NOT_A_TIME;
        }
        int year = century * 100 + ofCentury;
        int month = CivilTime.month(bytes, at + 3);
        if (!CivilTime.isDate(year, month, day) || zoneHours > MAX_ZONE_HOURS || zoneMinutes > 59) {
            return NO_SUCH_TIME;
        }
        long zone = (zoneHours * 60L + zoneMinutes) * 60_000;
        return CivilTime.epochDay(year, month, day) * CivilTime.MILLIS_PER_DAY + (sign == '-' ? zone : -zone);
    }

    /** Milliseconds of {@code 12:00:01}. */
    private static long timeOfDay(byte[] bytes, int at) {
        int hour = ByteSearch.twoDigits(bytes, at);
        int minute = ByteSearch.twoDigits(bytes, at + 3);
        int second = ByteSearch.twoDigits(bytes, at + 6);
        if (bytes[at + 2] != ':' || bytes[at + 5] != ':' || (hour | minute | second) < 0) {
            return NOT_A_TIME;
        }
        return CivilTime.isTime(hour, minute, second) ? ((hour * 60L + minute) * 60 + second) * 1000 : NO_SUCH_TIME;
    }
}
