// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.syslog;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.sluice.model.DeadLetterReason;
import dev.sluice.parsers.engine.ByteSearch;
import dev.sluice.parsers.engine.EcsEventWriter;
import dev.sluice.parsers.engine.IpAddress;
import dev.sluice.parsers.engine.Line;
import dev.sluice.parsers.engine.Timestamps;

/**
 * BSD syslog behind the priority, if any: {@code TIMESTAMP HOSTNAME TAG[PID]: MSG} (RFC 3164 section 4). A line with a priority needs nothing
 * more (section 4.3.3): its text is the message and its time that of receipt. One without needs a time, and has the priority that a relay would
 * give it.
 */
final class Rfc3164Parser {

    /** {@code user.notice}: what a line without a priority is given (RFC 3164 section 4.3.3). */
    private static final int DEFAULT_PRIORITY = 13;

    /** What syslog daemons write in place of a line like the one before. */
    private static final byte[][] REPEATED = {
        bytes("last message repeated "), bytes("--- last message repeated "), bytes("message repeated ")
    };

    /** AIX, of messages that it got from another host. */
    private static final byte[] FORWARDED = bytes("Message forwarded from ");

    private static final byte[] VIRTUAL_DEVICE = bytes("%$ ");

    private final Rfc3164Time time = new Rfc3164Time();
    private final SyslogEvent fields = new SyslogEvent(null);
    private final CiscoCode code = new CiscoCode();
    private final CiscoHeader cisco = new CiscoHeader(time, code);
    private final RelayedCiscoHeader relayed = new RelayedCiscoHeader();
    private final SyslogTag tag = new SyslogTag();
    private final NamedPriority named = new NamedPriority();
    private final SyslogContent content;
    private final boolean sureOnly;

    /** Whether what was read could hardly be anything else than syslog, though it has no priority. */
    private boolean sure;

    /**
     * @param content what becomes of what is found
     * @param sureOnly whether a line without a priority is refused that a log file of another kind could hold as well
     */
    Rfc3164Parser(SyslogContent content, boolean sureOnly) {
        this.content = content;
        this.sureOnly = sureOnly;
    }

    boolean parse(Line line, int from, int priority, EcsEventWriter event) {
        byte[] bytes = line.bytes;
        int to = line.to;
        fields.clear(priority);
        sure = false;
        int start = from;
        if (priority >= 0) {
            start = skipBlanks(bytes, from, to);
            if (start < to && bytes[start] == ':') {
                // ASA's EMBLEM form, and NX-OS.
                start = skipBlanks(bytes, start + 1, to);
            }
        }
        int at = start;
        boolean hasTime = time.read(bytes, at, to);
        if (!hasTime) {
            int behindHeader = priority < 0 ? -1 : cisco.read(bytes, start, to);
            if (behindHeader < 0) {
                return parseWithoutTime(line, from, start, event);
            }
            takeCiscoHeader();
            at = behindHeader;
            hasTime = cisco.hasTime;
        }
        long timestamp = event.defaultTimestamp();
        if (hasTime) {
            timestamp = timestamp(event);
            if (!Timestamps.canWrite(timestamp)) {
                return line.stop(at, DeadLetterReason.BAD_TIMESTAMP, "a date and time that exist");
            }
            fields.zoneFrom = time.zoneFrom();
            fields.zoneTo = time.zoneTo();
            at = time.end();
            // A colon behind the time is Cisco's; IOS XR has a blank before it.
            if (at < to && bytes[at] == ':') {
                at++;
            } else if (at + 2 < to && bytes[at] == ' ' && bytes[at + 1] == ':' && bytes[at + 2] == ' ') {
                at += 2;
            }
            if (at < to && bytes[at] != ' ') {
                return line.stop(at, "a blank behind the time");
            }
        }
        int rest = skipBlanks(bytes, at, to);
        if (named.read(bytes, rest, to)) {
            sure = true;
            fields.priority = priority < 0 ? named.priority() : priority;
            rest = skipBlanks(bytes, named.end(), to);
        }
        scanRest(bytes, rest, to);
        if (sureOnly && priority < 0 && !sure && !SyslogLikeness.isSure(bytes, fields, time)) {
            return line.stop(rest, "a host, and a program such as sshd[4711]: or cron:");
        }
        if (fields.priority < 0) {
            fields.priority = DEFAULT_PRIORITY;
        }
        return content.write(fields, line, event, timestamp);
    }

