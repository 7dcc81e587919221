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

    /** Lines that are neither empty nor over the limit. */
    public long lines() {
        return chunks.stream()
                .filter(chunk -> !chunk.tooLong())
                .mapToLong(Chunk::lines)
                .sum();
    }

    /** Lines over the limit. */
    public long tooLong() {
        return chunks.stream().filter(Chunk::tooLong).count();
    }

    /** Bytes of all chunks. */
    public long bytes() {
        return chunks.stream().mapToLong(chunk -> chunk.bytes().length).sum();
    }
}
