// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.deadletters;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sluice.embedded.EmbeddedS3;
import dev.sluice.model.EventIdSecret;
import dev.sluice.model.EventIds;
import dev.sluice.model.Headers;
import dev.sluice.model.Topics;
import dev.sluice.sink.deadletters.DeadLetterDesk.Outcome;
import dev.sluice.sink.deadletters.Verdict.Decision;
import dev.sluice.sink.testing.HotStore;
import dev.sluice.sink.testing.Lakes;
import dev.sluice.sink.testing.Pipe;
import dev.sluice.sink.testing.Sink;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Letters that the sinks have written, and the desk at which they are replayed, against a real broker and both stores. */
@SuppressWarnings("try")
class ITDeadLetterDesk {

    private static final Instant TIME = Instant.parse("2026-03-01T23:50:00Z");
    private static final String DATA_STREAM = "logs-desk-default";
    private static final String NO_JSON = "{\"message\":}";

    @TempDir
    private Path folder;

    private Pipe pipe;

    @BeforeEach
    void startKafka() throws Exception {
        pipe = new Pipe(folder.resolve("kafka"), 2);
    }

    @AfterEach
    void stopKafka() {
        pipe.close();
    }

    @Test
    void aReplayIsInItsStoreOnceHoweverOftenItIsAskedFor() {
        String id =
                EventIds.ofBatch(EventIdSecret.PUBLIC, "-", "default", "desk").id(TIME.toEpochMilli(), 0);
        byte[] mended = (Pipe.json(id, TIME, 7) + "\n").getBytes(UTF_8);
        try (var store = HotStore.start(folder.resolve("elasticsearch"));
                var s3 = EmbeddedS3.start(folder.resolve("s3"), 0, "lake");
                var hot = Sink.elasticsearch(pipe.bootstrapServers(), store.endpoint());
                var cold = Sink.s3(
                        pipe.bootstrapServers(),
                        s3,
                        "lake",
                        folder.resolve("spool"),
                        "--sluice.sink.s3.file.max-age=100ms")) {
            Path lake = s3.objects().resolve("lake");
            // Elasticsearch refuses it; the lake keeps lines as they are.
            pipe.write(1, id, DATA_STREAM, NO_JSON);
            pipe.flush();
            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(letters(LetterFilter.all())).hasSize(1));
            Letter letter = letters(LetterFilter.all()).getFirst();
            assertThat(letter.reason()).isEqualTo("SINK_REJECTED");
            assertThat(letter.dataset()).contains("desk");
            assertThat(new String(letter.value(), UTF_8)).isEqualTo(NO_JSON);

            // As it was: it fails again, and is another letter.
            assertThat(desk().replay(LetterFilter.all(), 100, done -> {})).isEqualTo(new Outcome(1, 0, 0));
            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(letters(LetterFilter.all())).hasSize(2));
            Letter again = letters(LetterFilter.all()).stream()
                    .filter(other -> !other.coordinates().equals(letter.coordinates()))
                    .findFirst()
                    .orElseThrow();

            assertThat(desk().replay(letter, Optional.of(mended))).isEqualTo(new Outcome(0, 1, 0));
            assertThat(desk().replay(again, Optional.of(mended))).isEqualTo(new Outcome(1, 0, 0));
            assertThat(desk().replay(again, Optional.of(mended))).isEqualTo(new Outcome(0, 1, 0));
            assertThat(desk().replay(LetterFilter.all(), 100, done -> {})).isEqualTo(new Outcome(0, 2, 0));

