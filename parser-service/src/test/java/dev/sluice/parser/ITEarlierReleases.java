// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parser;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.embedded.EmbeddedKafka;
import dev.sluice.model.Headers;
import dev.sluice.model.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.context.ConfigurableApplicationContext;

/** An upgrade is rolling: this parser reads chunks that the ingest of an earlier release wrote, and goes on from what its parser remembered. */
class ITEarlierReleases {

    private static final Path RELEASES = Path.of("../log-model/releases");
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    private Path folder;

    private EmbeddedKafka broker;
    private Kafka kafka;

    static Stream<Path> releases() throws IOException {
        try (Stream<Path> folders = Files.list(RELEASES)) {
            return folders.filter(Files::isDirectory).sorted().toList().stream();
        }
    }

    @BeforeEach
    void start() {
        broker = EmbeddedKafka.start(folder, 0);
        kafka = new Kafka(broker.bootstrapServers());
        for (String topic : List.of(Topics.RAW, Topics.PARSED, Topics.PARSER_STATE)) {
            kafka.createTopic(topic, 4);
        }
        kafka.createTopic(Topics.RAW_DEAD_LETTERS, 1);
    }

    @AfterEach
    void stop() {
        broker.close();
    }

    @ParameterizedTest
    @MethodSource("releases")
    void itsChunksBecomeTheSameEventsAndDeadLetters(Path release) {
        List<Recorded> expected = Recorded.read(release.resolve("parsed.ndjson"));
        send(release, "raw.ndjson", record -> true);

        try (var ignored = service()) {
            await().atMost(PATIENCE).until(() -> kafka.read(Topics.PARSED).size() >= expected.size());
        }

        assertThat(placesOf(kafka.read(Topics.PARSED).stream().map(Recorded::of)))
                .isEqualTo(placesOf(expected.stream()));
        assertThat(kafka.read(Topics.RAW_DEAD_LETTERS).stream().map(ITEarlierReleases::letter))
                .containsExactlyElementsOf(Recorded.read(release.resolve("raw-dlt.ndjson")).stream()
                        .map(ITEarlierReleases::letter)
                        .toList());
    }

    /** The chunks come a second time, to a parser that knows of the first time only what the earlier release wrote down. */
    @ParameterizedTest
    @MethodSource("releases")
    void whatItRememberedStillKeepsRepeatsOut(Path release) {
        send(release, "parser-state.ndjson", record -> true);
        send(release, "raw.ndjson", record -> record.key() != null);
        Recorded unnamed = Recorded.read(release.resolve("raw.ndjson")).stream()
                .filter(record -> record.key() == null)
                .findFirst()
                .orElseThrow();
        // One in each partition, after all others: when its events are there, the others have been looked at.
        for (int partition = 0; partition < 4; partition++) {
            kafka.send(unnamed.inPartition(partition).toRecord());
        }

        try (var ignored = service()) {
            await().atMost(PATIENCE).until(() -> kafka.read(Topics.PARSED).size() >= 8);
        }

        assertThat(kafka.read(Topics.PARSED))
                .extracting(record -> new String(record.value(), UTF_8))
                .hasSize(8)
                .allMatch(event -> event.contains("/nobody-"));
    }

