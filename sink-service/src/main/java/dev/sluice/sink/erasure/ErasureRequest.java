// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.erasure;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.sluice.model.DataStream;
import dev.sluice.model.EventIds;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Which events are deleted: those that have a value in a field, or in the field of that name below {@code fields}, where values are that had no
 * place in the schema. The value must be equal, character by character; of a list, one of its values. A field may be written as objects in
 * objects, or with dots in its name.
 *
 * @param field path with dots, e.g. {@code user.name}
 * @param from events of this time or later; null for all
 * @param to events before this; null for all
 * @param dataset of this dataset alone, or null for all
 * @param namespace of this namespace alone, or null for all
 */
public record ErasureRequest(
        String field,
        String value,
        @Nullable Instant from,
        @Nullable Instant to,
        @Nullable String dataset,
        @Nullable String namespace) {

    private static final String FIELDS = "fields.";

    /** @throws IllegalArgumentException if it names no field, no value, or an empty span */
    public ErasureRequest {
        if (field.isBlank() || field.startsWith(".") || field.endsWith(".") || field.contains("..")) {
            throw new IllegalArgumentException("a field is named as user.name, not '" + field + "'");
        }
        if (value.isEmpty()) {
            throw new IllegalArgumentException("the value of " + field + " is missing");
        }
        if (from != null && to != null && !from.isBefore(to)) {
            throw new IllegalArgumentException("the time range from " + from + " to " + to + " is empty");
        }
    }

    /** Where the value is when it had no place in the schema; null if the field is named so itself. */
    public @Nullable String fieldBelowFields() {
        return field.startsWith(FIELDS) ? null : FIELDS + field;
    }

    public boolean takes(DataStream dataStream) {
        return (dataset == null || dataset.equals(dataStream.dataset()))
                && (namespace == null || namespace.equals(dataStream.namespace()));
    }

    /** Whether events of a span of time, {@code to} exclusive, may be wanted. */
    public boolean mayHold(Instant begin, Instant end) {
        return (from == null || end.isAfter(from)) && (to == null || begin.isBefore(to));
    }

    /**
     * Whether an event may be one, by its JSON as it is written, which need not be parsed for that: false only if none of its values can be the
     * one. A value stands in JSON as it is unless it has something that is escaped, or is a number, which can be written in many ways; and any
     * letter may be written as {@code \\u006c}.
     */
    public Predicate<String> probe() {
        return isWrittenAsItIs() ? json -> json.contains(value) || json.contains("\\u") : json -> true;
    }

    private boolean isWrittenAsItIs() {
        return !isNumber() && value.chars().noneMatch(c -> c < ' ' || c == '"' || c == '\\' || c == '/');
    }

    private boolean isNumber() {
        try {
            new BigDecimal(value);
            return true;
        } catch (NumberFormatException e) {
            // What 1e999 is read as.
            return value.endsWith("Infinity");
        }
    }

    /** @param event all of it, parsed */
    public boolean matches(JsonNode event) {
        String below = fieldBelowFields();
        return (has(event, field) || below != null && has(event, below)) && isInTime(event);
    }

    private boolean has(JsonNode node, String path) {
        if (node.isArray()) {
            return node.valueStream().anyMatch(element -> has(element, path));
        }
        if (!node.isObject()) {
            return false;
        }
        JsonNode whole = node.get(path);
        if (whole != null && isValue(whole)) {
            return true;
        }
        for (int dot = path.indexOf('.'); dot >= 0; dot = path.indexOf('.', dot + 1)) {
            JsonNode inner = node.get(path.substring(0, dot));
            if (inner != null && has(inner, path.substring(dot + 1))) {
                return true;
            }
        }
        return false;
    }

    private boolean isValue(JsonNode node) {
        return node.isArray()
                ? node.valueStream().anyMatch(this::isValue)
                : node.isValueNode() && !node.isNull() && node.asString().equals(value);
    }

    private boolean isInTime(JsonNode event) {
        if (from == null && to == null) {
            return true;
        }
        Instant time = timeOf(event);
        return time == null || (from == null || !time.isBefore(from)) && (to == null || time.isBefore(to));
    }

    private static @Nullable Instant timeOf(JsonNode event) {
        try {
            return Instant.parse(event.path("@timestamp").asString(""));
        } catch (DateTimeException e) {
            String id = event.at("/event/id").asString("");
            return id.length() == EventIds.LENGTH
                    ? Instant.ofEpochMilli(EventIds.timestampOf(id.getBytes(US_ASCII)))
                    : null;
        }
    }

    /** Without the value: it must not be in a log. */
    @Override
    public String toString() {
        return "ErasureRequest[field=" + field + ", from=" + from + ", to=" + to + ", dataset=" + dataset
                + ", namespace=" + namespace + ']';
    }
}
