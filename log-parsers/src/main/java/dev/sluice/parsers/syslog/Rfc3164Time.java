// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.syslog;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.sluice.parsers.engine.ByteSearch;
import dev.sluice.parsers.engine.CivilTime;
import dev.sluice.parsers.engine.DateTime;

/**
 * Reads the times of BSD syslog (RFC 3164 section 4.1.2) and of its relatives: {@code Oct 11 22:14:15}, with the day padded by a blank, a
 * zero or not at all, with fractions, with a year before or behind the time or before the month, with the zone's name behind it; NetScaler's {@code
 * 11/28/2026:11:00:00 GMT}; and ISO 8601. Not thread-safe.
 */
final class Rfc3164Time {

    private static final int SHORTEST = 14;
    private static final int NETSCALER_DATE = 10;
    private static final int MAX_ZONE = 5;
    private static final int MAX_OFFSET_HOURS = 14;

    /** Without a colon behind a zone, as NetScaler writes it, only names that can't be a host are taken for one. */
    private static final byte[][] ZONES = {
        zone("UTC"), zone("GMT"), zone("EST"), zone("EDT"), zone("CST"), zone("CDT"), zone("MST"), zone("MDT"),
        zone("PST"), zone("PDT"), zone("CET"), zone("BST"), zone("IST"), zone("JST"), zone("MSK"), zone("CEST"),
        zone("EET"), zone("EEST"), zone("AEST"), zone("AEDT"), zone("SGT"), zone("HKT")
    };

    private final DateTime dateTime = new DateTime();

    private int year;
    private int month;
    private int day;
    private long ofDay;
    private boolean exists;
    private boolean local;
    private boolean iso;
    private boolean hasT;
    private int end;
    private int zoneFrom;
    private int zoneTo;

    /** What the zone is ahead of universal time, where it was written as a number. */
    private long offsetMillis;

