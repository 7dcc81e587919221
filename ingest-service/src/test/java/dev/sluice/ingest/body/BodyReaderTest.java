// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.body;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.throwable;

import com.github.luben.zstd.Zstd;
import dev.sluice.ingest.metrics.IngestMetrics;
import dev.sluice.ingest.rejection.RejectionReason;
import dev.sluice.ingest.rejection.RequestRejectedException;
import dev.sluice.model.concurrent.Ticker;
import dev.sluice.model.lz4.Lz4FrameEncoder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.util.unit.DataSize;

class BodyReaderTest {

    /** Time passes when somebody waits for it. */
    private static final class ManualClock implements Ticker {

        private final AtomicLong now = new AtomicLong();

        @Override
        public long nanos() {
            return now.get();
        }

        @Override
        public void sleep(Duration duration) {
            now.addAndGet(duration.toNanos());
        }
    }

    private final ManualClock clock = new ManualClock();

    private static final BudgetHolder SENDER = BudgetHolder.ofToken("shop");
    private static final DataSize EXPANSION_RATE = DataSize.ofMegabytes(64);
    private static final DataSize RATE = DataSize.ofKilobytes(16);
    private static final BodySettings SETTINGS = new BodySettings(
            DataSize.ofKilobytes(100), Duration.ofSeconds(60), RATE, DataSize.ofMegabytes(1), null, EXPANSION_RATE);
    private static final BodyReader BODIES = new BodyReader(SETTINGS);
    private static final byte[] TEXT = "one\ntwo\nthree\n".repeat(3000).getBytes(UTF_8);

    @ParameterizedTest
    @EnumSource
    void undoesEachEncoding(ContentEncoding encoding) throws IOException {
        assertThat(read(encode(TEXT, encoding), encoding)).isEqualTo(TEXT);
    }

    @Test
    void readsBareDeflateToo() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (DeflaterOutputStream deflate = new DeflaterOutputStream(out, new Deflater(9, true))) {
            deflate.write(TEXT);
        }