    /** RFC 3164 section 4.3.3: what has a priority is syslog, whatever follows it. Some senders leave out the time alone. */
    private boolean parseWithoutTime(Line line, int from, int start, EcsEventWriter event) {
        byte[] bytes = line.bytes;
        int to = line.to;
        if (fields.priority < 0) {
            return line.stop(from, "a priority such as <34>, or a time such as Oct 11 22:14:15");
        }
        int at = start;
        if (code.read(bytes, at, to)) {
            at = takeCode(bytes, to);
        } else {
            int blank = ByteSearch.indexOf(bytes, at, to, ' ');
            int next = skipBlanks(bytes, blank, to);
            if (tag.read(bytes, at, to)) {
                at = takeTag(bytes, to);
            } else if (SyslogLikeness.isHost(bytes, at, blank) && tag.read(bytes, next, to) && tag.hasProcessId()) {
                setHost(at, blank);
                at = takeTag(bytes, to);
            } else {
                at = from;
            }
        }
        fields.messageFrom = at;
        fields.messageTo = to;
        return content.write(fields, line, event, event.defaultTimestamp());
    }

    private long timestamp(EcsEventWriter event) {
        if (!time.exists()) {
            return Long.MIN_VALUE;
        }
        if (!time.isLocal()) {
            return time.millis(event.headers().received());
        }
        long local = time.millis(event.localReceived(fields.type));
        return local == Long.MIN_VALUE ? local : event.atLocalTime(fields.type, local);
    }

    private void takeCiscoHeader() {
        setHost(cisco.hostFrom, cisco.hostTo);
        fields.sequenceFrom = cisco.sequenceFrom;
        fields.sequenceTo = cisco.sequenceTo;
        fields.messageCountFrom = cisco.firstSequenceFrom;
        fields.messageCountTo = cisco.firstSequenceTo;
        fields.nodeFrom = cisco.nodeFrom;
        fields.nodeTo = cisco.nodeTo;
        fields.uptimeSeconds = cisco.uptimeSeconds;
    }

    /** Host, tag and message. */
    private void scanRest(byte[] bytes, int from, int to) {
        fields.messageFrom = from;
        fields.messageTo = to;
        if (isRepeated(bytes, from, to)) {
            sure = true;
            return;
        }
        int at = from;
        boolean namesNoHost = code.read(bytes, at, to) || ByteSearch.startsWith(bytes, at, to, VIRTUAL_DEVICE);
        if (fields.hostTo <= fields.hostFrom && !namesNoHost) {
            at = behindForwarder(bytes, from, to);
            if (at == from) {
                at = scanHost(bytes, from, to);
                at = at > from ? behindNamedPriority(bytes, at, to) : at;
            }
        }
        at = behindVirtualDevice(bytes, at, to);
        if (code.read(bytes, at, to)) {
            at = takeCode(bytes, to);
        } else if (tag.readWithBlanks(bytes, at, to)) {
            at = takeTag(bytes, to);
            // IOS XR names the process before the code.
            if (code.read(bytes, at, to)) {
                at = takeCode(bytes, to);
            }
        }
        fields.messageFrom = at;
    }

    /** Returns where what follows the host starts; there may be none. */
    private int scanHost(byte[] bytes, int from, int to) {
        int end = ByteSearch.indexOf(bytes, from, to, ' ');
        int next = skipBlanks(bytes, end, to);
        if (end > from + 1 && bytes[end - 1] == ':' && isHostWithColon(bytes, from, end - 1, next, to)) {
            setHost(from, end - 1);
            return next;
        }
        boolean isAddress = IpAddress.of(bytes, from, end) != IpAddress.NONE;
        if (!isAddress && (tag.read(bytes, from, to) || ByteSearch.indexOf(bytes, from, end, '\t') < end)
                || isAddress && SyslogLikeness.isAccessLine(bytes, next, to)) {
            return from;
        }
        setHost(from, end);
        // Cisco's ASA writes "host : %ASA-6-302013: …".
        if (next + 1 < to && bytes[next] == ':' && (bytes[next + 1] == ' ' || bytes[next + 1] == '%')) {
            next = skipBlanks(bytes, next + 1, to);
        }
        int behindCisco = relayed.read(bytes, next, to, fields);
        sure |= behindCisco > next;
        return behindCisco;
    }

