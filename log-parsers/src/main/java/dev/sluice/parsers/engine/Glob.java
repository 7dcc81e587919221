// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.engine;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Objects;

/**
 * A pattern in which {@code *} stands for any characters, none and slashes included, and everything else for itself. Goes back to the last asterisk
 * only, so that no pattern is slow.
 */
public final class Glob {

    private final String pattern;
    private final byte[] bytes;

    public Glob(String pattern) {
        this.pattern = Objects.requireNonNull(pattern, "pattern");
        bytes = pattern.getBytes(UTF_8);
    }

    public boolean matches(String text) {
        byte[] encoded = text.getBytes(UTF_8);
        return matches(encoded, 0, encoded.length);
    }

    /** Whether the UTF-8 text in [from, to) fits. */
    public boolean matches(byte[] text, int from, int to) {
        int p = 0;
        int t = from;
        int star = -1;
        int resume = from;
        while (t < to) {
            if (p < bytes.length && bytes[p] == '*') {
                star = p++;
                resume = t;
            } else if (p < bytes.length && bytes[p] == text[t]) {
                p++;
                t++;
            } else if (star >= 0) {
                p = star + 1;
                t = ++resume;
            } else {
                return false;
            }
        }
        while (p < bytes.length && bytes[p] == '*') {
            p++;
        }
        return p == bytes.length;
    }

    @Override
    public String toString() {
        return pattern;
    }
}
