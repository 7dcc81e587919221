// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.engine;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.Objects;

/**
 * A pattern in which {@code *} stands for any characters, none and slashes included, and everything else for itself. Taken apart into the texts
 * between asterisks, of which each is looked for once, from left to right.
 */
public final class Glob {

    private final String pattern;

    /** What the text begins with; all of it where the pattern has no asterisk. */
    private final byte[] start;

    /** Stand in the text one behind the other. */
    private final byte[][] inside;

    /** What the text ends with; null where the pattern has no asterisk. */
    private final byte[] end;

    public Glob(String pattern) {
        this.pattern = Objects.requireNonNull(pattern, "pattern");
        String[] parts = pattern.split("\\*", -1);
        start = parts[0].getBytes(UTF_8);
        end = parts.length == 1 ? null : parts[parts.length - 1].getBytes(UTF_8);
        inside = Arrays.stream(parts)
                .skip(1)
                .limit(Math.max(0, parts.length - 2))
                .filter(part -> !part.isEmpty())
                .map(part -> part.getBytes(UTF_8))
                .toArray(byte[][]::new);
    }

    public boolean matches(String text) {
        byte[] encoded = text.getBytes(UTF_8);
        return matches(encoded, 0, encoded.length);
    }

    /** Whether the UTF-8 text in [from, to) fits. */
    public boolean matches(byte[] text, int from, int to) {
        if (end == null) {
            return ByteSearch.equal(text, from, to, start);
        }
        int last = to - end.length;
        int at = from + start.length;
        if (at > last || !ByteSearch.startsWith(text, from, to, start) || !ByteSearch.startsWith(text, last, to, end)) {
            return false;
        }
        for (byte[] part : inside) {
            int found = ByteSearch.indexOf(text, at, last, part);
            if (found < 0) {
                return false;
            }
            at = found + part.length;
        }
        return true;
    }

    @Override
    public String toString() {
        return pattern;
    }
}
