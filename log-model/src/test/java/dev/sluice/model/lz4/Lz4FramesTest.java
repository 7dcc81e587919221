// SPDX-License-Identifier: Apache-2.0
package dev.sluice.model.lz4;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import net.jpountz.lz4.LZ4FrameInputStream;
import net.jpountz.lz4.LZ4FrameOutputStream;
import net.jpountz.lz4.LZ4FrameOutputStream.BLOCKSIZE;
import net.jpountz.lz4.LZ4FrameOutputStream.FLG.Bits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Lz4FramesTest {

    private static final int LONGEST = 1 << 20;

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 12, 1_000, 262_143, 262_144, 262_145, 700_000, LONGEST})
    void whatIsEncodedIsDecodedAgainAndReadByTheLibrary(int length) throws IOException {
        for (byte[] content : new byte[][] {lines(length), noise(length)}) {
            byte[] frame = frame(content);
            assertThat(Lz4FrameDecoder.decode(frame, LONGEST)).isEqualTo(content);
            try (LZ4FrameInputStream library = new LZ4FrameInputStream(new ByteArrayInputStream(frame))) {
                assertThat(library.readAllBytes()).isEqualTo(content);
            }
        }
    }

    @Test
    void framesOfTheLibraryAreRead() throws IOException {
        byte[] content = lines(300_000);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (LZ4FrameOutputStream library = new LZ4FrameOutputStream(
                out,
                BLOCKSIZE.SIZE_64KB,
                content.length,
                Bits.BLOCK_INDEPENDENCE,
                Bits.BLOCK_CHECKSUM,
                Bits.CONTENT_SIZE)) {
            library.write(content);
        }
        assertThat(Lz4FrameDecoder.decode(out.toByteArray(), LONGEST)).isEqualTo(content);
    }

    @Test
    void anEncoderIsUsedAgain() {
        Lz4FrameEncoder encoder = new Lz4FrameEncoder();
        encoder.add(noise(400_000), 0, 400_000);
        encoder.clear();
        byte[] content = lines(5_000);
        encoder.add(content, 100, 4_000);
        assertThat(Lz4FrameDecoder.decode(Arrays.copyOf(encoder.bytes(), encoder.length()), LONGEST))
                .isEqualTo(Arrays.copyOfRange(content, 100, 4_000));
    }

    @Test
    void aFrameWithAnyByteChangedIsRefused() {
        byte[] content = lines(2_000);
        byte[] frame = frame(content);
        for (int at = 0; at < frame.length; at++) {
            byte[] broken = frame.clone();
            broken[at] ^= 0x10;
            assertThatThrownBy(() -> Lz4FrameDecoder.decode(broken, LONGEST)).isInstanceOf(Lz4FormatException.class);
        }
    }

    @Test
    void aFrameThatIsCutOrHasSomethingBehindItIsRefused() {
        byte[] frame = frame(lines(2_000));
        for (int length = 0; length < frame.length; length++) {
            byte[] cut = Arrays.copyOf(frame, length);
            assertThatThrownBy(() -> Lz4FrameDecoder.decode(cut, LONGEST)).isInstanceOf(Lz4FormatException.class);
        }
        byte[] longer = Arrays.copyOf(frame, frame.length + 1);
        assertThatThrownBy(() -> Lz4FrameDecoder.decode(longer, LONGEST)).hasMessageContaining("another length");
    }

    @Test
    void whatIsTooLongIsRefusedBeforeItIsMadeRoomFor() {
        byte[] frame = frame(lines(2_000));
        assertThatThrownBy(() -> Lz4FrameDecoder.decode(frame, 1_999)).hasMessageContaining("at most 1999, was 2000");
        byte[] header = new byte[15 + 8];
        Lz4FrameHeader.write(header, 0, LONGEST);
        assertThatThrownBy(() -> Lz4FrameDecoder.decode(header, LONGEST)).hasMessageContaining("was 1048576");
    }

    @Test
    void framesThatWouldMakeTheirReaderHoldMoreAreRefused() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (LZ4FrameOutputStream library =
                new LZ4FrameOutputStream(out, BLOCKSIZE.SIZE_1MB, Bits.BLOCK_INDEPENDENCE)) {
            library.write(lines(100));
        }
        assertThatThrownBy(() -> Lz4FrameDecoder.decode(out.toByteArray(), LONGEST))
                .hasMessageContaining("lz4 -B5");
    }

    private static byte[] frame(byte[] content) {
        Lz4FrameEncoder encoder = new Lz4FrameEncoder();
        encoder.add(content, 0, content.length);
        return Arrays.copyOf(encoder.bytes(), encoder.length());
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

    private static byte[] noise(int length) {
        byte[] noise = new byte[length];
        new Random(length).nextBytes(noise);
        return noise;
    }
}
