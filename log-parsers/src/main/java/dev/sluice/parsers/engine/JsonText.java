// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.engine;

import static java.nio.charset.StandardCharsets.US_ASCII;

/**
 * Copies bytes as the inside of a JSON string (RFC 8259 section 7): control characters, quotes and backslashes are escaped, and what is not
 * UTF-8 becomes U+FFFD, one for each maximal part of a broken sequence (Unicode 16, section 3.9, table 3-7).
 */
final class JsonText {

    /** No byte becomes more than {@code \}{@code u00xx}. */
    static final int MAX_EXPANSION = 6;

    /** Bytes past the end of the copy that may be overwritten. */
    static final int SLACK = 32;

    private static final long SPACES = 0x20 * ByteSearch.ONES;
    private static final long QUOTES = '"' * ByteSearch.ONES;
    private static final long BACKSLASHES = '\\' * ByteSearch.ONES;
    private static final byte[] HEX = "0123456789abcdef".getBytes(US_ASCII);

    private JsonText() {}

    /**
     * Copies [from, to) to {@code out}, which must have room for {@link #MAX_EXPANSION} times as much and {@link #SLACK}.
     *
     * @return the index after the last byte written
     */
    static int copy(byte[] bytes, int from, int to, byte[] out, int at) {
        // Past the slice but inside the array is fine to read: what was copied too much is overwritten.
        int lastEight = bytes.length - 8;
        int i = from;
        int o = at;
        for (; i <= lastEight; i += 8, o += 8) {
            long eight = ByteSearch.eight(bytes, i);
            ByteSearch.LONG.set(out, o, eight);
            long special = special(eight);
            int plain = ByteSearch.lane(special);
            if (i + plain >= to) {
                return o + to - i;
            }
            if (special != 0) {
                return copyAndEscape(bytes, i + plain, to, out, o + plain);
            }
        }
        return copyAndEscape(bytes, i, to, out, o);
    }

    /** The rare rest of {@link #copy}, apart from it so that the compiler has little to inline in its many callers. */
    private static int copyAndEscape(byte[] bytes, int from, int to, byte[] out, int at) {
        int lastEight = bytes.length - 8;
        int i = from;
        int o = at;
        while (true) {
            while (i < to && i <= lastEight) {
                long eight = (long) ByteSearch.LONG.get(bytes, i);
                ByteSearch.LONG.set(out, o, eight);
                long special = special(eight);
                if (special != 0) {
                    int plain = Long.numberOfTrailingZeros(special) >>> 3;
                    i += plain;
                    o += plain;
                    break;
                }
                i += 8;
                o += 8;
            }
            if (i >= to) {
                return o - (i - to);
            }
            byte b = bytes[i];
            if (b < 0) {
                int length = sequenceLength(bytes, i, to);
                o = length > 0 ? copySequence(bytes, i, length, out, o) : replace(out, o);
                i += Math.abs(length);
            } else {
                if (b >= 0x20 && b != '"' && b != '\\') {
                    out[o++] = b;
                } else {
                    o = escape(b, out, o);
                }
                i++;
            }
        }
    }

    /**
     * The same for the inside of a JSON string: its escapes are kept, and only control characters and what is not UTF-8 are changed.
     */
    static int copyEncoded(byte[] bytes, int from, int to, byte[] out, int at) {
        int i = from;
        int o = at;
        while (i < to) {
            byte b = bytes[i];
            if (b >= 0x20) {
                out[o++] = b;
                i++;
            } else if (b >= 0) {
                o = escape(b, out, o);
                i++;
            } else {
                int length = sequenceLength(bytes, i, to);
                o = length > 0 ? copySequence(bytes, i, length, out, o) : replace(out, o);
                i += Math.abs(length);
            }
        }
        return o;
    }

    /** Flags the lanes that can't be copied as they are. Lanes above the lowest flag may be wrong: borrows travel upwards. */
    private static long special(long eight) {
        return exceptQuotes(eight) | ((eight ^ QUOTES) - ByteSearch.ONES) & ByteSearch.HIGHS;
    }

    /** The same, but lets quotes pass. */
    static long exceptQuotes(long eight) {
        // Lanes of 0x80 and more are flagged anyway, so that the differences need no care for them.
        return (eight | (eight - SPACES) | ((eight ^ BACKSLASHES) - ByteSearch.ONES)) & ByteSearch.HIGHS;
    }

    private static int copySequence(byte[] bytes, int from, int length, byte[] out, int at) {
        for (int i = 0; i < length; i++) {
            out[at + i] = bytes[from + i];
        }
        return at + length;
    }

    private static int replace(byte[] out, int at) {
        out[at] = (byte) 0xef;
        out[at + 1] = (byte) 0xbf;
        out[at + 2] = (byte) 0xbd;
        return at + 3;
    }

    private static int escape(byte b, byte[] out, int at) {
        int o = at;
        out[o++] = '\\';
        switch (b) {
            case '"', '\\' -> out[o++] = b;
            case '\n' -> out[o++] = 'n';
            case '\r' -> out[o++] = 'r';
            case '\t' -> out[o++] = 't';
            case '\b' -> out[o++] = 'b';
            case '\f' -> out[o++] = 'f';
            default -> {
                out[o++] = 'u';
                out[o++] = '0';
                out[o++] = '0';
                out[o++] = HEX[b >>> 4];
                out[o++] = HEX[b & 15];
            }
        }
        return o;
    }

    /** Length of the well-formed sequence at {@code at}, or minus the length of the part that is broken. */
    private static int sequenceLength(byte[] bytes, int at, int to) {
        int lead = bytes[at] & 0xff;
        int length;
        int low = 0x80;
        int high = 0xbf;
        if (lead >= 0xc2 && lead <= 0xdf) {
            length = 2;
        } else if (lead >= 0xe0 && lead <= 0xef) {
            length = 3;
            low = lead == 0xe0 ? 0xa0 : low;
            high = lead == 0xed ? 0x9f : high;
        } else if (lead >= 0xf0 && lead <= 0xf4) {
            length = 4;
            low = lead == 0xf0 ? 0x90 : low;
            high = lead == 0xf4 ? 0x8f : high;
        } else {
            return -1;
        }
        for (int i = 1; i < length; i++) {
            if (at + i >= to) {
                return -i;
            }
            int next = bytes[at + i] & 0xff;
            if (next < low || next > high) {
                return -i;
            }
            low = 0x80;
            high = 0xbf;
        }
        return length;
    }
}
