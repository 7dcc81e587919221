// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.declared;

import dev.sluice.parsers.engine.ByteSearch;
import dev.sluice.parsers.engine.JsonBuffer;
import dev.sluice.parsers.engine.Key;

/**
 * Numbers in decimal notation, as logs write them: a sign, digits, a point, an exponent. They leave as they came, but for what JSON does not
 * allow.
 */
final class Decimal {

    private static final int MAX_LONG_DIGITS = 18;

    private Decimal() {}

    static boolean isLong(byte[] bytes, int from, int to) {
        int digits = behindSign(bytes, from, to);
        return to - digits <= MAX_LONG_DIGITS && ByteSearch.isDigits(bytes, digits, to);
    }

    /** Whether it is a number; it may have no digits on one side of its point. */
    static boolean isNumber(byte[] bytes, int from, int to) {
        int at = behindSign(bytes, from, to);
        int whole = ByteSearch.endOfDigits(bytes, at, to);
        int end = whole;
        boolean hasDigits = whole > at;
        if (end < to && bytes[end] == '.') {
            int fraction = ByteSearch.endOfDigits(bytes, end + 1, to);
            hasDigits |= fraction > end + 1;
            end = fraction;
        }
        if (hasDigits && end < to && (bytes[end] == 'e' || bytes[end] == 'E')) {
            int exponent = behindSign(bytes, end + 1, to);
            int last = ByteSearch.endOfDigits(bytes, exponent, to);
            hasDigits = last > exponent;
            end = last;
        }
        return hasDigits && end == to;
    }

    /** Writes [from, to), which is a number, as JSON has numbers. */
    static void write(JsonBuffer json, Key key, byte[] bytes, int from, int to) {
        json.key(key);
        int at = from;
        if (bytes[at] == '-') {
            json.byteOf('-');
            at++;
        } else if (bytes[at] == '+') {
            at++;
        }
        int whole = ByteSearch.endOfDigits(bytes, at, to);
        while (at < whole - 1 && bytes[at] == '0') {
            at++;
        }
        if (whole == at) {
            json.byteOf('0');
        }
        json.bytes(bytes, at, whole);
        boolean isPointAlone =
                whole < to && bytes[whole] == '.' && (whole + 1 == to || !ByteSearch.isDigit(bytes[whole + 1]));
        json.bytes(bytes, isPointAlone ? whole + 1 : whole, to);
        json.byteOf(',');
    }

    /** The value in {@code unit}s, rounded down; or -1 if [from, to) is no number of them without a sign, or too large. */
    static long scaled(byte[] bytes, int from, int to, long unit) {
        int whole = ByteSearch.endOfDigits(bytes, from, to);
        if (whole == from || whole - from > 12) {
            return -1;
        }
        long units = ByteSearch.number(bytes, from, whole);
        if (units > Long.MAX_VALUE / unit - 1) {
            return -1;
        }
        long value = units * unit;
        if (whole == to) {
            return value;
        }
        if (bytes[whole] != '.' || !ByteSearch.isDigits(bytes, whole + 1, to)) {
            return -1;
        }
        long rest = unit;
        for (int i = whole + 1; i < to; i++) {
            rest /= 10;
            value += (bytes[i] - '0') * rest;
        }
        return value;
    }

    private static int behindSign(byte[] bytes, int from, int to) {
        return from < to && (bytes[from] == '-' || bytes[from] == '+') ? from + 1 : from;
    }
}
