// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.model.ChunkHeaders;
import dev.sluice.model.ChunkHeaders.Position;
import dev.sluice.model.ChunkHeaders.Provenance;
import dev.sluice.model.ChunkHeaders.Receipt;
import dev.sluice.model.ChunkHeaders.Routing;
import dev.sluice.model.ChunkHeaders.StreamOffset;
import dev.sluice.model.DataStream;
import dev.sluice.model.DeadLetterReason;
import dev.sluice.model.EventIdSecret;
import dev.sluice.model.EventIds;
import dev.sluice.parsers.Parsed.DeadLetter;
import dev.sluice.parsers.Parsed.Event;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ChunkParserTest {

    private static final ChunkHeaders FROM_A_STREAM = new ChunkHeaders(
            Routing.of("text").inNamespace("shop").inDataset("payments"),
            new Position("batch", 10, new StreamOffset("host/17/4242", 1_000, 1_000), null),
            Provenance.of("token").from("web-1", "/var/log/app.log").labelled(Map.of("env", "prod", "team", "a \"b\"")),
            Receipt.at(Parsed.RECEIVED.toEpochMilli()));

    @Test
    void writesWhatTheHeadersSay() {
        Event event = Parsed.of(Parsed.settings(), FROM_A_STREAM, "hello".getBytes(UTF_8))
                .event();

        assertThat(event.text())
                .isEqualTo("{\"@timestamp\":\"2026-11-22T12:00:00.000Z\",\"ecs\":{\"version\":\"9.4.0\"},"
                        + "\"data_stream\":{\"type\":\"logs\",\"dataset\":\"payments\",\"namespace\":\"shop\"},"
                        + "\"event\":{\"kind\":\"event\",\"dataset\":\"payments\",\"created\":\"2026-11-22T12:00:00.000Z\","
                        + "\"ingested\":\"2026-11-22T12:00:01.234Z\",\"id\":\"" + event.id() + "\"},"
                        + "\"log\":{\"file\":{\"path\":\"/var/log/app.log\"},\"offset\":1000},"
                        + "\"host\":{\"name\":\"web-1\",\"hostname\":\"web-1\"},\"message\":\"hello\",\"labels\":{\"env\":\"prod\",\"team\":\"a \\\"b\\\"\"},"
                        + "\"sluice\":{\"sender\":\"token\"}}");
        assertThat(event.dataStream().name()).isEqualTo("logs-payments-shop");
    }

    /** What the agent joined, the lines of one event, is apart again; a line that nobody joined keeps its carriage returns. */
    @Test
    void carriageReturnsInsideALineOfAStreamAreLineFeeds() {
        byte[] sent = "Exception\r\tat a\r\tat b\r\nnext\n".getBytes(UTF_8);

        Parsed stream = Parsed.of(Parsed.settings(), FROM_A_STREAM, sent);
        Parsed batch = Parsed.of(Parsed.settings(), Parsed.headers("text"), sent);

        assertThat(stream.events())
                .extracting(event -> event.string("message"))
                .containsExactly("Exception\n\tat a\n\tat b", "next");
        assertThat(stream.events())
                .extracting(event -> event.at("log.offset").asLong())
                .containsExactly(1_000L, 1_023L);
        assertThat(batch.events())
                .extracting(event -> event.string("message"))
                .containsExactly("Exception\r\tat a\r\tat b", "next");
    }

    @Test
    void aDeadLetterOfJoinedLinesKeepsWhatWasSent() {
        ChunkHeaders headers = new ChunkHeaders(
                Routing.of("apache_common"),
                Position.ofStream("b", "s", 0),
                Provenance.UNKNOWN,
                Receipt.at(Parsed.RECEIVED.toEpochMilli()));
        byte[] sent = "one\rtwo\n".getBytes(UTF_8);
        List<byte[]> letters = new ArrayList<>();

        new ChunkParser(Parsed.settings()).parse(headers, sent, 0, sent.length, new ParseOutput() {
            @Override
            public void event(DataStream dataStream, byte[] id, byte[] json, int from, int to) {
                throw new AssertionError();
            }

            @Override
            public void deadLetter(long line, byte[] bytes, int from, int to, DeadLetterReason why, String message) {
                letters.add(bytes);
                assertThat(from).isZero();
                assertThat(to).isEqualTo("one\rtwo".length());
            }
        });

        assertThat(letters).containsExactly(sent);
        assertThat(letters.getFirst()).as("its place in the chunk counts").isSameAs(sent);
    }

    @Test
    void numbersIdsByByteOffsetInAStream() {
        Parsed parsed = Parsed.of(Parsed.settings(), FROM_A_STREAM, "ab\r\n\r\n\ncd\nef".getBytes(UTF_8));

        long time = Parsed.RECEIVED.toEpochMilli();
        EventIds ids = EventIds.ofStream(EventIdSecret.PUBLIC, "token", "shop", "host/17/4242");
        assertThat(parsed.events())
                .extracting(Event::id)
                .containsExactly(ids.id(time, 1_000), ids.id(time, 1_007), ids.id(time, 1_010));
        assertThat(parsed.events())
                .extracting(event -> event.at("log.offset").asInt())
                .containsExactly(1_000, 1_007, 1_010);
        assertThat(parsed.events()).extracting(event -> event.string("message")).containsExactly("ab", "cd", "ef");
    }

    @Test
    void numbersIdsByLineInABatch() {
        ChunkHeaders headers = Parsed.headers("text").at(5, OptionalLong.empty());
        Parsed parsed = Parsed.of(Parsed.settings(), headers, "a\n\n\r\nb\n".getBytes(UTF_8));

        long time = Parsed.RECEIVED.toEpochMilli();
        EventIds ids = EventIds.ofBatch(EventIdSecret.PUBLIC, "-", "default", "batch");
        assertThat(parsed.events()).extracting(Event::id).containsExactly(ids.id(time, 5), ids.id(time, 8));
    }

    @Test
    void parsesOnlyTheGivenRange() {
        byte[] value = "skipped\nwanted\nnot wanted".getBytes(UTF_8);
        Parsed parsed = new Parsed(new java.util.ArrayList<>(), new java.util.ArrayList<>());
        new ChunkParser(Parsed.settings()).parse(Parsed.headers("text"), value, 8, 14, parsed);

        assertThat(parsed.event().string("message")).isEqualTo("wanted");
    }

    @Test
    void makesEveryLineOfAnUnknownFormatADeadLetter() {
        Parsed parsed = Parsed.of("grok", "a\n\nb\n");

        assertThat(parsed.deadLetters()).extracting(DeadLetter::line).containsExactly(0L, 2L);
        assertThat(parsed.deadLetters()).allSatisfy(letter -> {
            assertThat(letter.reason()).isEqualTo(DeadLetterReason.BAD_HEADERS);
            assertThat(letter.message()).contains("'grok'", "apache_combined");
        });
    }

    /** A line feed in a payload that is compressed ends nothing. */
    @Test
    void makesOneDeadLetterOfAPayloadWhoseHeadersAreWrong() {
        ChunkHeaders headers = new ChunkHeaders(
                Routing.of("cloudwatch").inNamespace("Not-Valid"),
                Position.ofBatch("b"),
                Provenance.UNKNOWN,
                Receipt.at(0));
        byte[] payload = {0x1f, '\n', '\n', 3, '\r', '\n', 4};

        DeadLetter letter = Parsed.of(Parsed.settings(), headers, payload).deadLetter();

        assertThat(letter.reason()).isEqualTo(DeadLetterReason.BAD_HEADERS);
        assertThat(letter.bytes()).isEqualTo(payload);
    }

    @Test
    void makesLinesOfAnImpossibleDataStreamDeadLetters() {
        ChunkHeaders headers = new ChunkHeaders(
                Routing.of("text").inNamespace("Not-Valid"), Position.ofBatch("b"), Provenance.UNKNOWN, Receipt.at(0));

        assertThat(Parsed.of(Parsed.settings(), headers, "a".getBytes(UTF_8))
                        .deadLetter()
                        .message())
                .contains("Not-Valid", "namespace");
    }

    @Test
    void keepsTheBytesOfALineThatIsTooLong() {
        String line = "x".repeat(256 * 1024 + 1);
        Parsed parsed = Parsed.of("text", line + "\nshort");

        assertThat(parsed.events()).hasSize(1);
        assertThat(parsed.deadLetters().getFirst().reason()).isEqualTo(DeadLetterReason.LINE_TOO_LONG);
        assertThat(parsed.deadLetters().getFirst().text()).isEqualTo(line);
    }

    @Test
    void refusesEventsThatGetTooLarge() {
        Parsed parsed = Parsed.of("text", "\u0001".repeat(200 * 1024));

        assertThat(parsed.deadLetter().reason()).isEqualTo(DeadLetterReason.EVENT_TOO_LARGE);
    }

    @Test
    void keepsTheOriginalWhereItIsWanted() {
        ParserSettings settings = Parsed.settings().toBuilder()
                .datasetsWithOriginal(Set.of("generic"))
                .build();

        assertThat(Parsed.of(settings, Parsed.headers("text"), "a\tb\r\n".getBytes(UTF_8))
                        .event()
                        .string("event.original"))
                .isEqualTo("a\tb");
    }

    /** One mark for each maximal part of a broken sequence: Unicode 16, section 3.9, the example of table 3-8. */
    @Test
    void replacesWhatIsNotUtf8() {
        byte[] value = HexFormat.of().parseHex("61 f18080 e180 c2 62 80 63 80 bf 64 eda080 f09f9880".replace(" ", ""));

        assertThat(Parsed.of(Parsed.settings(), Parsed.headers("text"), value)
                        .event()
                        .string("message"))
                .isEqualTo("a\ufffd\ufffd\ufffdb\ufffdc\ufffd\ufffdd\ufffd\ufffd\ufffd\ud83d\ude00");
    }

    /** Readers round; the event itself must not. */
    @Test
    void keepsNumbersAsTheyWereWritten() {
        String numbers = "{\"big\":123456789012345678901234567890,\"small\":1e-400,\"exact\":0.10}";

        assertThat(Parsed.of("json", numbers).event().text()).contains("\"fields\":" + numbers);
    }

    @Test
    void refusesALogFormatThatTakesABuiltInName() {
        ParserSettings settings =
                Parsed.settings().toBuilder().logFormats(Map.of("text", "%h")).build();

        assertThatThrownBy(() -> new ChunkParser(settings))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'text'");
    }
}