            Set<String> others = pipe.writeEvents(DATA_STREAM, TIME, 10, 10);
            await().atMost(Duration.ofSeconds(60)).until(() -> store.count(DATA_STREAM) >= 11);
            assertThat(store.ids(DATA_STREAM)).containsAll(others).contains(id).hasSize(11);
            assertThat(store.source(DATA_STREAM, id).path("message").asString()).isEqualTo("GET /7");
            await().atMost(Duration.ofSeconds(60)).until(() -> lines(lake).size() >= 11);
            assertThat(lines(lake)).hasSize(11).containsOnlyOnce(NO_JSON);
            assertThat(desk().verdictOn(again.coordinates())).hasValueSatisfying(verdict -> {
                assertThat(verdict.decision()).isEqualTo(Decision.REPLAYED);
                assertThat(verdict.by()).isEqualTo("somebody");
                assertThat(verdict.mended()).isTrue();
            });
        }
    }

    @Test
    void aReplayThatWasCutOffGoesOnWhereItWas() throws Exception {
        writeLetters(250);
        DeadLetterDesk desk = desk();

        assertThatThrownBy(() -> desk.replay(LetterFilter.all(), 1_000_000, done -> {
                    throw new IllegalStateException("killed after " + done);
                }))
                .hasMessage("killed after 100");
        assertThat(replayed()).hasSize(100);

        assertThat(desk().replay(LetterFilter.all(), 1_000_000, done -> {})).isEqualTo(new Outcome(150, 100, 0));
        assertThat(replayed()).hasSize(250).doesNotHaveDuplicates();
        assertThat(pipe.read(Topics.PARSED)).allSatisfy(event -> {
            assertThat(event.partition()).isEqualTo(1);
            assertThat(event.headers().lastHeader("own").value()).isEqualTo("kept".getBytes(UTF_8));
            assertThat(event.headers().lastHeader(Headers.DLT_REASON)).isNull();
        });
    }

    @Test
    void aReplayKeepsToItsRate() throws Exception {
        writeLetters(30);
        long start = System.nanoTime();

        assertThat(desk().replay(LetterFilter.all(), 10, done -> {}).done()).isEqualTo(30);

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(2_900));
    }

    @Test
    void twoDesksAtOnceMakeOneEventOfALetter() throws Exception {
        writeLetters(300);
        DeadLetterDesk first = desk();
        List<Outcome> second = new ArrayList<>();

        assertThatThrownBy(() -> first.replay(LetterFilter.all(), 1_000_000, done -> {
                    if (second.isEmpty()) {
                        second.add(desk().replay(LetterFilter.all(), 1_000_000, ignored -> {}));
                    }
                }))
                .isInstanceOf(KafkaException.class)
                .hasMessageStartingWith("somebody else has begun");

        assertThat(second).containsExactly(new Outcome(200, 100, 0));
        assertThat(replayed()).hasSize(300).doesNotHaveDuplicates();
    }

    @Test
    void whatIsDiscardedIsNotReplayed() throws Exception {
        writeLetters(10);
        Letter letter = letters(LetterFilter.all()).getFirst();

        assertThat(desk().discard(letter)).isEqualTo(new Outcome(1, 0, 0));
        assertThat(desk().replay(LetterFilter.all(), 100, done -> {})).isEqualTo(new Outcome(9, 0, 1));
        assertThat(desk().discard(LetterFilter.all(), done -> {})).isEqualTo(new Outcome(0, 9, 1));
        assertThat(desk().verdictOn(letter.coordinates()).orElseThrow().decision())
                .isEqualTo(Decision.DISCARDED);
    }

    @Test
    void lettersAreFoundByTopicReasonDatasetAndTime() throws Exception {
        writeLetters(10);
        Instant time = Instant.ofEpochMilli(1_000);
        Map<String, LetterFilter> some = Map.of(
                "topic", new LetterFilter(Set.of(Topics.S3_DEAD_LETTERS), Set.of(), Set.of(), null, null),
                "reason", filter(Set.of("SINK_REJECTED"), Set.of(), null, null),
                "dataset", filter(Set.of(), Set.of("desk"), null, null),
                "from", filter(Set.of(), Set.of(), time.plusMillis(3), null),
                "to", filter(Set.of(), Set.of(), null, time.plusMillis(3)));

        assertThat(letters(some.get("topic"))).isEmpty();
        assertThat(letters(some.get("reason"))).hasSize(10);
        assertThat(letters(filter(Set.of("BAD_JSON"), Set.of(), null, null))).isEmpty();
        assertThat(letters(some.get("dataset"))).hasSize(10);
        assertThat(letters(filter(Set.of(), Set.of("other"), null, null))).isEmpty();
        assertThat(letters(some.get("from"))).hasSize(7);
        assertThat(letters(some.get("to"))).hasSize(3);
        Letter letter = letters(some.get("to")).getLast();
        assertThat(desk().find(letter.coordinates()).orElseThrow().headers()).isEqualTo(letter.headers());
        assertThatThrownBy(() -> new LetterFilter(Set.of("logs.raw"), Set.of(), Set.of(), null, null))
                .hasMessageContaining("logs.raw-dlt");
    }

    private static LetterFilter filter(Set<String> reasons, Set<String> datasets, Instant from, Instant to) {
        return new LetterFilter(Set.copyOf(LetterFilter.TOPICS), reasons, datasets, from, to);
    }

    /** Letters of Elasticsearch, a millisecond apart, all from partition 1. */
    private void writeLetters(int count) throws Exception {
        pipe.createTopic(Topics.ELASTICSEARCH_DEAD_LETTERS, 2);
        EventIds ids = EventIds.ofBatch(EventIdSecret.PUBLIC, "-", "default", "letters");
        IntStream.range(0, count).forEach(i -> {
            String id = ids.id(TIME.toEpochMilli(), i);
            pipe.writeTo(
                    Topics.ELASTICSEARCH_DEAD_LETTERS,
                    id,
                    Pipe.json(id, TIME, i),
                    Map.of(
                            Headers.DATA_STREAM,
                            DATA_STREAM,
                            Headers.DLT_REASON,
                            "SINK_REJECTED",
                            Headers.DLT_TOPIC,
                            Topics.PARSED,
                            Headers.DLT_PARTITION,
                            "1",
                            Headers.DLT_AT,
                            Integer.toString(1_000 + i),
                            "own",
                            "kept"));
        });
        pipe.flush();
    }

    private List<String> replayed() {
        return pipe.read(Topics.PARSED).stream()
                .map(event -> new String(event.key(), UTF_8))
                .toList();
    }

    private List<String> lines(Path lake) {
        return Lakes.keys(lake).stream()
                .flatMap(key -> Lakes.lines(lake.resolve(key)).stream())
                .toList();
    }

    private List<Letter> letters(LetterFilter filter) {
        List<Letter> letters = new ArrayList<>();
        desk().visit(filter, (letter, verdict) -> letters.add(letter));
        return letters;
    }

    private DeadLetterDesk desk() {
        return new DeadLetterDesk(Map.of("bootstrap.servers", pipe.bootstrapServers()), "somebody", Clock.systemUTC());
    }
}
