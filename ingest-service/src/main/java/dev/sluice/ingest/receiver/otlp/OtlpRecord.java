// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.receiver.otlp;

import dev.sluice.ingest.chunk.DeadLetterCause;
import dev.sluice.model.DeadLetterReason;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Makes the JSON document of one log record, with ECS names where there are some; attributes keep their dotted names, most of which ECS has too. A
 * name that is there twice is the most special one's (the record's own field, then its body's, its attribute, its scope's, its resource's); the
 * others are below the name of where they come from, e.g. {@code resource.attributes.env}.
 */
final class OtlpRecord {

    private static final long NANOS = 1_000_000_000L;
    private static final BigInteger LONGEST = BigInteger.valueOf(Long.MAX_VALUE);
    private static final int LONGEST_SHOWN = 64;

    private static final String[] LEVELS = {"trace", "debug", "info", "warn", "error", "fatal"};
    private static final int NUMBERS_OF_A_LEVEL = 4;

    private static final Pattern NAMED_SEVERITY = Pattern.compile("SEVERITY_NUMBER_([A-Z]+)([2-4]?)");
    private static final Pattern TRACE_ID = Pattern.compile("(?!0+$)[0-9a-fA-F]{32}");
    private static final Pattern SPAN_ID = Pattern.compile("(?!0+$)[0-9a-fA-F]{16}");

    /** What is known of a record. */
    final ObjectNode document = JsonNodeFactory.instance.objectNode();

    private DeadLetterCause badTime;
    private boolean timed;

    private OtlpRecord() {}

    /**
     * @param logRecord in OTLP's JSON form; unknown fields are ignored
     * @throws UnreadableRecordException if it is not a log record
     */
    static OtlpRecord of(JsonNode logRecord, JsonNode scope, JsonNode resource) {
        if (!logRecord.isObject()) {
            throw OtlpValues.unreadable("it is not an object");
        }
        OtlpRecord made = new OtlpRecord();
        made.putTime(logRecord);
        JsonNode body = OtlpValues.of(logRecord.path("body"));
        if (body != null && !body.isObject()) {
            made.document.put("message", body.isString() ? body.asString() : body.toString());
        }
        made.putSeverity(logRecord);
        made.putId("trace.id", logRecord.path("traceId"), TRACE_ID);
        made.putId("span.id", logRecord.path("spanId"), SPAN_ID);
        made.putText("event.action", logRecord.path("eventName"));
        made.putText("log.logger", scope.path("name"));
        if (body instanceof ObjectNode members) {
            members.properties().forEach(member -> made.put("body", member.getKey(), member.getValue()));
        }
        OtlpValues.forEach(logRecord, "attributes", (key, value) -> made.put("attributes", key, value));
        OtlpValues.forEach(scope, "attributes", (key, value) -> made.put("scope.attributes", key, value));
        OtlpValues.forEach(resource, "attributes", (key, value) -> made.put("resource.attributes", key, value));
        made.putRest(logRecord, scope, resource);
        return made;
    }

    /** Why this record's time cannot be an event's; null if it can. The document then has what else is known. */
    DeadLetterCause badTime() {
        return badTime;
    }

    /** Whether it carries its own time. */
    boolean timed() {
        return timed;
    }

    /** The time of the event, else when it was seen (logs.proto: "use this timestamp"). Neither is there if it is 0. */
    private void putTime(JsonNode logRecord) {
        BigInteger nanos = nanos("timeUnixNano", logRecord);
        if (nanos != null && nanos.signum() == 0) {
            nanos = nanos("observedTimeUnixNano", logRecord);
        }
        timed = nanos != null && nanos.signum() > 0;
        if (timed) {
            long time = nanos.longValue();
            document.put(
                    "@timestamp",
                    Instant.ofEpochSecond(time / NANOS, time % NANOS).toString());
        }
    }

