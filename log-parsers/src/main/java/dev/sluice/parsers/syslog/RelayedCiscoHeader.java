// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.syslog;

import dev.sluice.parsers.engine.ByteSearch;

/**
 * What a Cisco system wrote before its message, where a relay's header with its own time and host stands in front: {@code 123: rtr1: 000124: *Nov 20
 * 11:00:00.123: %SYS-5-CONFIG_I: Configured}. Sequence numbers, uptime and code are taken; the system's time stays in the message. Not thread-safe.
 */
final class RelayedCiscoHeader {

    private final Rfc3164Time time = new Rfc3164Time();
    private final CiscoCode code = new CiscoCode();
    private final CiscoHeader header = new CiscoHeader(time, code);

    /** Returns where the message starts, which is {@code from} if there is no such header. */
    int read(byte[] bytes, int from, int to, SyslogEvent fields) {
        byte first = from < to ? bytes[from] : 0;
        boolean mayBeHeader = ByteSearch.isDigit(first) || first == '*' || first == '.' || time.read(bytes, from, to);
        if (!mayBeHeader) {
            return from;
        }
        int behind = header.read(bytes, from, to);
        int codeAt = behind < 0 || !header.hasTime ? behind : behindTime(bytes, to);
        if (codeAt < 0 || !code.read(bytes, codeAt, to)) {
            return behindNumber(bytes, from, to, fields);
        }
        fields.sequenceFrom = header.sequenceFrom;
        fields.sequenceTo = header.sequenceTo;
        fields.messageCountFrom = header.firstSequenceFrom;
        fields.messageCountTo = header.firstSequenceTo;
        fields.uptimeSeconds = header.uptimeSeconds;
        if (header.hostTo > header.hostFrom) {
            fields.relayFrom = fields.hostFrom;
            fields.relayTo = fields.hostTo;
            fields.hostFrom = header.hostFrom;
            fields.hostTo = header.hostTo;
        }
        if (!header.hasTime) {
            return behind;
        }
        fields.takeCode(code);
        return behind > from && (bytes[behind - 1] == '*' || bytes[behind - 1] == '.') ? behind - 1 : behind;
    }

    private int behindTime(byte[] bytes, int to) {
        int at = time.end();
        while (at < to && (bytes[at] == ' ' || bytes[at] == ':')) {
            at++;
        }
        return at;
    }

    /** A number and a colon are a sequence number also where no code follows. */
    private static int behindNumber(byte[] bytes, int from, int to, SyslogEvent fields) {
        int end = ByteSearch.endOfDigits(bytes, from, to);
        if (end == from || end + 1 >= to || bytes[end] != ':' || bytes[end + 1] != ' ') {
            return from;
        }
        fields.sequenceFrom = from;
        fields.sequenceTo = end;
        int next = end + 1;
        while (next < to && bytes[next] == ' ') {
            next++;
        }
        return next;
    }
}