        assertThat(read(out.toByteArray(), ContentEncoding.DEFLATE)).isEqualTo(TEXT);
    }

    /** The JDK's own stream takes "nothing available now" behind a member for the end. */
    @Test
    void readsAllMembersOfAGzipAlsoWhenTheyComeOneByOne() {
        byte[] member = encode("line\n".getBytes(UTF_8), ContentEncoding.GZIP);
        InputStream members =
                new SequenceInputStream(new ByteArrayInputStream(member), new ByteArrayInputStream(member));

        byte[] all = readAll(BODIES.open(members, -1, ContentEncoding.GZIP, share()));

        assertThat(new String(all, UTF_8)).isEqualTo("line\nline\n");
    }

    @Test
    void readsAGzipHeaderWithEverythingThatItCanHave() throws IOException {
        byte[] plain = encode("x\n".getBytes(UTF_8), ContentEncoding.GZIP);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(new byte[] {0x1f, (byte) 0x8b, 8, 2 + 4 + 8 + 16, 0, 0, 0, 0, 0, 3});
        out.write(new byte[] {3, 0, 'a', 'b', 'c', 'n', 0, 'c', 0, 1, 2});
        out.write(plain, 10, plain.length - 10);

        assertThat(read(out.toByteArray(), ContentEncoding.GZIP)).isEqualTo("x\n".getBytes(UTF_8));
    }

    @ParameterizedTest
    @EnumSource(names = "IDENTITY", mode = EnumSource.Mode.EXCLUDE)
    void rejectsWhatIsCutAnywhere(ContentEncoding encoding) {
        byte[] whole = encode("some lines\nmore lines\n".getBytes(UTF_8), encoding);
        // No byte at all is an empty body, which is refused later.
        for (int length = 1; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> read(cut, encoding))
                    .as("%s bytes of %s", cut.length, whole.length)
                    .satisfies(e -> assertReason(e, RejectionReason.BROKEN_BODY));
        }
    }

    @ParameterizedTest
    @EnumSource(names = "IDENTITY", mode = EnumSource.Mode.EXCLUDE)
    void rejectsRubbishBehindTheEnd(ContentEncoding encoding) {
        byte[] whole = encode(TEXT, encoding);
        byte[] more = Arrays.copyOf(whole, whole.length + 3);

        assertThatThrownBy(() -> read(more, encoding)).satisfies(e -> assertReason(e, RejectionReason.BROKEN_BODY));
    }

    /** Never anything but a rejection, whatever is sent. */
    @ParameterizedTest
    @EnumSource(names = "IDENTITY", mode = EnumSource.Mode.EXCLUDE)
    void rejectsDamage(ContentEncoding encoding) {
        Random random = new Random(1);
        byte[] whole = encode(TEXT, encoding);
        for (int round = 0; round < 500; round++) {
            byte[] damaged = whole.clone();
            damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
            try {
                read(damaged, encoding);
            } catch (RequestRejectedException e) {
                assertThat(e.reason()).isIn(RejectionReason.BROKEN_BODY, RejectionReason.BODY_TOO_LARGE);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void rejectsWhatIsTooLargeAfterDecompression(ContentEncoding encoding) {
        byte[] bomb = encode(new byte[100 * 1024 + 1], encoding);

        assertThatThrownBy(() -> read(bomb, encoding)).satisfies(e -> assertReason(e, RejectionReason.BODY_TOO_LARGE));
        assertThat(read(encode(new byte[100 * 1024], encoding), encoding)).hasSize(100 * 1024);
    }

    /** Each holds nothing, so a limit on what comes out would never be met. */
    @Test
    void rejectsEndlessEmptyMembers() {
        byte[] empty = encode(new byte[0], ContentEncoding.GZIP);
        InputStream endless = new InputStream() {
            private long position;

            @Override
            public int read() {
                return empty[(int) (position++ % empty.length)] & 0xff;
            }
        };

        assertThatThrownBy(() -> readAll(BODIES.open(endless, -1, ContentEncoding.GZIP, share())))
                .satisfies(e -> assertReason(e, RejectionReason.BODY_TOO_LARGE));
    }

    @Test
    void rejectsAnAnnouncedLengthOverTheLimitUnread() {
        assertThatThrownBy(() -> readAll(
                        BODIES.open(InputStream.nullInputStream(), 1_000_000, ContentEncoding.IDENTITY, share())))
                .satisfies(e -> assertReason(e, RejectionReason.BODY_TOO_LARGE));
    }

    @Test
    void tellsSlownessFromBreakage() {
        assertThatThrownBy(() -> BODIES.open(failing(new SocketTimeoutException()), -1, ContentEncoding.GZIP, share())
                        .read())
                .satisfies(e -> assertReason(e, RejectionReason.TOO_SLOW));
        assertThatThrownBy(() -> BODIES.open(failing(new IOException("reset")), -1, ContentEncoding.ZSTD, share())
                        .read())
                .satisfies(e -> assertReason(e, RejectionReason.BODY_CUT));
    }

    @Test
    void namesTheEncodingsWhereOneIsUnknown() {
        assertThatThrownBy(() -> ContentEncoding.of("br"))
                .satisfies(e -> assertReason(e, RejectionReason.UNKNOWN_ENCODING))
                .hasMessage("Content-Encoding 'br' is not known; send one of gzip, deflate, zstd, lz4, identity");
        assertThat(ContentEncoding.of(null)).isEqualTo(ContentEncoding.IDENTITY);
        assertThat(ContentEncoding.of(" GZip ")).isEqualTo(ContentEncoding.GZIP);
    }

    @Test
    void rejectsASenderThatTakesTooLongOverTheWhole() {
        BodyReader bodies = bodies(Duration.ofSeconds(60), EXPANSION_RATE);
        InputStream slow = new ByteArrayInputStream(TEXT) {
            @Override
            public int read(byte[] bytes, int from, int length) {
                clock.sleep(Duration.ofSeconds(40));
                return super.read(bytes, from, Math.min(100, length));
            }
        };

        assertThatThrownBy(() -> readAll(bodies.open(slow, -1, ContentEncoding.IDENTITY, share())))
                .satisfies(e -> assertReason(e, RejectionReason.TOO_SLOW))
                .hasMessageContaining("did not come within 60 s");
    }

    /** All that expand a hundred times share one rate, and are whole nevertheless; what does not is never held up. */
    @ParameterizedTest
    @EnumSource(names = {"GZIP", "LZ4"})
    void bodiesThatExpandFarShareARate(ContentEncoding encoding) {
        BodyReader bodies = bodies(Duration.ofSeconds(60), DataSize.ofMegabytes(2));
        byte[] dense = "the same line\n".repeat(220_000).getBytes(UTF_8);
        byte[] common = new byte[dense.length];
        new Random(5).nextBytes(common);
        UnaryOperator<byte[]> readTwice = body -> {
            byte[] encoded = encode(body, encoding);
            readAll(bodies.open(new ByteArrayInputStream(encoded), -1, encoding, largeShare()));
            return readAll(bodies.open(new ByteArrayInputStream(encoded), -1, encoding, largeShare()));
        };

        assertThat(readTwice.apply(common)).isEqualTo(common);
        assertThat(clock.nanos()).isZero();

        assertThat(readTwice.apply(dense)).isEqualTo(dense);
        // Two of three megabytes at two a second, of each the first for nothing.
        assertThat(Duration.ofNanos(clock.nanos())).isBetween(Duration.ofMillis(1_500), Duration.ofMillis(2_500));
    }

    @Test
    void aBodyThatExpandsFarAndWouldWaitTooLongIsTooSlow() {
        BodyReader bodies = bodies(Duration.ofMillis(300), DataSize.ofKilobytes(64));
        byte[] dense = encode(new byte[4 << 20], ContentEncoding.GZIP);

        assertThatThrownBy(() ->
                        readAll(bodies.open(new ByteArrayInputStream(dense), -1, ContentEncoding.GZIP, largeShare())))
                .satisfies(e -> assertReason(e, RejectionReason.TOO_SLOW));
        assertThat(Duration.ofNanos(clock.nanos())).isLessThan(Duration.ofSeconds(2));
    }

    /** A byte at a time, and none before it is asked for. */
    @Test
    void tinyReadsComeLessAndLessOften() {
        int[] reads = {0};
        InputStream tiny = new ByteArrayInputStream(TEXT) {
            @Override
            public int read(byte[] bytes, int from, int length) {
                reads[0]++;
                return super.read(bytes, from, Math.min(1, length));
            }

            @Override
            public int available() {
                return 0;
            }
        };
        BodyReader bodies = bodies(Duration.ofMillis(500), EXPANSION_RATE);

        assertThatThrownBy(() -> readAll(bodies.open(tiny, -1, ContentEncoding.IDENTITY, share())))
                .satisfies(e -> assertReason(e, RejectionReason.TOO_SLOW));

        // Five at once, then after 8, 16, 32, 64, 128 and 256 ms, which makes 504.
        assertThat(reads[0]).isEqualTo(11);
        assertThat(Duration.ofNanos(clock.nanos())).isEqualTo(Duration.ofMillis(504));
    }

    /** A line that carries 50 KB a second takes minutes for what may come at once; but it takes no longer than it must. */
    @Test
    void aBodyThatComesSteadilyIsReadToItsEndHoweverLongItTakes() {
        byte[] large = new byte[10 << 20];

        assertThat(readAll(bodies(Duration.ofSeconds(60), EXPANSION_RATE)
                        .open(arriving(large, 50_000), -1, ContentEncoding.IDENTITY, largeShare())))
                .hasSize(large.length);
        assertThat(Duration.ofNanos(clock.nanos())).isGreaterThan(Duration.ofSeconds(200));
    }

    @Test
    void aBodyThatComesSlowerThanThatIsGivenUp() {
        byte[] large = new byte[10 << 20];

        assertThatThrownBy(() -> readAll(bodies(Duration.ofSeconds(60), EXPANSION_RATE)
                        .open(arriving(large, 8_000), -1, ContentEncoding.IDENTITY, largeShare())))
                .satisfies(e -> assertReason(e, RejectionReason.TOO_SLOW))
                .hasMessageContaining("sluice.ingest.body-rate");
        assertThat(Duration.ofNanos(clock.nanos())).isBetween(Duration.ofSeconds(110), Duration.ofSeconds(130));
    }

    /** @param rate bytes a second */
    private InputStream arriving(byte[] bytes, int rate) {
        return new ByteArrayInputStream(bytes) {
            @Override
            public int read(byte[] into, int from, int length) {
                int count = super.read(into, from, Math.min(1_000, length));
                clock.sleep(Duration.ofNanos(Math.max(0, count) * 1_000_000_000L / rate));
                return count;
            }
        };
    }

    /** Chunks of a line each, that have all come. */
    @Test
    void smallPiecesThatAreThereAreReadAtOnce() {
        InputStream pieces = new ByteArrayInputStream(TEXT) {
            @Override
            public int read(byte[] bytes, int from, int length) {
                return super.read(bytes, from, Math.min(10, length));
            }
        };
        BodyReader bodies = bodies(Duration.ofSeconds(60), EXPANSION_RATE);

        assertThat(readAll(bodies.open(pieces, -1, ContentEncoding.IDENTITY, share())))
                .isEqualTo(TEXT);

        assertThat(clock.nanos()).isZero();
    }

    private BodyReader bodies(Duration timeout, DataSize expansionRate) {
        return new BodyReader(
                new BodySettings(
                        DataSize.ofMegabytes(16), timeout, RATE, DataSize.ofMegabytes(64), null, expansionRate),
                clock);
    }

    private static ByteBudget.Share largeShare() {
        BodySettings large = new BodySettings(
                DataSize.ofMegabytes(16), Duration.ofSeconds(60), RATE, DataSize.ofMegabytes(64), null, EXPANSION_RATE);
        return new ByteBudget(large, new IngestMetrics(new SimpleMeterRegistry())).open(SENDER);
    }

    private static byte[] readAll(RequestBody body) {
        try (body) {
            return body.readAllBytes();
        }
    }

    @Test
    void takesWhatItReadsFromTheBudgetAndGivesItBack() {
        ByteBudget budget = new ByteBudget(
                new BodySettings(
                        DataSize.ofKilobytes(100),
                        Duration.ofSeconds(60),
                        RATE,
                        DataSize.ofBytes(TEXT.length),
                        DataSize.ofBytes(TEXT.length),
                        EXPANSION_RATE),
                new IngestMetrics(new SimpleMeterRegistry()));

        for (int round = 0; round < 3; round++) {
            try (ByteBudget.Share share = budget.open(SENDER);
                    ByteBudget.Share other = budget.open(SENDER)) {
                byte[] all = readAll(BODIES.open(new ByteArrayInputStream(TEXT), -1, ContentEncoding.IDENTITY, share));
                assertThat(share.bytes()).isEqualTo(all.length).isEqualTo(TEXT.length);
                assertThatThrownBy(() -> other.cover(1)).satisfies(e -> assertReason(e, RejectionReason.OVERLOADED));
                assertThat(other.bytes()).isZero();
            }
        }
    }

    private static ByteBudget.Share share() {
        return new ByteBudget(SETTINGS, new IngestMetrics(new SimpleMeterRegistry())).open(SENDER);
    }

    private static byte[] read(byte[] body, ContentEncoding encoding) {
        return readAll(BODIES.open(new ByteArrayInputStream(body), body.length, encoding, share()));
    }

    private static void assertReason(Throwable e, RejectionReason reason) {
        assertThat(e)
                .asInstanceOf(throwable(RequestRejectedException.class))
                .extracting(RequestRejectedException::reason)
                .isEqualTo(reason);
    }

    private static InputStream failing(IOException e) {
        return new InputStream() {
            @Override
            public int read() throws IOException {
                throw e;
            }

            @Override
            public int read(byte[] bytes, int from, int length) throws IOException {
                throw e;
            }
        };
    }

    private static byte[] encode(byte[] bytes, ContentEncoding encoding) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            switch (encoding) {
                case IDENTITY -> out.write(bytes);
                case ZSTD -> out.write(Zstd.compress(bytes));
                case LZ4 -> {
                    Lz4FrameEncoder lz4 = new Lz4FrameEncoder();
                    lz4.add(bytes, 0, bytes.length);
                    out.write(lz4.bytes(), 0, lz4.length());
                }
                case GZIP -> {
                    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
                        gzip.write(bytes);
                    }
                }
                case DEFLATE -> {
                    try (DeflaterOutputStream deflate = new DeflaterOutputStream(out)) {
                        deflate.write(bytes);
                    }
                }
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return out.toByteArray();
    }
}
