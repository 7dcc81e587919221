// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.chunk;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.sluice.model.ChunkEncoding;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.util.unit.DataSize;

class ChunkerTest {

    private static final ChunkSettings TINY =
            new ChunkSettings(DataSize.ofBytes(8), DataSize.ofBytes(12), DataSize.ofBytes(100));

    @Test
    void putsAsManyWholeLinesIntoAChunkAsFit() throws IOException {
        assertThat(cut("aa\nbb\ncc\ndd").chunks())
                .extracting(ChunkerTest::text, Chunk::line, Chunk::offset, Chunk::lines, Chunk::isDeadLetter)
                .containsExactly(tuple("aa\nbb\n", 0L, 0L, 2, false), tuple("cc\ndd", 2L, 6L, 2, false));
    }

    /** Cuts are ours, whatever the sender's frames are: where both are at the same places, the frame goes on as it came. */
    @Test
    void aChunkHasItsSendersFrameOnlyWhereBothCutAlike() throws IOException {
        byte[] same = {1};
        byte[] other = {2};
        Chunks chunks = cut("aa\nbb\ncc\ndd\nee\n");

        List<Chunk> encoded = chunks.encodedAs(
                        List.of(new Lz4Frame(0, 6, same), new Lz4Frame(6, 5, other), new Lz4Frame(12, 3, new byte[3])))
                .chunks();

        assertThat(encoded).extracting(ChunkerTest::text).containsExactly("aa\nbb\n", "cc\ndd\n", "ee\n");
        assertThat(encoded)
                .extracting(Chunk::encoding)
                .containsExactly(ChunkEncoding.LZ4, ChunkEncoding.IDENTITY, ChunkEncoding.IDENTITY);
        assertThat(encoded.getFirst().value()).isSameAs(same);
        assertThat(encoded.get(1).value()).isSameAs(encoded.get(1).bytes());
    }

    @Test
    void aLineThatIsSetApartIsNeverEncoded() throws IOException {
        Chunks chunks = cut("1234567890123").encodedAs(List.of(new Lz4Frame(0, 13, new byte[1])));

        assertThat(chunks.chunks()).extracting(Chunk::encoding).containsExactly(ChunkEncoding.IDENTITY);
    }

    /** A hundred bodies of which a byte has come and half a megabyte is announced are not fifty megabytes. */
    @Test
    void anAnnouncedLengthIsNoMemoryUntilItHasCome() throws IOException {
        ChunkSettings settings =
                new ChunkSettings(DataSize.ofKilobytes(512), DataSize.ofMegabytes(1), DataSize.ofMegabytes(1));
        AtomicLong allocated = new AtomicLong();
        List<Long> whenRead = new ArrayList<>();
        byte[] body = "a line\n".repeat(60_000).getBytes(UTF_8);
        InputStream in = new FilterInputStream(new ByteArrayInputStream(body)) {
            @Override
            public int read(byte[] bytes, int from, int length) throws IOException {
                whenRead.add(allocated.get());
                return super.read(bytes, from, Math.min(length, 10_000));
            }
        };

        Chunks chunks = Chunker.cut(in, body.length, settings, allocated::addAndGet);

        assertThat(whenRead.getFirst()).isLessThanOrEqualTo(64 * 1024);
        for (int i = 0; i < whenRead.size(); i++) {
            assertThat(whenRead.get(i)).as("after %,d bytes", i * 10_000).isLessThanOrEqualTo(64 * 1024 + 20_000L * i);
        }
        assertThat(allocated).as("one buffer, as long as the body").hasValue(body.length);
        assertThat(chunks.chunks())
                .singleElement()
                .satisfies(chunk -> assertThat(chunk.bytes()).isEqualTo(body));
    }

    @Test
    void whatMayNotBeAllocatedEndsTheCutting() {
        AtomicLong left = new AtomicLong(100_000);
        LongConsumer allocation = bytes -> {
            if (left.addAndGet(-bytes) < 0) {
                throw new IllegalStateException("spent");
            }
        };
        ChunkSettings settings =
                new ChunkSettings(DataSize.ofKilobytes(512), DataSize.ofMegabytes(1), DataSize.ofMegabytes(1));

        assertThatThrownBy(() -> Chunker.cut(new ByteArrayInputStream(new byte[300_000]), 0, settings, allocation))
                .hasMessage("spent");
    }

    @Test
    void fillsAChunkToTheLastByte() throws IOException {
        assertThat(cut("aaa\nbbb\nccc\nddd\n").chunks())
                .extracting(ChunkerTest::text)
                .containsExactly("aaa\nbbb\n", "ccc\nddd\n");
    }

    @Test
    void givesALineThatFitsInNoChunkAChunkOfItsOwn() throws IOException {
        assertThat(cut("a\n123456789012\nb\n").chunks())
                .extracting(ChunkerTest::text, Chunk::line, Chunk::offset, Chunk::lines, Chunk::isDeadLetter)
                .containsExactly(
                        tuple("a\n", 0L, 0L, 1, false),
                        tuple("123456789012\n", 1L, 2L, 1, false),
                        tuple("b\n", 2L, 15L, 1, false));
    }

