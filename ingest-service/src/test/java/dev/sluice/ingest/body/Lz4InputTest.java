// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.body;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.ingest.chunk.Lz4Frame;
import dev.sluice.ingest.metrics.IngestMetrics;
import dev.sluice.ingest.rejection.RejectionReason;
import dev.sluice.ingest.rejection.RequestRejectedException;
import dev.sluice.model.ChunkEncoding;
import dev.sluice.model.lz4.Lz4FrameEncoder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Arrays;
import net.jpountz.lz4.LZ4FrameOutputStream;
import net.jpountz.lz4.LZ4FrameOutputStream.BLOCKSIZE;
import net.jpountz.lz4.LZ4FrameOutputStream.FLG.Bits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.util.unit.DataSize;

class Lz4InputTest {

    private static final int BUDGET = 4 << 20;

    private final ByteBudget.Share share = new ByteBudget(
                    new BodySettings(
                            DataSize.ofMegabytes(16),
                            Duration.ofSeconds(60),
                            DataSize.ofKilobytes(16),
                            DataSize.ofBytes(BUDGET),
                            DataSize.ofBytes(BUDGET),
                            DataSize.ofMegabytes(64)),
                    new IngestMetrics(new SimpleMeterRegistry()))
            .open(BudgetHolder.ofToken("shop"));

    @Test
    void keepsFramesAsTheyCame() throws IOException {
        byte[] lines = lines(700_000);
        byte[] first = frame(lines, 0, 400_000);
        byte[] small = frame(lines, 400_000, 401_000);
        byte[] last = frame(lines, 401_000, 700_000);
        Lz4Input in = input(joined(first, small, last));

        assertThat(in.readAllBytes()).isEqualTo(lines);

        assertThat(in.frames()).extracting(Lz4Frame::offset).containsExactly(0L, 401_000L);
        assertThat(in.frames()).extracting(Lz4Frame::contentLength).containsExactly(400_000, 299_000);
        assertThat(in.frames()).extracting(Lz4Frame::bytes).containsExactly(first, last);
        for (Lz4Frame frame : in.frames()) {
            int from = Math.toIntExact(frame.offset());
            assertThat(ChunkEncoding.LZ4.decode(frame.bytes()))
                    .isEqualTo(Arrays.copyOfRange(lines, from, from + frame.contentLength()));
        }
    }

    /** Nobody downstream would hold as much, nor could tell how much it is. */
    @Test
    void framesThatAreTooLongOrDoNotSayTheirLengthAreReadAndNotKept() throws IOException {
        byte[] lines = lines(ChunkEncoding.LONGEST + 1);
        byte[] unsaid = library(lines(100_000), -1, Bits.BLOCK_INDEPENDENCE, Bits.CONTENT_CHECKSUM);
        Lz4Input in = input(joined(frame(lines, 0, lines.length), unsaid));

        assertThat(in.readAllBytes()).hasSize(lines.length + 100_000);

        assertThat(in.frames()).isEmpty();
    }

    @Test
    void blocksWithChecksumsAreReadToo() throws IOException {
        byte[] lines = lines(200_000);
        byte[] frame = library(lines, lines.length, Bits.BLOCK_INDEPENDENCE, Bits.BLOCK_CHECKSUM, Bits.CONTENT_SIZE);
        Lz4Input in = input(frame);

        assertThat(in.readAllBytes()).isEqualTo(lines);

        assertThat(in.frames()).extracting(Lz4Frame::bytes).containsExactly(frame);
        frame[frame.length - 5] ^= 1;
        assertBroken(frame);
    }

    @Test
    void aBodyWithAnyByteChangedIsRefused() {
        byte[] frame = frame(lines(2_000), 0, 2_000);
        for (int at = 0; at < frame.length; at++) {
            byte[] broken = frame.clone();
            broken[at] ^= 0x10;
            assertBroken(broken);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {19_999, 20_001})
    void aFrameThatSaysAnotherLengthIsRefused(int said) throws IOException {
        assertBroken(library(lines(20_000), said, Bits.BLOCK_INDEPENDENCE, Bits.CONTENT_SIZE));
    }

    @Test
    void aBodyThatIsCutAnywhereIsRefused() {
        byte[] frames = joined(frame(lines(2_000), 0, 2_000), frame(lines(3_000), 0, 3_000));
        int firstEnds = frame(lines(2_000), 0, 2_000).length;
        for (int length = 0; length < frames.length; length++) {
            if (length != firstEnds) {
                assertBroken(Arrays.copyOf(frames, length));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"SIZE_1MB", "SIZE_4MB"})
    void blocksThatWouldHaveToBeHeldInTheDarkAreRefused(BLOCKSIZE size) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (LZ4FrameOutputStream library = new LZ4FrameOutputStream(out, size, Bits.BLOCK_INDEPENDENCE)) {
            library.write(lines(10));
        }
        assertBroken(out.toByteArray());
    }

    /** A block is announced, and the sender takes its time. */
    @Test
    void whatIsAnnouncedIsNoMemory() throws IOException {
        byte[] frame = frame(lines(262_144), 0, 262_144);
        Lz4Input in = input(Arrays.copyOf(frame, 100));

        assertThatThrownBy(in::read).isInstanceOf(RequestRejectedException.class);

        assertThat(share.bytes()).isLessThanOrEqualTo(8 << 10);
    }

    @Test
    void allThatIsHeldIsOfTheBudget() throws IOException {
        byte[] lines = lines(700_000);
        byte[] frame = frame(lines, 0, lines.length);
        Lz4Input in = input(frame);

        in.readAllBytes();

        // One block, the frame and what it was read into.
        assertThat(share.bytes()).isBetween(262_144L + 2L * frame.length, 262_144L + 3L * frame.length + 8_192);
        share.grow(BUDGET - share.bytes());
        assertThatThrownBy(() -> input(frame).readAllBytes())
                .isInstanceOfSatisfying(
                        RequestRejectedException.class,
                        e -> assertThat(e.reason()).isEqualTo(RejectionReason.OVERLOADED));
    }

    private void assertBroken(byte[] body) {
        try (ByteBudget.Share none = share) {
            assertThatThrownBy(() -> new Lz4Input(new ByteArrayInputStream(body), none).readAllBytes())
                    .isInstanceOfSatisfying(
                            RequestRejectedException.class,
                            e -> assertThat(e.reason()).isEqualTo(RejectionReason.BROKEN_BODY));
        }
    }

    /** Gives a few bytes at a time, as a connection does. */
    private Lz4Input input(byte[] body) {
        InputStream pieces = new ByteArrayInputStream(body) {
            @Override
            public int read(byte[] bytes, int from, int length) {
                return super.read(bytes, from, Math.min(1_000, length));
            }
        };
        return new Lz4Input(pieces, share);
    }

    private static byte[] library(byte[] lines, long size, Bits... bits) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (LZ4FrameOutputStream library = new LZ4FrameOutputStream(out, BLOCKSIZE.SIZE_64KB, size, bits)) {
            library.write(lines);
        }
        return out.toByteArray();
    }

    private static byte[] frame(byte[] bytes, int from, int to) {
        Lz4FrameEncoder encoder = new Lz4FrameEncoder();
        encoder.add(bytes, from, to);
        return Arrays.copyOf(encoder.bytes(), encoder.length());
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    private static byte[] lines(int length) {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; lines.length() < length; i++) {
            lines.append("10.1.2.")
                    .append(i % 256)
                    .append(" GET /item/")
                    .append(i * 31L)
                    .append('\n');
        }
        return Arrays.copyOf(lines.toString().getBytes(UTF_8), length);
    }
}
