// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.receiver.hec;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.ingest.chunk.LineBuffer;
import dev.sluice.model.LogFormat;
import dev.sluice.model.ReservedLabels;
import java.io.InputStream;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MappingIterator;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads the events of a request: objects that follow each other. An event that is a string of a source type that we parse goes on as that line;
 * any other becomes a JSON document with ECS names for what Splunk says around it.
 *
 * <p>What the query says counts for events that say nothing themselves. Host, source, source type and index count for the events behind too,
 * until they are said anew, as Splunk's own receiver has it.
 */
final class HecEvents {

    /**
     * Where lines belong together: they share headers.
     *
     * @param host null where each document names its own, or nobody does
     * @param path likewise
     * @param labels what else is said around an event; none where the documents have them
     */
    record Group(String format, String host, String path, Map<String, String> labels) {}

    /** What is said around an event, and may be text only. */
    private static final List<String> TEXTS = List.of("host", "source", "sourcetype", "index");

    /** Those for which ECS has no field. */
    private static final List<String> LABELS = List.of("sourcetype", "index");

    private static final int MOST_LABELS = 32;
    private static final int LONGEST_LABEL = 1024;
    private static final int LONGEST_HOST = 255;
    private static final int LONGEST_PATH = 4096;
    private static final int MOST_GROUPS = 256;

    final Map<Group, LineBuffer> lines = new LinkedHashMap<>();

    private final JsonMapper json;
    private final JsonNode defaultTime;
    private final Map<String, String> carried = new LinkedHashMap<>();
    private int count;
    private boolean timed = true;

    /** @param query host, source, sourcetype, index and time, as far as they are there */
    HecEvents(JsonMapper json, Map<String, String> query) {
        this.json = json;
        TEXTS.stream().filter(query::containsKey).forEach(name -> carried.put(name, query.get(name)));
        String time = query.get("time");
        defaultTime = time == null ? null : json.getNodeFactory().stringNode(time);
    }

    /** @throws InvalidEventException if one of the events cannot be taken */
    void read(InputStream body) {
        try (JsonParser parser = json.createParser(body);
                MappingIterator<JsonNode> events =
                        json.readerFor(JsonNode.class).readValues(parser)) {
            while (events.hasNextValue()) {
                if (!(events.nextValue() instanceof ObjectNode event)) {
                    throw new InvalidEventException(HecCode.INVALID_DATA_FORMAT, count);
                }
                add(event);
                count++;
            }
        } catch (JacksonException e) {
            throw new InvalidEventException(HecCode.INVALID_DATA_FORMAT, count);
        }
    }

    /** Whether every event carries its own time, to the millisecond or finer. */
    boolean timed() {
        return timed;
    }

    private void add(ObjectNode envelope) {
        JsonNode event = envelope.get("event");
        if (event == null || event.isNull()) {
            throw new InvalidEventException(HecCode.EVENT_REQUIRED, count);
        }
        if (event.isString() && event.asString().isBlank()) {
            throw new InvalidEventException(HecCode.EVENT_BLANK, count);
        }
        carry(envelope);
        requireFlat(envelope.get("fields"));
        Optional<Instant> time = time(envelope);
        timed &= HecTime.isPrecise(timeOf(envelope));
        Optional<String> format = SourceTypes.format(carried.get("sourcetype"));
        if (event.isString() && format.isPresent()) {
            Group group = new Group(format.get(), carried.get("host"), carried.get("source"), labels(envelope));
            if (fits(group)) {
                // Line breaks inside an event would make two of it.
                buffer(group)
                        .add(event.asString().strip().replaceAll("\\R", " ").getBytes(UTF_8));
                return;
            }
        }
        Group group = new Group(LogFormat.JSON.wireName(), null, null, Map.of());
        buffer(group).add(json.writeValueAsBytes(document(envelope, event, time)));
    }