    @Test
    void setsALineOverTheLimitApart() throws IOException {
        Chunks chunks = cut("a\n\n1234567890123\nb\n");

        assertThat(chunks.chunks())
                .extracting(ChunkerTest::text, Chunk::line, Chunk::offset, Chunk::lines, Chunk::isDeadLetter)
                .containsExactly(
                        tuple("a\n\n", 0L, 0L, 1, false),
                        tuple("1234567890123", 2L, 3L, 1, true),
                        tuple("b\n", 3L, 17L, 1, false));
        assertThat(chunks)
                .extracting(Chunks::lines, Chunks::deadLetters, Chunks::bytes)
                .containsExactly(2L, 1L, 19L);
    }

    @Test
    void setsAnUnterminatedLineOverTheLimitApart() throws IOException {
        assertThat(cut("1234567890123").chunks())
                .extracting(ChunkerTest::text, Chunk::isDeadLetter)
                .containsExactly(tuple("1234567890123", true));
        assertThat(cut("123456789012").chunks())
                .extracting(ChunkerTest::text, Chunk::isDeadLetter)
                .containsExactly(tuple("123456789012", false));
    }

    @Test
    void countsEmptyLinesInNumbersButNotAsLines() throws IOException {
        Chunks chunks = cut("\n\r\n\na\r\n\r");

        assertThat(chunks.lines()).isEqualTo(1);
        assertThat(cut("\n\n\n\n\n\n\n\nx\n").chunks()).extracting(Chunk::line).containsExactly(0L, 8L);
    }

    @Test
    void anEmptyBodyHasNoChunk() throws IOException {
        assertThat(cut("").chunks()).isEmpty();
    }

    /** Small pieces, odd sizes and wrong guesses of the length must not move the cuts, and no byte may get lost. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void cutsDependOnTheBytesAlone(long seed) throws IOException {
        Random random = new Random(seed);
        byte[] body = lines(random, 300_000);
        ChunkSettings settings =
                new ChunkSettings(DataSize.ofBytes(70_000), DataSize.ofBytes(90_000), DataSize.ofBytes(1));

        Chunks whole = Chunker.cut(new ByteArrayInputStream(body), body.length, settings, allocated -> {});
        Chunks dribbled =
                Chunker.cut(new Dribble(body, random), random.nextInt(3) * 50_000L, settings, allocated -> {});

        assertThat(comparable(dribbled)).isEqualTo(comparable(whole));
        assertThat(joined(whole, body)).isEqualTo(body);
        assertThat(whole.chunks())
                .allSatisfy(chunk -> assertThat(chunk.bytes().length <= 70_000 || chunk.lines() == 1)
                        .isTrue());
        assertThat(whole.lines() + whole.deadLetters())
                .isEqualTo(new String(body, UTF_8)
                        .lines()
                        .filter(line -> !line.isEmpty())
                        .count());
    }

    private static byte[] lines(Random random, int size) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        while (out.size() < size) {
            int length = random.nextInt(20) == 0 ? random.nextInt(100_000) : random.nextInt(300);
            out.writeBytes("x".repeat(length).getBytes(UTF_8));
            out.write('\n');
        }
        return out.toByteArray();
    }

    /** The body again, from the chunks and where they say they are. */
    private static byte[] joined(Chunks chunks, byte[] body) {
        byte[] joined = new byte[body.length];
        java.util.Arrays.fill(joined, (byte) '\n');
        for (Chunk chunk : chunks.chunks()) {
            System.arraycopy(chunk.bytes(), 0, joined, Math.toIntExact(chunk.offset()), chunk.bytes().length);
        }
        return joined;
    }

    private static Chunks cut(String body) throws IOException {
        byte[] bytes = body.getBytes(UTF_8);
        List<Chunks> all = new ArrayList<>();
        for (int expected : new int[] {0, bytes.length, bytes.length + 5, 1}) {
            all.add(Chunker.cut(new ByteArrayInputStream(bytes), expected, TINY, allocated -> {}));
        }
        assertThat(all).allSatisfy(chunks -> assertThat(comparable(chunks)).isEqualTo(comparable(all.getFirst())));
        return all.getFirst();
    }

    /** Arrays equal nothing but themselves, and AssertJ's recursion looks at each byte as an object. */
    private static List<List<Object>> comparable(Chunks chunks) {
        return chunks.chunks().stream()
                .map(c -> List.<Object>of(text(c), c.line(), c.offset(), c.lines(), c.isDeadLetter()))
                .toList();
    }

    private static String text(Chunk chunk) {
        return new String(chunk.bytes(), UTF_8);
    }

    /** Gives a few bytes at a time, like a slow connection. */
    private static final class Dribble extends InputStream {
        private final ByteArrayInputStream in;
        private final Random random;

        Dribble(byte[] bytes, Random random) {
            this.in = new ByteArrayInputStream(bytes);
            this.random = random;
        }

        @Override
        public int read() {
            return in.read();
        }

        @Override
        public int read(byte[] bytes, int from, int length) {
            return in.read(bytes, from, Math.min(length, 1 + random.nextInt(5000)));
        }
    }
}
