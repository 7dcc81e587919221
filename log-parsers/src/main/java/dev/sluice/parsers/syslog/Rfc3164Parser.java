// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.syslog;

import dev.sluice.model.DeadLetterReason;
import dev.sluice.parsers.engine.ByteScan;
import dev.sluice.parsers.engine.EcsEventWriter;
import dev.sluice.parsers.engine.Line;
import dev.sluice.parsers.engine.Timestamps;

/**
 * BSD syslog behind the priority, if any: {@code TIMESTAMP HOSTNAME TAG[PID]: MSG} (RFC 3164 section 4). A line with a priority needs nothing
 * more (section 4.3.3): its text is the message and its time that of receipt. One without needs a time, and has the priority that a relay would
 * give it.
 */
final class Rfc3164Parser {

    private static final int MAX_SEQUENCE_DIGITS = 12;

    /** {@code user.notice}: what a line without a priority is given (RFC 3164 section 4.3.3). */
    private static final int DEFAULT_PRIORITY = 13;

    private final Rfc3164Time time = new Rfc3164Time();
    private final SyslogEvent fields = new SyslogEvent(null);
    private final CiscoCode cisco = new CiscoCode();

    boolean parse(Line line, int from, int priority, EcsEventWriter event) {
        byte[] bytes = line.bytes;
        int to = line.to;
        fields.clear(priority);
        int at = from;
        boolean hasTime = time.read(bytes, at, to);
        if (!hasTime && priority >= 0) {
            int behindPrefix = scanCiscoPrefix(bytes, from, to);
            if (behindPrefix >= 0) {
                at = behindPrefix;
                hasTime = true;
            }
        }
        if (!hasTime) {
            if (priority < 0) {
                return line.stop(from, "a priority such as <34>, or a time such as Oct 11 22:14:15");
            }
            fields.clear(priority);
            fields.messageFrom = from;
            fields.messageTo = to;
            fields.write(line, event, event.defaultTimestamp());
            return true;
        }
        long millis = time.exists() ? time.millis(event.received()) : Long.MIN_VALUE;
        long timestamp = time.isLocal() && millis != Long.MIN_VALUE ? event.atLocalTime(fields.type, millis) : millis;
        if (!Timestamps.canWrite(timestamp)) {
            return line.stop(at, DeadLetterReason.BAD_TIMESTAMP, "a date and time that exist");
        }
        if (priority < 0) {
            fields.priority = DEFAULT_PRIORITY;
        }
        at = time.end();
        // A colon behind the time is Cisco's.
        if (at < to && bytes[at] == ':') {
            at++;
        }
        if (at < to && bytes[at] != ' ') {
            return line.stop(at, "a blank behind the time");
        }
        scanRest(bytes, skipBlanks(bytes, at, to), to);
        fields.write(line, event, timestamp);
        return true;
    }

    /**
     * What Cisco's IOS writes before the time: a sequence number, the host, and an asterisk or a dot for a clock that is not set. Returns where
     * the time starts, or -1.
     */
    private int scanCiscoPrefix(byte[] bytes, int from, int to) {
        int at = from;
        for (int part = 0; part < 3; part++) {
            at = skipBlanks(bytes, at, to);
            if (at < to && (bytes[at] == '*' || bytes[at] == '.')) {
                at++;
            }
            if (time.read(bytes, at, to)) {
                return at;
            }
            int end = ByteScan.indexOf(bytes, at, to, ' ');
            if (end == to || end == at || bytes[end - 1] != ':') {
                return -1;
            }
            if (end - 1 - at <= MAX_SEQUENCE_DIGITS && ByteScan.isDigits(bytes, at, end - 1)) {
                fields.sequenceFrom = at;
                fields.sequenceTo = end - 1;
            } else {
                fields.hostFrom = at;
                fields.hostTo = end - 1;
            }
            at = end;
        }
        return -1;
    }

    /** Host, tag and message. */
    private void scanRest(byte[] bytes, int from, int to) {
        int at = from;
        int end = ByteScan.indexOf(bytes, at, to, ' ');
        boolean startsWithTag =
                fields.hostTo > fields.hostFrom || cisco.read(bytes, at, to) || endOfTag(bytes, at, to) >= 0;
        if (!startsWithTag) {
            fields.hostFrom = at;
            fields.hostTo = end;
            at = skipBlanks(bytes, end, to);
            // Cisco's ASA writes "host : %ASA-6-302013: …".
            if (at + 1 < to && bytes[at] == ':' && bytes[at + 1] == ' ') {
                at = skipBlanks(bytes, at + 1, to);
            }
        }
        if (cisco.read(bytes, at, to)) {
            fields.codeFrom = at + 1;
            fields.codeTo = cisco.end();
            fields.codeSeverity = cisco.severity();
            at = skipBlanks(bytes, cisco.end() + 1, to);
        } else {
            int message = endOfTag(bytes, at, to);
            if (message >= 0) {
                at = skipOneBlank(bytes, message, to);
            }
        }
        fields.messageFrom = at;
        fields.messageTo = to;
    }

    /**
     * Reads {@code TAG:}, {@code TAG[PID]:} or {@code TAG[PID]} up to a blank or the end. Real tags hold slashes, dots, parentheses and more, so
     * anything goes but blanks.
     *
     * @return the index behind the tag and its colon, or -1 if there is none; only then are the fields as they were
     */
    private int endOfTag(byte[] bytes, int from, int to) {
        int i = from;
        int open = -1;
        while (i < to && bytes[i] != ' ') {
            byte b = bytes[i];
            boolean ends = i + 1 == to || bytes[i + 1] == ' ';
            if (b == '[' && i > from && open < 0) {
                open = i;
            } else if (b == ']' && open > 0 && i > open + 1) {
                boolean colon = i + 1 < to && bytes[i + 1] == ':';
                if (colon || ends) {
                    setTag(from, open, open + 1, i);
                    return colon ? i + 2 : i + 1;
                }
            } else if (b == ':' && ends && i > from) {
                setTag(from, i, i, i);
                return i + 1;
            }
            i++;
        }
        return -1;
    }

    private void setTag(int from, int to, int procFrom, int procTo) {
        fields.appFrom = from;
        fields.appTo = to;
        fields.procFrom = procFrom;
        fields.procTo = procTo;
    }

    private static int skipOneBlank(byte[] bytes, int at, int to) {
        return at < to && bytes[at] == ' ' ? at + 1 : at;
    }

    private static int skipBlanks(byte[] bytes, int at, int to) {
        int i = at;
        while (i < to && bytes[i] == ' ') {
            i++;
        }
        return i;
    }
}
