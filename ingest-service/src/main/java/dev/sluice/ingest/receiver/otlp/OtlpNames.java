// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.receiver.otlp;

import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Names of fields as logs.proto has them, {@code resource_logs}: OTLP's JSON form wants {@code resourceLogs}, but writers that print protobuf with
 * the names of its fields are common, and a receiver that ignores what it does not know would lose their logs with a success.
 */
final class OtlpNames {

    private static final Map<String, String> JSON_NAMES = Map.ofEntries(
            Map.entry("resource_logs", "resourceLogs"),
            Map.entry("scope_logs", "scopeLogs"),
            Map.entry("log_records", "logRecords"),
            Map.entry("time_unix_nano", "timeUnixNano"),
            Map.entry("observed_time_unix_nano", "observedTimeUnixNano"),
            Map.entry("severity_number", "severityNumber"),
            Map.entry("severity_text", "severityText"),
            Map.entry("dropped_attributes_count", "droppedAttributesCount"),
            Map.entry("trace_id", "traceId"),
            Map.entry("span_id", "spanId"),
            Map.entry("event_name", "eventName"),
            Map.entry("string_value", "stringValue"),
            Map.entry("bool_value", "boolValue"),
            Map.entry("int_value", "intValue"),
            Map.entry("double_value", "doubleValue"),
            Map.entry("bytes_value", "bytesValue"),
            Map.entry("array_value", "arrayValue"),
            Map.entry("kvlist_value", "kvlistValue"));

    private OtlpNames() {}

    /** The request with the names of OTLP's JSON form; as it is where it has them already. */
    static JsonNode ofJson(JsonNode request) {
        return request.has("resource_logs") && !request.has("resourceLogs") ? renamed(request) : request;
    }

    private static JsonNode renamed(JsonNode node) {
        if (node instanceof ObjectNode object) {
            ObjectNode renamed = JsonNodeFactory.instance.objectNode();
            object.properties()
                    .forEach(member -> renamed.set(
                            JSON_NAMES.getOrDefault(member.getKey(), member.getKey()), renamed(member.getValue())));
            return renamed;
        }
        if (node instanceof ArrayNode array) {
            ArrayNode renamed = JsonNodeFactory.instance.arrayNode();
            array.forEach(element -> renamed.add(renamed(element)));
            return renamed;
        }
        return node;
    }
}
