// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.elasticsearch;

import dev.sluice.model.DataStream;
import dev.sluice.model.EventIds;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Repairs an event that Elasticsearch has rejected: whatever does not fit the mapping moves, as it was written, to {@code fields} under its own
 * path, and {@code sluice.moved} lists the paths. What fits is seen from the mapping and not from Elasticsearch's words, which change with
 * versions. {@code ignore_malformed} covers values of a wrong type; here it is about what it does not cover: objects where a value belongs and
 * the other way round, odd names, depth, and a bad {@code @timestamp}.
 */
final class DocumentRepair {

    /** {@code flattened} takes this depth by default, and so do we everywhere. */
    private static final int MAX_DEPTH = 20;

    private static final JsonMapper JSON = new JsonMapper();

    private final JsonNode mappings;

    DocumentRepair(JsonNode mappings) {
        this.mappings = mappings;
    }

    /** The document in a form that fits; empty if it is no JSON object, or if nothing in it can be repaired. */
    Optional<Document> repair(Document document) {
        try {
            if (!(JSON.readTree(document.source()) instanceof ObjectNode event)) {
                return Optional.empty();
            }
            Moved moved = new Moved(event);
            moveMisfits(event, mappings, "", moved);
            repairTimestamp(event, document, moved);
            setDataStream(event, document, moved);
            moved.write();
            return moved.paths.isEmpty()
                    ? Optional.empty()
                    : Optional.of(document.again(false).withSource(JSON.writeValueAsBytes(event)));
        } catch (JacksonException e) {
            return Optional.empty();
        }
    }

    private static void moveMisfits(ObjectNode object, JsonNode mapping, String prefix, Moved moved) {
        for (Map.Entry<String, JsonNode> property : List.copyOf(object.properties())) {
            String name = property.getKey();
            JsonNode value = property.getValue();
            JsonNode field = fieldOf(mapping, name);
            String path = prefix + name;
            if (isOddName(name)
                    || prefix.isEmpty() && isMetadata(name)
                    || leadsThroughValue(mapping, name)
                    || !fits(value, field)) {
                object.remove(name);
                moved.add(path, value);
            } else if (value instanceof ObjectNode child) {
                if (isFlattened(field)) {
                    cutDepth(child, path, moved, object, name);
                } else {
                    moveMisfits(child, field, path + '.', moved);
                }
            }
        }
    }

    /** The mapping of a property; its name may be a path with dots, as Elasticsearch reads it. */
    private static JsonNode fieldOf(JsonNode mapping, String name) {
        JsonNode field = mapping;
        for (String part : name.split("\\.")) {
            field = field.path("properties").path(part);
        }
        return field;
    }

