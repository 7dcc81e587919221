// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.http;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.sluice.parsers.engine.ByteSearch;

/**
 * Takes the first line of an HTTP request apart (RFC 9112 section 3). Blanks inside the target are kept, since bad clients send them; the version may
 * be missing, as in HTTP/0.9. Not thread-safe.
 */
public final class RequestLine {

    private static final byte[] HTTP = " HTTP/".getBytes(US_ASCII);
    /** What nearly all requests end with. */
    private static final long HTTP_1_1 = ByteSearch.eight("HTTP/1.1".getBytes(US_ASCII), 0);

    private static final int MAX_METHOD = 32;

    public int methodEnd;
    public int targetStart;
    public int targetEnd;

    /** Index of the version's first digit, or -1. */
    public int versionStart;

    /** Whether [from, to) is a request; only then are the fields set. */
    public boolean read(byte[] bytes, int from, int to) {
        if (from == to || !isLetter(bytes[from])) {
            return false;
        }
        int i = from;
        while (i < to && isMethodCharacter(bytes[i]) && i - from <= MAX_METHOD) {
            i++;
        }
        if (i + 1 >= to || bytes[i] != ' ' || i - from > MAX_METHOD) {
            return false;
        }
        methodEnd = i;
        targetStart = i + 1;
        while (targetStart < to && bytes[targetStart] == ' ') {
            targetStart++;
        }
        targetEnd = to;
        versionStart = -1;
        int version = versionAt(bytes, i, to);
        if (version >= 0) {
            targetEnd = version - HTTP.length;
            versionStart = version;
        }
        return targetEnd > targetStart && (version >= 0 || isOldTarget(bytes));
    }

    /** HTTP/0.9 has no version; what has none for another reason is mostly another protocol. */
    private boolean isOldTarget(byte[] bytes) {
        return bytes[targetStart] == '/' && ByteSearch.indexOf(bytes, targetStart, targetEnd, ' ') == targetEnd;
    }

    /** Index of the version behind the last {@code " HTTP/"}, or -1. */
    private static int versionAt(byte[] bytes, int from, int to) {
        if (to - from > 8 && ByteSearch.eight(bytes, to - 8) == HTTP_1_1 && bytes[to - 9] == ' ') {
            return to - 3;
        }
        int digits = to;
        while (digits > from && (ByteSearch.isDigit(bytes[digits - 1]) || bytes[digits - 1] == '.')) {
            digits--;
        }
        int start = digits - HTTP.length;
        return digits < to
                        && ByteSearch.isDigit(bytes[digits])
                        && start >= from
                        && ByteSearch.startsWith(bytes, start, to, HTTP)
                ? digits
                : -1;
    }

    private static boolean isLetter(byte b) {
        return b >= 'A' && b <= 'Z' || b >= 'a' && b <= 'z';
    }

    /** A {@code tchar} of RFC 9110 section 5.6.2, of which methods use letters, digits, hyphens and underscores. */
    private static boolean isMethodCharacter(byte b) {
        return isLetter(b) || b == '-' || b == '_' || b >= '0' && b <= '9';
    }
}
