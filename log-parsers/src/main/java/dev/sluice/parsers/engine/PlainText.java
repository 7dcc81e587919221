// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.engine;

/** Looks for the end of what can stand in a JSON string as it is, eight bytes at a time. */
public final class PlainText {

    private static final long QUOTES = '"' * ByteSearch.ONES;

    private PlainText() {}

    /** Index of the first byte in [from, to) that is a quote, a backslash or not printable ASCII, or {@code to}. */
    public static int end(byte[] bytes, int from, int to) {
        int i = from;
        int lastEight = bytes.length - 8;
        for (; i < to && i <= lastEight; i += 8) {
            long eight = ByteSearch.eight(bytes, i);
            long special = JsonText.exceptQuotes(eight) | ((eight ^ QUOTES) - ByteSearch.ONES) & ByteSearch.HIGHS;
            if (special != 0) {
                return Math.min(to, i + ByteSearch.lane(special));
            }
        }
        while (i < to && bytes[i] >= 0x20 && bytes[i] != '"' && bytes[i] != '\\') {
            i++;
        }
        return Math.min(i, to);
    }

    /** The same, but passes over quotes. */
    static int endPastQuotes(byte[] bytes, int from, int to) {
        int i = from;
        int lastEight = bytes.length - 8;
        for (; i < to && i <= lastEight; i += 8) {
            long special = JsonText.exceptQuotes(ByteSearch.eight(bytes, i));
            if (special != 0) {
                return Math.min(to, i + ByteSearch.lane(special));
            }
        }
        while (i < to && bytes[i] >= 0x20 && bytes[i] != '\\') {
            i++;
        }
        return Math.min(i, to);
    }
}
