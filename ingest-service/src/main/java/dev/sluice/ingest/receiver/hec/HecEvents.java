// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.receiver.hec;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.ingest.chunk.LineBuffer;
import dev.sluice.model.LogFormat;
import java.io.InputStream;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
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
 * <p>Host, source, source type and index count for the events behind too, until they are said anew, as Splunk's own receiver has it.
 */
final class HecEvents {

    /**
     * Where lines belong together: they share headers.
     *
     * @param host null where each document names its own, or nobody does
     * @param path likewise
     */
    record Group(String format, String host, String path) {}

    private static final int LONGEST_HOST = 255;
    private static final int LONGEST_PATH = 4096;
    private static final int MOST_GROUPS = 256;

    final Map<Group, LineBuffer> lines = new LinkedHashMap<>();

    private final JsonMapper json;
    private final Map<String, String> carried = new LinkedHashMap<>();
    private int count;
    private boolean timed = true;

    HecEvents(JsonMapper json) {
        this.json = json;
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
        timed &= HecTime.isPrecise(envelope.get("time"));
        Optional<String> format = SourceTypes.format(carried.get("sourcetype"));
        if (event.isString() && format.isPresent()) {
            Group group = new Group(format.get(), carried.get("host"), carried.get("source"));
            if (fits(group)) {
                // Line breaks inside an event would make two of it.
                buffer(group)
                        .add(event.asString().strip().replaceAll("\\R", " ").getBytes(UTF_8));
                return;
            }
        }
        Group group = new Group(LogFormat.JSON.wireName(), null, null);
        buffer(group).add(json.writeValueAsBytes(document(envelope, event)));
    }

    /** Whether a group can be records of its own: what is said around an event is then in headers, which are not for much or for many. */
    private boolean fits(Group group) {
        return (group.host == null || group.host.length() <= LONGEST_HOST)
                && (group.path == null || group.path.length() <= LONGEST_PATH)
                && (lines.size() < MOST_GROUPS || lines.containsKey(group));
    }

    private LineBuffer buffer(Group group) {
        return lines.computeIfAbsent(group, key -> new LineBuffer());
    }

    private void carry(ObjectNode envelope) {
        for (String name : new String[] {"host", "source", "sourcetype", "index"}) {
            JsonNode value = envelope.get(name);
            if (value != null && value.isString()) {
                carried.put(name, value.asString());
            }
        }
    }

    private ObjectNode document(ObjectNode envelope, JsonNode event) {
        ObjectNode document = event instanceof ObjectNode object
                ? object
                : json.createObjectNode().put("message", event.isString() ? event.asString() : event.toString());
        JsonNode time = envelope.get("time");
        if (time != null && !document.has("@timestamp")) {
            Instant instant =
                    HecTime.of(time).orElseThrow(() -> new InvalidEventException(HecCode.INVALID_DATA_FORMAT, count));
            document.put("@timestamp", instant.toString());
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
        for (String name : new String[] {"sourcetype", "index"}) {
            if (carried.get(name) != null) {
                labels.put(name, carried.get(name));
            }
        }
        if (!labels.isEmpty() && !document.has("labels")) {
            document.set("labels", labels);
        }
    }
}
