// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parser;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.embedded.EmbeddedKafka;
import dev.sluice.model.ChunkHeaders;
import dev.sluice.model.ChunkHeaders.Position;
import dev.sluice.model.ChunkHeaders.Provenance;
import dev.sluice.model.ChunkHeaders.Receipt;
import dev.sluice.model.ChunkHeaders.Routing;
import dev.sluice.model.Headers;
import dev.sluice.model.StreamDigest;
import dev.sluice.model.Topics;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Through the service, nothing is taken for something else: each test has a namespace of its own. */
class ITIdentity {

    private static final long RECEIVED = System.currentTimeMillis() - 5_000;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final StreamDigest START = StreamDigest.start();

    @TempDir
    private static Path folder;

    private static EmbeddedKafka broker;
    private static Kafka kafka;
    private static ConfigurableApplicationContext service;

    @BeforeAll
    static void start() {
        broker = EmbeddedKafka.start(folder, 0);
        kafka = new Kafka(broker.bootstrapServers());
        kafka.createTopic(Topics.RAW, 2);
        kafka.createTopic(Topics.RAW_DEAD_LETTERS, 1);
        service = ParserService.application()
                .run(
                        "--server.port=0",
                        "--spring.kafka.bootstrap-servers=" + broker.bootstrapServers(),
                        "--sluice.topics.raw.partitions=2",
                        "--sluice.parser.id-secret=AAAAAAAAAAAAAAAAAAAAAA");
    }

    @AfterAll
    static void stop() {
        service.close();
        broker.close();
    }

    /** B has used the key that A uses later: all of A's lines were answered 202, and none was stored. */
    @Test
    void anotherSendersKeyHidesNothing() {
        send("nightly", text("one", "b", Position.ofBatch("nightly")), "x\nx\nx\n");
        send("nightly", text("one", "a", Position.ofBatch("nightly")), "1\n2\n3\n4\n");

        assertThat(messages("one", 7)).containsExactly("x", "x", "x", "1", "2", "3", "4");
    }

    @Test
    void anotherSenderCannotClaimAStreamAtAHugeOffset() {
        send("s", text("two", "b", Position.ofStream("b1", "s", 1L << 40)), "claimed\n");
        send("s", text("two", "a", Position.ofStream("b2", "s", 0)), "1\n2\n");

        assertThat(messages("two", 3)).containsExactly("claimed", "1", "2");
    }

    @Test
    void aKeyThatIsUsedAgainForAnotherBodyIsADeadLetterThatCanBeReplayed() {
        send("k", text("three", "a", Position.ofBatch("k").withDigest("first")), "1\n2\n");
        send("k", text("three", "a", Position.ofBatch("k").withDigest("second")), "3\n\n4\n");
        send("k", text("three", "a", Position.ofBatch("k").withDigest("second")), "3\n\n4\n");

        await().atMost(PATIENCE).until(() -> letters("three").size() >= 2);
        List<ConsumerRecord<byte[], byte[]>> letters = letters("three");
        assertThat(letters)
                .extracting(letter -> new String(letter.value(), UTF_8))
                .containsExactly("3", "4");
        assertThat(letters)
                .extracting(letter -> header(letter, Headers.DLT_REASON))
                .containsOnly("KEY_REUSED");
        assertThat(letters).extracting(letter -> header(letter, Headers.LINE)).containsExactly("0", "2");
        for (ConsumerRecord<byte[], byte[]> letter : letters) {
            ProducerRecord<byte[], byte[]> replay =
                    new ProducerRecord<>(Topics.RAW, 0, RECEIVED, "k".getBytes(UTF_8), letter.value());
            letter.headers().forEach(replay.headers()::add);
            replay.headers().add(Headers.REPLAY, header(letter, Headers.DLT_ID).getBytes(UTF_8));
            kafka.send(replay);
            kafka.send(replay);
        }
        assertThat(messages("three", 4)).containsExactly("1", "2", "3", "4");
        assertThat(events("three"))
                .extracting(event -> new String(event.key(), UTF_8))
                .doesNotHaveDuplicates();
    }

