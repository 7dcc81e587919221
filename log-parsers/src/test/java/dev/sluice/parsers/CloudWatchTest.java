// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import dev.sluice.model.DataStream;
import dev.sluice.model.DeadLetterReason;
import dev.sluice.model.EventIdSecret;
import dev.sluice.model.EventIds;
import dev.sluice.parsers.ParserSettings.LogGroupFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each wrapping of a CloudWatch payload, and each way in which one can be broken. */
class CloudWatchTest {

    private static final String TEXT_EVENT =
            "{\"id\":\"1\",\"timestamp\":1795345200123,\"message\":\"START RequestId: 7\\n\"}";
    private static final String JSON_EVENT =
            "{\"id\":\"2\",\"timestamp\":1795345200124,\"message\":\"{\\\"level\\\":\\\"info\\\",\\\"msg\\\":\\\"caf\\u00e9\\\"}\"}";

    private static final String DOCUMENT = document("/aws/lambda/f", TEXT_EVENT, JSON_EVENT);

    /** As seen in the field: opentelemetry-collector-contrib issue 38433. */
    private static final String CONTROL =
            "{\"messageType\":\"CONTROL_MESSAGE\",\"owner\":\"CloudwatchLogs\",\"logGroup\":\"\",\"logStream\":\"\","
                    + "\"subscriptionFilters\":[],\"logEvents\":[{\"id\":\"\",\"timestamp\":1680683189085,"
                    + "\"message\":\"CWL CONTROL MESSAGE: Checking health of destination Firehose.\"}]}";

