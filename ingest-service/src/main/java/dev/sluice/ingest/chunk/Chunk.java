// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.chunk;

import dev.sluice.model.ChunkEncoding;

/**
 * A part of a body, as it becomes one Kafka record.
 *
 * @param bytes whole lines as received with their newlines; or, if it is a dead letter, one line without its newline
 * @param line number of the first line within the body, from 0; empty lines count
 * @param offset bytes of the body before this chunk
 * @param lines lines that are not empty
 * @param deadLetter why this line goes to the dead letters; null for lines that the parser gets
 * @param encoded the same bytes as an LZ4 frame that their sender has made of them; null if there is none
 */
public record Chunk(byte[] bytes, long line, long offset, int lines, DeadLetterCause deadLetter, byte[] encoded) {

    /** Of bytes that came in no frame. */
    public Chunk(byte[] bytes, long line, long offset, int lines, DeadLetterCause deadLetter) {
        this(bytes, line, offset, lines, deadLetter, null);
    }

    /** How {@link #value} is encoded. */
    public ChunkEncoding encoding() {
        return encoded == null ? ChunkEncoding.IDENTITY : ChunkEncoding.LZ4;
    }

    /** The value of the record. */
    public byte[] value() {
        return encoded == null ? bytes : encoded;
    }

    Chunk encodedAs(byte[] frame) {
        return new Chunk(bytes, line, offset, lines, deadLetter, frame);
    }

    /** Whether this is one line that goes to the dead letters. */
    public boolean isDeadLetter() {
        return deadLetter != null;
    }
}
