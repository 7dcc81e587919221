// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.time;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.parsers.engine.Literal;
import dev.sluice.parsers.time.TimeElement.Notation;
import java.util.ArrayList;
import java.util.List;

/**
 * Turns the argument of {@code %{format}t} into a {@link TimePattern}: httpd's own words and prefixes
 * (<a href="https://httpd.apache.org/docs/2.4/mod/mod_log_config.html#formats">mod_log_config</a>), and what POSIX's {@code strftime} and that of
 * glibc write in the C locale, which is httpd's. Runs once, at start.
 */
public final class TimePatternCompiler {

    /** What httpd writes for {@code %t} between its brackets. */
    private static final String OWN = "%d/%b/%Y:%H:%M:%S %z";

    private static final String BEGIN = "begin";
    private static final String END = "end";

    private static final int MAX_SECOND_DIGITS = 12;
    private static final int MAX_MILLISECOND_DIGITS = 15;
    private static final int MAX_MICROSECOND_DIGITS = 18;

    private final String directive;
    private final String format;

    /** Where {@link #format} stands in the log format. */
    private final int formatAt;

    private final List<TimeElement> pieces = new ArrayList<>();
    private final StringBuilder text = new StringBuilder();

    /** What {@code %f} means to many loggers, and nothing to httpd. */
    private boolean takesFractions;

    private TimePatternCompiler(String directive, String format, int formatAt) {
        this.directive = directive;
        this.format = format;
        this.formatAt = formatAt;
    }

    /** Whether httpd writes its own form for the argument, in brackets. */
    public static boolean isOwn(String argument) {
        return argument == null
                || argument.isEmpty()
                || argument.equals(BEGIN)
                || argument.equals(END)
                || argument.equals(BEGIN + ':')
                || argument.equals(END + ':');
    }

    /**
     * Compiles {@code argument}, which may be null as that of {@code %t} is.
     *
     * @param directive all of it, for messages
     * @param at where the argument stands in the log format, from 0
     * @throws IllegalArgumentException if it has a conversion that can't be read back; the message names it and its place
     */
    public static TimePattern compile(String directive, String argument, int at) {
        boolean ofEnd = argument != null && (argument.equals(END) || argument.startsWith(END + ':'));
        if (isOwn(argument)) {
            return new TimePatternCompiler(directive, OWN, at).compile(ofEnd);
        }
        boolean hasPrefix = ofEnd || argument.startsWith(BEGIN + ':');
        int prefix = hasPrefix ? argument.indexOf(':') + 1 : 0;
        return new TimePatternCompiler(directive, argument.substring(prefix), at + prefix).compile(ofEnd);
    }

    /**
     * Compiles a pattern of a format of one's own: {@code strftime}'s conversions, and {@code %f} for a fraction of a second.
     *
     * @throws IllegalArgumentException if it has a conversion that can't be read back; the message names it and its place
     */
    public static TimePattern compileOwn(String pattern) {
        TimePatternCompiler compiler = new TimePatternCompiler("'" + pattern + "'", pattern, 0);
        compiler.takesFractions = true;
        compiler.strftime();
        compiler.finishText();
        if (compiler.pieces.isEmpty()) {
            throw new IllegalArgumentException("a time pattern needs at least one conversion such as %Y");
        }
        return new TimePattern(compiler.directive, false, compiler.pieces);
    }

    private TimePattern compile(boolean ofEnd) {
        switch (format) {
            case "sec" -> add(TimeElement.number(TimeComponent.SECONDS_SINCE_1970, MAX_SECOND_DIGITS), 0);
            case "msec" -> add(TimeElement.number(TimeComponent.MILLISECONDS_SINCE_1970, MAX_MILLISECOND_DIGITS), 0);
            case "usec" -> add(TimeElement.number(TimeComponent.MICROSECONDS_SINCE_1970, MAX_MICROSECOND_DIGITS), 0);
            case "msec_frac" -> add(TimeElement.digits(TimeComponent.MILLISECOND, 3), 0);
            case "usec_frac" -> add(TimeElement.digits(TimeComponent.MICROSECOND, 6), 0);
            default -> strftime();
        }
        finishText();
        return new TimePattern(directive, ofEnd, pieces);
    }

    private void strftime() {
        int at = 0;
        while (at < format.length()) {
            if (format.charAt(at) != '%') {
                text.append(format.charAt(at++));
                continue;
            }
            int start = at++;
            char flag = at < format.length() && "-_0".indexOf(format.charAt(at)) >= 0 ? format.charAt(at++) : 0;
            if (at == format.length()) {
                throw unreadable(format.substring(start), start, "is cut short");
            }
            at++;
            conversion(format.charAt(at - 1), flag, format.substring(start, at), start);
        }
    }

