// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.syslog;

import dev.sluice.parsers.engine.ByteScan;
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

    private final Rfc5424Parser rfc5424 = new Rfc5424Parser();
    private final Rfc3164Parser rfc3164 = new Rfc3164Parser();

    @Override
    public boolean parse(Line line, EcsEventWriter event) {
        byte[] bytes = line.bytes;
        int from = line.from;
        int to = line.to;
        if (bytes[from] != '<') {
            return rfc3164.parse(line, from, NO_PRIORITY, event);
        }
        int close = from + 1;
        while (close < to && close - from <= 3 && ByteScan.isDigit(bytes[close])) {
            close++;
        }
        int priority = close == from + 1 ? NO_PRIORITY : (int) ByteScan.number(bytes, from + 1, close);
        if (priority < 0 || priority > MAX_PRIORITY || close == to || bytes[close] != '>') {
            return line.stop(from, "a priority from <0> to <191>");
        }
        int at = close + 1;
        boolean isVersion1 = to - at >= 2 && bytes[at] == '1' && bytes[at + 1] == ' ';
        return isVersion1 ? rfc5424.parse(line, at + 2, priority, event) : rfc3164.parse(line, at, priority, event);
    }
}
