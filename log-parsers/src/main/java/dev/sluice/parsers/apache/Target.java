// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.apache;

import dev.sluice.parsers.engine.Bytes;
import dev.sluice.parsers.engine.JsonBuffer;
import dev.sluice.parsers.engine.Key;

/** Writes the parts of a request's target (RFC 9112 section 3.2: origin, absolute, authority and asterisk form) below {@code url}. */
final class Target {

    private static final Key ORIGINAL = Key.of("original");
    private static final Key SCHEME = Key.of("scheme");
    private static final Key DOMAIN = Key.of("domain");
    private static final Key PORT = Key.of("port");
    private static final Key PATH = Key.of("path");
    private static final Key QUERY = Key.of("query");

    private static final int MAX_SCHEME = 16;

    private Target() {}

    /** @return whether {@code url.domain} was written */
    static boolean write(JsonBuffer json, byte[] bytes, int from, int to, boolean isConnect) {
        json.string(ORIGINAL, bytes, from, to);
        if (bytes[from] == '/') {
            pathAndQuery(json, bytes, from, to);
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
            pathAndQuery(json, bytes, from, to);
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
            pathAndQuery(json, bytes, path, to);
        }
        return hasDomain;
    }

    private static void pathAndQuery(JsonBuffer json, byte[] bytes, int from, int to) {
        int question = Bytes.indexOf(bytes, from, to, '?');
        if (question > from) {
            json.string(PATH, bytes, from, question);
        }
        if (question + 1 < to) {
            json.string(QUERY, bytes, question + 1, to);
        }
    }

    /** Writes {@code host} or {@code host:port}; credentials before an {@code @} stay in {@code url.original} only. */
    static boolean authority(JsonBuffer json, byte[] bytes, int from, int to) {
        int start = Bytes.lastIndexOf(bytes, from, to, '@') + 1;
        int colon = Bytes.lastIndexOf(bytes, start, to, ':');
        boolean hasPort = colon > start
                && to - colon <= 6
                && Bytes.isDigits(bytes, colon + 1, to)
                && (bytes[colon - 1] == ']' || Bytes.indexOf(bytes, start, colon, ':') == colon);
        int end = hasPort ? colon : to;
        if (end > start) {
            json.string(DOMAIN, bytes, start, end);
        }
        if (hasPort) {
            json.number(PORT, Bytes.number(bytes, colon + 1, to));
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
