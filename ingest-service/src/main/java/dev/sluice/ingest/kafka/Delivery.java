// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.kafka;

import dev.sluice.ingest.chunk.Chunk;
import dev.sluice.model.ChunkHeaders;
import java.util.List;

/**
 * Chunks that share their headers.
 *
 * @param headers of the first line; later chunks get theirs from it
 * @param key record key, which keeps the chunks in one partition and in order; null if neither matters
 */
public record Delivery(ChunkHeaders headers, String key, List<Chunk> chunks) {}