    /** Whether the word before a colon is the host and not the program, as what follows shows. */
    private boolean isHostWithColon(byte[] bytes, int from, int to, int next, int limit) {
        boolean hasProcessId = ByteSearch.indexOf(bytes, from, to, '[') < to;
        if (IpAddress.of(bytes, from, to) != IpAddress.NONE || !hasProcessId && code.read(bytes, next, limit)) {
            return true;
        }
        boolean isName = !hasProcessId && SyslogLikeness.isHost(bytes, from, to);
        return isName
                && tag.read(bytes, next, limit)
                && (tag.hasProcessId() || ByteSearch.indexOf(bytes, from, to, '.') < to);
    }

    private int behindForwarder(byte[] bytes, int from, int to) {
        int at = from;
        if (!ByteSearch.startsWith(bytes, at, to, FORWARDED)) {
            at = ByteSearch.indexOf(bytes, from, to, ' ') + 1;
            if (!ByteSearch.startsWith(bytes, Math.min(at, to), to, FORWARDED)) {
                return from;
            }
        }
        int host = at + FORWARDED.length;
        int end = ByteSearch.indexOf(bytes, host, to, ' ');
        if (end - 1 <= host || bytes[end - 1] != ':') {
            return from;
        }
        if (at > from) {
            fields.relayFrom = from;
            fields.relayTo = ByteSearch.indexOf(bytes, from, to, ' ');
        }
        setHost(host, end - 1);
        sure = true;
        return skipBlanks(bytes, end, to);
    }

    /** AIX and BusyBox name facility and severity behind the host; a program follows, or the host that a message came from. */
    private int behindNamedPriority(byte[] bytes, int from, int to) {
        if (!named.readBehindHost(bytes, from, to)) {
            return from;
        }
        int next = skipBlanks(bytes, named.end(), to);
        int relayFrom = fields.hostFrom;
        int relayTo = fields.hostTo;
        int priority = fields.priority < 0 ? named.priority() : fields.priority;
        int inside = ByteSearch.startsWith(bytes, next, to, FORWARDED) ? behindForwarder(bytes, next, to) : next;
        if (inside > next) {
            fields.relayFrom = relayFrom;
            fields.relayTo = relayTo;
        } else if (!tag.read(bytes, next, to) && !isRepeated(bytes, next, to)) {
            return from;
        }
        fields.priority = priority;
        sure = true;
        return inside;
    }

    /** NX-OS writes the virtual device context before the code: {@code %$ VDC-1 %$ %ETHPORT-5-IF_UP:}. */
    private int behindVirtualDevice(byte[] bytes, int from, int to) {
        if (!ByteSearch.startsWith(bytes, from, to, VIRTUAL_DEVICE)) {
            return from;
        }
        int name = from + VIRTUAL_DEVICE.length;
        int end = ByteSearch.indexOf(bytes, name, to, ' ');
        if (end == name || !ByteSearch.startsWith(bytes, Math.min(end + 1, to), to, VIRTUAL_DEVICE)) {
            return from;
        }
        fields.nodeFrom = name;
        fields.nodeTo = end;
        return skipBlanks(bytes, end + 1 + VIRTUAL_DEVICE.length, to);
    }

    private static boolean isRepeated(byte[] bytes, int from, int to) {
        byte first = from < to ? bytes[from] : 0;
        if (first == 'l' || first == '-' || first == 'm') {
            for (byte[] text : REPEATED) {
                if (ByteSearch.startsWith(bytes, from, to, text)) {
                    return true;
                }
            }
        }
        return false;
    }

    private void setHost(int from, int to) {
        fields.hostFrom = from;
        fields.hostTo = to;
    }

    private int takeCode(byte[] bytes, int to) {
        sure = true;
        fields.takeCode(code);
        return skipBlanks(bytes, code.behind(), to);
    }

    private int takeTag(byte[] bytes, int to) {
        fields.appFrom = tag.from;
        fields.appTo = tag.to;
        fields.procFrom = tag.procFrom;
        fields.procTo = tag.procTo;
        return tag.end < to && bytes[tag.end] == ' ' ? tag.end + 1 : tag.end;
    }

    private static int skipBlanks(byte[] bytes, int at, int to) {
        int i = at;
        while (i < to && bytes[i] == ' ') {
            i++;
        }
        return i;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(US_ASCII);
    }
}
