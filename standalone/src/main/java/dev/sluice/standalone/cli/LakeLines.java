// SPDX-License-Identifier: Apache-2.0
package dev.sluice.standalone.cli;

import dev.sluice.model.ChunkHeaders;
import dev.sluice.model.ChunkHeaders.Position;
import dev.sluice.model.ChunkHeaders.Provenance;
import dev.sluice.model.ChunkHeaders.Receipt;
import dev.sluice.model.ChunkHeaders.Routing;
import dev.sluice.model.LogFormat;
import java.io.ByteArrayOutputStream;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.function.BiConsumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Events of the lake as chunks of JSON lines that the parser makes the same events of: what is below {@code fields} stands at the root again, and
 * what Sluice itself has added is left out. A chunk has events of one data stream. Not thread-safe.
 */
final class LakeLines {

    private static final int MAX_BYTES = 128 << 10;

    /** What the parser writes, whatever a line says; or knows nothing of. */
    private static final List<String> OWN = List.of("data_stream", "ecs", "sluice");

    private final BiConsumer<ChunkHeaders, byte[]> chunks;
    private final ByteArrayOutputStream lines = new ByteArrayOutputStream();
    private Routing routing;
    private long received;
    private long number;

    /** @param chunks is given each */
    LakeLines(BiConsumer<ChunkHeaders, byte[]> chunks) {
        this.chunks = chunks;
    }

    /** @param json an event as {@link LakeEvents} hands it over */
    void add(byte[] json) {
        ObjectNode event = LakeEvents.whole(json);
        Routing its = new Routing(
                LogFormat.JSON.wireName(),
                event.at("/data_stream/namespace").asString(null),
                event.at("/data_stream/dataset").asString(null));
        if (!its.equals(routing) || lines.size() >= MAX_BYTES) {
            flush();
            routing = its;
            received = receivedAt(event);
        }
        lines.writeBytes(LakeEvents.bytes(line(event)));
        lines.write('\n');
    }

    /** Hands over what is left. */
    void flush() {
        if (lines.size() > 0) {
            chunks.accept(
                    new ChunkHeaders(
                            routing, Position.ofBatch("lake-" + number++), Provenance.UNKNOWN, Receipt.at(received)),
                    lines.toByteArray());
            lines.reset();
        }
    }

    private static ObjectNode line(ObjectNode event) {
        OWN.forEach(event::remove);
        if (event.remove("fields") instanceof ObjectNode fields) {
            fields.properties().forEach(field -> {
                if (!event.has(field.getKey())) {
                    event.set(field.getKey(), field.getValue());
                } else {
                    // A value that did not fit its field: by its path beside the field's own.
                    addBeside(event, field.getKey(), field.getValue());
                }
            });
        }
        return event;
    }

    private static void addBeside(ObjectNode event, String path, JsonNode value) {
        if (value instanceof ObjectNode object) {
            object.properties().forEach(inner -> addBeside(event, path + '.' + inner.getKey(), inner.getValue()));
        } else if (!event.has(path)) {
            event.set(path, value);
        }
    }

    private static long receivedAt(ObjectNode event) {
        try {
            return Instant.parse(event.at("/event/created").asString("")).toEpochMilli();
        } catch (DateTimeException e) {
            return 0;
        }
    }
}
