// SPDX-License-Identifier: Apache-2.0
package dev.sluice.model.sensitive;

/** Classes of ASCII bytes. */
final class Ascii {

    private Ascii() {}

    static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }

    static boolean isUpper(byte b) {
        return b >= 'A' && b <= 'Z';
    }

    static boolean isLetter(byte b) {
        byte lower = (byte) (b | 0x20);
        return lower >= 'a' && lower <= 'z';
    }

    /** A letter, a digit, or a part of a character that is not ASCII. */
    static boolean isWord(byte b) {
        return b < 0 || isDigit(b) || isLetter(b);
    }

    static boolean isBase64Url(byte b) {
        return isDigit(b) || isLetter(b) || b == '-' || b == '_';
    }

    static byte lower(byte b) {
        return isUpper(b) ? (byte) (b | 0x20) : b;
    }

    /** Whether {@code text}, in lower case, stands at {@code at} in any case. */
    static boolean startsWith(byte[] bytes, int at, int to, String text) {
        if (at < 0 || to - at < text.length()) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            if (lower(bytes[at + i]) != text.charAt(i)) {
                return false;
            }
        }
        return true;
    }
}
