// SPDX-License-Identifier: Apache-2.0
package dev.sluice.operations.deadletter;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.model.DeadLetter;
import dev.sluice.model.DeadLetter.Coordinates;
import dev.sluice.model.DeadLetterReason;
import dev.sluice.model.EventIdSecret;
import dev.sluice.model.EventIds;
import dev.sluice.model.Headers;
import dev.sluice.model.Topics;
import dev.sluice.model.concurrent.Ticker;
import dev.sluice.operations.deadletter.DeadLetterAdmin.DeadLetterOutcome;
import dev.sluice.operations.deadletter.DeadLetterAdmin.ReplayOutcome;
import dev.sluice.operations.deadletter.DeadLetterAdmin.ReplayPace;
import dev.sluice.operations.deadletter.Resolution.Decision;
import dev.sluice.operations.testing.Broker;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Dead letters found, replayed and discarded, against a real broker. */
class ITDeadLetterAdmin {

    private static final Instant TIME = Instant.parse("2026-03-01T23:50:00Z");
    private static final String DATA_STREAM = "logs-desk-default";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path folder;

    private Broker broker;

    @BeforeEach
    void startKafka() throws Exception {
        broker = new Broker(folder.resolve("kafka"));
        broker.createTopic(Topics.PARSED, 2);
    }

    @AfterEach
    void stopKafka() {
        broker.close();
    }

    @Test
    void aReplayThatWasCutOffGoesOnWhereItWas() throws Exception {
        writeLetters(250);
        DeadLetterAdmin admin = admin();

        assertThatThrownBy(() -> admin.replay(DeadLetterFilter.all(), 1_000_000, done -> {
                    throw new IllegalStateException("killed after " + done);
                }))
                .hasMessage("killed after 100");
        assertThat(replayed()).hasSize(100);

        assertThat(admin().replay(DeadLetterFilter.all(), 1_000_000, done -> {}))
                .isEqualTo(new DeadLetterOutcome(150, 100, 0));
        assertThat(replayed()).hasSize(250).doesNotHaveDuplicates();
        assertThat(broker.read(Topics.PARSED)).allSatisfy(event -> {
            assertThat(event.partition()).isEqualTo(1);
            assertThat(event.headers().lastHeader("own").value()).isEqualTo("kept".getBytes(UTF_8));
            assertThat(event.headers().lastHeader(Headers.DLT_REASON)).isNull();
            assertThat(event.headers().lastHeader(Headers.ROUTE).value()).isEqualTo("elasticsearch".getBytes(UTF_8));
        });
    }

    @Test
    void aReplayKeepsToItsRate() throws Exception {
        writeLetters(30);
        List<Duration> pauses = new ArrayList<>();
        Ticker standingStill = new Ticker() {
            private long nanos;

            @Override
            public long nanos() {
                return nanos;
            }

            @Override
            public void sleep(Duration duration) {
                nanos += duration.toNanos();
                pauses.add(duration);
            }
        };

        assertThat(admin(standingStill)
                        .replay(DeadLetterFilter.all(), 10, done -> {})
                        .done())
                .isEqualTo(30);

        assertThat(pauses).containsExactly(Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ofSeconds(1));
    }

    @Test
    void twoAdminsAtOnceMakeOneEventOfALetter() throws Exception {
        writeLetters(300);
        DeadLetterAdmin first = admin();
        List<DeadLetterOutcome> second = new ArrayList<>();

        assertThatThrownBy(() -> first.replay(DeadLetterFilter.all(), 1_000_000, done -> {
                    if (second.isEmpty()) {
                        second.add(admin().replay(DeadLetterFilter.all(), 1_000_000, ignored -> {}));
                    }
                }))
                .isInstanceOf(KafkaException.class)
                .hasMessageStartingWith("somebody else has begun");

        assertThat(second).containsExactly(new DeadLetterOutcome(200, 100, 0));
        assertThat(replayed()).hasSize(300).doesNotHaveDuplicates();
    }

