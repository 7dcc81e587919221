// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.ingest.chunk.Chunk;
import dev.sluice.ingest.chunk.ChunkBatch;
import dev.sluice.ingest.chunk.DeadLetterCause;
import dev.sluice.model.ChunkHeaders;
import dev.sluice.model.ChunkHeaders.Position;
import dev.sluice.model.DeadLetterReason;
import dev.sluice.model.StreamDigest;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChunkDigestsTest {

    private static final StreamDigest BEFORE = StreamDigest.start();

    /** Of all that the sender has sent before, the newline of a line included that goes without it. */
    @Test
    void eachChunkOfAStreamHasTheDigestOfWhatWasSentBeforeIt() {
        Chunk first = new Chunk("one\ntwo\n".getBytes(UTF_8), 0, 0, 2, null, null);
        Chunk letter = new Chunk(
                "three".getBytes(UTF_8), 2, 8, 1, new DeadLetterCause(DeadLetterReason.LINE_TOO_LONG, "long"), null);
        Chunk last = new Chunk("four\n".getBytes(UTF_8), 3, 14, 1, null, null);
        ChunkBatch batch = batch(Position.ofStream("batch", "stream", 100).withDigest(BEFORE.toString()), first);
        ChunkDigests digests = ChunkDigests.of(batch);

        assertThat(digests.next(first)).isEqualTo(BEFORE.toString());
        assertThat(digests.next(letter)).isEqualTo(digestBehind("one\ntwo\n"));
        assertThat(digests.next(last)).isEqualTo(digestBehind("one\ntwo\nthree\n"));
    }

    @Test
    void allChunksOfABodyHaveTheBodysDigest() {
        Chunk chunk = new Chunk("one\n".getBytes(UTF_8), 0, 0, 1, null, null);

        ChunkDigests digests = ChunkDigests.of(batch(Position.ofBatch("batch").withDigest("of the body"), chunk));

        assertThat(digests.next(chunk)).isEqualTo("of the body");
        assertThat(digests.next(chunk)).isEqualTo("of the body");
    }

    private static ChunkBatch batch(Position position, Chunk chunk) {
        return new ChunkBatch(ChunkHeaders.of("text", "batch", 1_000).with(position), "key", List.of(chunk));
    }

    private static String digestBehind(String sent) {
        StreamDigest digest = BEFORE.copy();
        digest.update(sent.getBytes(UTF_8), 0, sent.length());
        return digest.toString();
    }
}
