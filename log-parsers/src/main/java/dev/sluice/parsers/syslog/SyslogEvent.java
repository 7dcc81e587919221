// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.syslog;

import dev.sluice.model.LogFormat;
import dev.sluice.parsers.engine.ByteSearch;
import dev.sluice.parsers.engine.EcsEventWriter;
import dev.sluice.parsers.engine.Envelope;
import dev.sluice.parsers.engine.EventType;
import dev.sluice.parsers.engine.JsonBuffer;
import dev.sluice.parsers.engine.Key;
import dev.sluice.parsers.engine.Line;
import java.util.List;

/**
 * Where the parts of a syslog message are, and how they become an event. Names follow ECS's {@code log.syslog} and Elastic's system
 * integration. A part that is missing has no slice.
 */
final class SyslogEvent implements Envelope {

    private static final Key CODE = Key.of("code");
    private static final Key SEQUENCE = Key.of("sequence");
    private static final Key LEVEL = Key.of("level");
    private static final Key SYSLOG = Key.of("syslog");
    private static final Key HOSTNAME = Key.of("hostname");
    private static final Key APPNAME = Key.of("appname");
    private static final Key PROCID = Key.of("procid");
    private static final Key MSGID = Key.of("msgid");
    private static final Key PROCESS = Key.of("process");
    private static final Key PROCESS_NAME = Key.of("process", "name");
    private static final Key NAME = Key.of("name");
    private static final Key PID = Key.of("pid");
    private static final Key MESSAGE = Key.of("message");
    private static final Key TIMEZONE = Key.of("timezone");
    private static final Key UPTIME = Key.of("uptime");
    private static final Key OBSERVER = Key.of("observer");
    private static final Key CISCO = Key.of("cisco");
    private static final Key IOS = Key.of("ios");
    private static final Key MESSAGE_COUNT = Key.of("message_count");
    private static final Key NODE = Key.of("node");

    private static final Key VERSION_1 = Key.ofJson("\"version\":\"1\",");

    /** Process ids that fit into a number; longer ones are names. */
    private static final int MAX_PID_DIGITS = 18;

    final EventType type = EventType.of(LogFormat.SYSLOG, List.of(), List.of());

    private final StructuredData structuredData;

    int priority;

    /** Whether host, application, process id and message id are known to be printable ASCII without quotes and backslashes. */
    boolean plainHeader;

    int hostFrom;
    int hostTo;
    int appFrom;
    int appTo;
    int procFrom;
    int procTo;
    int msgIdFrom;
    int msgIdTo;
    int messageFrom;
    int messageTo;

    /** A code such as Cisco's {@code SYS-5-CONFIG_I}, and the severity in it or -1. */
    int codeFrom;

    int codeTo;
    int codeSeverity;

    /** A number that the device counts its messages with, or none. */
    int sequenceFrom;

    int sequenceTo;

    /** The other number, where the device counts what it sends besides what it logs. */
    int messageCountFrom;

    int messageCountTo;

    /** The part of a device that wrote the message. */
    int nodeFrom;

    int nodeTo;

    /** The name of a zone that does not say which one it is. */
    int zoneFrom;

    int zoneTo;

    /** The host that forwarded the message, where it names itself. */
    int relayFrom;

    int relayTo;

    /** How long the host has been up, or negative. */
    long uptimeSeconds;

    /** When the message was written; set where a line of another format stands in it. */
    long timestamp;

    /** @param structuredData of the message, or null where the format has none */
    SyslogEvent(StructuredData structuredData) {
        this.structuredData = structuredData;
    }

    void clear(int newPriority) {
        priority = newPriority;
        hostFrom = hostTo = appFrom = appTo = procFrom = procTo = 0;
        msgIdFrom = msgIdTo = messageFrom = messageTo = codeFrom = codeTo = sequenceFrom = sequenceTo = 0;
        messageCountFrom = messageCountTo = nodeFrom = nodeTo = zoneFrom = zoneTo = relayFrom = relayTo = 0;
        codeSeverity = -1;
        uptimeSeconds = -1;
        plainHeader = false;
    }

    void takeCode(CiscoCode code) {
        codeFrom = code.end() - code.length() + 1;
        codeTo = code.end();
        codeSeverity = code.severity();
    }

