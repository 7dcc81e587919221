// SPDX-License-Identifier: Apache-2.0
package dev.sluice.operations.deadletter;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;

/**
 * Text that takes the place of other text, as often as it is there. Bytes that are no UTF-8 stay what they are.
 *
 * @param find the text, or an RE2 pattern
 * @param with what takes its place; of a pattern, {@code $1} is its first group
 * @param pattern whether {@code find} is a pattern
 */
public record TextReplacement(String find, String with, boolean pattern) {

    private static final int LONGEST = 1_000;

    /** As large as what ingest makes of a batch, and some more: a larger one would not fit into a record. */
    private static final int LARGEST_VALUE = 1024 * 1024;

    /** @throws IllegalArgumentException if nothing is looked for, it is too long or no pattern */
    public TextReplacement {
        if (find == null || find.isEmpty()) {
            throw new IllegalArgumentException("a replacement says what to find");
        }
        with = with == null ? "" : with;
        if (find.length() > LONGEST || with.length() > LONGEST) {
            throw new IllegalArgumentException("a replacement has at most " + LONGEST + " characters on each side");
        }
        if (pattern) {
            requirePattern(find, with);
        }
    }

    byte[] in(byte[] value) {
        // A byte a character: what is no UTF-8 comes out as it went in.
        String text = new String(value, ISO_8859_1);
        String after = pattern
                ? Pattern.compile(bytes(find)).matcher(text).replaceAll(bytes(with))
                : text.replace(bytes(find), bytes(with));
        if (after.length() > LARGEST_VALUE && after.length() > value.length) {
            throw new IllegalArgumentException(
                    description() + " makes " + after.length() + " bytes of a letter; at most 1 MiB are sent");
        }
        return after.equals(text) ? value : after.getBytes(ISO_8859_1);
    }

    String description() {
        return (pattern ? "pattern '" : "'") + find + "' by '" + with + "'";
    }

    private static String bytes(String text) {
        return new String(text.getBytes(UTF_8), ISO_8859_1);
    }

    private static void requirePattern(String find, String with) {
        try {
            Pattern compiled = Pattern.compile(bytes(find));
            if (compiled.matches("")) {
                throw new IllegalArgumentException(
                        "the pattern '" + find + "' is found everywhere, between all letters");
            }
            requireGroups(with, compiled.groupCount());
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException("'" + find + "' is no RE2 pattern: " + e.getDescription(), e);
        }
    }

    /** What the matcher would only say of a letter that has a match. */
    private static void requireGroups(String with, int groups) {
        for (int i = with.indexOf('$'); i >= 0; i = with.indexOf('$', i + 1)) {
            boolean escaped = i > 0 && with.charAt(i - 1) == '\\';
            int digit = i + 1 < with.length() ? Character.digit(with.charAt(i + 1), 10) : -1;
            if (!escaped && (digit < 0 || digit > groups)) {
                throw new IllegalArgumentException(
                        "'" + with + "' names a group that the pattern does not have; a dollar itself is \\$");
            }
        }
    }
}
