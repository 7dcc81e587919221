// SPDX-License-Identifier: Apache-2.0
package dev.sluice.detector.attack;

/**
 * Text of a request as the server behind it may read it: percent-encoding (RFC 3986), {@code +} for a blank (HTML forms), {@code %uXXXX} (IIS),
 * UTF-8 that is longer than it must be, encoding within encoding, and character references of HTML.
 *
 * <p>Nothing is refused: what is not valid stays as it is, since what one server refuses another one takes.
 */
final class QueryDecoder {

    /** Rounds of percent-decoding: a proxy, an application server and an application of their own. */
    private static final int ROUNDS = 3;

    private QueryDecoder() {}

    static String decode(String raw) {
        String text = raw;
        for (int round = 0; round < ROUNDS; round++) {
            // Where the text was encoded twice, so were its blanks.
            String decoded = percent(text, round == 0 || hasEscape(text));
            if (decoded.equals(text)) {
                break;
            }
            text = decoded;
        }
        return text.indexOf('&') < 0 ? text : references(text);
    }

    private static boolean hasEscape(String text) {
        for (int at = text.indexOf('%'); at >= 0; at = text.indexOf('%', at + 1)) {
            if (octet(text, at) >= 0) {
                return true;
            }
        }
        return false;
    }

    private static String percent(String text, boolean plusIsBlank) {
        if (text.indexOf('%') < 0 && (!plusIsBlank || text.indexOf('+') < 0)) {
            return text;
        }
        StringBuilder out = new StringBuilder(text.length());
        int at = 0;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '+' && plusIsBlank) {
                out.append(' ');
                at++;
            } else if (c != '%') {
                out.append(c);
                at++;
            } else if (hex(text, at + 2, 4) >= 0 && (at + 1 < text.length() && (text.charAt(at + 1) | 0x20) == 'u')) {
                out.append((char) hex(text, at + 2, 4));
                at += 6;
            } else {
                int read = character(text, at, out);
                if (read == 0) {
                    out.append(c);
                    at++;
                } else {
                    at += read;
                }
            }
        }
        return out.toString();
    }

    /** Reads the character whose bytes are percent-encoded from {@code at} on; returns how many characters of {@code text} it took, or 0. */
    private static int character(String text, int at, StringBuilder out) {
        int first = octet(text, at);
        if (first < 0) {
            return 0;
        }
        // Overlong forms count, too: %c0%af is a slash to more than one server.
        int more = first >= 0xf0 && first < 0xf8 ? 3 : first >= 0xe0 ? 2 : first >= 0xc0 ? 1 : 0;
        int value = more == 0 ? first : first & (0x3f >> more);
        for (int i = 1; i <= more; i++) {
            int next = octet(text, at + 3 * i);
            if (next < 0x80 || next > 0xbf) {
                // Not UTF-8: each byte for itself, as in ISO 8859-1.
                out.append((char) first);
                return 3;
            }
            value = value << 6 | next & 0x3f;
        }
        if (Character.isValidCodePoint(value)) {
            out.appendCodePoint(value);
        }
        return 3 * (more + 1);
    }

    private static int octet(String text, int at) {
        return at < text.length() && text.charAt(at) == '%' ? hex(text, at + 1, 2) : -1;
    }

    private static int hex(String text, int from, int digits) {
        if (from + digits > text.length()) {
            return -1;
        }
        int value = 0;
        for (int i = from; i < from + digits; i++) {
            int digit = Character.digit(text.charAt(i), 16);
            if (digit < 0) {
                return -1;
            }
            value = value << 4 | digit;
        }
        return value;
    }

    private static String references(String text) {
        StringBuilder out = new StringBuilder(text.length());
        int at = 0;
        while (at < text.length()) {
            char c = text.charAt(at);
            int end = c == '&' ? text.indexOf(';', at) : -1;
            int value = end < 0 || end - at > 10 ? -1 : reference(text.substring(at + 1, end));
            if (value < 0) {
                out.append(c);
                at++;
            } else {
                out.appendCodePoint(value);
                at = end + 1;
            }
        }
        return out.toString();
    }

    private static int reference(String name) {
        if (name.startsWith("#")) {
            boolean hex = name.length() > 1 && (name.charAt(1) | 0x20) == 'x';
            try {
                int value = hex ? Integer.parseInt(name.substring(2), 16) : Integer.parseInt(name.substring(1));
                return Character.isValidCodePoint(value) ? value : -1;
            } catch (NumberFormatException e) {
                return -1;
            }
        }
        return switch (name) {
            case "lt" -> '<';
            case "gt" -> '>';
            case "quot" -> '"';
            case "apos" -> '\'';
            case "amp" -> '&';
            case "tab", "Tab" -> '\t';
            case "newline", "NewLine" -> '\n';
            case "colon" -> ':';
            case "lpar" -> '(';
            case "rpar" -> ')';
            default -> -1;
        };
    }
}
