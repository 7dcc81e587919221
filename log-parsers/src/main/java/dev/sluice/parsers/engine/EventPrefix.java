// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.engine;

import dev.sluice.model.ChunkHeaders;
import dev.sluice.model.DataStream;
import dev.sluice.model.Ecs;
import dev.sluice.model.EventIds;
import java.time.ZoneId;
import java.util.Arrays;

/**
 * The start of every event of one type in one chunk, encoded once: everything that is the same for all of them, with the event's own time and
 * id left open. It ends inside the object {@code event}.
 */
final class EventPrefix {

    private static final Key TIMESTAMP = Key.of("@timestamp");
    private static final Key ECS = Key.of("ecs");
    private static final Key VERSION = Key.of("version");
    private static final Key DATA_STREAM = Key.of("data_stream");
    private static final Key TYPE = Key.of("type");
    private static final Key DATASET = Key.of("dataset");
    private static final Key NAMESPACE = Key.of("namespace");
    private static final Key EVENT = Key.of("event");
    private static final Key KIND = Key.of("kind");
    private static final Key CREATED = Key.of("created");
    private static final Key INGESTED = Key.of("ingested");
    private static final Key ID = Key.of("id");

    private static final byte[] OPEN_TIME = new byte[Timestamps.LENGTH];
    private static final byte[] OPEN_ID = new byte[EventIds.LENGTH];

    static {
        Arrays.fill(OPEN_TIME, (byte) '0');
        Arrays.fill(OPEN_ID, (byte) '0');
    }

    final EventType type;
    final DataStream dataStream;
    final boolean keepsOriginal;
    final byte[] bytes;
    final int timestampAt;
    final int idAt;
    final LocalClock clock;

    /** The time of receipt on that clock. */
    final long localReceived;

    /** @throws IllegalArgumentException if the headers' dataset or namespace can't be part of a data stream's name */
    EventPrefix(EventType type, String dataset, ChunkHeaders headers, long ingested, EventOptions options) {
        this.type = type;
        keepsOriginal = options.datasetsWithOriginal().contains(dataset);
        ZoneId zone = headers.routing().zone();
        clock = new LocalClock(zone == null ? options.zones().of(headers.host(), dataset) : zone);
        localReceived = clock.toLocalMillis(headers.received());
        dataStream = new DataStream(dataset, headers.namespaceOrDefault());

        JsonBuffer json = new JsonBuffer();
        json.open();
        json.string(TIMESTAMP, OPEN_TIME);
        timestampAt = json.length() - 2 - OPEN_TIME.length;
        int ecs = json.open(ECS);
        json.string(VERSION, Ecs.VERSION);
        json.close(ecs);
        int stream = json.open(DATA_STREAM);
        json.string(TYPE, "logs");
        json.string(DATASET, dataStream.dataset());
        json.string(NAMESPACE, dataStream.namespace());
        json.close(stream);
        json.open(EVENT);
        json.string(KIND, "event");
        json.string(DATASET, dataStream.dataset());
        json.string(CREATED, Timestamps.format(headers.received()));
        json.string(INGESTED, Timestamps.format(ingested));
        json.string(ID, OPEN_ID);
        idAt = json.length() - 2 - OPEN_ID.length;
        json.bytes(type.categorization);
        bytes = json.toByteArray();
    }
}
