// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.chunk;

/**
 * A part of a body, as it becomes one Kafka record.
 *
 * @param bytes whole lines as received with their newlines; or, if it is a dead letter, one line without its newline
 * @param line number of the first line within the body, from 0; empty lines count
 * @param offset bytes of the body before this chunk
 * @param lines lines that are not empty
 * @param deadLetter why this line goes to the dead letters; null for lines that the parser gets
 */
public record Chunk(byte[] bytes, long line, long offset, int lines, DeadLetterCause deadLetter) {

    /** Whether this is one line that goes to the dead letters. */
    public boolean isDeadLetter() {
        return deadLetter != null;
    }
}