    void write(Line line, EcsEventWriter event, long timestamp) {
        byte[] bytes = line.bytes;
        JsonBuffer json = event.begin(type, timestamp, line);
        if (codeTo > codeFrom) {
            json.string(CODE, bytes, codeFrom, codeTo);
        }
        if (sequenceTo > sequenceFrom) {
            json.number(SEQUENCE, ByteSearch.number(bytes, sequenceFrom, sequenceTo));
        }
        if (zoneTo > zoneFrom) {
            json.string(TIMEZONE, bytes, zoneFrom, zoneTo);
        }
        event.log();
        syslog(json, line);
        host(json, bytes, event);
        process(json, bytes);
        device(json, bytes);
        if (messageTo > messageFrom) {
            json.string(MESSAGE, bytes, messageFrom, messageTo);
        }
    }

    private void host(JsonBuffer json, byte[] bytes, EcsEventWriter event) {
        if (uptimeSeconds >= 0) {
            event.host();
            if (hostTo > hostFrom) {
                event.hostMembers(bytes, hostFrom, hostTo);
            }
            json.number(UPTIME, uptimeSeconds);
            event.root();
        } else if (hostTo > hostFrom) {
            event.hostname(bytes, hostFrom, hostTo, plainHeader);
        } else {
            event.root();
        }
    }

    /** What ECS has no better place for. */
    private void device(JsonBuffer json, byte[] bytes) {
        if (relayTo > relayFrom) {
            int observer = json.open(OBSERVER);
            json.string(HOSTNAME, bytes, relayFrom, relayTo);
            json.close(observer);
        }
        if (messageCountTo > messageCountFrom || nodeTo > nodeFrom) {
            int cisco = json.open(CISCO);
            int ios = json.open(IOS);
            if (messageCountTo > messageCountFrom) {
                json.digits(MESSAGE_COUNT, bytes, messageCountFrom, messageCountTo);
            }
            string(json, NODE, bytes, nodeFrom, nodeTo);
            json.close(ios);
            json.close(cisco);
        }
    }

    @Override
    public long timestamp() {
        return timestamp;
    }

    @Override
    public void writeLevel(JsonBuffer json) {
        int severity = codeSeverity >= 0 ? codeSeverity : priority >= 0 ? priority % 8 : -1;
        if (severity >= 0) {
            json.string(LEVEL, Priority.level(severity));
        }
    }

    @Override
    public void writeLog(JsonBuffer json, Line line) {
        int syslog = json.open(SYSLOG);
        if (priority >= 0) {
            json.bytes(Priority.fields(priority));
        }
        writeHeader(json, line);
        json.close(syslog);
    }

    @Override
    public int hostFrom() {
        return hostFrom;
    }

    @Override
    public int hostTo() {
        return hostTo;
    }

    @Override
    public int programFrom() {
        return appFrom;
    }

    @Override
    public int programTo() {
        return appTo;
    }

    @Override
    public void writeProcessName(JsonBuffer json, Line line) {
        string(json, NAME, line.bytes, appFrom, appTo);
    }

    @Override
    public void writeProcessId(JsonBuffer json, Line line) {
        if (procTo - procFrom <= MAX_PID_DIGITS && ByteSearch.isDigits(line.bytes, procFrom, procTo)) {
            json.digits(PID, line.bytes, procFrom, procTo);
        }
    }

    private void syslog(JsonBuffer json, Line line) {
        int syslog = json.length();
        if (priority >= 0 && codeSeverity < 0) {
            json.bytes(Priority.levelAndSyslog(priority));
        } else {
            if (codeSeverity >= 0) {
                json.string(LEVEL, Priority.level(codeSeverity));
            }
            syslog = json.open(SYSLOG);
            if (priority >= 0) {
                json.bytes(Priority.fields(priority));
            }
        }
        writeHeader(json, line);
        json.close(syslog);
    }

    private void writeHeader(JsonBuffer json, Line line) {
        byte[] bytes = line.bytes;
        if (structuredData != null) {
            json.key(VERSION_1);
        }
        string(json, HOSTNAME, bytes, hostFrom, hostTo);
        string(json, APPNAME, bytes, appFrom, appTo);
        string(json, PROCID, bytes, procFrom, procTo);
        string(json, MSGID, bytes, msgIdFrom, msgIdTo);
        if (structuredData != null) {
            structuredData.write(json, line);
        }
    }

    private void process(JsonBuffer json, byte[] bytes) {
        int process = json.length();
        if (appTo > appFrom) {
            json.string(PROCESS_NAME, bytes, appFrom, appTo, plainHeader);
        } else {
            json.open(PROCESS);
        }
        if (procTo - procFrom <= MAX_PID_DIGITS && ByteSearch.isDigits(bytes, procFrom, procTo)) {
            json.digits(PID, bytes, procFrom, procTo);
        }
        json.close(process);
    }

    private void string(JsonBuffer json, Key key, byte[] bytes, int from, int to) {
        if (to > from) {
            json.string(key, bytes, from, to, plainHeader);
        }
    }
}
