// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.json;

import dev.sluice.parsers.engine.ByteSearch;
import dev.sluice.parsers.engine.DateTime;
import dev.sluice.parsers.engine.EcsEventWriter;
import dev.sluice.parsers.engine.EventType;
import dev.sluice.parsers.engine.Timestamps;

/**
 * Reads a time from a JSON value: text as {@link DateTime} does, or a number since 1970, whose unit follows from its size: seconds, with a
 * fraction or not, up to 11 digits, then milliseconds up to 14, microseconds up to 17, nanoseconds up to 19. Not thread-safe.
 */
final class JsonTime {

    private static final int MAX_DIGITS = 19;
    private static final int SECONDS_DIGITS = 11;
    private static final int MILLIS_DIGITS = 14;
    private static final int MICROS_DIGITS = 17;

    private final JsonDocument document;
    private final DateTime dateTime = new DateTime();
    private EcsEventWriter event;
    private EventType type;
    private long millis;
    private boolean isNumber;

    JsonTime(JsonDocument document) {
        this.document = document;
    }

    /** From now on times without a zone are as events of that type have them. */
    void useZoneOf(EcsEventWriter newEvent, EventType newType) {
        event = newEvent;
        type = newType;
    }

    /** Whether {@code node} is a time that exists. */
    boolean read(int node) {
        byte kind = document.kind(node);
        int from = document.from(node);
        int to = document.to(node);
        if (kind != JsonDocument.STRING && kind != JsonDocument.NUMBER) {
            return false;
        }
        isNumber = kind != JsonDocument.STRING || !dateTime.read(document.text(), from, to);
        boolean read = !isNumber
                ? dateTime.exists() && dateTime.end() == to && readDateTime()
                : readNumber(document.text(), from, to);
        return read && Timestamps.canWrite(millis);
    }

    /** The same under a name that need not mean a time: {@code "time": 0.123} is a duration. */
    boolean readGuessed(int node) {
        return read(node) && (!isNumber || millis >= Timestamps.EARLIEST_GUESSED);
    }

    /** Epoch milliseconds of what was read last. */
    long millis() {
        return millis;
    }

    private boolean readDateTime() {
        millis = dateTime.isLocal() ? event.atLocalTime(type, dateTime.millis()) : dateTime.millis();
        return true;
    }

    private boolean readNumber(byte[] text, int from, int to) {
        int end = from;
        while (end < to && ByteSearch.isDigit(text[end])) {
            end++;
        }
        int digits = end - from;
        boolean hasFraction = end < to && text[end] == '.';
        if (digits == 0
                || digits > MAX_DIGITS
                || end < to && !(hasFraction && ByteSearch.isDigits(text, end + 1, to))) {
            return false;
        }
        long whole = ByteSearch.number(text, from, end);
        if (digits <= SECONDS_DIGITS) {
            millis = whole * 1000 + (hasFraction ? thousandths(text, end + 1, to) : 0);
        } else if (digits <= MILLIS_DIGITS) {
            millis = whole;
        } else if (digits <= MICROS_DIGITS) {
            millis = whole / 1_000;
        } else {
            millis = whole / 1_000_000;
        }
        return whole >= 0;
    }

    private static long thousandths(byte[] text, int from, int to) {
        long value = 0;
        for (int i = from; i < from + 3; i++) {
            value = value * 10 + (i < to ? text[i] - '0' : 0);
        }
        return value;
    }
}
