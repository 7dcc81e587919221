// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parser.chunk;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.sluice.model.ChunkHeaders;
import dev.sluice.model.DataStream;
import dev.sluice.model.Ecs;
import dev.sluice.model.EventIdSecret;
import dev.sluice.model.EventIds;
import dev.sluice.parsers.ParseOutput;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/**
 * Says, as an event of its own, that a part of a stream is missing: a file that was rotated away unread, say. An operator finds it where the
 * logs are, in {@code logs-sluice.gaps-default}.
 */
final class GapEvent {

    static final DataStream DATA_STREAM = new DataStream("sluice.gaps", DataStream.DEFAULT_NAMESPACE);

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private GapEvent() {}

    /**
     * Writes the event.
     *
     * @param chunk the chunk before whose first line the bytes are missing
     */
    static void write(ChunkHeaders chunk, long missingBytes, long now, ParseOutput output) {
        long offset = chunk.offset().orElseThrow();
        // The same gap has the same id, but not that of the line that follows it.
        String id = EventIds.ofStream(
                        EventIdSecret.PUBLIC,
                        chunk.sender(),
                        chunk.namespaceOrDefault(),
                        "gap before " + chunk.stream())
                .id(chunk.received(), offset);
        Map<String, Object> event = new LinkedHashMap<>();
        event.put("@timestamp", Instant.ofEpochMilli(chunk.received()).toString());
        event.put("ecs", Map.of("version", Ecs.VERSION));
        event.put(
                "data_stream",
                Map.of("type", "logs", "dataset", DATA_STREAM.dataset(), "namespace", DATA_STREAM.namespace()));
        event.put(
                "event",
                Map.of(
                        "kind", "event",
                        "id", id,
                        "dataset", DATA_STREAM.dataset(),
                        "created", Instant.ofEpochMilli(chunk.received()).toString(),
                        "ingested", Instant.ofEpochMilli(now).toString()));
        String source = chunk.path() == null ? "stream " + chunk.stream() : chunk.path();
        event.put("message", missingBytes + " bytes of " + source + " missing before offset " + offset);
        event.put(
                "log",
                chunk.path() == null
                        ? Map.of("offset", offset, "level", "warn")
                        : Map.of("offset", offset, "level", "warn", "file", Map.of("path", chunk.path())));
        if (chunk.host() != null) {
            event.put("host", Map.of("name", chunk.host()));
        }
        event.put("sluice", Map.of("gap", Map.of("stream", chunk.stream(), "bytes", missingBytes)));
        byte[] json = JSON.writeValueAsBytes(event);
        output.event(DATA_STREAM, id.getBytes(US_ASCII), json, 0, json.length);
    }
}
