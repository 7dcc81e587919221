// SPDX-License-Identifier: Apache-2.0
package dev.sluice.detector.event;

/** Whole numbers that are not negative, from their bytes. */
final class WholeNumber {

    /** More could be more than a long holds. */
    private static final int MOST_DIGITS = 18;

    private WholeNumber() {}

    /** -1 if the text in [from, to) is anything else. */
    static long of(byte[] text, int from, int to) {
        if (to <= from || to - from > MOST_DIGITS) {
            return -1;
        }
        long number = 0;
        for (int i = from; i < to; i++) {
            if (text[i] < '0' || text[i] > '9') {
                return -1;
            }
            number = 10 * number + text[i] - '0';
        }
        return number;
    }
}
