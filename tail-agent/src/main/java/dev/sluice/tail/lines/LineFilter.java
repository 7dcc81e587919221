// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail.lines;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * Which lines are left out on purpose. An event of several lines is one line here.
 *
 * @param include regular expressions of RE2 syntax, of which one must be found in a line; empty where every line is wanted
 * @param exclude regular expressions of RE2 syntax, of which none may be found in it
 * @param keepOneIn of so many of the lines that are left one is kept, by a hash of the line; 1 for all
 */
public record LineFilter(List<String> include, List<String> exclude, int keepOneIn) {

    /** Every line is kept. */
    public static final LineFilter NONE = new LineFilter(List.of(), List.of(), 1);

    public LineFilter {
        include = List.copyOf(include);
        exclude = List.copyOf(exclude);
        if (keepOneIn < 1) {
            throw new IllegalArgumentException("one in at least 1 is kept, was " + keepOneIn);
        }
        patterns(include);
        patterns(exclude);
    }

    public boolean isNone() {
        return equals(NONE);
    }

    /** @throws IllegalArgumentException if one is not a regular expression of RE2 syntax */
    static List<Pattern> patterns(List<String> expressions) {
        List<Pattern> patterns = new ArrayList<>();
        for (String expression : expressions) {
            try {
                patterns.add(Pattern.compile(expression));
            } catch (PatternSyntaxException e) {
                throw new IllegalArgumentException(
                        "must be regular expressions of RE2 syntax (" + e.getDescription() + "), was '" + expression
                                + "'",
                        e);
            }
        }
        return patterns;
    }

    /** As text without blanks. */
    String text() {
        StringBuilder text = new StringBuilder().append(keepOneIn);
        include.forEach(expression -> text.append(",+").append(encoded(expression)));
        exclude.forEach(expression -> text.append(",-").append(encoded(expression)));
        return text.toString();
    }

    private static String encoded(String expression) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(expression.getBytes(UTF_8));
    }

    /** @throws IllegalArgumentException if {@code text} was not written by {@link #text} */
    static LineFilter parse(String text) {
        String[] parts = text.split(",");
        List<String> include = new ArrayList<>();
        List<String> exclude = new ArrayList<>();
        for (int i = 1; i < parts.length; i++) {
            String expression = new String(Base64.getUrlDecoder().decode(parts[i].substring(1)), UTF_8);
            (parts[i].charAt(0) == '+' ? include : exclude).add(expression);
        }
        return new LineFilter(include, exclude, Integer.parseInt(parts[0]));
    }
}
