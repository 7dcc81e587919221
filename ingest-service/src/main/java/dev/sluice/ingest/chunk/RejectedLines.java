// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.chunk;

import java.util.ArrayList;
import java.util.List;

/** Gathers what a receiver finds in its envelopes and cannot make a line of: each becomes a dead letter, and the rest of the request is taken. */
public final class RejectedLines {

    private final List<Chunk> chunks = new ArrayList<>();
    private long bytes;

    /** Adds one record, as far as it can be shown. */
    public void add(byte[] content, DeadLetterCause cause) {
        chunks.add(new Chunk(content, chunks.size(), bytes, 1, cause));
        bytes += content.length;
    }

    /** Why the first was rejected; null if none was. */
    public DeadLetterCause first() {
        return chunks.isEmpty() ? null : chunks.getFirst().deadLetter();
    }

    /** All of them, numbered from 0. */
    public Chunks chunks() {
        return Chunks.of(chunks, bytes);
    }
}