    static Stream<Arguments> wrappings() {
        return Stream.of(
                wrapping("plain JSON", document -> document),
                wrapping("gzip", CloudWatchTest::gzip),
                wrapping("base64 of gzip", document -> base64(gzip(document))),
                wrapping(
                        "base64 of gzip, wrapped at 76 characters",
                        document -> Base64.getMimeEncoder().encode(gzip(document))),
                wrapping(
                        "base64 of gzip for URLs",
                        document -> Base64.getUrlEncoder().encode(gzip(document))),
                wrapping("Lambda's envelope", CloudWatchTest::envelope),
                wrapping("Lambda's envelope, compressed for the way", document -> gzip(envelope(document))),
                wrapping("blanks around", document -> ("\n " + new String(document, UTF_8) + " \r\n").getBytes(UTF_8)),
                wrapping("base64 of JSON", CloudWatchTest::base64));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("wrappings")
    void unwraps(String name, UnaryOperator<byte[]> wrapping) {
        assertHoldsBoth(parse(wrapping.apply(DOCUMENT.getBytes(UTF_8))));
    }

    static Stream<Arguments> several() {
        byte[] one = document("/aws/lambda/f", TEXT_EVENT).getBytes(UTF_8);
        byte[] two = document("/aws/lambda/f", JSON_EVENT).getBytes(UTF_8);
        byte[] line = {'\n'};
        return Stream.of(
                Arguments.of("documents glued together", join(one, two)),
                Arguments.of("documents on lines", join(one, line, two)),
                Arguments.of("members of gzip, as Firehose concatenates them", join(gzip(one), gzip(two))),
                Arguments.of("base64 of members", base64(join(gzip(one), gzip(two)))),
                Arguments.of("lines of base64", join(base64(gzip(one)), line, base64(gzip(two)))),
                Arguments.of(
                        "lines of base64 wrapped at 76 characters",
                        join(
                                Base64.getMimeEncoder().encode(gzip(one)),
                                line,
                                Base64.getMimeEncoder().encode(gzip(two)))),
                Arguments.of("envelopes on lines", join(envelope(one), line, envelope(two))),
                Arguments.of("base64, then JSON", join(base64(gzip(one)), line, two)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("several")
    void unwrapsSeveralPayloads(String name, byte[] payload) {
        assertHoldsBoth(parse(payload));
    }

    private static void assertHoldsBoth(Parsed parsed) {
        assertThat(parsed.deadLetters()).isEmpty();
        assertThat(parsed.events()).hasSize(2);
        Parsed.Event text = parsed.events().get(0);
        assertThat(text.id()).isEqualTo(id("1", 1_795_345_200_123L));
        assertThat(text.string("@timestamp")).isEqualTo("2026-11-22T11:00:00.123Z");
        assertThat(text.string("message")).isEqualTo("START RequestId: 7");
        assertThat(text.string("aws.cloudwatch.log_group")).isEqualTo("/aws/lambda/f");
        assertThat(text.string("aws.cloudwatch.log_stream")).isEqualTo("stream");
        assertThat(text.string("aws.cloudwatch.event_id")).isEqualTo("1");
        assertThat(text.string("cloud.provider")).isEqualTo("aws");
        assertThat(text.string("cloud.account.id")).isEqualTo("123456789012");
        assertThat(text.dataStream().dataset()).isEqualTo("aws.cloudwatch_logs");
        Parsed.Event json = parsed.events().get(1);
        assertThat(json.string("@timestamp")).isEqualTo("2026-11-22T11:00:00.124Z");
        assertThat(json.string("log.level")).isEqualTo("info");
        assertThat(json.string("message")).isEqualTo("café");
        assertThat(json.dataStream().dataset()).isEqualTo("aws.cloudwatch_logs");
    }

    @Test
    void dropsAndReportsControlMessages() {
        List<String> dropped = new ArrayList<>();
        Parsed parsed = new Parsed(new ArrayList<>(), new ArrayList<>());
        ParseOutput output = new ParseOutput() {
            @Override
            public void event(DataStream dataStream, byte[] id, byte[] json, int from, int to) {
                parsed.event(dataStream, id, json, from, to);
            }

            @Override
            public void deadLetter(long line, byte[] bytes, int from, int to, DeadLetterReason reason, String message) {
                parsed.deadLetter(line, bytes, from, to, reason, message);
            }

            @Override
            public void dropped(String rule, DataStream dataStream, long line) {
                dropped.add(rule);
            }
        };
        byte[] payload = (CONTROL + DOCUMENT).getBytes(UTF_8);
        new ChunkParser(Parsed.settings()).parse(Parsed.headers("cloudwatch"), payload, 0, payload.length, output);

        assertThat(dropped).containsExactly(ParseOutput.CONTROL_MESSAGE);
        assertThat(parsed.events()).hasSize(2);
    }

    /** Vector issue 23262: a new field must not stop anything. */
    @Test
    void ignoresFieldsThatItDoesNotKnow() {
        String document = DOCUMENT.replace(
                        "{\"messageType\"", "{\"policyLevel\":\"ACCOUNT_LEVEL_POLICY\",\"messageType\"")
                .replace("\"id\":\"1\"", "\"extractedFields\":{\"a\":\"b\"},\"id\":\"1\"");

        assertHoldsBoth(parse(document.getBytes(UTF_8)));
    }

    @Test
    void parsesMessagesOfALogGroupByItsFormat() {
        ParserSettings settings = Parsed.settings().toBuilder()
                .logGroups(List.of(
                        new LogGroupFormat("/web/*/access", "apache_common"), new LogGroupFormat("*", "syslog")))
                .build();
        String line = "192.0.2.7 - - [22/Nov/2026:10:00:00 +0000] \\\"GET / HTTP/1.1\\\" 200 1";
        String document =
                document("/web/shop/access", "{\"id\":\"1\",\"timestamp\":1795345200123,\"message\":\"" + line + "\"}");

        Parsed.Event event = Parsed.of(settings, Parsed.headers("cloudwatch"), document.getBytes(UTF_8))
                .event();

        assertThat(event.dataStream().dataset()).isEqualTo("apache.access");
        assertThat(event.string("@timestamp")).isEqualTo("2026-11-22T10:00:00.000Z");
        assertThat(event.string("source.ip")).isEqualTo("192.0.2.7");
        assertThat(event.string("aws.cloudwatch.log_group")).isEqualTo("/web/shop/access");
    }

    /** What failed can be sent again by itself: its dead letter is a payload that holds the one log event. */
    @Test
    void makesAMessageThatIsNotOfItsFormatADeadLetterThatCanBeSentAgain() {
        ParserSettings settings = Parsed.settings().toBuilder()
                .logGroups(List.of(new LogGroupFormat("/aws/*", "apache_common")))
                .build();

        Parsed parsed = Parsed.of(settings, Parsed.headers("cloudwatch"), DOCUMENT.getBytes(UTF_8));

        assertThat(parsed.deadLetters())
                .extracting(Parsed.DeadLetter::reason)
                .containsOnly(DeadLetterReason.NOT_THE_FORMAT)
                .hasSize(2);
        Parsed again = parse(parsed.deadLetters().get(1).bytes());
        assertThat(again.event().string("message")).isEqualTo("café");
        assertThat(again.event().id()).isEqualTo(id("2", 1_795_345_200_124L));
    }

    @Test
    void refusesALogGroupWhoseFormatDoesNotExist() {
        ParserSettings settings = Parsed.settings().toBuilder()
                .logGroups(List.of(new LogGroupFormat("/aws/*", "apache")))
                .build();

        assertThatThrownBy(() -> new ChunkParser(settings))
                .hasMessageContaining("'/aws/*'")
                .hasMessageContaining("'apache'");
    }

    static Stream<Arguments> broken() {
        byte[] document = DOCUMENT.getBytes(UTF_8);
        byte[] gzip = gzip(document);
        byte[] damaged = gzip.clone();
        damaged[damaged.length - 6] ^= 1;
        return Stream.of(
                Arguments.of("neither", "hello, world!".getBytes(UTF_8), DeadLetterReason.BAD_BASE64),
                Arguments.of("base64 of something else", base64("hello".getBytes(UTF_8)), DeadLetterReason.BAD_GZIP),
                Arguments.of("base64 cut short", Arrays.copyOf(base64(gzip), 41), DeadLetterReason.BAD_BASE64),
                Arguments.of("gzip cut short", Arrays.copyOf(gzip, gzip.length / 2), DeadLetterReason.BAD_GZIP),
                Arguments.of(
                        "gzip without its trailer", Arrays.copyOf(gzip, gzip.length - 8), DeadLetterReason.BAD_GZIP),
                Arguments.of("gzip with a wrong checksum", damaged, DeadLetterReason.BAD_GZIP),
                Arguments.of("gzip's first bytes alone", Arrays.copyOf(gzip, 2), DeadLetterReason.BAD_GZIP),
                Arguments.of("something behind gzip", join(gzip, "tail".getBytes(UTF_8)), DeadLetterReason.BAD_GZIP),
                Arguments.of("JSON cut short", Arrays.copyOf(document, document.length - 2), DeadLetterReason.BAD_JSON),
                Arguments.of("another JSON", "{\"a\":1}".getBytes(UTF_8), DeadLetterReason.NOT_THE_FORMAT),
                Arguments.of("an empty envelope", "{\"awslogs\":{}}".getBytes(UTF_8), DeadLetterReason.BAD_BASE64),
                Arguments.of(
                        "nonsense in an envelope",
                        "{\"awslogs\":{\"data\":\"%%\"}}".getBytes(UTF_8),
                        DeadLetterReason.BAD_BASE64),
                Arguments.of("wrapped without end", wrapped(document, 6), DeadLetterReason.BOMB));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("broken")
    void keepsWhatIsBroken(String name, byte[] payload, DeadLetterReason reason) {
        Parsed.DeadLetter letter = parse(payload).deadLetter();

        assertThat(letter.reason()).isEqualTo(reason);
        assertThat(letter.message()).isNotBlank();
        if (reason != DeadLetterReason.BOMB) {
            assertThat(letter.bytes()).isEqualTo(payload);
        }
    }

    @Test
    void keepsTheGoodPayloadBesideABrokenOne() {
        Parsed parsed = parse(join("%%%\n".getBytes(UTF_8), base64(gzip(DOCUMENT.getBytes(UTF_8)))));

        assertThat(parsed.events()).hasSize(2);
        assertThat(parsed.deadLetters()).extracting(Parsed.DeadLetter::text).containsExactly("%%%");
    }

    static Stream<String> brokenEvents() {
        return Stream.of(
                "{\"timestamp\":1,\"message\":\"no id\"}",
                "{\"id\":\"1\",\"message\":\"no time\"}",
                "{\"id\":\"1\",\"timestamp\":-5,\"message\":\"before\"}",
                "{\"id\":\"1\",\"timestamp\":1}",
                "17");
    }

    @ParameterizedTest
    @MethodSource("brokenEvents")
    void keepsABrokenLogEventAlone(String event) {
        Parsed parsed = parse(document("g", TEXT_EVENT, event).getBytes(UTF_8));

        assertThat(parsed.events()).hasSize(1);
        assertThat(parsed.deadLetters()).hasSize(1);
        assertThat(parsed.deadLetters().getFirst().text()).contains(event);
    }

    /** 10 GiB of zeros in 10 MiB: memory stays below the limit for payloads. */
    @Test
    @Timeout(20)
    void stopsABombAtTheLimit() {
        byte[] bomb = zeros(10L << 30);
        assertThat(bomb.length).isBetween(9 << 20, 11 << 20);
        ChunkParser parser = new ChunkParser(Parsed.settings());
        Parsed parsed = new Parsed(new ArrayList<>(), new ArrayList<>());
        long before = allocated();

        parser.parse(Parsed.headers("cloudwatch"), bomb, 0, bomb.length, parsed);

        assertThat(parsed.deadLetter().reason()).isEqualTo(DeadLetterReason.BOMB);
        // Doubling up to 32 MiB allocates twice that; the letter's copy is the test's own.
        assertThat(allocated() - before).isLessThan((64L << 20) + 2L * bomb.length);
    }

    /** Buffers are used again, so that neither a long payload nor another wrapping may leave anything behind for the next. */
    @Test
    void readsPayloadsOfAllSizesAndWrappingsOneAfterTheOther() {
        ChunkParser parser = new ChunkParser(Parsed.settings());
        for (int round = 0; round < 24; round++) {
            int count = new int[] {1, 500, 3}[round % 3];
            byte[] document = document("/g", events(count)).getBytes(UTF_8);
            byte[] payload = switch (round / 3 % 4) {
                case 0 -> gzip(document);
                case 1 -> base64(gzip(document));
                case 2 -> envelope(document);
                default -> document;
            };
            Parsed parsed = new Parsed(new ArrayList<>(), new ArrayList<>());
            parser.parse(Parsed.headers("cloudwatch"), payload, 0, payload.length, parsed);

            assertThat(parsed.deadLetters()).isEmpty();
            assertThat(parsed.events())
                    .extracting(event -> event.string("message"))
                    .isEqualTo(IntStream.range(0, count)
                            .mapToObj(i -> "message " + i)
                            .toList());
        }
    }

    @Test
    void readsAGoodPayloadAfterWhateverBrokenOne() {
        ChunkParser parser = new ChunkParser(Parsed.settings());
        byte[] document = document("/g", events(20)).getBytes(UTF_8);
        List<byte[]> wrapped =
                List.of(gzip(document), base64(gzip(document)), envelope(document), document, wrapped(document, 2));
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 2_000; round++) {
            byte[] good = wrapped.get(random.nextInt(wrapped.size()));
            byte[] broken = wrapped.get(random.nextInt(wrapped.size())).clone();
            for (int changes = random.nextInt(3); changes >= 0; changes--) {
                broken[random.nextInt(broken.length)] = (byte) random.nextInt();
            }
            int length = random.nextBoolean() ? broken.length : random.nextInt(broken.length);
            Parsed ofBroken = new Parsed(new ArrayList<>(), new ArrayList<>());
            parser.parse(Parsed.headers("cloudwatch"), broken, 0, length, ofBroken);
            Parsed ofGood = new Parsed(new ArrayList<>(), new ArrayList<>());
            parser.parse(Parsed.headers("cloudwatch"), good, 0, good.length, ofGood);

            assertThat(ofGood.events()).as("seed %d, round %d", seed, round).hasSize(20);
            assertThat(ofGood.deadLetters()).isEmpty();
        }
    }

    @Test
    void allocatesNextToNothingForAnEvent() {
        int count = 2_000;
        byte[] payload = gzip(document("/g", events(count)).getBytes(UTF_8));
        ChunkParser parser = new ChunkParser(Parsed.settings());
        long[] events = new long[1];
        ParseOutput output = new ParseOutput() {
            @Override
            public void event(DataStream dataStream, byte[] id, byte[] json, int from, int to) {
                events[0]++;
            }

            @Override
            public void deadLetter(long line, byte[] bytes, int from, int to, DeadLetterReason reason, String message) {
                throw new AssertionError(message);
            }
        };
        parser.parse(Parsed.headers("cloudwatch"), payload, 0, payload.length, output);

        long before = allocated();
        parser.parse(Parsed.headers("cloudwatch"), payload, 0, payload.length, output);

        assertThat(allocated() - before).isLessThan(count * 50L);
        assertThat(events[0]).isEqualTo(2L * count);
    }

    private static String[] events(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> "{\"id\":\"" + i + "\",\"timestamp\":1795345200123,\"message\":\"message " + i + "\"}")
                .toArray(String[]::new);
    }

    private static long allocated() {
        return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
    }

    /** Zeros, of which one block is compressed and then repeated: compressing them all would take minutes. The end is left out: nobody gets there. */
    private static byte[] zeros(long count) {
        byte[] zeros = new byte[1 << 20];
        byte[] compressed = new byte[1 << 16];
        Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
        ByteArrayOutputStream out = new ByteArrayOutputStream(11 << 20);
        out.writeBytes(new byte[] {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, 0});
        int length = 0;
        // The first block differs: there is nothing before it to refer to.
        for (int i = 0; i < 2; i++) {
            deflater.setInput(zeros);
            length = deflater.deflate(compressed, 0, compressed.length, Deflater.SYNC_FLUSH);
            out.write(compressed, 0, length);
        }
        for (long written = 2L * zeros.length; written < count; written += zeros.length) {
            out.write(compressed, 0, length);
        }
        deflater.end();
        return out.toByteArray();
    }

    private static Parsed parse(byte[] payload) {
        return Parsed.of(Parsed.settings(), Parsed.headers("cloudwatch"), payload);
    }

    private static String document(String logGroup, String... events) {
        return "{\"messageType\":\"DATA_MESSAGE\",\"owner\":\"123456789012\",\"logGroup\":\"" + logGroup
                + "\",\"logStream\":\"stream\",\"subscriptionFilters\":[\"all\"],\"logEvents\":["
                + String.join(",", events) + "]}";
    }

    private static Arguments wrapping(String name, UnaryOperator<byte[]> wrapping) {
        return Arguments.of(name, wrapping);
    }

    private static byte[] wrapped(byte[] document, int times) {
        byte[] wrapped = document;
        for (int i = 0; i < times; i++) {
            wrapped = gzip(wrapped);
        }
        return wrapped;
    }

    private static byte[] envelope(byte[] document) {
        return ("{\"awslogs\":{\"data\":\"" + new String(base64(gzip(document)), UTF_8) + "\"}}").getBytes(UTF_8);
    }

    private static byte[] base64(byte[] bytes) {
        return Base64.getEncoder().encode(bytes);
    }

    private static byte[] gzip(byte[] bytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (OutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    private static String id(String eventId, long timestamp) {
        EventIds ids =
                EventIds.ofCloudWatch(EventIdSecret.PUBLIC, "-", "default", "123456789012", "/aws/lambda/f", "stream");
        ids.nameLogEvent(eventId.getBytes(UTF_8), 0, eventId.length());
        return ids.id(timestamp, 0);
    }
}
