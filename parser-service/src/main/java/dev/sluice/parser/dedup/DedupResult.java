// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parser.dedup;

import dev.sluice.model.ChunkHeaders;
import java.util.List;

/**
 * What of a chunk was not seen before.
 *
 * @param parts the parts to parse, in order; empty where all of it is a repeat
 * @param repeatedLines lines that were dropped because they were seen before
 * @param missingBytes bytes of the chunk's stream between what was seen and the chunk's start: nobody has sent them
 */
public record DedupResult(List<Part> parts, long repeatedLines, long missingBytes) {

    /**
     * A part of a chunk: whole lines.
     *
     * @param headers the chunk's, at the part's first line
     * @param from first byte in the chunk's value
     * @param to byte after the last
     */
    public record Part(ChunkHeaders headers, int from, int to) {}

    static DedupResult all(ChunkHeaders headers, byte[] value) {
        return new DedupResult(List.of(new Part(headers, 0, value.length)), 0, 0);
    }
}
