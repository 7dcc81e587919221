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
 * @param conflict whether it says to be what something else was before
 */
public record DedupResult(List<Part> parts, long repeatedLines, long missingBytes, Conflict conflict) {

    /** Who and what are alike, and the content is another: kept under a name of its own, never dropped. */
    public enum Conflict {
        NONE,
        /** The first chunk of another course of its stream, whose id holds a digest from here on. */
        FORK,
        /** A batch with the idempotency key of another; its id holds its digest. */
        KEY_REUSED
    }

    /**
     * A part of a chunk: whole lines.
     *
     * @param headers the chunk's, at the part's first line
     * @param from first byte in the chunk's value
     * @param to byte after the last
     */
    public record Part(ChunkHeaders headers, int from, int to) {}

    static DedupResult all(ChunkHeaders headers, byte[] value) {
        return new DedupResult(List.of(new Part(headers, 0, value.length)), 0, 0, Conflict.NONE);
    }

    static DedupResult nothing(long repeatedLines) {
        return new DedupResult(List.of(), repeatedLines, 0, Conflict.NONE);
    }
}
