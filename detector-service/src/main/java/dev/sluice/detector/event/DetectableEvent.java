// SPDX-License-Identifier: Apache-2.0
package dev.sluice.detector.event;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** The fields of one event that detections read; what is missing is null. Numbers are as written. */
public final class DetectableEvent {

    private static final JsonFactory JSON = new JsonFactory();

    /** Names on the way to a field, so that whole objects can be skipped. */
    private static final Node ROOT = tree();

    private static final class Node {
        private final Map<String, Node> children = new HashMap<>();
        private EventField field;
    }

    private final EnumMap<EventField, String> values;

    private DetectableEvent(EnumMap<EventField, String> values) {
        this.values = values;
    }

    public static DetectableEvent of(Map<EventField, String> values) {
        EnumMap<EventField, String> copy = new EnumMap<>(EventField.class);
        copy.putAll(values);
        return new DetectableEvent(copy);
    }

    /**
     * Reads a record's value.
     *
     * @throws tools.jackson.core.JacksonException if it is not a JSON object
     */
    public static DetectableEvent read(byte[] json) {
        EnumMap<EventField, String> values = new EnumMap<>(EventField.class);
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), json)) {
            if (parser.nextToken() == JsonToken.START_OBJECT) {
                read(parser, ROOT, values);
            }
        }
        return new DetectableEvent(values);
    }

    private static void read(JsonParser parser, Node node, EnumMap<EventField, String> values) {
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            Node child = node.children.get(parser.currentName());
            JsonToken token = parser.nextToken();
            if (child == null) {
                parser.skipChildren();
            } else if (token == JsonToken.START_OBJECT) {
                read(parser, child, values);
            } else if (child.field != null && token.isScalarValue() && token != JsonToken.VALUE_NULL) {
                values.put(child.field, parser.getString());
            } else {
                parser.skipChildren();
            }
        }
    }

    public String get(EventField field) {
        return values.get(field);
    }

    /** The time of the event, epoch milliseconds; -1 if it has none. */
    public long timestamp() {
        String text = get(EventField.TIMESTAMP);
        try {
            return text == null ? -1 : Instant.parse(text).toEpochMilli();
        } catch (DateTimeParseException e) {
            return -1;
        }
    }

    private static Node tree() {
        Node root = new Node();
        for (EventField field : EventField.values()) {
            Node node = root;
            for (String part : field.ecs().split("\\.")) {
                node = node.children.computeIfAbsent(part, name -> new Node());
            }
            node.field = field;
        }
        return root;
    }
}
