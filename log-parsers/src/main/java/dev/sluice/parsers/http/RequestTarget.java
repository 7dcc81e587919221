// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.http;

import dev.sluice.parsers.engine.ByteSearch;
import dev.sluice.parsers.engine.JsonBuffer;
import dev.sluice.parsers.engine.Key;

/** Opens the object {@code url} with the parts of a request's target (RFC 9112 section 3.2: origin, absolute, authority and asterisk form). */
public final class RequestTarget {

    private static final Key URL_ORIGINAL = Key.of("url", "original");
    private static final Key ORIGINAL = Key.of("original");
    private static final Key SCHEME = Key.of("scheme");
    private static final Key DOMAIN = Key.of("domain");
    private static final Key PORT = Key.of("port");
    private static final Key PATH = Key.of("path");
    private static final Key QUERY = Key.of("query");
    private static final Key EXTENSION = Key.of("extension");

    private static final int MAX_SCHEME = 16;
    private static final int MAX_EXTENSION = 32;

    private byte[] bytes;
    private int from;
    private int to;
    private boolean plain;

    /** @param isPlain whether [newFrom, newTo) is known to be printable ASCII without quotes and backslashes */
    public void at(byte[] newBytes, int newFrom, int newTo, boolean isPlain) {
        bytes = newBytes;
        from = newFrom;
        to = newTo;
        plain = isPlain;
    }

    /** Opens the object, which the caller closes. @return whether {@code url.domain} was written */
    public boolean write(JsonBuffer json, boolean isConnect) {
        json.string(URL_ORIGINAL, bytes, from, to, plain);
        return writeParts(json, isConnect);
    }

    /** Writes the same into an object that is open. */
    public void writeMembers(JsonBuffer json, boolean isConnect) {
        json.string(ORIGINAL, bytes, from, to, plain);
        writeParts(json, isConnect);
    }

    private boolean writeParts(JsonBuffer json, boolean isConnect) {
        if (bytes[from] == '/') {
            pathAndQuery(json, from);
            return false;
        }
        if (to - from == 1 && bytes[from] == '*') {
            return false;
        }
        if (isConnect) {
            return authority(json, bytes, from, to);
        }
        int colon = schemeEnd(bytes, from, to);
        if (colon < 0) {
            pathAndQuery(json, from);
            return false;
        }
        json.string(SCHEME, bytes, from, colon);
        int domain = colon + 3;
        int path = domain;
        while (path < to && bytes[path] != '/' && bytes[path] != '?') {
            path++;
        }
        boolean hasDomain = authority(json, bytes, domain, path);
        if (path < to) {
            pathAndQuery(json, path);
        }
        return hasDomain;
    }

    private void pathAndQuery(JsonBuffer json, int path) {
        int question = ByteSearch.indexOf(bytes, path, to, '?');
        if (question > path) {
            json.string(PATH, bytes, path, question, plain);
            extension(json, path, question);
        }
        if (question + 1 < to) {
            json.string(QUERY, bytes, question + 1, to, plain);
        }
    }

    /** What stands behind the last dot of the path's last part, without the parameters of that part ({@code ;jsessionid=1.2}), if it is a word. */
    private void extension(JsonBuffer json, int path, int pathEnd) {
        int last = ByteSearch.lastIndexOf(bytes, path, pathEnd, '/') + 1;
        int end = ByteSearch.indexOf(bytes, Math.max(last, path), pathEnd, ';');
        int i = end;
        while (i > path && end - i <= MAX_EXTENSION && isWord(bytes[i - 1])) {
            i--;
        }
        if (i < end && i > path && bytes[i - 1] == '.') {
            json.plain(EXTENSION, bytes, i, end);
        }
    }

    private static boolean isWord(byte b) {
        return b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b >= '0' && b <= '9' || b == '_' || b == '-';
    }

    /** Writes {@code host} or {@code host:port}; credentials before an {@code @} stay in {@code url.original} only. */
    public static boolean authority(JsonBuffer json, byte[] bytes, int from, int to) {
        int start = ByteSearch.lastIndexOf(bytes, from, to, '@') + 1;
        int colon = ByteSearch.lastIndexOf(bytes, start, to, ':');
        boolean hasPort = colon > start
                && to - colon <= 6
                && ByteSearch.isDigits(bytes, colon + 1, to)
                && (bytes[colon - 1] == ']' || ByteSearch.indexOf(bytes, start, colon, ':') == colon);
        int end = hasPort ? colon : to;
        if (end > start) {
            json.string(DOMAIN, bytes, start, end);
        }
        if (hasPort) {
            json.number(PORT, ByteSearch.number(bytes, colon + 1, to));
        }
        return end > start;
    }

    /** Index of the colon of {@code scheme://}, or -1. */
    private static int schemeEnd(byte[] bytes, int from, int to) {
        int i = from;
        while (i < to && i - from < MAX_SCHEME && bytes[i] != ':') {
            byte b = bytes[i++];
            if (!(b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b == '+' || b >= '0' && b <= '9')) {
                return -1;
            }
        }
        return i > from && i + 2 < to && bytes[i] == ':' && bytes[i + 1] == '/' && bytes[i + 2] == '/' ? i : -1;
    }
}
