// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.declared;

import static java.nio.charset.StandardCharsets.UTF_8;

/** Undoes backslash escapes as JSON and Go write them; what is no escape stays as it is. */
final class JsonUnescaper {

    private JsonUnescaper() {}

    /** Puts [from, to) into the buffer of {@code captures}. */
    static void unescape(byte[] bytes, int from, int to, Captures captures) {
        int at = from;
        while (at < to) {
            byte b = bytes[at];
            if (b != '\\' || at + 1 == to) {
                captures.put(b);
                at++;
                continue;
            }
            byte escape = bytes[at + 1];
            int code = escape == 'u'
                    ? hexadecimal(bytes, at + 2, to, 4)
                    : escape == 'x' ? hexadecimal(bytes, at + 2, to, 2) : -1;
            if (code >= 0) {
                at = putCode(bytes, at, to, escape, code, captures);
                continue;
            }
            byte plain = plain(escape);
            if (plain == 0) {
                captures.put(b);
                captures.put(escape);
            } else {
                captures.put(plain);
            }
            at += 2;
        }
    }

    /** @return the index behind the escape */
    private static int putCode(byte[] bytes, int at, int to, byte escape, int code, Captures captures) {
        if (escape == 'x') {
            captures.put((byte) code);
            return at + 4;
        }
        int end = at + 6;
        String text = String.valueOf((char) code);
        boolean isPair =
                Character.isHighSurrogate((char) code) && end + 6 <= to && bytes[end] == '\\' && bytes[end + 1] == 'u';
        int low = isPair ? hexadecimal(bytes, end + 2, to, 4) : -1;
        if (low >= 0 && Character.isLowSurrogate((char) low)) {
            text += (char) low;
            end += 6;
        }
        byte[] utf8 = text.getBytes(UTF_8);
        captures.put(utf8, 0, utf8.length);
        return end;
    }

    private static byte plain(byte escape) {
        return switch (escape) {
            case '"', '\\', '/' -> escape;
            case 'n' -> '\n';
            case 't' -> '\t';
            case 'r' -> '\r';
            case 'b' -> '\b';
            case 'f' -> '\f';
            default -> 0;
        };
    }

    private static int hexadecimal(byte[] bytes, int from, int to, int digits) {
        if (from + digits > to) {
            return -1;
        }
        int value = 0;
        for (int i = from; i < from + digits; i++) {
            int digit = Character.digit(bytes[i], 16);
            if (digit < 0) {
                return -1;
            }
            value = value << 4 | digit;
        }
        return value;
    }
}
