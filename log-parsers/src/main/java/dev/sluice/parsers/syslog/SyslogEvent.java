// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.syslog;

import dev.sluice.model.LogFormat;
import dev.sluice.parsers.engine.ByteScan;
import dev.sluice.parsers.engine.EcsEventWriter;
import dev.sluice.parsers.engine.EventType;
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
    private static final Key HOSTNAME = Key.of("hostname");
    private static final Key APPNAME = Key.of("appname");
    private static final Key PROCID = Key.of("procid");
    private static final Key MSGID = Key.of("msgid");
    private static final Key PROCESS = Key.of("process");
    private static final Key PROCESS_NAME = Key.of("process", "name");
    private static final Key PID = Key.of("pid");
    private static final Key MESSAGE = Key.of("message");

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

    /** @param structuredData of the message, or null where the format has none */
    SyslogEvent(StructuredData structuredData) {
        this.structuredData = structuredData;
    }

    void clear(int newPriority) {
        priority = newPriority;
        hostFrom = hostTo = appFrom = appTo = procFrom = procTo = 0;
        msgIdFrom = msgIdTo = messageFrom = messageTo = codeFrom = codeTo = sequenceFrom = sequenceTo = 0;
        codeSeverity = -1;
        plainHeader = false;
    }

    void write(Line line, EcsEventWriter event, long timestamp) {
        byte[] bytes = line.bytes;
        JsonBuffer json = event.begin(type, timestamp, line);
        if (codeTo > codeFrom) {
            json.string(CODE, bytes, codeFrom, codeTo);
        }
        if (sequenceTo > sequenceFrom) {
            json.number(SEQUENCE, ByteScan.number(bytes, sequenceFrom, sequenceTo));
        }
        event.log();
        syslog(json, line);
        if (hostTo > hostFrom) {
            event.hostname(bytes, hostFrom, hostTo, plainHeader);
        } else {
            event.root();
        }
        process(json, bytes);
        if (messageTo > messageFrom) {
            json.string(MESSAGE, bytes, messageFrom, messageTo);
        }
    }

    private void syslog(JsonBuffer json, Line line) {
        byte[] bytes = line.bytes;
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
        json.close(syslog);
    }

    private void process(JsonBuffer json, byte[] bytes) {
        int process = json.length();
        if (appTo > appFrom) {
            json.string(PROCESS_NAME, bytes, appFrom, appTo, plainHeader);
        } else {
            json.open(PROCESS);
        }
        if (procTo - procFrom <= MAX_PID_DIGITS && ByteScan.isDigits(bytes, procFrom, procTo)) {
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