    /** Null if it is no number of nanoseconds that a signed 64-bit number holds, which is up to the year 2262. */
    private BigInteger nanos(String name, JsonNode logRecord) {
        JsonNode time = logRecord.path(name);
        if (time.isMissingNode() || time.isNull()) {
            return BigInteger.ZERO;
        }
        String text = time.isString() || time.isNumber() ? time.asString() : "";
        if (!text.isEmpty() && text.length() <= LONGEST_SHOWN && text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            BigInteger nanos = new BigInteger(text);
            if (nanos.compareTo(LONGEST) <= 0) {
                return nanos;
            }
        }
        String shown = time.toString();
        badTime = new DeadLetterCause(
                DeadLetterReason.BAD_TIMESTAMP,
                name + " must be a number of nanoseconds from 0 to " + LONGEST + ", was "
                        + shown.substring(0, Math.min(shown.length(), LONGEST_SHOWN)));
        return null;
    }

    private void putSeverity(JsonNode logRecord) {
        int number = severity(logRecord.path("severityNumber"));
        boolean known = number > 0 && number <= LEVELS.length * NUMBERS_OF_A_LEVEL;
        JsonNode text = logRecord.path("severityText");
        if (text.isString() && !text.asString().isEmpty()) {
            document.put("log.level", text.asString());
        } else if (known) {
            document.put("log.level", LEVELS[(number - 1) / NUMBERS_OF_A_LEVEL]);
        }
        if (number > 0) {
            document.put("event.severity", number);
        }
    }

    /** The number; protobuf's JSON form may name it, too: {@code SEVERITY_NUMBER_ERROR2} is the second of the error's four. */
    private static int severity(JsonNode severity) {
        Matcher named = NAMED_SEVERITY.matcher(severity.isString() ? severity.asString() : "");
        if (!named.matches()) {
            return severity.asInt(0);
        }
        int level = List.of(LEVELS).indexOf(named.group(1).toLowerCase(Locale.ROOT));
        int step = named.group(2).isEmpty() ? 1 : Integer.parseInt(named.group(2));
        return level < 0 ? 0 : level * NUMBERS_OF_A_LEVEL + step;
    }

    /** Ids of another form, or of zeros, mean that there is none (logs.proto). */
    private void putId(String name, JsonNode id, Pattern form) {
        if (id.isString() && form.matcher(id.asString()).matches()) {
            document.put(name, id.asString().toLowerCase(Locale.ROOT));
        }
    }

    private void putText(String name, JsonNode text) {
        if (text.isString() && !text.asString().isEmpty()) {
            document.put(name, text.asString());
        }
    }

    /** What ECS has no field for: the whole nanoseconds, which {@code @timestamp} loses in the stores. */
    private void putRest(JsonNode logRecord, JsonNode scope, JsonNode resource) {
        putAsWritten("otel.time_unix_nano", logRecord.path("timeUnixNano"));
        putAsWritten("otel.observed_time_unix_nano", logRecord.path("observedTimeUnixNano"));
        putAsWritten("otel.dropped_attributes_count", logRecord.path("droppedAttributesCount"));
        putAsWritten("otel.flags", logRecord.path("flags"));
        putText("otel.scope.version", scope.path("version"));
        putAsWritten("otel.scope.dropped_attributes_count", scope.path("droppedAttributesCount"));
        putAsWritten("otel.resource.dropped_attributes_count", resource.path("droppedAttributesCount"));
    }

    private void putAsWritten(String name, JsonNode value) {
        String text = value.isString() || value.isNumber() ? value.asString() : value.toString();
        if (!value.isMissingNode() && !value.isNull() && !text.equals("0")) {
            document.put(name, text);
        }
    }

    private void put(String from, String name, JsonNode value) {
        JsonNode present = name.isEmpty() ? null : document.get(name);
        if (present == null && !name.isEmpty()) {
            document.set(name, value);
        } else if (present == null || !present.equals(value)) {
            OtlpValues.append(document, from + "." + (name.isEmpty() ? "unnamed" : name), value);
        }
    }
}
