// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.chunk;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

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

    /**
     * The same, each chunk with its frame where the sender has cut as we do. Where the cuts are is not the sender's choice: a repeat may come in
     * other frames, or in none, and must be cut as before.
     */
    public Chunks encodedAs(List<Lz4Frame> frames) {
        if (frames.isEmpty()) {
            return this;
        }
        Map<Long, Lz4Frame> byOffset = frames.stream().collect(Collectors.toMap(Lz4Frame::offset, Function.identity()));
        return new Chunks(
                chunks.stream()
                        .map(chunk -> encoded(chunk, byOffset.get(chunk.offset())))
                        .toList(),
                lines,
                deadLetters,
                bytes);
    }

    private static Chunk encoded(Chunk chunk, Lz4Frame frame) {
        boolean same = frame != null
                && !chunk.isDeadLetter()
                && frame.contentLength() == chunk.bytes().length
                && frame.bytes().length < chunk.bytes().length;
        return same ? chunk.encodedAs(frame.bytes()) : chunk;
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
