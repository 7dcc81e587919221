// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.kafka;

import dev.sluice.ingest.body.BodySettings;
import dev.sluice.ingest.chunk.ChunkSettings;
import org.springframework.stereotype.Component;

/** How long records can get, bytes: what the producer and the topics must let pass. */
@Component
final class RecordLimits {

    /** More than all headers that an HTTP request can carry, and the record's own fields. */
    private static final long HEADERS = 128 * 1024;

    private final ChunkSettings chunks;
    private final BodySettings bodies;

    RecordLimits(ChunkSettings chunks, BodySettings bodies) {
        this.chunks = chunks;
        this.bodies = bodies;
    }

    long longestChunk() {
        return withOverhead(
                Math.max(chunks.maxLine().toBytes(), chunks.maxPayload().toBytes()));
    }

    /** A whole body can be one line. */
    long longestDeadLetter() {
        return withOverhead(bodies.maxBody().toBytes());
    }

    int batchSize() {
        return Math.toIntExact(chunks.chunkSize().toBytes() + 16 * 1024);
    }

    /** What can't be compressed grows by less than a 64th part. */
    private static long withOverhead(long value) {
        return value + value / 64 + HEADERS;
    }
}
