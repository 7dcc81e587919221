// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.apache;

import dev.sluice.parsers.engine.ByteSearch;

/** Finds where the numbers of an access log's line end; each returns -1 where there is none. */
final class NumberFields {

    static final int MAX_DIGITS = 18;
    private static final int STATUS_DIGITS = 3;
    private static final int MAX_HEX_DIGITS = 15;

    private NumberFields() {}

    static int endOfNumber(Element element, byte[] bytes, int at, int to) {
        int i = at;
        if (i < to && bytes[i] == '-') {
            i++;
        } else {
            i = ByteSearch.endOfDigits(bytes, at, to);
            if (i == at || i - at > MAX_DIGITS) {
                return -1;
            }
        }
        if (i == to && (element.mayEnd() || element.until().length() == 0)) {
            return i;
        }
        return element.until().isAt(bytes, i, to) ? i : -1;
    }

    static int endOfStatus(Element element, byte[] bytes, int at, int to) {
        int end = endOfNumber(element, bytes, at, to);
        return end < 0 || end - at == STATUS_DIGITS || bytes[at] == '-' ? end : -1;
    }

    static int endOfHex(Element element, byte[] bytes, int at, int to) {
        int i = at;
        while (i < to && i - at <= MAX_HEX_DIGITS && Character.digit(bytes[i], 16) >= 0) {
            i++;
        }
        if (i == at && i < to && bytes[i] == '-') {
            i++;
        }
        return i > at && i - at <= MAX_HEX_DIGITS && element.until().isAt(bytes, i, to) ? i : -1;
    }
}
