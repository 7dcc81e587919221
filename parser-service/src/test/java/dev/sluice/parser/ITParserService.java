// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parser;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sluice.embedded.EmbeddedKafka;
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
import dev.sluice.model.Headers;
import dev.sluice.model.Topics;
import dev.sluice.parser.rules.LiveRules;
import dev.sluice.parsers.ChunkParser;
import dev.sluice.parsers.ParseOutput;
import dev.sluice.parsers.ParserSettings;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.kafka.core.DefaultKafkaProducerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The service against a real broker of its own. */
class ITParserService {

    private static final long RECEIVED = System.currentTimeMillis() - 5_000;
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String GOOD = "192.0.2.1 - - [10/Oct/2020:13:55:36 +0000] \"GET /%s HTTP/1.1\" 200 5\n";

    @TempDir
    private Path folder;

    private EmbeddedKafka broker;
    private Kafka kafka;
    private ConfigurableApplicationContext service;

    @BeforeEach
    void start() {
        broker = EmbeddedKafka.start(folder, 0);
        kafka = new Kafka(broker.bootstrapServers());
        kafka.createTopic(Topics.RAW, 4);
        kafka.createTopic(Topics.RAW_DEAD_LETTERS, 1);
        startService();
    }

    @AfterEach
    void stop() {
        service.close();
        broker.close();
    }

    @Test
    void aChunkBecomesEventsOfItsPartition() {
        kafka.sendChunk(2, null, chunk("b1", 100), bytes(GOOD.formatted("a") + GOOD.formatted("b")));

        List<ConsumerRecord<byte[], byte[]>> events = awaitEvents(2);

        for (int i = 0; i < 2; i++) {
            ConsumerRecord<byte[], byte[]> event = events.get(i);
            long time = 1_602_338_136_000L;
            assertThat(event.partition()).isEqualTo(2);
            assertThat(event.timestamp()).as("time of receipt").isEqualTo(RECEIVED);
            assertThat(new String(event.key(), UTF_8))
                    .isEqualTo(EventIds.ofBatch(EventIdSecret.PUBLIC, "-", "default", "b1")
                            .id(time, 100 + i));
            assertThat(event.headers()).hasSize(1);
            assertThat(header(event, Headers.DATA_STREAM)).isEqualTo("logs-apache.access-default");
            assertThat(path(event)).isEqualTo(i == 0 ? "/a" : "/b");
        }
    }

    @Test
    void whatCannotBeParsedIsADeadLetterWithItsOwnPlace() {
        ChunkHeaders stream = new ChunkHeaders(
                Routing.of("apache_common"),
                new Position("b", 5, new StreamOffset("web-1/7", 1_000, 1_000), null),
                Provenance.of("t").from("web-1", "/l").labelled(Map.of("team", "x")),
                Receipt.at(RECEIVED));
        String bad = "bad \u00ff line";

        kafka.sendChunk(1, bytes("web-1/7"), stream, bytes(GOOD.formatted("a") + bad + "\n" + GOOD.formatted("c")));

        awaitEvents(2);
        ConsumerRecord<byte[], byte[]> letter =
                kafka.read(Topics.RAW_DEAD_LETTERS).getFirst();
        assertThat(letter.value()).isEqualTo(bytes(bad));
        assertThat(header(letter, Headers.DLT_REASON)).isEqualTo("NOT_THE_FORMAT");
        assertThat(header(letter, Headers.DLT_TOPIC)).isEqualTo("logs.raw");
        assertThat(header(letter, Headers.DLT_PARTITION)).isEqualTo("1");
        assertThat(header(letter, Headers.DLT_OFFSET)).isEqualTo("0");
        assertThat(header(letter, Headers.DLT_LINE)).isEqualTo("6");
        assertThat(header(letter, Headers.DLT_ATTEMPTS)).isEqualTo("1");
        assertThat(header(letter, Headers.LINE)).isEqualTo("6");
        assertThat(header(letter, Headers.OFFSET))
                .isEqualTo(Long.toString(1_000 + GOOD.formatted("a").length()));
        assertThat(header(letter, "sluice.label.team")).isEqualTo("x");
    }