    /** Whether a time starts at {@code from}; whether it exists is another question. */
    boolean read(byte[] bytes, int from, int to) {
        zoneFrom = zoneTo = 0;
        offsetMillis = 0;
        if (to - from < SHORTEST) {
            return false;
        }
        iso = false;
        if (!ByteSearch.isDigit(bytes[from])) {
            year = 0;
            return readBsd(bytes, from, to);
        }
        year = yearAt(bytes, from, to);
        if (year > 0) {
            return readBsd(bytes, from + 5, to);
        }
        if (bytes[from + 2] == '/' || bytes[from + 4] == '/') {
            return readNetScaler(bytes, from, to);
        }
        iso = true;
        return readIso(bytes, from, to);
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

    /** Whether the time is RFC 3339's: ISO 8601 with a {@code T} and a zone. */
    boolean isRfc3339() {
        return iso && hasT && !local;
    }

    boolean isIso() {
        return iso;
    }

    /** Where the name of a zone starts that does not say which one it is; there is none where this is not before {@link #zoneTo}. */
    int zoneFrom() {
        return zoneFrom;
    }

    int zoneTo() {
        return zoneTo;
    }

    /**
     * Milliseconds of the wall's clock, or epoch milliseconds where the time is not {@link #isLocal}. Where no year was written, it is the latest
     * that does not put the time more than a day after {@code received}, which is of the same clock.
     *
     * @return {@link Long#MIN_VALUE} if no year has the date
     */
    long millis(long received) {
        if (iso) {
            return dateTime.millis() - offsetMillis;
        }
        if (year > 0) {
            return CivilTime.epochDay(year, month, day) * CivilTime.MILLIS_PER_DAY + ofDay - offsetMillis;
        }
        long latest = CivilTime.latestBefore(received + offsetMillis, month, day, ofDay);
        return latest == Long.MIN_VALUE ? latest : latest - offsetMillis;
    }

    private boolean readIso(byte[] bytes, int from, int to) {
        if (!dateTime.read(bytes, from, to)) {
            return false;
        }
        exists = dateTime.exists();
        local = dateTime.isLocal();
        end = dateTime.end();
        hasT = bytes[from + 10] == 'T';
        if (local && end < to && bytes[end] == ' ') {
            // "2026-11-28 11:00:00.123 +0100", or a zone's name: of what applications write, too.
            hasT = false;
            readZone(bytes, to, false);
        }
        return true;
    }

    private boolean readBsd(byte[] bytes, int from, int to) {
        if (to - from < SHORTEST) {
            return false;
        }
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
        day = (int) ByteSearch.number(bytes, at, at + digits);
        at += digits;
        if (year == 0 && at < to && bytes[at] == ' ' && yearAt(bytes, at + 1, to) > 0) {
            year = yearAt(bytes, at + 1, to);
            at += 5;
        }
        if (to - at < 9 || bytes[at] != ' ' || !readTimeOfDay(bytes, at + 1, to)) {
            return false;
        }
        readYear(bytes, to);
        readZone(bytes, to, false);
        readYear(bytes, to);
        exists &= isDate();
        return true;
    }

    /** NetScaler's {@code 11/28/2026:11:00:00}, {@code 28/11/2026:11:00:00} or {@code 2026/11/28:11:00:00}, mostly with a zone behind it. */
    private boolean readNetScaler(byte[] bytes, int from, int to) {
        if (to - from < NETSCALER_DATE + 9 || bytes[from + NETSCALER_DATE] != ':') {
            return false;
        }
        boolean yearFirst = bytes[from + 4] == '/';
        int century = ByteSearch.twoDigits(bytes, yearFirst ? from : from + 6);
        int ofCentury = ByteSearch.twoDigits(bytes, yearFirst ? from + 2 : from + 8);
        int one = ByteSearch.twoDigits(bytes, yearFirst ? from + 5 : from);
        int other = ByteSearch.twoDigits(bytes, yearFirst ? from + 8 : from + 3);
        boolean slashes =
                bytes[yearFirst ? from + 7 : from + 2] == '/' && bytes[yearFirst ? from + 4 : from + 5] == '/';
        if ((century | ofCentury | one | other) < 0 || !slashes) {
            return false;
        }
        year = century * 100 + ofCentury;
        boolean dayFirst = !yearFirst && one > 12;
        month = dayFirst ? other : one;
        day = dayFirst ? one : other;
        if (!readTimeOfDay(bytes, from + NETSCALER_DATE + 1, to)) {
            return false;
        }
        readZone(bytes, to, true);
        exists &= isDate();
        return true;
    }

    private boolean isDate() {
        // 2000 was a leap year: without a year, 29 February may exist.
        return CivilTime.isDate(year == 0 ? 2000 : year, month, day);
    }

    private boolean readTimeOfDay(byte[] bytes, int at, int to) {
        int hour = ByteSearch.twoDigits(bytes, at);
        int minute = ByteSearch.twoDigits(bytes, at + 3);
        int second = ByteSearch.twoDigits(bytes, at + 6);
        if (bytes[at + 2] != ':' || bytes[at + 5] != ':' || (hour | minute | second) < 0) {
            return false;
        }
        end = at + 8;
        ofDay = ((hour * 60L + minute) * 60 + second) * 1000;
        exists = CivilTime.isTime(hour, minute, second);
        readFraction(bytes, to);
        return true;
    }

    private void readFraction(byte[] bytes, int to) {
        if (end + 1 < to && (bytes[end] == '.' || bytes[end] == ',') && ByteSearch.isDigit(bytes[end + 1])) {
            int digit = 100;
            for (end++; end < to && ByteSearch.isDigit(bytes[end]); end++) {
                ofDay += (bytes[end] - '0') * digit;
                digit /= 10;
            }
        }
    }

    /**
     * Takes a zone's name off. Only universal time changes the time: abbreviations of other zones mean different things in different places. Cisco's
     * have a colon behind them.
     */
    private void readZone(byte[] bytes, int to, boolean knownAlone) {
        local = true;
        int start = end + 1;
        if (end >= to || bytes[end] != ' ') {
            return;
        }
        if (start < to && (bytes[start] == '+' || bytes[start] == '-')) {
            readOffset(bytes, start, to);
            return;
        }
        int zoneEnd = start;
        while (zoneEnd < to && zoneEnd - start <= MAX_ZONE && isLetter(bytes[zoneEnd])) {
            zoneEnd++;
        }
        int length = zoneEnd - start;
        boolean colon = zoneEnd < to && bytes[zoneEnd] == ':';
        boolean blank = zoneEnd == to || bytes[zoneEnd] == ' ';
        if (length == 0 || length > MAX_ZONE || !colon && !blank) {
            return;
        }
        boolean universal = length == 1 && (bytes[start] | 0x20) == 'z'
                || length == 3 && (isWord(bytes, start, "utc") || isWord(bytes, start, "gmt"));
        if (universal && (colon || bytes[start] <= 'Z')) {
            local = false;
            end = zoneEnd;
        } else if (colon && length > 1 && isFollowedByCode(bytes, zoneEnd, to)
                || blank && isKnown(bytes, start, zoneEnd) && (knownAlone || twoWordsFollow(bytes, zoneEnd, to))) {
            zoneFrom = start;
            zoneTo = zoneEnd;
            end = zoneEnd;
        }
    }

    /** Cisco has the year behind the time, and {@code date} behind the zone. */
    private void readYear(byte[] bytes, int to) {
        if (year == 0 && end < to && bytes[end] == ' ' && yearAt(bytes, end + 1, to) > 0) {
            year = yearAt(bytes, end + 1, to);
            end += 5;
        }
    }

    /** {@code +0100} or {@code -05:30}, as some senders write it behind the time of BSD syslog. */
    private void readOffset(byte[] bytes, int sign, int to) {
        int minuteAt = sign + 3 < to && bytes[sign + 3] == ':' ? sign + 4 : sign + 3;
        int behind = minuteAt + 2;
        if (behind > to || behind < to && bytes[behind] != ' ' && bytes[behind] != ':') {
            return;
        }
        int hours = ByteSearch.twoDigits(bytes, sign + 1);
        int minutes = ByteSearch.twoDigits(bytes, minuteAt);
        if ((hours | minutes) < 0 || hours > MAX_OFFSET_HOURS || minutes > 59) {
            return;
        }
        offsetMillis = (hours * 60L + minutes) * (bytes[sign] == '-' ? -60_000 : 60_000);
        local = false;
        end = behind;
    }

    /** A single word behind the time is the host, even if a zone has that name. */
    private static boolean twoWordsFollow(byte[] bytes, int blank, int to) {
        int next = blank + 1;
        return next < to && bytes[next] != ' ' && ByteSearch.indexOf(bytes, next, to, ' ') < to;
    }

    /** A name with a colon behind the time is a program's, unless a code follows. */
    private static boolean isFollowedByCode(byte[] bytes, int colon, int to) {
        int at = colon + 1;
        while (at < to && bytes[at] == ' ') {
            at++;
        }
        return at < to && bytes[at] == '%';
    }

    private static boolean isKnown(byte[] bytes, int from, int to) {
        for (byte[] zone : ZONES) {
            if (ByteSearch.equal(bytes, from, to, zone)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isWord(byte[] bytes, int at, String lowerCase) {
        for (int i = 0; i < lowerCase.length(); i++) {
            if ((bytes[at + i] | 0x20) != lowerCase.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** The year at {@code at} if a blank or a colon follows, or 0: a host may be a number too. */
    private static int yearAt(byte[] bytes, int at, int to) {
        if (to - at < 5 || digitsAt(bytes, at, to) != 4) {
            return 0;
        }
        boolean colon = bytes[at + 4] == ':' && to - at > 5 && bytes[at + 5] == ' ';
        if (bytes[at + 4] != ' ' && !colon) {
            return 0;
        }
        int read = (int) ByteSearch.number(bytes, at, at + 4);
        return read >= 1970 && read < 2200 ? read : 0;
    }

    private static int digitsAt(byte[] bytes, int at, int to) {
        int i = at;
        while (i < to && i - at < 5 && ByteSearch.isDigit(bytes[i])) {
            i++;
        }
        return i - at;
    }

    private static boolean isLetter(byte b) {
        return b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z';
    }

    private static byte[] zone(String name) {
        return name.getBytes(US_ASCII);
    }
}
