// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.receiver.loki;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.ingest.chunk.LineBuffer;
import dev.sluice.ingest.protobuf.ProtobufSchema;
import dev.sluice.ingest.protobuf.ProtobufTree;
import dev.sluice.ingest.request.JsonBodies;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Makes a JSON document of each entry: its time (if it has one), its line as the message, and the stream's labels with the entry's structured
 * metadata as labels. A label {@code filename}, which Loki's own agents set, becomes {@code log.file.path} too.
 */
final class LokiStreams {

    /** push.proto: PushRequest. */
    private static final ProtobufSchema PUSH = push();

    private static final long NANOS = 1_000_000_000L;

    private final JsonMapper json;
    private final LineBuffer lines = new LineBuffer();
    private boolean timed = true;

    /** One document each. */
    LineBuffer lines() {
        return lines;
    }

    /** Whether every entry carries its own time: only then is an equal push a repeat. */
    boolean timed() {
        return timed;
    }

    private LokiStreams(JsonMapper json) {
        this.json = json;
    }

    /** Of {@code {"streams": [{"stream": {labels}, "values": [["nanoseconds", "line", {metadata}]]}]}}. */
    static LokiStreams ofJson(JsonNode push, JsonMapper json) {
        LokiStreams streams = new LokiStreams(json);
        for (JsonNode stream : array(push, "streams")) {
            Map<String, String> labels = new TreeMap<>();
            putAll(labels, stream.path("stream"));
            for (JsonNode entry : array(stream, "values")) {
                // An entry of one string is a line without a time.
                int line = entry.size() == 1 ? 0 : 1;
                if (!entry.isArray() || !entry.path(line).isString()) {
                    throw JsonBodies.broken("a value is not an array of a time and a line");
                }
                Map<String, String> all = new TreeMap<>(labels);
                putAll(all, entry.path(2));
                streams.add(
                        line == 0 ? null : nanoseconds(entry.get(0)),
                        entry.get(line).asString(),
                        all);
            }
        }
        return streams;
    }

    /** Of a PushRequest, decompressed. */
    static LokiStreams ofProtobuf(byte[] push, JsonMapper json) {
        LokiStreams streams = new LokiStreams(json);
        for (JsonNode stream : ProtobufTree.read(push, PUSH).path("streams")) {
            Map<String, String> labels = LabelSet.parse(stream.path("labels").asString(""));
            for (JsonNode entry : stream.path("entries")) {
                JsonNode time = entry.path("timestamp");
                Map<String, String> all = new TreeMap<>(labels);
                for (JsonNode metadata : entry.path("structuredMetadata")) {
                    all.put(
                            metadata.path("name").asString(""),
                            metadata.path("value").asString(""));
                }
                long seconds = time.path("seconds").asLong(0);
                long nanos = time.path("nanos").asLong(0);
                streams.add(
                        seconds == 0 && nanos == 0 ? null : instant(seconds, nanos),
                        entry.path("line").asString(""),
                        all);
            }
        }
        return streams;
    }

    /** @param time null if the entry has none: then it is the time of receipt */
    private void add(Instant time, String line, Map<String, String> labels) {
        ObjectNode document = json.createObjectNode();
        timed &= time != null;
        if (time != null) {
            document.put("@timestamp", time.toString());
        }
        document.put("message", line);
        if (labels.get("filename") != null) {
            document.putObject("log").putObject("file").put("path", labels.get("filename"));
        }
        if (!labels.isEmpty()) {
            ObjectNode node = document.putObject("labels");
            labels.forEach(node::put);
        }
        lines.add(json.writeValueAsString(document).getBytes(UTF_8));
    }

    /** Null if it is not there, empty or 0, which no log has. */
    private static Instant nanoseconds(JsonNode time) {
        if (time.isNull() || time.isString() && time.asString().isBlank()) {
            return null;
        }
        if (!time.isString() && !time.isIntegralNumber()) {
            throw JsonBodies.broken("a time is not a string of nanoseconds");
        }
        try {
            long nanos = Long.parseLong(time.asString());
            return nanos == 0 ? null : instant(Math.floorDiv(nanos, NANOS), Math.floorMod(nanos, NANOS));
        } catch (NumberFormatException e) {
            throw JsonBodies.broken("a time is not a string of nanoseconds");
        }
    }

    private static Instant instant(long seconds, long nanos) {
        try {
            return Instant.ofEpochSecond(seconds, nanos);
        } catch (RuntimeException e) {
            throw JsonBodies.broken("a time is out of all ranges");
        }
    }

    private static void putAll(Map<String, String> labels, JsonNode object) {
        if (!object.isMissingNode() && !object.isObject()) {
            throw JsonBodies.broken("labels are not an object");
        }
        object.properties().forEach(label -> {
            if (!label.getValue().isString()) {
                throw JsonBodies.broken("a label is not a string");
            }
            labels.put(label.getKey(), label.getValue().asString());
        });
    }

    private static JsonNode array(JsonNode node, String name) {
        JsonNode array = node.path(name);
        if (!array.isArray()) {
            throw JsonBodies.broken(name + " is not an array");
        }
        return array;
    }

    private static ProtobufSchema push() {
        ProtobufSchema time = new ProtobufSchema()
                .with(1, "seconds", ProtobufSchema.Kind.VARINT)
                .with(2, "nanos", ProtobufSchema.Kind.VARINT);
        ProtobufSchema metadata = new ProtobufSchema().text(1, "name").text(2, "value");
        ProtobufSchema entry = new ProtobufSchema()
                .message(1, "timestamp", time)
                .text(2, "line")
                .repeated(3, "structuredMetadata", metadata);
        ProtobufSchema stream = new ProtobufSchema().text(1, "labels").repeated(2, "entries", entry);
        return new ProtobufSchema().repeated(1, "streams", stream);
    }
}
