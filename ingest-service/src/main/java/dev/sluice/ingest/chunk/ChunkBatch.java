// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.chunk;

import dev.sluice.model.ChunkHeaders;
import java.util.List;

/**
 * Chunks that share their headers.
 *
 * @param headers of the first line; later chunks get theirs from it
 * @param key record key, which keeps the chunks in one partition and in order; null if neither matters
 */
public record ChunkBatch(ChunkHeaders headers, String key, List<Chunk> chunks) {

    /** Lines that are neither empty nor dead letters. */
    public long lines() {
        return chunks.stream()
                .filter(chunk -> !chunk.isDeadLetter())
                .mapToLong(Chunk::lines)
                .sum();
    }

    /** Lines that go to the dead letters. */
    public long deadLetters() {
        return chunks.stream().filter(Chunk::isDeadLetter).count();
    }

    /** Bytes of all chunks. */
    public long bytes() {
        return chunks.stream().mapToLong(chunk -> chunk.bytes().length).sum();
    }
}
