// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.receiver.otlp;

import dev.sluice.ingest.chunk.LineBuffer;
import dev.sluice.ingest.request.JsonBodies;
import java.time.Instant;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Makes a JSON document of each log record, with ECS names where there are some. Attributes keep their dotted names, most of which ECS has too; the
 * record's own count before its scope's, and those before its resource's.
 */
final class OtlpDocuments {

    private static final long NANOS = 1_000_000_000L;

    private final JsonMapper json;
    private final LineBuffer lines = new LineBuffer();
    private boolean timed = true;

    private OtlpDocuments(JsonMapper json) {
        this.json = json;
    }

    /** @param request in OTLP's JSON form; unknown fields are ignored */
    static OtlpDocuments of(JsonNode request, JsonMapper json) {
        OtlpDocuments documents = new OtlpDocuments(json);
        for (JsonNode resourceLogs : array(request, "resourceLogs")) {
            JsonNode resource = resourceLogs.path("resource").path("attributes");
            for (JsonNode scopeLogs : array(resourceLogs, "scopeLogs")) {
                for (JsonNode logRecord : array(scopeLogs, "logRecords")) {
                    documents.add(logRecord, scopeLogs.path("scope"), resource);
                }
            }
        }
        return documents;
    }

    /** One document each. */
    LineBuffer lines() {
        return lines;
    }

    /** Whether every record carries its own time. */
    boolean timed() {
        return timed;
    }

    private void add(JsonNode logRecord, JsonNode scope, JsonNode resource) {
        ObjectNode document = json.createObjectNode();
        putTime(document, logRecord);
        putBody(document, logRecord.path("body"));
        putText(document, "log.level", logRecord.path("severityText"));
        if (logRecord.path("severityNumber").asInt(0) > 0) {
            document.put("event.severity", logRecord.path("severityNumber").asInt());
        }
        putText(document, "trace.id", logRecord.path("traceId"));
        putText(document, "span.id", logRecord.path("spanId"));
        putText(document, "event.action", logRecord.path("eventName"));
        putText(document, "log.logger", scope.path("name"));
        putAttributes(document, logRecord.path("attributes"));
        putAttributes(document, scope.path("attributes"));
        putAttributes(document, resource);
        lines.add(json.writeValueAsBytes(document));
    }

    /** The time of the event, else when it was seen (logs.proto: "use this timestamp"). Neither is there if it is 0. */
    private void putTime(ObjectNode document, JsonNode logRecord) {
        long nanos = nanos(logRecord.path("timeUnixNano"));
        if (nanos == 0) {
            nanos = nanos(logRecord.path("observedTimeUnixNano"));
        }
        timed &= nanos > 0;
        if (nanos > 0) {
            document.put(
                    "@timestamp",
                    Instant.ofEpochSecond(nanos / NANOS, nanos % NANOS).toString());
        }
    }

    private static long nanos(JsonNode time) {
        if (time.isMissingNode() || time.isNull()) {
            return 0;
        }
        try {
            return Long.parseLong(time.asString());
        } catch (RuntimeException e) {
            throw JsonBodies.broken("a time is not a number of nanoseconds");
        }
    }

    /** A string is the message; an object's members are the document's; anything else is the message as JSON. */
    private void putBody(ObjectNode document, JsonNode body) {
        JsonNode value = value(body);
        if (value == null) {
            return;
        }
        if (value instanceof ObjectNode members) {
            members.properties().forEach(member -> putIfAbsent(document, member.getKey(), member.getValue()));
        } else {
            document.put("message", value.isString() ? value.asString() : value.toString());
        }
    }

    private void putAttributes(ObjectNode document, JsonNode attributes) {
        for (JsonNode attribute : attributes) {
            JsonNode value = value(attribute.path("value"));
            if (value != null) {
                putIfAbsent(document, attribute.path("key").asString(""), value);
            }
        }
    }

    private static void putIfAbsent(ObjectNode document, String name, JsonNode value) {
        if (!name.isEmpty() && !document.has(name)) {
            document.set(name, value);
        }
    }

    private static void putText(ObjectNode document, String name, JsonNode text) {
        if (text.isString() && !text.asString().isEmpty()) {
            document.put(name, text.asString());
        }
    }

    /** An AnyValue as plain JSON; null if it has none of the kinds of value. */
    private JsonNode value(JsonNode any) {
        JsonNode integer = any.get("intValue");
        if (integer != null) {
            // In JSON a string, since numbers there are not exact so far.
            try {
                return json.getNodeFactory().numberNode(Long.parseLong(integer.asString()));
            } catch (RuntimeException e) {
                throw JsonBodies.broken("an intValue is not a whole number");
            }
        }
        for (String kind : new String[] {"stringValue", "boolValue", "doubleValue", "bytesValue"}) {
            if (any.has(kind)) {
                return any.get(kind);
            }
        }
        if (any.has("arrayValue")) {
            ArrayNode values = json.createArrayNode();
            array(any.get("arrayValue"), "values").forEach(value -> values.add(value(value)));
            return values;
        }
        if (any.has("kvlistValue")) {
            ObjectNode values = json.createObjectNode();
            putAttributes(values, array(any.get("kvlistValue"), "values"));
            return values;
        }
        return null;
    }

    private static JsonNode array(JsonNode node, String name) {
        JsonNode array = node.path(name);
        if (!array.isMissingNode() && !array.isNull() && !array.isArray()) {
            throw JsonBodies.broken(name + " is not an array");
        }
        return array;
    }
}
