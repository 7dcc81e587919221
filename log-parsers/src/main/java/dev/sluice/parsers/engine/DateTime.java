// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.engine;

/**
 * Reads dates and times as RFC 3339 and ISO 8601 write them, {@code 2003-10-11T22:14:15.003Z}, remembering the last date: neighbouring lines
 * mostly share it. Besides the standards it takes a blank for the {@code T}, a comma for the fraction's point and an offset without a colon,
 * as log libraries write them. What is finer than a millisecond is cut off. Not thread-safe.
 */
public final class DateTime {

    private static final int DATE_LENGTH = 10;
    private static final int SHORTEST = 19;
    private static final int MAX_ZONE_HOURS = 18;

    private boolean remembers;
    private long lastYearAndMonth;
    private int lastDay;
    private long lastMidnight;

    private long millis;
    private boolean local;
    private boolean exists;
    private int end;

    /**
     * Reads the time that starts at {@code from}; more may follow it.
     *
     * @return whether there is something of that shape; whether it {@link #exists} is another question
     */
    public boolean read(byte[] bytes, int from, int to) {
        if (to - from < SHORTEST || !readDate(bytes, from)) {
            return false;
        }
        int at = from + DATE_LENGTH;
        byte separator = bytes[at];
        int hour = ByteSearch.twoDigits(bytes, at + 1);
        int minute = ByteSearch.twoDigits(bytes, at + 4);
        int second = ByteSearch.twoDigits(bytes, at + 7);
        if (separator != 'T' && separator != 't' && separator != ' '
                || bytes[at + 3] != ':'
                || bytes[at + 6] != ':'
                || (hour | minute | second) < 0) {
            return false;
        }
        exists &= CivilTime.isTime(hour, minute, second);
        millis = lastMidnight + ((hour * 60L + minute) * 60 + second) * 1000;
        end = from + SHORTEST;
        readFraction(bytes, to);
        readZone(bytes, to);
        exists &= Timestamps.canWrite(millis);
        return true;
    }

    /** Takes an offset behind a blank, too, if one follows the time that was read: {@code 2003-10-11 22:14:15 +0200}. */
    public void readZoneBehindBlank(byte[] bytes, int to) {
        int blank = end;
        if (!local || blank + 5 >= to || bytes[blank] != ' ') {
            return;
        }
        end++;
        readZone(bytes, to);
        if (local) {
            end = blank;
        }
        exists &= Timestamps.canWrite(millis);
    }

    /** Whether the calendar has the date and a clock shows the time. */
    public boolean exists() {
        return exists;
    }

    /** Whether no zone was written. */
    public boolean isLocal() {
        return local;
    }

    /** Epoch milliseconds, or of the wall's clock where the time {@link #isLocal}. */
    public long millis() {
        return millis;
    }

    /** Index behind the time. */
    public int end() {
        return end;
    }

    private boolean readDate(byte[] bytes, int from) {
        long yearAndMonth = ByteSearch.eight(bytes, from);
        int day = bytes[from + 8] << 8 | bytes[from + 9];
        if (remembers && yearAndMonth == lastYearAndMonth && day == lastDay) {
            exists = true;
            return true;
        }
        int century = ByteSearch.twoDigits(bytes, from);
        int ofCentury = ByteSearch.twoDigits(bytes, from + 2);
        int month = ByteSearch.twoDigits(bytes, from + 5);
        int ofMonth = ByteSearch.twoDigits(bytes, from + 8);
        if (bytes[from + 4] != '-' || bytes[from + 7] != '-' || (century | ofCentury | month | ofMonth) < 0) {
            return false;
        }
        exists = CivilTime.isDate(century * 100 + ofCentury, month, ofMonth);
        lastMidnight =
                exists ? CivilTime.epochDay(century * 100 + ofCentury, month, ofMonth) * CivilTime.MILLIS_PER_DAY : 0;
        remembers = exists;
        lastYearAndMonth = yearAndMonth;
        lastDay = day;
        return true;
    }

    private void readFraction(byte[] bytes, int to) {
        if (end + 1 >= to || bytes[end] != '.' && bytes[end] != ',' || !ByteSearch.isDigit(bytes[end + 1])) {
            return;
        }
        int digit = 100;
        for (end++; end < to && ByteSearch.isDigit(bytes[end]); end++) {
            millis += (bytes[end] - '0') * digit;
            digit /= 10;
        }
    }

    private void readZone(byte[] bytes, int to) {
        local = true;
        if (end == to) {
            return;
        }
        byte sign = bytes[end];
        if (sign == 'Z' || sign == 'z') {
            local = false;
            end++;
            return;
        }
        if (sign != '+' && sign != '-' || end + 3 > to) {
            return;
        }
        int hours = ByteSearch.twoDigits(bytes, end + 1);
        int next = end + 3;
        int minutesAt = next < to && bytes[next] == ':' ? next + 1 : next;
        int minutes = minutesAt + 2 <= to ? ByteSearch.twoDigits(bytes, minutesAt) : -1;
        if (hours < 0) {
            return;
        }
        local = false;
        end = minutes >= 0 ? minutesAt + 2 : next;
        minutes = Math.max(minutes, 0);
        exists &= hours <= MAX_ZONE_HOURS && minutes < 60;
        long zone = (hours * 60L + minutes) * 60_000;
        millis += sign == '-' ? zone : -zone;
    }
}
