// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.syslog;

import dev.sluice.parsers.engine.Bytes;
import dev.sluice.parsers.engine.EventType;
import dev.sluice.parsers.engine.EventWriter;
import dev.sluice.parsers.engine.JsonBuffer;
import dev.sluice.parsers.engine.Key;
import dev.sluice.parsers.engine.Line;
import java.util.List;

/**
 * Where the parts of a syslog message are, and how they become an event. Names follow ECS's {@code log.syslog} and Elastic's system
 * integration. A part that is missing has no slice.
 */
final class SyslogEvent {

    private static final Key CODE = Key.of("code");
    private static final Key SEQUENCE = Key.of("sequence");
    private static final Key LEVEL = Key.of("level");
    private static final Key SYSLOG = Key.of("syslog");
    private static final Key VERSION = Key.of("version");
    private static final Key HOSTNAME = Key.of("hostname");
    private static final Key APPNAME = Key.of("appname");
    private static final Key PROCID = Key.of("procid");
    private static final Key MSGID = Key.of("msgid");
    private static final Key PROCESS = Key.of("process");
    private static final Key NAME = Key.of("name");
    private static final Key PID = Key.of("pid");
    private static final Key MESSAGE = Key.of("message");

    private static final byte[] VERSION_1 = version1();

    /** Process ids that fit into a number; longer ones are names. */
    private static final int MAX_PID_DIGITS = 18;

    final EventType type = EventType.of("system.syslog", List.of(), List.of());

    private final StructuredData structuredData;

    int priority;
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

    /** @param structuredData of the message, or null where the format has none */
    SyslogEvent(StructuredData structuredData) {
        this.structuredData = structuredData;
    }

    void clear(int newPriority) {
        priority = newPriority;
        hostFrom = hostTo = appFrom = appTo = procFrom = procTo = 0;
        msgIdFrom = msgIdTo = messageFrom = messageTo = codeFrom = codeTo = sequenceFrom = sequenceTo = 0;
        codeSeverity = -1;
    }

    void write(Line line, EventWriter event, long timestamp) {
        byte[] bytes = line.bytes;
        JsonBuffer json = event.begin(type, timestamp, line);
        if (codeTo > codeFrom) {
            json.string(CODE, bytes, codeFrom, codeTo);
        }
        if (sequenceTo > sequenceFrom) {
            json.number(SEQUENCE, Bytes.number(bytes, sequenceFrom, sequenceTo));
        }
        event.log();
        if (priority >= 0 || codeSeverity >= 0) {
            json.string(LEVEL, Priority.level(codeSeverity >= 0 ? codeSeverity : priority & 7));
        }
        syslog(json, bytes);
        if (hostTo > hostFrom) {
            event.hostname(bytes, hostFrom, hostTo);
        } else {
            event.root();
        }
        process(json, bytes);
        if (messageTo > messageFrom) {
            json.string(MESSAGE, bytes, messageFrom, messageTo);
        }
    }

    private void syslog(JsonBuffer json, byte[] bytes) {
        int syslog = json.open(SYSLOG);
        if (priority >= 0) {
            json.bytes(Priority.fields(priority));
        }
        if (structuredData != null) {
            json.bytes(VERSION_1);
        }
        string(json, HOSTNAME, bytes, hostFrom, hostTo);
        string(json, APPNAME, bytes, appFrom, appTo);
        string(json, PROCID, bytes, procFrom, procTo);
        string(json, MSGID, bytes, msgIdFrom, msgIdTo);
        if (structuredData != null) {
            structuredData.write(json, bytes);
        }
        json.close(syslog);
    }

    private static byte[] version1() {
        JsonBuffer json = new JsonBuffer();
        json.string(VERSION, "1");
        return json.toByteArray();
    }

    private void process(JsonBuffer json, byte[] bytes) {
        int process = json.open(PROCESS);
        string(json, NAME, bytes, appFrom, appTo);
        if (procTo - procFrom <= MAX_PID_DIGITS && Bytes.isDigits(bytes, procFrom, procTo)) {
            json.number(PID, Bytes.number(bytes, procFrom, procTo));
        }
        json.close(process);
    }

    private static void string(JsonBuffer json, Key key, byte[] bytes, int from, int to) {
        if (to > from) {
            json.string(key, bytes, from, to);
        }
    }
}
