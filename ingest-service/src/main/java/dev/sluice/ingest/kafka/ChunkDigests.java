// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.kafka;

import dev.sluice.ingest.chunk.Chunk;
import dev.sluice.ingest.chunk.ChunkBatch;
import dev.sluice.model.StreamDigest;

/**
 * The digest for each chunk of a batch, in their order: of a stream, the sender's digest carried on over the chunks before; otherwise that of
 * the whole body, which is the same for all.
 */
final class ChunkDigests {

    private static final byte[] NEWLINE = {'\n'};

    private final String body;
    private final StreamDigest running;
    private long at;

    /** Not in the digest yet: what comes behind the last chunk of a body needs it, and nothing does. */
    private byte[] last = {};

    private ChunkDigests(String body, StreamDigest running) {
        this.body = body;
        this.running = running;
    }

    static ChunkDigests of(ChunkBatch batch) {
        String digest = batch.headers().position().digest();
        return digest == null || batch.headers().stream() == null
                ? new ChunkDigests(digest, null)
                : new ChunkDigests(null, StreamDigest.parse(digest));
    }

    /** The digest for the next chunk; null if the sender gave none. */
    String next(Chunk chunk) {
        if (running == null) {
            return body;
        }
        running.update(last, 0, last.length);
        at += last.length;
        // A line that is a dead letter goes without its newline, which the sender has sent nevertheless.
        for (; at < chunk.offset(); at++) {
            running.update(NEWLINE, 0, NEWLINE.length);
        }
        last = chunk.bytes();
        return running.toString();
    }
}
