// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail.send;

import static java.nio.charset.StandardCharsets.UTF_8;

/** Names of files and labels may hold any character; a header holds visible ASCII. */
final class HeaderText {

    private static final String HEX = "0123456789ABCDEF";

    /** UTF-8 with each byte outside of visible ASCII and space, and {@code %} itself, as {@code %hh} (as in RFC 3986, section 2.1). */
    static String encode(String text) {
        boolean plain = text.chars().allMatch(c -> c >= ' ' && c < 0x7f && c != '%');
        if (plain) {
            return text;
        }
        StringBuilder encoded = new StringBuilder();
        for (byte b : text.getBytes(UTF_8)) {
            if (b >= ' ' && b < 0x7f && b != '%') {
                encoded.append((char) b);
            } else {
                encoded.append('%').append(HEX.charAt(b >> 4 & 15)).append(HEX.charAt(b & 15));
            }
        }
        return encoded.toString();
    }

    private HeaderText() {}
}
