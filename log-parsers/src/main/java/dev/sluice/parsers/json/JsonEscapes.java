// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.json;

import dev.sluice.parsers.engine.ByteSearch;

/** The small grammar of JSON: escapes (RFC 8259 section 7) and numbers (section 6). */
public final class JsonEscapes {

    private JsonEscapes() {}

    /** The four hexadecimal digits at {@code at}, or -1. */
    static int hex(byte[] text, int at, int end) {
        if (at + 4 > end) {
            return -1;
        }
        int value = 0;
        for (int i = at; i < at + 4; i++) {
            int digit = Character.digit(text[i], 16);
            if (digit < 0) {
                return -1;
            }
            value = value << 4 | digit;
        }
        return value;
    }

    /** Makes the {@code \}{@code uXXXX} at {@code at} the mark for what can't be written. */
    static void replace(byte[] text, int at) {
        text[at + 2] = 'f';
        text[at + 3] = 'f';
        text[at + 4] = 'f';
        text[at + 5] = 'd';
    }

    /** Index behind the number at {@code at}, or -1 if there is none. */
    static int endOfNumber(byte[] text, int at, int end) {
        int i = at;
        if (i < end && text[i] == '-') {
            i++;
        }
        int start = i;
        i = endOfDigits(text, i, end);
        if (i == start || i - start > 1 && text[start] == '0') {
            return -1;
        }
        if (i < end && text[i] == '.') {
            int fraction = endOfDigits(text, i + 1, end);
            if (fraction == i + 1) {
                return -1;
            }
            i = fraction;
        }
        if (i < end && (text[i] == 'e' || text[i] == 'E')) {
            int digits = i + 1 < end && (text[i + 1] == '+' || text[i + 1] == '-') ? i + 2 : i + 1;
            int exponent = endOfDigits(text, digits, end);
            if (exponent == digits) {
                return -1;
            }
            i = exponent;
        }
        return i;
    }

    /**
     * Writes the inside of a valid string with its escapes undone to {@code out}, which must have room for as much. Surrogates come in pairs:
     * {@link JsonDocument} has seen to that.
     *
     * @return the length
     */
    public static int decode(byte[] text, int from, int to, byte[] out) {
        int o = 0;
        int i = from;
        while (i < to) {
            int escape = ByteSearch.indexOf(text, i, to, '\\');
            System.arraycopy(text, i, out, o, escape - i);
            o += escape - i;
            if (escape == to) {
                break;
            }
            i = escape + 1;
            byte code = text[i++];
            switch (code) {
                case 'b' -> out[o++] = '\b';
                case 'f' -> out[o++] = '\f';
                case 'n' -> out[o++] = '\n';
                case 'r' -> out[o++] = '\r';
                case 't' -> out[o++] = '\t';
                case 'u' -> {
                    int codePoint = hex(text, i, to);
                    i += 4;
                    if (Character.isHighSurrogate((char) codePoint)) {
                        codePoint = Character.toCodePoint((char) codePoint, (char) hex(text, i + 2, to));
                        i += 6;
                    }
                    o = utf8(codePoint, out, o);
                }
                default -> out[o++] = code;
            }
        }
        return o;
    }

    private static int utf8(int codePoint, byte[] out, int at) {
        int o = at;
        if (codePoint < 0x80) {
            out[o++] = (byte) codePoint;
        } else if (codePoint < 0x800) {
            out[o++] = (byte) (0xc0 | codePoint >>> 6);
            out[o++] = (byte) (0x80 | codePoint & 0x3f);
        } else if (codePoint < 0x10000) {
            out[o++] = (byte) (0xe0 | codePoint >>> 12);
            out[o++] = (byte) (0x80 | codePoint >>> 6 & 0x3f);
            out[o++] = (byte) (0x80 | codePoint & 0x3f);
        } else {
            out[o++] = (byte) (0xf0 | codePoint >>> 18);
            out[o++] = (byte) (0x80 | codePoint >>> 12 & 0x3f);
            out[o++] = (byte) (0x80 | codePoint >>> 6 & 0x3f);
            out[o++] = (byte) (0x80 | codePoint & 0x3f);
        }
        return o;
    }

    private static int endOfDigits(byte[] text, int from, int end) {
        int i = from;
        while (i < end && ByteSearch.isDigit(text[i])) {
            i++;
        }
        return i;
    }
}