    /** Whether a group can be records of its own: what is said around an event is then in headers, which are not for much or for many. */
    private boolean fits(Group group) {
        return (group.host == null || group.host.length() <= LONGEST_HOST)
                && (group.path == null || group.path.length() <= LONGEST_PATH)
                && group.labels.size() <= MOST_LABELS
                && group.labels.values().stream().allMatch(value -> value.length() <= LONGEST_LABEL)
                && (lines.size() < MOST_GROUPS || lines.containsKey(group));
    }

    private LineBuffer buffer(Group group) {
        return lines.computeIfAbsent(group, key -> new LineBuffer());
    }

    private void carry(ObjectNode envelope) {
        for (String name : TEXTS) {
            JsonNode value = envelope.path(name);
            if (value.isString()) {
                carried.put(name, value.asString());
            } else if (!value.isMissingNode() && !value.isNull()) {
                throw new InvalidEventException(HecCode.INVALID_DATA_FORMAT, count);
            }
        }
    }

    /** Indexed fields are values, or arrays of values. */
    private void requireFlat(JsonNode fields) {
        if (fields == null || fields.isNull()) {
            return;
        }
        boolean flat = fields.isObject()
                && fields.valueStream()
                        .allMatch(field -> field.isArray()
                                ? field.valueStream().allMatch(JsonNode::isValueNode)
                                : field.isValueNode());
        if (!flat) {
            throw new InvalidEventException(HecCode.INVALID_FIELDS, count);
        }
    }

    private Optional<Instant> time(ObjectNode envelope) {
        JsonNode time = timeOf(envelope);
        if (time == null) {
            return Optional.empty();
        }
        Optional<Instant> instant = HecTime.of(time);
        if (instant.isEmpty()) {
            throw new InvalidEventException(HecCode.INVALID_DATA_FORMAT, count);
        }
        return instant;
    }

    private JsonNode timeOf(ObjectNode envelope) {
        JsonNode time = envelope.get("time");
        return time == null || time.isNull() ? defaultTime : time;
    }

    /** For headers, whose names are not any. */
    private Map<String, String> labels(ObjectNode envelope) {
        Map<String, String> labels = new TreeMap<>();
        if (envelope.get("fields") instanceof ObjectNode fields) {
            fields.properties()
                    .forEach(field -> labels.put(
                            labelName(field.getKey()),
                            field.getValue().isString()
                                    ? field.getValue().asString()
                                    : field.getValue().toString()));
        }
        for (String name : LABELS) {
            if (carried.get(name) != null) {
                labels.put(name, carried.get(name));
            }
        }
        return labels;
    }

    private static String labelName(String field) {
        String name = field.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9_.-]", "_");
        return ReservedLabels.contains(name) ? "field_" + name : name;
    }

    private ObjectNode document(ObjectNode envelope, JsonNode event, Optional<Instant> time) {
        ObjectNode document = event instanceof ObjectNode object
                ? object
                : json.createObjectNode().put("message", event.isString() ? event.asString() : event.toString());
        if (time.isPresent() && !document.has("@timestamp")) {
            document.put("@timestamp", time.get().toString());
        }
        String host = carried.get("host");
        if (host != null && !document.has("host")) {
            document.putObject("host").put("name", host);
        }
        String source = carried.get("source");
        if (source != null && !document.has("log")) {
            document.putObject("log").putObject("file").put("path", source);
        }
        addLabels(envelope, document);
        return document;
    }

    private void addLabels(ObjectNode envelope, ObjectNode document) {
        ObjectNode labels = json.createObjectNode();
        if (envelope.get("fields") instanceof ObjectNode fields) {
            fields.properties().forEach(field -> labels.set(field.getKey(), field.getValue()));
        }
        for (String name : LABELS) {
            if (carried.get(name) != null) {
                labels.put(name, carried.get(name));
            }
        }
        if (!labels.isEmpty() && !document.has("labels")) {
            document.set("labels", labels);
        }
    }
}
