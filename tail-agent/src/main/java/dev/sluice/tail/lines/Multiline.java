// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail.lines;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;

/**
 * Which lines are part of the event that an earlier line began.
 *
 * @param kind how that is decided
 * @param pattern of an event's first line for {@link Kind#START}, else empty; in RE2 syntax, which takes time linear in the line's length
 */
public record Multiline(Kind kind, String pattern) {

    /** Each line is an event. */
    public static final Multiline NONE = new Multiline(Kind.NONE, "");

    /** How a line is known to continue an event. */
    public enum Kind {
        NONE,
        /** An event begins where the pattern is found, at the line's start or wherever the pattern says. */
        START,
        /** A line that begins with a space or a tab continues. */
        INDENTED,
        /** Java stack traces: indented lines, {@code Caused by:}, and a line that begins with the name of an exception. */
        JAVA,
        /** Python tracebacks, chained ones too. */
        PYTHON,
        /** What a Go program prints when it panics. */
        GO
    }

    public Multiline {
        Pattern.compile(pattern);
    }

    /** @throws IllegalArgumentException if there is no such preset */
    public static Multiline preset(String name) {
        return switch (name) {
            case "indented" -> new Multiline(Kind.INDENTED, "");
            case "java" -> new Multiline(Kind.JAVA, "");
            case "python" -> new Multiline(Kind.PYTHON, "");
            case "go" -> new Multiline(Kind.GO, "");
            default -> throw new IllegalArgumentException("must be indented, java, python or go");
        };
    }

    /** @throws IllegalArgumentException if {@code pattern} is not a regular expression of RE2 syntax */
    public static Multiline startingWith(String pattern) {
        try {
            return new Multiline(Kind.START, pattern);
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException(
                    "must be a regular expression of RE2 syntax (" + e.getDescription() + ")", e);
        }
    }

    String text() {
        return kind.name() + ' ' + pattern;
    }

    static Multiline parse(String text) {
        int space = text.indexOf(' ');
        return new Multiline(Kind.valueOf(text.substring(0, space)), text.substring(space + 1));
    }

    Continuation continuation() {
        return switch (kind) {
            case NONE -> (bytes, from, to) -> false;
            case START -> new StartPattern(Pattern.compile(pattern));
            case INDENTED -> Continuation::indented;
            case JAVA -> new JavaTrace();
            case PYTHON -> new PythonTrace();
            case GO -> new GoPanic();
        };
    }
}
