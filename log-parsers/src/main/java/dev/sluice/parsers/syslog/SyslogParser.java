// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.syslog;

import dev.sluice.parsers.engine.ByteSearch;
import dev.sluice.parsers.engine.EcsEventWriter;
import dev.sluice.parsers.engine.Line;
import dev.sluice.parsers.engine.LineParser;

/**
 * Syslog of either RFC. A line that starts with a priority and the version 1 is RFC 5424; everything else is RFC 3164, as senders have
 * always written it: with or without priority, year, zone, host and tag.
 */
public final class SyslogParser implements LineParser {

    private static final int MAX_PRIORITY = 191;
    private static final int NO_PRIORITY = -1;
    private static final int MAX_VERSION_DIGITS = 3;

    private final Rfc5424Parser rfc5424;
    private final Rfc3164Parser rfc3164;

    private SyslogParser(LineParser inside, boolean insideOnly, boolean sureOnly) {
        SyslogContent content = new SyslogContent(inside, insideOnly);
        rfc5424 = new Rfc5424Parser(content);
        rfc3164 = new Rfc3164Parser(content, sureOnly);
    }

    /** Takes whatever can be syslog. @param inside takes messages that are lines of another format, or null */
    public static SyslogParser lenient(LineParser inside) {
        return new SyslogParser(inside, false, false);
    }

    /** Takes what could hardly be anything else. @param inside takes messages that are lines of another format, or null */
    public static SyslogParser sure(LineParser inside) {
        return new SyslogParser(inside, false, true);
    }

    /** Takes what {@code inside} takes, if it stands in a syslog message. */
    public static SyslogParser around(LineParser inside) {
        return new SyslogParser(inside, true, true);
    }

    @Override
    public boolean parse(Line line, EcsEventWriter event) {
        byte[] bytes = line.bytes;
        int from = line.from;
        int to = line.to;
        if (bytes[from] != '<') {
            return rfc3164.parse(line, from, NO_PRIORITY, event);
        }
        int close = from + 1;
        while (close < to && close - from <= 3 && ByteSearch.isDigit(bytes[close])) {
            close++;
        }
        int priority = close == from + 1 ? NO_PRIORITY : (int) ByteSearch.number(bytes, from + 1, close);
        if (priority < 0 || priority > MAX_PRIORITY || close == to || bytes[close] != '>') {
            return line.stop(from, "a priority from <0> to <191>");
        }
        int at = close + 1;
        boolean isVersion1 = to - at >= 2 && bytes[at] == '1' && bytes[at + 1] == ' ';
        if (isVersion1) {
            return rfc5424.parse(line, at + 2, priority, event);
        }
        return isOtherVersion(bytes, at, to)
                ? line.stop(at, "the version 1 of RFC 5424")
                : rfc3164.parse(line, at, priority, event);
    }

    /** Whether another version of RFC 5424's header follows: a number, and a time in its form or a hyphen for none. */
    private static boolean isOtherVersion(byte[] bytes, int at, int to) {
        int end = ByteSearch.endOfDigits(bytes, at, Math.min(to, at + MAX_VERSION_DIGITS));
        if (end == at || end + 2 >= to || bytes[end] != ' ') {
            return false;
        }
        boolean isNil = bytes[end + 1] == '-' && bytes[end + 2] == ' ';
        boolean isTime = end + 12 < to
                && ByteSearch.isDigits(bytes, end + 1, end + 5)
                && bytes[end + 5] == '-'
                && bytes[end + 11] == 'T';
        return isNil || isTime;
    }
}
