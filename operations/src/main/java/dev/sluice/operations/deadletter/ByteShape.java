// SPDX-License-Identifier: Apache-2.0
package dev.sluice.operations.deadletter;

/**
 * What a line looks like when its words and numbers are taken out, so that lines that failed for the same reason fall together.
 *
 * <pre>
 * 192.0.2.7 - - [31/Feb/2026:11:00:00 +0000] "GET /a HTTP/1.1" 200 5   →   9.9.9.9 - - [9/a/9:9:9:9 +9] "a /a a/9.9" 9 9
 * </pre>
 */
final class ByteShape {

    /** Longest shape, in characters: what differs farther behind is the same kind of line. */
    static final int MAX_LENGTH = 64;

    private ByteShape() {}

    /** A run of digits becomes {@code 9}, one of letters {@code a}, one of white space a blank, one of other bytes than ASCII {@code ?}. */
    static String of(byte[] bytes) {
        StringBuilder shape = new StringBuilder(MAX_LENGTH + 1);
        char last = 0;
        for (byte b : bytes) {
            char c = classOf(b);
            boolean ofARun = c == last && (c == '9' || c == 'a' || c == ' ' || c == '?');
            if (!ofARun) {
                if (shape.length() == MAX_LENGTH) {
                    return shape.append('…').toString();
                }
                shape.append(c);
            }
            last = c;
        }
        return shape.toString();
    }

    private static char classOf(byte b) {
        if (b >= '0' && b <= '9') {
            return '9';
        }
        if (b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z') {
            return 'a';
        }
        if (b == ' ' || b >= '\t' && b <= '\r') {
            return ' ';
        }
        // Control characters, too: a shape is shown on terminals.
        return b > ' ' && b < 0x7f ? (char) b : '?';
    }
}
