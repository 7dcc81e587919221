// SPDX-License-Identifier: Apache-2.0
package dev.sluice.operations.deadletter;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.sluice.model.DataStream;
import dev.sluice.model.Headers;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Moves an event to another dataset: the event says itself where it belongs, and so does its record. */
final class EventMend {

    /** Numbers as they are written. */
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.USE_BIG_INTEGER_FOR_INTS)
            .build();

    private EventMend() {}

    /** @throws IllegalArgumentException if the value is no event */
    static byte[] inDataset(byte[] event, String dataset) {
        JsonNode tree;
        try {
            tree = JSON.readTree(event);
        } catch (JacksonException e) {
            throw new IllegalArgumentException("the event is no JSON, so its dataset cannot be changed", e);
        }
        if (!(tree instanceof ObjectNode object)) {
            throw new IllegalArgumentException("the event is no JSON object, so its dataset cannot be changed");
        }
        put(object, "data_stream", dataset);
        put(object, "event", dataset);
        return JSON.writeValueAsBytes(object);
    }

    private static void put(ObjectNode event, String parent, String dataset) {
        ObjectNode of = event.get(parent) instanceof ObjectNode there ? there : event.putObject(parent);
        of.put("dataset", dataset);
    }

    /** The data stream that has the namespace of the letter's own. */
    static String dataStream(Map<String, String> headers, String dataset) {
        String before = headers.getOrDefault(Headers.DATA_STREAM, "");
        String namespace = before.substring(before.lastIndexOf('-') + 1);
        return new DataStream(dataset, DataStream.isValidPart(namespace) ? namespace : DataStream.DEFAULT_NAMESPACE)
                .name();
    }

    /** An event is one object from { to }; an editor ends its last line. */
    static byte[] stripped(byte[] json) {
        return new String(json, ISO_8859_1).strip().getBytes(ISO_8859_1);
    }
}
