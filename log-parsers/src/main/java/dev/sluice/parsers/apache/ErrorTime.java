// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.apache;

import dev.sluice.parsers.engine.ByteSearch;
import dev.sluice.parsers.engine.CivilTime;
import dev.sluice.parsers.engine.DateTime;
import dev.sluice.parsers.time.AccessTime;

/**
 * Reads the time of an error log's line: {@code Wed Oct 11 14:32:52.123456 2000} (httpd's {@code %t} and {@code %{u}t}), {@code 2000-10-11
 * 14:32:52.123456} and {@code 2000-10-11 14:32:52.123456 +0200} (its {@code %{cu}t} and {@code %{cuz}t}) or, as others write it,
 * {@code 11/Oct/2000:14:32:52 +0200}. Not thread-safe.
 */
final class ErrorTime {

    private static final int SHORTEST = 24;

    private final DateTime dateTime = new DateTime();
    private final AccessTime accessTime = new AccessTime();
    private boolean common;
    private boolean exists;
    private boolean local;
    private long millis;
    private int end;

    /** Whether a time of one of the shapes starts at {@code from} and a closing bracket follows. */
    boolean read(byte[] bytes, int from, int to) {
        common = from < to && ByteSearch.isDigit(bytes[from]);
        boolean isTime =
                common ? readIso(bytes, from, to) || readOfAccessLog(bytes, from, to) : readOfC(bytes, from, to);
        if (!isTime) {
            return false;
        }
        if (end >= to || bytes[end] != ']') {
            return false;
        }
        end++;
        return true;
    }

    boolean exists() {
        return exists;
    }

    /** Whether the time is written as many other logs have it in brackets, too. */
    boolean isCommon() {
        return common;
    }

    boolean isLocal() {
        return local;
    }

    long millis() {
        return millis;
    }

    /** Index behind the closing bracket. */
    int end() {
        return end;
    }

    private boolean readIso(byte[] bytes, int from, int to) {
        if (!dateTime.read(bytes, from, to)) {
            return false;
        }
        dateTime.readZoneBehindBlank(bytes, to);
        exists = dateTime.exists();
        local = dateTime.isLocal();
        millis = dateTime.millis();
        end = dateTime.end();
        return true;
    }

    private boolean readOfAccessLog(byte[] bytes, int from, int to) {
        end = AccessTime.end(bytes, from, to);
        if (end < 0) {
            return false;
        }
        millis = accessTime.read(bytes, from, end);
        exists = millis != AccessTime.NO_SUCH_TIME;
        local = false;
        return millis != AccessTime.NOT_A_TIME;
    }

    /** The form of C's {@code ctime}: the day may be padded with a blank or a zero. */
    private boolean readOfC(byte[] bytes, int from, int to) {
        if (to - from < SHORTEST || bytes[from + 3] != ' ' || bytes[from + 7] != ' ' || bytes[from + 10] != ' ') {
            return false;
        }
        int month = CivilTime.month(bytes, from + 4);
        int day = bytes[from + 8] == ' ' ? digit(bytes[from + 9]) : ByteSearch.twoDigits(bytes, from + 8);
        int hour = ByteSearch.twoDigits(bytes, from + 11);
        int minute = ByteSearch.twoDigits(bytes, from + 14);
        int second = ByteSearch.twoDigits(bytes, from + 17);
        if (month == 0 || (day | hour | minute | second) < 0 || bytes[from + 13] != ':' || bytes[from + 16] != ':') {
            return false;
        }
        int at = from + 19;
        int thousandths = 0;
        if (bytes[at] == '.') {
            int digit = 100;
            for (at++; at < to && ByteSearch.isDigit(bytes[at]); at++) {
                thousandths += (bytes[at] - '0') * digit;
                digit /= 10;
            }
        }
        if (to - at < 5 || bytes[at] != ' ' || !ByteSearch.isDigits(bytes, at + 1, at + 5)) {
            return false;
        }
        int year = (int) ByteSearch.number(bytes, at + 1, at + 5);
        exists = CivilTime.isDate(year, month, day) && CivilTime.isTime(hour, minute, second);
        local = true;
        end = at + 5;
        millis = exists
                ? CivilTime.epochDay(year, month, day) * CivilTime.MILLIS_PER_DAY
                        + ((hour * 60L + minute) * 60 + second) * 1000
                        + thousandths
                : 0;
        return true;
    }

    private static int digit(byte b) {
        return ByteSearch.isDigit(b) ? b - '0' : -1;
    }
}
