// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.syslog;

import dev.sluice.model.DeadLetterReason;
import dev.sluice.parsers.engine.ByteSearch;
import dev.sluice.parsers.engine.DateTime;
import dev.sluice.parsers.engine.EcsEventWriter;
import dev.sluice.parsers.engine.Line;

/** RFC 5424 behind the version: {@code TIMESTAMP HOSTNAME APP-NAME PROCID MSGID STRUCTURED-DATA [MSG]}, section 6. */
final class Rfc5424Parser {

    private static final int BOM_LENGTH = 3;

    private final DateTime time = new DateTime();
    private final StructuredData structuredData = new StructuredData();
    private final SyslogEvent fields = new SyslogEvent(structuredData);
    private final SyslogContent content;

    /** @param content what becomes of what is found */
    Rfc5424Parser(SyslogContent content) {
        this.content = content;
    }

    boolean parse(Line line, int from, int priority, EcsEventWriter event) {
        byte[] bytes = line.bytes;
        int to = line.to;
        fields.clear(priority);
        long timestamp = event.defaultTimestamp();
        int at = from;
        if (at < to && bytes[at] == '-') {
            at++;
        } else {
            if (!time.read(bytes, at, to) || bytes[at + 10] == ' ' || time.isLocal()) {
                return line.stop(at, "a time such as 2003-10-11T22:14:15.003Z, or a hyphen");
            }
            if (!time.exists()) {
                return line.stop(at, DeadLetterReason.BAD_TIMESTAMP, "a date and time that exist");
            }
            timestamp = time.millis();
            at = time.end();
        }

        int hostFrom = at + 1;
        int hostTo = endOfToken(line, at);
        int appTo = endOfToken(line, hostTo);
        int procTo = endOfToken(line, appTo);
        int msgIdTo = endOfToken(line, procTo);
        if (msgIdTo < 0 || msgIdTo >= to || bytes[msgIdTo] != ' ') {
            return line.stop(
                    hostFrom, "host, application, process id, message id and structured data, each after one blank");
        }
        if (isPresent(bytes, hostFrom, hostTo)) {
            fields.hostFrom = hostFrom;
            fields.hostTo = hostTo;
        }
        if (isPresent(bytes, hostTo + 1, appTo)) {
            fields.appFrom = hostTo + 1;
            fields.appTo = appTo;
        }
        if (isPresent(bytes, appTo + 1, procTo)) {
            fields.procFrom = appTo + 1;
            fields.procTo = procTo;
        }
        if (isPresent(bytes, procTo + 1, msgIdTo)) {
            fields.msgIdFrom = procTo + 1;
            fields.msgIdTo = msgIdTo;
        }

        fields.plainHeader = line.isPlain() && ByteSearch.indexOf(bytes, hostFrom, msgIdTo, '"') == msgIdTo;
        int end = structuredData.scan(line, msgIdTo + 1);
        if (end < 0) {
            return false;
        }
        if (end < to) {
            if (bytes[end] != ' ') {
                return line.stop(end, "a blank before the message");
            }
            boolean hasBom = to - end > BOM_LENGTH
                    && bytes[end + 1] == (byte) 0xef
                    && bytes[end + 2] == (byte) 0xbb
                    && bytes[end + 3] == (byte) 0xbf;
            fields.messageFrom = hasBom ? end + 1 + BOM_LENGTH : end + 1;
            fields.messageTo = to;
        }
        return content.write(fields, line, event, timestamp);
    }

    /** Index behind the token that follows the blank at {@code blank}, or -1. */
    private static int endOfToken(Line line, int blank) {
        byte[] bytes = line.bytes;
        int to = line.to;
        if (blank < 0 || blank >= to || bytes[blank] != ' ') {
            return -1;
        }
        int i = ByteSearch.indexOf(bytes, blank + 1, to, ' ');
        return i == blank + 1 ? -1 : i;
    }

    /** A hyphen stands for nothing. */
    private static boolean isPresent(byte[] bytes, int from, int to) {
        return to - from > 1 || bytes[from] != '-';
    }
}