    private void conversion(char letter, char flag, String written, int at) {
        String others = flag == 0 ? others(letter) : null;
        if (others != null) {
            for (int i = 0; i < others.length(); i++) {
                char c = others.charAt(i);
                if (c == '%') {
                    conversion(others.charAt(++i), (char) 0, written, at);
                } else {
                    text.append(c);
                }
            }
            return;
        }
        TimeElement number = number(letter);
        if (number != null) {
            add(flag == '-' ? number.unpadded() : flag == '_' ? number.padded() : number, at);
            return;
        }
        if (flag != 0) {
            throw unreadable(written, at, "has a flag that is for numbers");
        }
        if (letter == 'f' && takesFractions) {
            add(TimeElement.of(TimeComponent.MILLISECOND, Notation.FRACTION), at);
            return;
        }
        switch (letter) {
            case '%' -> text.append('%');
            case 't' -> text.append('\t');
            case 's' -> add(TimeElement.number(TimeComponent.SECONDS_SINCE_1970, MAX_SECOND_DIGITS), at);
            case 'b', 'h' -> add(TimeElement.of(TimeComponent.MONTH, Notation.MONTH), at);
            case 'B' -> add(TimeElement.of(TimeComponent.MONTH, Notation.MONTH_IN_FULL), at);
            case 'a' -> add(TimeElement.of(TimeComponent.NOTHING, Notation.WEEKDAY), at);
            case 'A' -> add(TimeElement.of(TimeComponent.NOTHING, Notation.WEEKDAY_IN_FULL), at);
            case 'p', 'P' -> add(TimeElement.of(TimeComponent.HALF_OF_DAY, Notation.HALF_OF_DAY), at);
            case 'z' -> add(TimeElement.of(TimeComponent.OFFSET, Notation.OFFSET), at);
            case 'Z' -> add(TimeElement.of(TimeComponent.OFFSET, Notation.ZONE), at);
            default -> throw unreadable(written, at, "is not known");
        }
    }

    /** What a conversion that stands for several others stands for, or null. */
    private static String others(char letter) {
        return switch (letter) {
            case 'D', 'x' -> "%m/%d/%y";
            case 'F' -> "%Y-%m-%d";
            case 'R' -> "%H:%M";
            case 'T', 'X' -> "%H:%M:%S";
            case 'r' -> "%I:%M:%S %p";
            case 'c' -> "%a %b %e %H:%M:%S %Y";
            default -> null;
        };
    }

    private static TimeElement number(char letter) {
        return switch (letter) {
            case 'Y' -> TimeElement.digits(TimeComponent.YEAR, 4);
            case 'C' -> TimeElement.digits(TimeComponent.CENTURY, 2);
            case 'y' -> TimeElement.digits(TimeComponent.YEAR_OF_CENTURY, 2);
            case 'm' -> TimeElement.digits(TimeComponent.MONTH, 2);
            case 'd' -> TimeElement.digits(TimeComponent.DAY, 2);
            case 'e' -> TimeElement.digits(TimeComponent.DAY, 2).padded();
            case 'j' -> TimeElement.digits(TimeComponent.DAY_OF_YEAR, 3);
            case 'H' -> TimeElement.digits(TimeComponent.HOUR, 2);
            case 'I' -> TimeElement.digits(TimeComponent.HOUR_OF_HALF, 2);
            case 'k' -> TimeElement.digits(TimeComponent.HOUR, 2).padded();
            case 'l' -> TimeElement.digits(TimeComponent.HOUR_OF_HALF, 2).padded();
            case 'M' -> TimeElement.digits(TimeComponent.MINUTE, 2);
            case 'S' -> TimeElement.digits(TimeComponent.SECOND, 2);
            case 'G' -> TimeElement.digits(TimeComponent.NOTHING, 4);
            case 'g', 'U', 'V', 'W' -> TimeElement.digits(TimeComponent.NOTHING, 2);
            case 'u', 'w' -> TimeElement.digits(TimeComponent.NOTHING, 1);
            default -> null;
        };
    }

    private void add(TimeElement piece, int at) {
        finishText();
        boolean isOpen = !pieces.isEmpty() && pieces.getLast().isOpen();
        if (isOpen && piece.notation() == Notation.NUMBER) {
            throw unreadable(format.substring(at), at, "can't be told from the number before it");
        }
        pieces.add(piece);
    }

    private void finishText() {
        if (text.isEmpty()) {
            return;
        }
        if (!pieces.isEmpty() && pieces.getLast().isOpen() && Character.isDigit(text.charAt(0))) {
            throw unreadable(
                    text.toString(), format.indexOf(text.toString()), "can't be told from the number before it");
        }
        pieces.add(TimeElement.text(new Literal(text.toString().getBytes(UTF_8))));
        text.setLength(0);
    }

    private IllegalArgumentException unreadable(String what, int at, String why) {
        return new IllegalArgumentException("'" + what + "' at character " + (formatAt + at)
                + (takesFractions ? " of the time pattern " : " of the log format, in the directive ") + directive
                + ", " + why
                + "; docs/formats.md lists what a time may be written with");
    }
}