    @Test
    void aReplayedDeadLetterHasTheIdThatItsLineWouldHaveHadAndIsTakenOnce() {
        kafka.sendChunk(1, bytes("k"), chunk("k", 0), bytes(GOOD.formatted("a") + "bad\n"));
        awaitEvents(1);
        ConsumerRecord<byte[], byte[]> letter =
                kafka.read(Topics.RAW_DEAD_LETTERS).getFirst();

        for (int i = 0; i < 2; i++) {
            ProducerRecord<byte[], byte[]> replay =
                    new ProducerRecord<>(Topics.RAW, 1, RECEIVED, bytes("k"), bytes(GOOD.formatted("mended")));
            letter.headers().forEach(replay.headers()::add);
            replay.headers().add(Headers.REPLAY, bytes("logs.raw-dlt-0-" + letter.offset()));
            kafka.send(replay);
        }
        kafka.sendChunk(1, null, chunk("last", 0), bytes(GOOD.formatted("last")));

        List<ConsumerRecord<byte[], byte[]>> events = awaitEvents(3);
        assertThat(events).extracting(ITParserService::path).containsExactly("/a", "/mended", "/last");
        assertThat(new String(events.get(1).key(), UTF_8))
                .isEqualTo(EventIds.ofBatch(EventIdSecret.PUBLIC, "-", "default", "k")
                        .id(1_602_338_136_000L, 1));
    }

    @Test
    void aReplayThatFailsAgainIsALetterOfItsSecondAttempt() {
        kafka.sendChunk(0, bytes("k"), chunk("k", 0), bytes("bad\n"));
        await().atMost(PATIENCE)
                .until(() -> !kafka.read(Topics.RAW_DEAD_LETTERS).isEmpty());
        ConsumerRecord<byte[], byte[]> letter =
                kafka.read(Topics.RAW_DEAD_LETTERS).getFirst();
        ProducerRecord<byte[], byte[]> replay =
                new ProducerRecord<>(Topics.RAW, 0, RECEIVED, bytes("k"), letter.value());
        letter.headers().forEach(replay.headers()::add);
        replay.headers().add(Headers.REPLAY, bytes("logs.raw-dlt-0-0"));

        kafka.send(replay);

        await().atMost(PATIENCE).until(() -> kafka.read(Topics.RAW_DEAD_LETTERS).size() == 2);
        ConsumerRecord<byte[], byte[]> second =
                kafka.read(Topics.RAW_DEAD_LETTERS).get(1);
        assertThat(header(second, Headers.DLT_ATTEMPTS)).isEqualTo("2");
        assertThat(second.headers().headers(Headers.DLT_REASON)).hasSize(1);
        assertThat(second.headers().lastHeader(Headers.REPLAY)).isNull();
    }

    @Test
    void aChunkWhoseHeadersCannotBeReadIsADeadLetterAsAWhole() {
        kafka.send(new ProducerRecord<>(Topics.RAW, 0, null, bytes("who knows\n")));

        await().atMost(PATIENCE)
                .until(() -> !kafka.read(Topics.RAW_DEAD_LETTERS).isEmpty());
        ConsumerRecord<byte[], byte[]> letter =
                kafka.read(Topics.RAW_DEAD_LETTERS).getFirst();
        assertThat(header(letter, Headers.DLT_REASON)).isEqualTo("BAD_HEADERS");
        assertThat(header(letter, Headers.DLT_MESSAGE)).isEqualTo("header sluice.scheme is missing");
        assertThat(letter.value()).isEqualTo(bytes("who knows\n"));
    }

    /** As {@code curl --data-binary} sends them: it calls them a form. */
    @Test
    void showsWhatLinesWouldBecome() throws Exception {
        HttpResponse<String> answer = preview("apache_common", GOOD.formatted("a") + "\nbad\n");

        assertThat(answer.statusCode()).isEqualTo(200);
        JsonNode parsed = JsonMapper.builder().build().readTree(answer.body());
        assertThat(parsed.path("events")).hasSize(1);
        assertThat(parsed.path("events").path(0).path("url").path("path").asString())
                .isEqualTo("/a");
        assertThat(parsed.path("failures")).hasSize(1);
        assertThat(parsed.path("failures").path(0).path("line").asInt()).isEqualTo(3);
        assertThat(parsed.path("failures").path(0).path("reason").asString()).isEqualTo("NOT_THE_FORMAT");

        assertThat(preview("nonsense", "a\n").statusCode()).isEqualTo(400);
        assertThat(preview("text", "a".repeat((1 << 20) + 1)).statusCode()).isEqualTo(413);
    }

