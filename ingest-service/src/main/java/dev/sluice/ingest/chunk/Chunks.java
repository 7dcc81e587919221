// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.chunk;

import java.util.List;

/**
 * A whole body, cut.
 *
 * @param lines lines that are neither empty nor dead letters
 * @param deadLetters lines that go to the dead letters
 * @param bytes length of the body after decompression
 */
public record Chunks(List<Chunk> chunks, long lines, long deadLetters, long bytes) {

    /** A number that no line of this body has, nor any before it: for what follows in the same batch. */
    public long lineBehind() {
        return chunks.isEmpty() ? 0 : chunks.getLast().line() + chunks.getLast().bytes().length;
    }

    /** A body that is one payload: not cut, and counted as one line. */
    public static Chunks ofPayload(byte[] payload) {
        return of(List.of(new Chunk(payload, 0, 0, 1, null)), payload.length);
    }

    static Chunks of(List<Chunk> chunks, long bytes) {
        long lines = 0;
        long deadLetters = 0;
        for (Chunk chunk : chunks) {
            if (chunk.isDeadLetter()) {
                deadLetters++;
            } else {
                lines += chunk.lines();
            }
        }
        return new Chunks(List.copyOf(chunks), lines, deadLetters, bytes);
    }
}
