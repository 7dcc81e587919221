// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail.send;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import net.jpountz.lz4.LZ4FrameInputStream;
import org.junit.jupiter.api.Test;

class Lz4EncoderTest {

    private static final int CHUNK = 512 << 10;

    private final Lz4Encoder encoder = new Lz4Encoder();

    @Test
    void eachFrameHoldsAsManyWholeLinesAsFitInAChunk() throws IOException {
        byte[] body = "123456789012345\n".repeat(80_000).getBytes(UTF_8);

        assertThat(frames(body, 0, body.length)).containsExactly(CHUNK, CHUNK, 231_424);
    }

    /** Lines of a MiB would leave a rest behind two full chunks, which Kafka has to acknowledge one after the other. */
    @Test
    void aBodyOfTheSizeThatIsTheDefaultIsTwoChunks() throws IOException {
        Random random = new Random(7);
        byte[] body = new byte[1000 << 10];
        Arrays.fill(body, (byte) 'x');
        for (int at = random.nextInt(20_000); at < body.length; at += 1 + random.nextInt(20_000)) {
            body[at] = '\n';
        }

        assertThat(frames(body, 0, body.length)).hasSize(2);
    }

    @Test
    void whatFitsIsOneFrameWhereverItsLastLineEnds() throws IOException {
        byte[] body = new byte[CHUNK + 10];
        Arrays.fill(body, (byte) 'x');
        body[3] = '\n';

        assertThat(frames(body, 5, CHUNK)).containsExactly(CHUNK);
        assertThat(frames(body, 0, CHUNK)).containsExactly(CHUNK);
        assertThat(frames(body, 0, 1)).containsExactly(1);
    }

    @Test
    void aLineThatFitsInNoChunkIsAFrameOfItsOwn() throws IOException {
        byte[] body = new byte[2 * CHUNK];
        Arrays.fill(body, (byte) 'x');
        body[100] = '\n';
        body[CHUNK + 500] = '\n';
        body[body.length - 1] = '\n';

        assertThat(frames(body, 0, body.length)).containsExactly(101, CHUNK + 400, CHUNK - 501);
        body[CHUNK + 500] = 'x';
        assertThat(frames(body, 101, body.length - 101)).containsExactly(2 * CHUNK - 101);
    }

    /** Lengths of what the frames hold, which together are the body. */
    private int[] frames(byte[] body, int from, int count) throws IOException {
        encoder.compress(body, from, count);
        ByteArrayInputStream wire = new ByteArrayInputStream(encoder.bytes(), 0, encoder.length());
        int[] lengths = new int[10];
        int frames = 0;
        int at = from;
        while (wire.available() > 0) {
            try (LZ4FrameInputStream frame = new LZ4FrameInputStream(wire, true)) {
                byte[] content = frame.readAllBytes();
                assertThat(content).isEqualTo(Arrays.copyOfRange(body, at, at + content.length));
                at += content.length;
                lengths[frames++] = content.length;
            }
        }
        assertThat(at).isEqualTo(from + count);
        return Arrays.copyOf(lengths, frames);
    }
}
