// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.s3.format;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;

/** Reads ISO 8601 times with zone, remembering the last: neighbouring events mostly share theirs. Not thread-safe. */
final class IsoTimeReader {

    /** Returned for what is no such time, or farther from 1970 than 64 bits of microseconds. */
    static final long NONE = Long.MIN_VALUE;

    private static final int MAX_LENGTH = 64;

    private final char[] last = new char[MAX_LENGTH];
    private int lastLength;
    private long lastMicros = NONE;

    /** Microseconds since 1970 of the text of that length, or {@link #NONE}. */
    long micros(char[] text, int from, int length) {
        if (length > MAX_LENGTH) {
            return NONE;
        }
        if (!Arrays.equals(text, from, from + length, last, 0, lastLength)) {
            lastMicros = micros(new String(text, from, length));
            System.arraycopy(text, from, last, 0, length);
            lastLength = length;
        }
        return lastMicros;
    }

    private static long micros(String time) {
        try {
            if (isPlainUtc(time)) {
                long seconds = LocalDate.of(digits(time, 0, 4), digits(time, 5, 7), digits(time, 8, 10))
                                        .toEpochDay()
                                * 86_400
                        + digits(time, 11, 13) * 3_600L
                        + digits(time, 14, 16) * 60L
                        + digits(time, 17, 19);
                return seconds * 1_000_000 + fractionMicros(time);
            }
            return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.parse(time));
        } catch (DateTimeException | ArithmeticException e) {
            return NONE;
        }
    }

    /** {@code 2017-09-03T03:30:01Z}, or the same with up to nine digits of a second: what the parser writes. */
    private static boolean isPlainUtc(String time) {
        int length = time.length();
        if (length < 20
                || length > 30
                || length == 21
                || time.charAt(length - 1) != 'Z'
                || length > 20 && time.charAt(19) != '.') {
            return false;
        }
        for (int i = 0; i < length - 1; i++) {
            char c = time.charAt(i);
            boolean fits = switch (i) {
                case 4, 7 -> c == '-';
                case 10 -> c == 'T';
                case 13, 16 -> c == ':';
                case 19 -> c == '.';
                default -> c >= '0' && c <= '9';
            };
            if (!fits) {
                return false;
            }
        }
        return digits(time, 11, 13) < 24 && digits(time, 14, 16) < 60 && digits(time, 17, 19) < 60;
    }

    private static long fractionMicros(String time) {
        long micros = 0;
        for (int i = 20; i < 26; i++) {
            micros = micros * 10 + (i < time.length() - 1 ? time.charAt(i) - '0' : 0);
        }
        return micros;
    }

    private static int digits(String text, int from, int to) {
        int number = 0;
        for (int i = from; i < to; i++) {
            number = number * 10 + text.charAt(i) - '0';
        }
        return number;
    }
}