    private HttpResponse<String> preview(String format, String lines) throws IOException, InterruptedException {
        String port = service.getEnvironment().getProperty("local.server.port");
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + port + "/api/v1/parse?format=" + format))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(lines))
                .build();
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(request, HttpResponse.BodyHandlers.ofString());
        }
    }

    @Test
    void aControlMessageIsCountedAndLeavesNothingElse() {
        String control = """
                {"messageType":"CONTROL_MESSAGE","owner":"CloudwatchLogs","logGroup":"","logStream":"","subscriptionFilters":[],\
                "logEvents":[{"id":"","timestamp":1510109208016,"message":"CWL CONTROL MESSAGE: Checking health of destination Firehose."}]}""";
        kafka.sendChunk(0, null, ChunkHeaders.of("cloudwatch", "c", RECEIVED), bytes(control));
        kafka.sendChunk(0, null, chunk("after", 0), bytes(GOOD.formatted("after")));

        awaitEvents(1);

        await().untilAsserted(() -> assertThat(service.getBean(MeterRegistry.class)
                        .counter("sluice.parser.dropped", "rule", "cloudwatch-control-message")
                        .count())
                .isEqualTo(1));
        assertThat(kafka.read(Topics.RAW_DEAD_LETTERS)).isEmpty();
    }

    @Test
    void aGapInAStreamIsAnEventOfItsOwn() {
        kafka.sendChunk(1, bytes("web-1/7"), streamAt(0), bytes(GOOD.formatted("a")));
        long end = GOOD.formatted("a").length();
        kafka.sendChunk(1, bytes("web-1/7"), streamAt(end + 412), bytes(GOOD.formatted("b")));

        ConsumerRecord<byte[], byte[]> gap = awaitEvents(3).get(1);

        assertThat(header(gap, Headers.DATA_STREAM)).isEqualTo("logs-sluice.gaps-default");
        JsonNode event = JsonMapper.builder().build().readTree(gap.value());
        assertThat(event.path("message").asString())
                .isEqualTo("412 bytes of /var/log/l missing before offset " + (end + 412));
        assertThat(event.path("event").path("id").asString()).isEqualTo(new String(gap.key(), UTF_8));
        await().untilAsserted(
                        () -> assertThat(counter("sluice.parser.gap.bytes")).isEqualTo(412));
    }

    /** The successor has never had the partition: all that it knows comes from the state topic. */
    @Test
    void anotherInstanceKnowsWhatWasSeen() {
        kafka.sendChunk(3, bytes("k"), chunk("k", 0), bytes(GOOD.formatted("a") + GOOD.formatted("b")));
        awaitEvents(2);
        service.close();
        startService();

        kafka.sendChunk(3, bytes("k"), chunk("k", 0), bytes(GOOD.formatted("a") + GOOD.formatted("b")));
        kafka.sendChunk(3, bytes("k"), chunk("k", 1), bytes(GOOD.formatted("b") + GOOD.formatted("c")));

        assertThat(awaitEvents(3)).extracting(ITParserService::path).containsExactly("/a", "/b", "/c");
    }

    /** The broker refuses the events for a while (one smaller than 300 bytes does not exist), so that transactions fail after the memory was changed in them. */
    @Test
    void aTransactionThatFailedIsDoneAgainFromTheMemoryOfBefore() {
        kafka.sendChunk(0, bytes("k"), chunk("k", 0), bytes(GOOD.formatted("0")));
        awaitEvents(1);
        kafka.configure(Topics.PARSED, "max.message.bytes", "300");
        byte[] many = bytes(String.join(
                "",
                IntStream.range(1, 50)
                        .mapToObj(i -> GOOD.formatted(Integer.toString(i)))
                        .toList()));
        kafka.sendChunk(0, bytes("k"), chunk("k", 1), many);
        await().atMost(PATIENCE).until(() -> counter("sluice.parser.rollbacks") >= 2);

        kafka.configure(Topics.PARSED, "max.message.bytes", "1000000");

        assertThat(awaitEvents(50)).extracting(ITParserService::path).doesNotHaveDuplicates();
        assertThat(counter("sluice.parser.events"))
                .as("only what was committed counts")
                .isEqualTo(50);
    }

    /** As when a transaction times out at the coordinator before its commit arrives there. */
    @Test
    void aFencedParserLosesNoPollAndItsConsumersStartAnew() {
        String prefix = service.getBean(DefaultKafkaProducerFactory.class).getTransactionIdPrefix();
        List<String> ids = IntStream.range(0, 10).mapToObj(i -> prefix + i).toList();
        for (int i = 0; i < 300; i++) {
            sendTwice(i);
            if (i % 50 == 49) {
                kafka.fence(ids);
            }
        }

        assertThat(awaitEvents(300)).extracting(ITParserService::path).doesNotHaveDuplicates();
        assertThat(service.getBean(MeterRegistry.class)
                        .counter("sluice.parser.restarts", "reason", "FENCED")
                        .count())
                .isPositive();
    }

    @Test
    void chunksThatWereDeletedUnreadAreCounted() {
        kafka.sendChunk(0, null, chunk("first", 0), bytes(GOOD.formatted("first")));
        awaitEvents(1);
        service.close();
        for (int i = 0; i < 6; i++) {
            kafka.sendChunk(0, null, chunk("k" + i, 0), bytes(GOOD.formatted(Integer.toString(i))));
        }
        kafka.deleteBefore(Topics.RAW, 0, 5);

        startService();

        assertThat(awaitEvents(3)).extracting(ITParserService::path).containsExactly("/first", "/4", "/5");
        assertThat(counter("sluice.parser.deleted")).isEqualTo(4);
    }

    /** Two instances share the partitions; which of them has one changes while chunks arrive, each of them twice. */
    @Test
    void aRebalanceInTheMiddleNeitherLosesNorRepeats() {
        try (ConfigurableApplicationContext ignored = application()) {
            for (int i = 0; i < 200; i++) {
                sendTwice(i);
            }
        }
        for (int i = 200; i < 300; i++) {
            sendTwice(i);
        }

        assertThat(awaitEvents(300)).extracting(ITParserService::path).doesNotHaveDuplicates();
    }

    /** The broker refuses the events for a while, so that the chunk is parsed again and again; each time the same lines must be dropped. */
    @Test
    void rulesDropTheSameLinesOnEachTryAndCountThemOnce() {
        service.close();
        startService("--sluice.parser.rule-files=" + rules("""
                                rules:
                                - {name: health, if: {url.path: /health*}, then: drop}
                                - name: tenth
                                  if: {http.response.status_code: {from: 200, to: 299}}
                                  then: [{sample: {keep-one-in: 10}}]
                                """));
        List<String> kept = keptOf("k", lines());
        kafka.configure(Topics.PARSED, "max.message.bytes", "300");
        kafka.sendChunk(0, bytes("k"), chunk("k", 0), bytes(lines()));
        await().atMost(PATIENCE).until(() -> counter("sluice.parser.rollbacks") >= 2);
        kafka.configure(Topics.PARSED, "max.message.bytes", "1000000");
        // A repeat, whose dropped lines were seen before like all others.
        kafka.sendChunk(0, bytes("k"), chunk("k", 0), bytes(lines()));
        kafka.sendChunk(0, null, chunk("health", 0), bytes(GOOD.formatted("health-again")));

        List<ConsumerRecord<byte[], byte[]>> events = awaitEvents(kept.size());

        assertThat(events).extracting(event -> new String(event.key(), UTF_8)).containsExactlyElementsOf(kept);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(dropped("health")).isEqualTo(101));
        assertThat(kept).hasSizeBetween(5, 50);
        assertThat(dropped("tenth")).isEqualTo(200 - kept.size());
        assertThat(counter("sluice.parser.events")).isEqualTo(kept.size());
        assertThat(counter("sluice.parser.repeats")).isEqualTo(300);
        assertThat(kafka.read(Topics.RAW_DEAD_LETTERS)).isEmpty();
    }

    /** A hundred that one rule drops, and two hundred of which the other keeps one in ten. */
    private static String lines() {
        return IntStream.range(0, 300)
                .mapToObj(i -> GOOD.formatted(i % 3 == 0 ? "health-" + i : "page-" + i))
                .collect(Collectors.joining());
    }

    /** What a parser of its own keeps. */
    private List<String> keptOf(String batch, String lines) {
        List<String> ids = new ArrayList<>();
        new ChunkParser(service.getBean(ParserSettings.class))
                .parse(chunk(batch, 0), bytes(lines), 0, lines.length(), new ParseOutput() {
                    @Override
                    public void event(DataStream dataStream, byte[] id, byte[] json, int from, int to) {
                        ids.add(new String(id, 0, EventIds.LENGTH, UTF_8));
                    }

                    @Override
                    public void deadLetter(
                            long line, byte[] value, int from, int to, DeadLetterReason reason, String message) {
                        throw new AssertionError(message);
                    }
                });
        return ids;
    }

    private double dropped(String rule) {
        return service.getBean(MeterRegistry.class)
                .counter("sluice.parser.dropped", "rule", rule)
                .count();
    }

    @Test
    void aRuleThatCannotBeUnderstoodStopsTheStart() {
        Path file = rules("rules:\n- {name: n, then: [{dorp: x}]}\n");

        assertThatThrownBy(() -> application("--sluice.parser.rule-files=" + file))
                .rootCause()
                .hasMessageStartingWith(file + ":2:20: there is no action 'dorp'; there are keep, drop, sample,");
    }

    @Test
    void changedRulesAreInForceWithoutARestartAndBrokenOnesAreNot() throws Exception {
        service.close();
        Path file = rules("rules:\n- {name: first, if: {url.path: /first*}, then: drop}\n");
        startService("--sluice.parser.rule-files=" + file, "--sluice.parser.rule-refresh=100ms");
        LiveRules rules = service.getBean(LiveRules.class);
        kafka.sendChunk(0, bytes("a"), chunk("a", 0), bytes(GOOD.formatted("first") + GOOD.formatted("second")));
        awaitEvents(1);

        Files.writeString(file, "rules:\n- {name: second, if: {url.path: /second*}, then: dorp}\n");
        await().until(() -> rules.problem().isPresent());
        kafka.sendChunk(0, bytes("b"), chunk("b", 0), bytes(GOOD.formatted("first") + GOOD.formatted("second")));
        awaitEvents(2);

        Files.writeString(file, "rules:\n- {name: second, if: {url.path: /second*}, then: drop}\n");
        await().until(() -> rules.problem().isEmpty());
        kafka.sendChunk(0, bytes("c"), chunk("c", 0), bytes(GOOD.formatted("first") + GOOD.formatted("second")));

        assertThat(awaitEvents(3))
                .extracting(event -> JsonMapper.builder()
                        .build()
                        .readTree(event.value())
                        .at("/url/path")
                        .asString())
                .containsExactly("/second", "/second", "/first");
        assertThat(dropped("first")).isEqualTo(2);
        assertThat(dropped("second")).isEqualTo(1);
    }

    private static Path rules(String text) {
        try {
            return Files.writeString(Files.createTempFile("rules", ".yaml"), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void sendTwice(int i) {
        String batch = "k" + i;
        for (int j = 0; j < 2; j++) {
            kafka.sendChunk(i % 4, bytes(batch), chunk(batch, 0), bytes(GOOD.formatted(Integer.toString(i))));
        }
    }

    private void startService(String... settings) {
        service = application(settings);
    }

    private ConfigurableApplicationContext application(String... settings) {
        String[] usual = {
            "--server.port=0",
            "--spring.kafka.bootstrap-servers=" + broker.bootstrapServers(),
            "--sluice.topics.raw.partitions=4",
            "--sluice.parser.id-secret=AAAAAAAAAAAAAAAAAAAAAA"
        };
        return ParserService.application()
                .run(Stream.concat(Stream.of(usual), Stream.of(settings)).toArray(String[]::new));
    }

    private double counter(String name) {
        return service.getBean(MeterRegistry.class).counter(name).count();
    }

    private List<ConsumerRecord<byte[], byte[]>> awaitEvents(int count) {
        await().atMost(PATIENCE).until(() -> kafka.read(Topics.PARSED).size() >= count);
        List<ConsumerRecord<byte[], byte[]>> events = kafka.read(Topics.PARSED);
        assertThat(events).hasSize(count);
        return events;
    }

    private static ChunkHeaders chunk(String batch, long line) {
        return ChunkHeaders.of("apache_common", batch, RECEIVED).at(line, OptionalLong.empty());
    }

    private static ChunkHeaders streamAt(long offset) {
        return new ChunkHeaders(
                Routing.of("apache_common"),
                Position.ofStream("b", "web-1/7", offset),
                Provenance.UNKNOWN.from("web-1", "/var/log/l"),
                Receipt.at(RECEIVED));
    }

    private static String path(ConsumerRecord<byte[], byte[]> event) {
        JsonNode json = JsonMapper.builder().build().readTree(event.value());
        return json.path("url").path("path").asString();
    }

    private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), UTF_8);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(ISO_8859_1);
    }
}
