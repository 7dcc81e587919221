// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.syslog;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.sluice.parsers.engine.ByteScan;
import dev.sluice.parsers.engine.CivilTime;
import dev.sluice.parsers.engine.DateTime;

/**
 * Reads the times of BSD syslog (RFC 3164 section 4.1.2) and of its relatives: {@code Oct 11 22:14:15}, with the day padded by a blank, a
 * zero or not at all, with fractions, with a year before or behind the time, with {@code UTC} behind it; and ISO 8601. Not thread-safe.
 */
final class Rfc3164Time {

    private static final int SHORTEST = 14;
    private static final byte[][] UTC = {" UTC".getBytes(US_ASCII), " GMT".getBytes(US_ASCII), " Z".getBytes(US_ASCII)};

    private final DateTime dateTime = new DateTime();

    private int year;
    private int month;
    private int day;
    private long ofDay;
    private boolean exists;
    private boolean local;
    private boolean iso;
    private int end;

    /** Whether a time starts at {@code from}; whether it exists is another question. */
    boolean read(byte[] bytes, int from, int to) {
        if (to - from < SHORTEST) {
            return false;
        }
        iso = ByteScan.isDigit(bytes[from]);
        return iso ? readIso(bytes, from, to) : readBsd(bytes, from, to);
    }

    /** Whether the date exists in some year, and the time on a clock. */
    boolean exists() {
        return exists;
    }

    boolean isLocal() {
        return local;
    }

    int end() {
        return end;
    }

    /**
     * Milliseconds of the wall's clock, or epoch milliseconds where the time is not {@link #isLocal}. Where no year was written, it is the one
     * that puts the time closest to {@code received}.
     *
     * @return {@link Long#MIN_VALUE} if the date exists in none of the three years that come into question
     */
    long millis(long received) {
        if (iso) {
            return dateTime.millis();
        }
        return year > 0
                ? CivilTime.epochDay(year, month, day) * CivilTime.MILLIS_PER_DAY + ofDay
                : CivilTime.closestTo(received, month, day, ofDay);
    }

    private boolean readIso(byte[] bytes, int from, int to) {
        if (!dateTime.read(bytes, from, to)) {
            return false;
        }
        exists = dateTime.exists();
        local = dateTime.isLocal();
        end = dateTime.end();
        return true;
    }

    private boolean readBsd(byte[] bytes, int from, int to) {
        month = CivilTime.month(bytes, from);
        if (month == 0 || bytes[from + 3] != ' ') {
            return false;
        }
        int at = from + 4;
        if (bytes[at] == ' ') {
            at++;
        }
        int digits = digitsAt(bytes, at, to);
        if (digits == 0 || digits > 2) {
            return false;
        }
        day = (int) ByteScan.number(bytes, at, at + digits);
        at += digits;
        year = 0;
        if (yearAt(bytes, at, to) > 0) {
            year = yearAt(bytes, at, to);
            at += 5;
        }
        if (to - at < 9 || bytes[at] != ' ') {
            return false;
        }
        int hour = ByteScan.twoDigits(bytes, at + 1);
        int minute = ByteScan.twoDigits(bytes, at + 4);
        int second = ByteScan.twoDigits(bytes, at + 7);
        if (bytes[at + 3] != ':' || bytes[at + 6] != ':' || (hour | minute | second) < 0) {
            return false;
        }
        end = at + 9;
        ofDay = ((hour * 60L + minute) * 60 + second) * 1000;
        readFraction(bytes, to);
        if (year == 0 && yearAt(bytes, end, to) > 0) {
            year = yearAt(bytes, end, to);
            end += 5;
        }
        readZone(bytes, to);
        // 2000 was a leap year: without a year, 29 February may exist.
        exists = CivilTime.isDate(year == 0 ? 2000 : year, month, day) && CivilTime.isTime(hour, minute, second);
        return true;
    }

    private void readFraction(byte[] bytes, int to) {
        if (end + 1 < to && bytes[end] == '.' && ByteScan.isDigit(bytes[end + 1])) {
            int digit = 100;
            for (end++; end < to && ByteScan.isDigit(bytes[end]); end++) {
                ofDay += (bytes[end] - '0') * digit;
                digit /= 10;
            }
        }
    }

    /** Only universal time is taken: abbreviations of other zones mean different things in different places. */
    private void readZone(byte[] bytes, int to) {
        local = true;
        for (byte[] utc : UTC) {
            int next = end + utc.length;
            if (ByteScan.startsWith(bytes, end, to, utc) && (next == to || bytes[next] == ':' || bytes[next] == ' ')) {
                local = false;
                end = next;
                return;
            }
        }
    }

    /** The year of {@code " 2003"} followed by a blank or a colon, or 0: a host may be a number too. */
    private static int yearAt(byte[] bytes, int at, int to) {
        if (to - at < 6 || bytes[at] != ' ' || digitsAt(bytes, at + 1, to) != 4) {
            return 0;
        }
        boolean colon = bytes[at + 5] == ':' && to - at > 6 && bytes[at + 6] == ' ';
        if (bytes[at + 5] != ' ' && !colon) {
            return 0;
        }
        int read = (int) ByteScan.number(bytes, at + 1, at + 5);
        return read >= 1970 && read < 2200 ? read : 0;
    }

    private static int digitsAt(byte[] bytes, int at, int to) {
        int i = at;
        while (i < to && i - at < 5 && ByteScan.isDigit(bytes[i])) {
            i++;
        }
        return i - at;
    }
}
