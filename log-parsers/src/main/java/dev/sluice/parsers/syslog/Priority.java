// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.syslog;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.sluice.parsers.engine.JsonBuffer;
import dev.sluice.parsers.engine.Key;

/**
 * The fields that follow from a priority, encoded once for each: it is facility times eight plus severity (RFC 5424 section 6.2.1).
 */
final class Priority {

    private static final String[] FACILITIES = {
        "kernel",
        "user-level",
        "mail",
        "system",
        "security/authorization",
        "syslogd",
        "line printer",
        "network news",
        "uucp",
        "clock",
        "security/authorization",
        "ftp",
        "ntp",
        "log audit",
        "log alert",
        "clock",
        "local0",
        "local1",
        "local2",
        "local3",
        "local4",
        "local5",
        "local6",
        "local7"
    };
    private static final String[] SEVERITIES = {
        "Emergency", "Alert", "Critical", "Error", "Warning", "Notice", "Informational", "Debug"
    };
    private static final String[] LEVELS = {"emerg", "alert", "crit", "error", "warn", "notice", "info", "debug"};

    private static final byte[][] SYSLOG_FIELDS = new byte[FACILITIES.length * SEVERITIES.length][];
    private static final byte[][] LEVEL_AND_SYSLOG = new byte[SYSLOG_FIELDS.length][];
    private static final byte[][] LEVEL_NAMES = new byte[SEVERITIES.length][];

    static {
        for (int severity = 0; severity < LEVELS.length; severity++) {
            LEVEL_NAMES[severity] = LEVELS[severity].getBytes(US_ASCII);
        }
        for (int priority = 0; priority < SYSLOG_FIELDS.length; priority++) {
            SYSLOG_FIELDS[priority] = syslogFields(priority);
            LEVEL_AND_SYSLOG[priority] = levelAndSyslog(priority, SYSLOG_FIELDS[priority]);
        }
    }

    private Priority() {}

    /** Members of {@code log.syslog}, each with a comma behind it. */
    static byte[] fields(int priority) {
        return SYSLOG_FIELDS[priority];
    }

    /** Members of {@code log}: the level, and the object {@code syslog} left open behind what {@link #fields} says. */
    static byte[] levelAndSyslog(int priority) {
        return LEVEL_AND_SYSLOG[priority];
    }

    /** The severity as {@code log.level}. */
    static byte[] level(int severity) {
        return LEVEL_NAMES[severity];
    }

    private static byte[] syslogFields(int priority) {
        JsonBuffer json = new JsonBuffer();
        json.number(Key.of("priority"), priority);
        codeAndName(json, "facility", priority / 8, FACILITIES);
        codeAndName(json, "severity", priority % 8, SEVERITIES);
        return json.toByteArray();
    }

    private static byte[] levelAndSyslog(int priority, byte[] fields) {
        JsonBuffer json = new JsonBuffer();
        json.string(Key.of("level"), level(priority % 8));
        json.open(Key.of("syslog"));
        json.bytes(fields);
        return json.toByteArray();
    }

    private static void codeAndName(JsonBuffer json, String field, int code, String[] names) {
        int start = json.open(Key.of(field));
        json.number(Key.of("code"), code);
        json.string(Key.of("name"), names[code]);
        json.close(start);
    }
}
