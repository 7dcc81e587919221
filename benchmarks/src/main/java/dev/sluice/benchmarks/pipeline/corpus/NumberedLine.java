// SPDX-License-Identifier: Apache-2.0
package dev.sluice.benchmarks.pipeline.corpus;

import java.util.List;

/**
 * A line that carries a number, by which its event is known again: {@code rid=} and twelve hexadecimal digits, which are between {@code
 * before} and {@code after}.
 *
 * @param before bytes up to the digits
 * @param after bytes behind them, without a line feed
 * @param fields what the event must say, in the order of {@link LineCorpus#fields()}; {@link #NUMBER} stands for the digits
 */
record NumberedLine(byte[] before, byte[] after, List<String> fields) {

    static final int DIGITS = 12;
    static final String MARK = "rid=";
    static final String NUMBER = "\u0000";

    private static final byte[] HEX = "0123456789abcdef".getBytes(java.nio.charset.StandardCharsets.US_ASCII);

    int length() {
        return before.length + DIGITS + after.length;
    }

    /** Writes the line without a line feed; returns where it ends. */
    int write(long number, byte[] to, int at) {
        System.arraycopy(before, 0, to, at, before.length);
        int end = at + before.length + DIGITS;
        for (int i = end - 1, shift = 0; shift < DIGITS; i--, shift++) {
            to[i] = HEX[(int) (number >>> (4 * shift)) & 15];
        }
        System.arraycopy(after, 0, to, end, after.length);
        return end + after.length;
    }

    /** The number in an event, wherever it stands, or -1. */
    static long numberIn(byte[] event) {
        for (int i = 0; i + MARK.length() + DIGITS <= event.length; i++) {
            if (event[i] == 'r' && event[i + 1] == 'i' && event[i + 2] == 'd' && event[i + 3] == '=') {
                return hex(event, i + MARK.length());
            }
        }
        return -1;
    }

    private static long hex(byte[] bytes, int from) {
        long number = 0;
        for (int i = from; i < from + DIGITS; i++) {
            int digit = Character.digit(bytes[i], 16);
            if (digit < 0) {
                return -1;
            }
            number = number << 4 | digit;
        }
        return number;
    }
}