    /** A later ingest may say more, and an earlier one said less. */
    @Test
    void unknownHeadersAreIgnoredAndOptionalOnesMayBeMissing() throws IOException {
        Recorded chunk = Recorded.read(releases().toList().getLast().resolve("raw.ndjson"))
                .getFirst();
        Map<String, String> required = new TreeMap<>(chunk.headers());
        required.keySet()
                .retainAll(List.of(
                        Headers.SCHEME,
                        Headers.FORMAT,
                        Headers.BATCH,
                        Headers.LINE,
                        Headers.RECEIVED,
                        Headers.LINES,
                        Headers.SENDER));
        Map<String, String> more = new TreeMap<>(chunk.headers());
        more.put("sluice.of-the-future", "\u00e9\u0000");
        more.put("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
        kafka.send(chunk.inPartition(0).withHeaders(required).toRecord());
        kafka.send(chunk.inPartition(1).withHeaders(more).toRecord());
        // Its value is null: the most that somebody else's library can do.
        var withoutValue = chunk.inPartition(2).toRecord();
        withoutValue.headers().add("sluice.of-the-future", null);
        kafka.send(withoutValue);

        try (var ignored = service()) {
            await().atMost(PATIENCE).until(() -> kafka.read(Topics.PARSED).size() >= 6);
        }

        Map<Integer, List<String>> events =
                placesOf(kafka.read(Topics.PARSED).stream().map(Recorded::of));
        assertThat(events.get(0)).hasSize(2).isEqualTo(events.get(1)).isEqualTo(events.get(2));
        assertThat(kafka.read(Topics.RAW_DEAD_LETTERS))
                .hasSize(3)
                .allMatch(letter ->
                        Recorded.of(letter).headers().get(Headers.DLT_REASON).equals("NOT_THE_FORMAT"));
    }

    /** Not a test: writes what this release makes of its chunks, for those that come after it. See {@code log-model/releases/README.md}. */
    @Test
    @EnabledIfSystemProperty(named = "record.release", matches = ".+")
    void record() {
        Path release = RELEASES.resolve(System.getProperty("record.release"));
        send(release, "raw.ndjson", record -> true);
        try (var ignored = service()) {
            // All of raw.ndjson: fourteen events, one of which is the gap in the stream, and a dead letter.
            await().atMost(PATIENCE)
                    .until(() -> kafka.read(Topics.PARSED).size() >= 14
                            && !kafka.read(Topics.RAW_DEAD_LETTERS).isEmpty());
        }
        Recorded.write(release.resolve("parsed.ndjson"), kafka.read(Topics.PARSED));
        Recorded.write(release.resolve("raw-dlt.ndjson"), kafka.read(Topics.RAW_DEAD_LETTERS));
        Recorded.write(release.resolve("parser-state.ndjson"), kafka.read(Topics.PARSER_STATE));
    }

    private void send(Path release, String file, Predicate<Recorded> which) {
        Recorded.read(release.resolve(file)).stream().filter(which).forEach(record -> kafka.send(record.toRecord()));
    }

    /** What a sink goes by: each partition's event ids and data streams, in order. */
    private static Map<Integer, List<String>> placesOf(Stream<Recorded> events) {
        Map<Integer, List<String>> places = new TreeMap<>();
        events.forEach(event -> places.merge(
                event.partition(),
                List.of(event.key() + " " + event.headers().get(Headers.DATA_STREAM)),
                (some, one) -> Stream.concat(some.stream(), one.stream()).toList()));
        return places;
    }

    private static Map<String, String> letter(ConsumerRecord<byte[], byte[]> record) {
        return letter(Recorded.of(record));
    }

    /** All of it but when it was given up, and what was said to people. */
    private static Map<String, String> letter(Recorded record) {
        Map<String, String> letter = new TreeMap<>(record.headers());
        letter.keySet().removeAll(List.of(Headers.DLT_AT, Headers.DLT_MESSAGE));
        letter.put("value", record.value());
        return letter;
    }

    private ConfigurableApplicationContext service() {
        return ParserService.application()
                .run(
                        "--server.port=0",
                        "--spring.kafka.bootstrap-servers=" + broker.bootstrapServers(),
                        "--sluice.topics.raw.partitions=4",
                        "--sluice.parser.id-secret=AAAAAAAAAAAAAAAAAAAAAA",
                        // What is recorded gets older; that is another test's matter.
                        "--sluice.parser.dedup.batches=36500d",
                        "--sluice.parser.dedup.streams=36500d",
                        "--sluice.parser.dedup.replays=36500d");
    }
}