    @Test
    void whatIsDiscardedIsNotReplayed() throws Exception {
        writeLetters(10);
        DeadLetterRecord letter = letters(DeadLetterFilter.all()).getFirst();

        assertThat(admin().discard(letter, "a duplicate")).isEqualTo(new DeadLetterOutcome(1, 0, 0));
        assertThat(admin().replay(DeadLetterFilter.all(), 100, done -> {})).isEqualTo(new DeadLetterOutcome(9, 0, 1));
        assertThat(admin().discard(DeadLetterFilter.all(), "", done -> {})).isEqualTo(new DeadLetterOutcome(0, 9, 1));
        assertThat(admin().resolutionOf(letter.coordinates()).orElseThrow().decision())
                .isEqualTo(Decision.DISCARDED);
        assertThat(admin().resolutionOf(letter.coordinates()).orElseThrow().at())
                .isEqualTo(TIME);
        assertThat(admin().resolutionOf(letter.coordinates()).orElseThrow().note())
                .isEqualTo("a duplicate");
        assertThat(admin().resolutionOf(letter.coordinates()).orElseThrow().by())
                .isEqualTo("somebody");
    }

    @Test
    void lettersAreFoundByTopicReasonDatasetAndTime() throws Exception {
        writeLetters(10);
        Instant time = Instant.ofEpochMilli(1_000);
        Map<String, DeadLetterFilter> some = Map.of(
                "topic", new DeadLetterFilter(Set.of(Topics.S3_DEAD_LETTERS), Set.of(), Set.of(), Set.of(), null, null),
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
        DeadLetterRecord letter = letters(some.get("to")).getLast();
        assertThat(admin().find(letter.coordinates()).orElseThrow().headers()).isEqualTo(letter.headers());
        assertThatThrownBy(() -> new DeadLetterFilter(Set.of("logs.raw"), Set.of(), Set.of(), Set.of(), null, null))
                .hasMessageContaining("logs.raw-dlt");
    }

    @Test
    void aReplayTellsHowManyBecameEventsAndHowManyAreLettersAgain() throws Exception {
        writeLetters(10);
        ReplayPace pace = new ReplayPace(1_000, OptionalLong.empty(), PATIENCE);

        ReplayOutcome outcome = whileASinkReads(
                event -> Math.floorMod(event.offset(), 3) == 0,
                () -> admin().replay(DeadLetterFilter.all(), pace, done -> true));

        assertThat(outcome.letters()).isEqualTo(new DeadLetterOutcome(10, 0, 0));
        assertThat(outcome.cameBack()).isEqualTo(4);
        assertThat(outcome.passed()).isEqualTo(6);
        assertThat(outcome.unknown()).isZero();
        assertThat(outcome.stopped()).isFalse();
    }

    @Test
    void aReplayStopsWhenTooManyComeBack() throws Exception {
        writeLetters(250);
        ReplayPace pace = new ReplayPace(1_000, OptionalLong.of(20), PATIENCE);

        ReplayOutcome outcome =
                whileASinkReads(event -> true, () -> admin().replay(DeadLetterFilter.all(), pace, done -> true));

        assertThat(outcome.letters().done()).isEqualTo(100);
        assertThat(outcome.cameBack()).isEqualTo(100);
        assertThat(outcome.stopped()).isTrue();
    }

    @Test
    void whatNobodyReadsIsNotKnown() throws Exception {
        writeLetters(3);
        DeadLetterRecord letter = letters(DeadLetterFilter.all()).getFirst();

        ReplayOutcome outcome = admin().replay(letter, Optional.empty(), Duration.ofMillis(300));

        assertThat(outcome.letters().done()).isEqualTo(1);
        assertThat(outcome.unknown()).isEqualTo(1);
        assertThat(outcome.passed() + outcome.cameBack()).isZero();
    }

    @Test
    void aDatasetThatThereIsNotIsRefused() throws Exception {
        writeLetters(3);

        admin().requireDatasets(filter(Set.of(), Set.of("desk"), null, null));
        admin().requireDatasets(filter(Set.of(), Set.of("apache.access"), null, null));
        assertThatThrownBy(() -> admin().requireDatasets(filter(Set.of(), Set.of("desk", "dsek"), null, null)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no dead letter is of the dataset 'dsek'; there are ")
                .hasMessageContaining("desk");
    }

    @Test
    void lettersComeByPartitionAndOffset() throws Exception {
        writeLetters(60);

        List<DeadLetterRecord> letters = letters(DeadLetterFilter.all());

        assertThat(letters)
                .hasSize(60)
                .isSortedAccordingTo(Comparator.comparingInt((DeadLetterRecord letter) ->
                                letter.coordinates().partition())
                        .thenComparingLong(letter -> letter.coordinates().offset()));
    }

    /** Whoever adds a sink has its letters where those of the others are. */
    @Test
    void lettersOfAStoreOfOnesOwnAreAmongAllLetters() throws Exception {
        writeLetters(1);
        String own = Topics.deadLettersOf("clickhouse");
        broker.createTopic(own, 1);
        broker.send(own, "own", "{}", letterHeaders(2));
        broker.flush();

        assertThat(letters(DeadLetterFilter.all()))
                .extracting(letter -> letter.coordinates().topic())
                .containsExactly(own, Topics.ELASTICSEARCH_DEAD_LETTERS);
    }

    /** A sink that writes a letter for what it does not like, and then commits. */
    private <T> T whileASinkReads(Predicate<ConsumerRecord<byte[], byte[]>> rejects, Callable<T> work)
            throws Exception {
        AtomicBoolean over = new AtomicBoolean();
        Set<String> seen = new HashSet<>();
        Thread sink = Thread.ofVirtual().start(() -> {
            while (!over.get()) {
                Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
                for (ConsumerRecord<byte[], byte[]> event : broker.read(Topics.PARSED)) {
                    if (seen.add(event.partition() + "-" + event.offset()) && rejects.test(event)) {
                        broker.send(Topics.ELASTICSEARCH_DEAD_LETTERS, "again", "{}", letterHeaders(event));
                    }
                    offsets.put(
                            new TopicPartition(event.topic(), event.partition()),
                            new OffsetAndMetadata(event.offset() + 1));
                }
                broker.flush();
                if (!offsets.isEmpty()) {
                    broker.commit("sluice-sink-elasticsearch", offsets);
                }
            }
        });
        try {
            return work.call();
        } finally {
            over.set(true);
            sink.join();
        }
    }

    private static DeadLetterFilter filter(Set<String> reasons, Set<String> datasets, Instant from, Instant to) {
        return new DeadLetterFilter(Set.of(), reasons, datasets, Set.of(), from, to);
    }

    /** Letters of Elasticsearch, a millisecond apart, all from partition 1. */
    private void writeLetters(int count) throws Exception {
        broker.createTopic(Topics.ELASTICSEARCH_DEAD_LETTERS, 2);
        EventIds ids = EventIds.ofBatch(EventIdSecret.PUBLIC, "-", "default", "letters");
        IntStream.range(0, count).forEach(i -> {
            String id = ids.id(TIME.toEpochMilli(), i);
            broker.send(Topics.ELASTICSEARCH_DEAD_LETTERS, id, "{\"message\":\"" + i + "\"}", letterHeaders(i));
        });
        broker.flush();
    }

    private static Map<String, String> letterHeaders(int number) {
        return letterHeaders("letter-" + number, new Coordinates(Topics.PARSED, 1, number), 1_000 + number);
    }

    private static Map<String, String> letterHeaders(ConsumerRecord<byte[], byte[]> rejected) {
        return letterHeaders(
                "again",
                new Coordinates(rejected.topic(), rejected.partition(), rejected.offset()),
                rejected.timestamp());
    }

    private static Map<String, String> letterHeaders(String id, Coordinates source, long at) {
        Map<String, String> headers = new HashMap<>(Map.of(Headers.DATA_STREAM, DATA_STREAM, "own", "kept"));
        new DeadLetter(id, DeadLetterReason.SINK_REJECTED, "400", source, DeadLetter.NO_LINE, 1, at)
                .writeTo((name, value) -> headers.put(name, new String(value, UTF_8)));
        return headers;
    }

    private List<String> replayed() {
        return broker.read(Topics.PARSED).stream()
                .map(event -> new String(event.key(), UTF_8))
                .toList();
    }

    private List<DeadLetterRecord> letters(DeadLetterFilter filter) {
        List<DeadLetterRecord> letters = new ArrayList<>();
        admin().visit(filter, (letter, resolution) -> letters.add(letter));
        return letters;
    }

    private DeadLetterAdmin admin() {
        return admin(Ticker.SYSTEM);
    }

    private DeadLetterAdmin admin(Ticker ticker) {
        return new DeadLetterAdmin(broker.connection(), "somebody", Clock.fixed(TIME, ZoneOffset.UTC), ticker);
    }
}