    /** Whether a name with dots takes for an object what is a value by the mapping, as {@code user.name.first} does. */
    private static boolean leadsThroughValue(JsonNode mapping, String name) {
        JsonNode field = mapping;
        String[] parts = name.split("\\.");
        for (int i = 0; i < parts.length - 1; i++) {
            field = field.path("properties").path(parts[i]);
            if (field.has("type") && !field.has("properties") && !isFlattened(field)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isOddName(String name) {
        return name.isBlank()
                || name.startsWith(".")
                || name.endsWith(".")
                || name.contains("..")
                || name.indexOf('\0') >= 0;
    }

    /** Elasticsearch keeps these names for itself, at the root. */
    private static boolean isMetadata(String name) {
        return name.startsWith("_");
    }

    private static boolean fits(JsonNode value, JsonNode field) {
        if (value.isNull()) {
            return true;
        }
        if (isFlattened(field)) {
            return value.isObject();
        }
        if (field.has("properties")) {
            return value.isObject();
        }
        if (field.path("type").asString("").equals("geo_point")) {
            return isPoint(value);
        }
        // Not mapped, and so not indexed; only its depth could be refused.
        if (field.isMissingNode()) {
            return depth(value) <= MAX_DEPTH;
        }
        return value.isArray() ? value.valueStream().allMatch(JsonNode::isValueNode) : value.isValueNode();
    }

    /** In the forms that mean one point without a doubt; {@code ignore_malformed} does not cover all that is none. */
    private static boolean isPoint(JsonNode value) {
        return value.isObject()
                ? value.size() == 2
                        && value.path("lat").isNumber()
                        && value.path("lon").isNumber()
                : value.isArray() && value.size() == 2 && value.valueStream().allMatch(JsonNode::isNumber);
    }

    private static boolean isFlattened(JsonNode field) {
        return field.path("type").asString("").equals("flattened");
    }

    private static void cutDepth(ObjectNode child, String path, Moved moved, ObjectNode parent, String name) {
        if (depth(child) >= MAX_DEPTH || hasOddNames(child)) {
            parent.remove(name);
            moved.add(path, child);
        }
    }

    private static boolean hasOddNames(JsonNode node) {
        return node.propertyStream()
                        .anyMatch(
                                e -> e.getKey().isBlank() || e.getKey().indexOf('\0') >= 0 || hasOddNames(e.getValue()))
                || node.isArray() && node.valueStream().anyMatch(DocumentRepair::hasOddNames);
    }

    private static int depth(JsonNode node) {
        int deepest = 0;
        for (JsonNode child : node) {
            deepest = Math.max(deepest, depth(child));
        }
        return node.isContainer() ? deepest + 1 : 0;
    }

    private static void repairTimestamp(ObjectNode event, Document document, Moved moved) {
        JsonNode timestamp = event.path("@timestamp");
        try {
            Instant.parse(timestamp.asString(""));
        } catch (DateTimeParseException e) {
            if (!timestamp.isMissingNode()) {
                moved.add("@timestamp", timestamp);
            } else {
                moved.paths.add("@timestamp");
            }
            long time = EventIds.timestampOf(document.origin().id());
            event.put("@timestamp", Instant.ofEpochMilli(time).toString());
        }
    }

    /** These three must say where the document is, or a field that is constant in its index would refuse it. */
    private static void setDataStream(ObjectNode event, Document document, Moved moved) {
        DataStream name = DataStream.parse(document.dataStream());
        ObjectNode expected = JSON.createObjectNode();
        expected.put("type", "logs").put("dataset", name.dataset()).put("namespace", name.namespace());
        JsonNode actual = event.path("data_stream");
        if (!actual.isMissingNode() && !actual.equals(expected)) {
            moved.add("data_stream", actual);
        }
        event.set("data_stream", expected);
        for (Map.Entry<String, JsonNode> property : List.copyOf(event.properties())) {
            // The same by another way of writing.
            if (property.getKey().startsWith("data_stream.")) {
                event.remove(property.getKey());
                moved.add(property.getKey(), property.getValue());
            }
        }
    }

    /** What moves to {@code fields}. */
    private static final class Moved {

        private final ObjectNode event;
        private final List<String> paths = new ArrayList<>();
        private final ObjectNode values = JSON.createObjectNode();

        Moved(ObjectNode event) {
            this.event = event;
        }

        void add(String path, JsonNode value) {
            paths.add(path);
            boolean asItIs = depth(value) < MAX_DEPTH - 1 && !hasOddNames(value);
            String name = path.isBlank() ? "_" : path.replace('\0', '_');
            values.set(name, asItIs ? value : JSON.getNodeFactory().stringNode(value.toString()));
        }

        void write() {
            if (paths.isEmpty()) {
                return;
            }
            ObjectNode fields = event.get("fields") instanceof ObjectNode there ? there : event.putObject("fields");
            fields.setAll(values);
            ObjectNode sluice = event.get("sluice") instanceof ObjectNode there ? there : event.putObject("sluice");
            var moved = sluice.putArray("moved");
            paths.forEach(moved::add);
        }
    }
}
