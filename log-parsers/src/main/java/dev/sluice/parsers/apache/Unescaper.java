// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.apache;

/**
 * Undoes what httpd does to a value before it writes it ({@code ap_escape_logitem}): quotes and backslashes get a backslash, the usual control
 * characters become {@code \n} and the like, every other byte that is not printable ASCII becomes {@code \xhh}. Not thread-safe.
 */
final class Unescaper {

    private byte[] bytes = new byte[256];
    private int length;

    byte[] bytes() {
        return bytes;
    }

    int length() {
        return length;
    }

    /** Reads [from, to) of {@code escaped}; a backslash that escapes nothing stays. */
    void unescape(byte[] escaped, int from, int to) {
        if (bytes.length < to - from) {
            bytes = new byte[Math.max(to - from, 2 * bytes.length)];
        }
        int o = 0;
        int i = from;
        while (i < to) {
            byte b = escaped[i++];
            if (b != '\\' || i == to) {
                bytes[o++] = b;
                continue;
            }
            byte code = escaped[i++];
            switch (code) {
                case '"', '\\' -> bytes[o++] = code;
                case 'n' -> bytes[o++] = '\n';
                case 'r' -> bytes[o++] = '\r';
                case 't' -> bytes[o++] = '\t';
                case 'b' -> bytes[o++] = '\b';
                case 'v' -> bytes[o++] = 0x0b;
                case 'f' -> bytes[o++] = '\f';
                case 'x' -> {
                    int high = i + 1 < to ? Character.digit(escaped[i], 16) : -1;
                    int low = i + 1 < to ? Character.digit(escaped[i + 1], 16) : -1;
                    if (high < 0 || low < 0) {
                        bytes[o++] = b;
                        bytes[o++] = code;
                    } else {
                        bytes[o++] = (byte) (high << 4 | low);
                        i += 2;
                    }
                }
                default -> {
                    bytes[o++] = b;
                    bytes[o++] = code;
                }
            }
        }
        length = o;
    }
}