    /** A machine was cloned, or a folder restored: both go on from the same place with lines of their own. */
    @Test
    void aForkOfAStreamIsKeptCountedAndTold() {
        send("s", text("four", "a", course(0, "")), "start\n");
        send("s", text("four", "a", course(6, "start\n")), "one\n");
        send("s", text("four", "a", course(6, "start\n")), "two\n");
        send("s", text("four", "a", course(6, "start\n")), "one\n");
        send("s", text("four", "a", course(10, "start\ntwo\n")), "two again\n");
        send("s", text("four", "a", course(10, "start\none\n")), "one again\n");

        List<ConsumerRecord<byte[], byte[]>> events = awaitEvents("four", 6);

        assertThat(events)
                .filteredOn(event -> !header(event, Headers.DATA_STREAM).contains("sluice.forks"))
                .extracting(ITIdentity::message)
                .containsExactly("start", "one", "two", "two again", "one again");
        assertThat(events).extracting(event -> new String(event.key(), UTF_8)).doesNotHaveDuplicates();
        assertThat(events)
                .filteredOn(event -> header(event, Headers.DATA_STREAM).equals("logs-sluice.forks-four"))
                .extracting(ITIdentity::message)
                .singleElement()
                .asString()
                .contains("stream s goes on in two ways from offset 6");
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(service.getBean(MeterRegistry.class)
                                .counter("sluice.stream.forks")
                                .count())
                        .isEqualTo(1));
    }

    @Test
    void aCloudWatchEventThatComesUnderTwoKeysIsOne() {
        ChunkHeaders first = new ChunkHeaders(
                Routing.of("cloudwatch").inNamespace("five"),
                Position.ofBatch("k1"),
                Provenance.of("a"),
                Receipt.at(RECEIVED));
        send("cloudwatch", first, payload("1", "2"));
        send("cloudwatch", first.with(Position.ofBatch("k2")), payload("2", "3"));

        assertThat(messages("five", 3)).containsExactly("line 1", "line 2", "line 3");
    }

    @Test
    void aGapIsToldInTheNamespaceOfItsStream() {
        send("s", text("six", "a", Position.ofStream("b", "s", 0)), "1\n");
        send("s", text("six", "a", Position.ofStream("b", "s", 10)), "2\n");

        assertThat(awaitEvents("six", 3))
                .extracting(event -> header(event, Headers.DATA_STREAM))
                .containsExactly("logs-generic-six", "logs-sluice.gaps-six", "logs-generic-six");
    }

    /** A line of eight days ago would be deleted before a store that is away has it. */
    @Test
    void aRecordIsNotOlderThanAnHour() {
        long before = System.currentTimeMillis();
        long longAgo = before - Duration.ofDays(8).toMillis();
        send(null, text("seven", "a", Position.ofBatch("k")).with(Receipt.at(longAgo)), "old\n");
        send(null, text("seven", "a", Position.ofBatch("l")), "young\n");

        List<ConsumerRecord<byte[], byte[]>> events = awaitEvents("seven", 2);

        assertThat(events.getFirst().timestamp())
                .isBetween(before - Duration.ofHours(1).toMillis(), System.currentTimeMillis());
        assertThat(header(events.getFirst(), Headers.RECEIVED)).isEqualTo(Long.toString(longAgo));
        assertThat(events.getLast().timestamp()).isEqualTo(RECEIVED);
        assertThat(events.getLast().headers().lastHeader(Headers.RECEIVED)).isNull();
    }

    @Test
    void whoSentItIsInTheEventAndCannotBeForged() {
        ChunkHeaders json = text("eight", "a", Position.ofBatch("k"));
        send(
                null,
                json.withFormat("json"),
                "{\"message\":\"m\",\"sluice\":{\"sender\":\"forged\"},\"sluice.sender\":\"forged\"}\n");

        JsonNode event = json(awaitEvents("eight", 1).getFirst());

        assertThat(event.path("sluice").path("sender").asString()).isEqualTo("a");
        assertThat(new String(awaitEvents("eight", 1).getFirst().value(), UTF_8))
                .containsOnlyOnce("\"sluice\":{\"sender\":\"a\"");
    }

    private static Position course(long offset, String before) {
        StreamDigest digest = START.copy();
        digest.update(before.getBytes(UTF_8), 0, before.length());
        return Position.ofStream("b", "s", offset).withDigest(digest.toString());
    }

    private static String payload(String... ids) {
        StringBuilder events = new StringBuilder();
        for (String id : ids) {
            events.append(events.isEmpty() ? "" : ",")
                    .append("{\"id\":\"")
                    .append(id)
                    .append("\",\"timestamp\":1510109208016,\"message\":\"line ")
                    .append(id)
                    .append("\"}");
        }
        return "{\"messageType\":\"DATA_MESSAGE\",\"owner\":\"1\",\"logGroup\":\"g\",\"logStream\":\"s\","
                + "\"subscriptionFilters\":[\"f\"],\"logEvents\":[" + events + "]}";
    }

    private static ChunkHeaders text(String namespace, String sender, Position position) {
        return new ChunkHeaders(
                Routing.of("text").inNamespace(namespace), position, Provenance.of(sender), Receipt.at(RECEIVED));
    }

    private static void send(String key, ChunkHeaders headers, String value) {
        kafka.sendChunk(0, key == null ? null : key.getBytes(UTF_8), headers, value.getBytes(UTF_8));
    }

    /** Waits until {@code count} are there, and a chunk that was sent behind them has been looked at, too. */
    private static List<ConsumerRecord<byte[], byte[]>> awaitEvents(String namespace, int count) {
        String end = namespace + ".end";
        kafka.sendChunk(0, null, text(end, "a", Position.ofBatch(end)), "end\n".getBytes(UTF_8));
        await().atMost(PATIENCE).until(() -> !events(end).isEmpty());
        assertThat(events(namespace)).hasSize(count);
        return events(namespace);
    }

    private static List<String> messages(String namespace, int count) {
        return awaitEvents(namespace, count).stream().map(ITIdentity::message).toList();
    }

    private static List<ConsumerRecord<byte[], byte[]>> events(String namespace) {
        return kafka.read(Topics.PARSED).stream()
                .filter(event -> header(event, Headers.DATA_STREAM).endsWith('-' + namespace))
                .toList();
    }

    private static List<ConsumerRecord<byte[], byte[]>> letters(String namespace) {
        return kafka.read(Topics.RAW_DEAD_LETTERS).stream()
                .filter(letter -> header(letter, Headers.NAMESPACE).equals(namespace))
                .toList();
    }

    private static String message(ConsumerRecord<byte[], byte[]> event) {
        return json(event).path("message").asString();
    }

    private static JsonNode json(ConsumerRecord<byte[], byte[]> event) {
        return JsonMapper.builder().build().readTree(event.value());
    }

    private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), UTF_8);
    }
}
