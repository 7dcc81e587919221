// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parser.chunk;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.sluice.model.ChunkHeaders;
import dev.sluice.model.DataStream;
import dev.sluice.model.Ecs;
import dev.sluice.model.EventIdSecret;
import dev.sluice.model.EventIds;
import dev.sluice.model.OwnEvents;
import dev.sluice.parsers.ParseOutput;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/**
 * What there is to say about a stream, as events of its namespace, so that it is found where the stream's lines are: that a part is missing, a file
 * that was rotated away unread, say ({@code logs-sluice.gaps-*}); that two senders go on with it in two ways ({@code logs-sluice.forks-*}).
 */
final class StreamEvents {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final EventIdSecret secret;

    StreamEvents(EventIdSecret secret) {
        this.secret = secret;
    }

    /** @param chunk the chunk before whose first line the bytes are missing */
    void gap(ChunkHeaders chunk, long missingBytes, long now, ParseOutput output) {
        write(
                OwnEvents.GAPS,
                "gap before ",
                chunk,
                missingBytes + " bytes of " + source(chunk) + " missing before offset "
                        + chunk.offset().orElseThrow(),
                Map.of("gap", Map.of("stream", chunk.stream(), "bytes", missingBytes)),
                now,
                output);
    }

    /**
     * @param chunk the first of the other course, as it came
     * @param fork id of the stream under which the other course is kept
     */
    void fork(ChunkHeaders chunk, String fork, long now, ParseOutput output) {
        write(
                OwnEvents.FORKS,
                "fork at " + fork + ' ',
                chunk,
                source(chunk) + " goes on in two ways from offset "
                        + chunk.offset().orElseThrow()
                        + ": a sender's machine or data folder was cloned or restored. Both are kept",
                Map.of("fork", Map.of("stream", chunk.stream(), "id", fork)),
                now,
                output);
    }

    private void write(
            String dataset,
            String kind,
            ChunkHeaders chunk,
            String message,
            Map<String, Object> details,
            long now,
            ParseOutput output) {
        DataStream dataStream = new DataStream(dataset, chunk.namespaceOrDefault());
        long offset = chunk.offset().orElseThrow();
        // The same once more has the same id, but not that of a line.
        String id = EventIds.ofStream(secret, chunk.sender(), chunk.namespaceOrDefault(), kind + chunk.stream())
                .id(chunk.received(), offset);
        String received = Instant.ofEpochMilli(chunk.received()).toString();
        Map<String, Object> event = new LinkedHashMap<>();
        event.put("@timestamp", received);
        event.put("ecs", Map.of("version", Ecs.VERSION));
        event.put("data_stream", Map.of("type", "logs", "dataset", dataset, "namespace", chunk.namespaceOrDefault()));
        event.put(
                "event",
                Map.of(
                        "kind",
                        "event",
                        "id",
                        id,
                        "dataset",
                        dataset,
                        "created",
                        received,
                        "ingested",
                        Instant.ofEpochMilli(now).toString()));
        event.put("message", message);
        event.put(
                "log",
                chunk.path() == null
                        ? Map.of("offset", offset, "level", "warn")
                        : Map.of("offset", offset, "level", "warn", "file", Map.of("path", chunk.path())));
        if (chunk.host() != null) {
            event.put("host", Map.of("name", chunk.host()));
        }
        Map<String, Object> sluice = new LinkedHashMap<>(details);
        sluice.put("sender", chunk.sender());
        event.put("sluice", sluice);
        byte[] json = JSON.writeValueAsBytes(event);
        output.event(dataStream, id.getBytes(US_ASCII), json, 0, json.length);
    }

    private static String source(ChunkHeaders chunk) {
        return chunk.path() == null ? "stream " + chunk.stream() : chunk.path();
    }
}
