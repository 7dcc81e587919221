// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.elasticsearch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.model.DeadLetterReason;
import dev.sluice.model.EventIdSecret;
import dev.sluice.model.EventIds;
import dev.sluice.model.Headers;
import dev.sluice.model.Topics;
import dev.sluice.model.ledger.BookMark;
import dev.sluice.sink.testing.HotStore;
import dev.sluice.sink.testing.Pipe;
import dev.sluice.sink.testing.Sink;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

// A service that runs is all that is asked of it in most tests.
@SuppressWarnings("try")
class ITElasticsearch {

    private static final Instant TIME = Instant.parse("2026-03-01T23:50:00Z");

    @TempDir
    private static Path elasticsearchFolder;

    private static HotStore store;

    @TempDir
    private Path folder;

    private Pipe pipe;

    @BeforeAll
    static void startElasticsearch() {
        store = HotStore.start(elasticsearchFolder);
    }

    @AfterAll
    static void stopElasticsearch() {
        store.close();
    }

    @BeforeEach
    void startKafka() throws Exception {
        pipe = new Pipe(folder.resolve("kafka"), 2);
    }

    @AfterEach
    void stopKafka() {
        pipe.close();
    }

    @Test
    void storesEachEventOnceAndAgainNothing() {
        Set<String> ids = pipe.writeEvents("logs-once-default", TIME, 0, 5_000);
        try (var sink = sink()) {
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(
                            () -> assertThat(store.ids("logs-once-default")).containsExactlyElementsOf(ids));
        }
        // The whole topic again.
        try (var sink = sink("--sluice.sink.elasticsearch.consumer.group=again")) {
            await().atMost(Duration.ofSeconds(30)).until(() -> duplicates(sink) == 5_000);
            assertThat(store.ids("logs-once-default")).containsExactlyElementsOf(ids);
        }
    }

    @Test
    void leavesWordThatNothingIsDoubtfulAfterACleanStop() {
        pipe.writeEvents("logs-stop-default", TIME, 0, 1_000);
        try (var sink = sink()) {
            await().atMost(Duration.ofSeconds(30)).until(() -> store.count("logs-stop-default") == 1_000);
        }
        assertThat(pipe.committed("sluice-sink-elasticsearch").values())
                .hasSize(2)
                .allSatisfy(committed -> {
                    assertThat(committed.offset()).isEqualTo(500);
                    assertThat(BookMark.parse(committed.metadata()).rest()).isEqualTo("sent=500");
                });
    }

    @Test
    void writesFieldsThatCanBeSearched() {
        String id =
                EventIds.ofBatch(EventIdSecret.PUBLIC, "-", "default", "fields").id(TIME.toEpochMilli(), 0);
        pipe.write(0, id, "logs-typed-default", """
            {"@timestamp":"2026-03-01T23:50:00Z","event":{"id":"%s","category":["web"]},
             "source":{"address":"10.13.37.01","ip":"10.13.37.1"},"http":{"response":{"status_code":200,"body":{"bytes":2457}}},
             "url":{"original":"/a?b=c","path":"/a"},"labels":{"team":"blue"},"fields":{"own":{"deep":"value"}},"unknown":{"x":1}}
            """.formatted(id).trim());
        pipe.flush();
        try (var sink = sink()) {
            await().atMost(Duration.ofSeconds(30)).until(() -> store.count("logs-typed-default") == 1);
        }
        for (String query : List.of(
                "source.ip:\"10.13.37.0/24\"",
                "http.response.status_code:[200 TO 299]",
                "http.response.body.bytes:>2000",
                "url.path:\"/a\"",
                "labels.team:blue",
                "fields.own.deep:value",
                "event.category:web")) {
            assertThat(store.count("logs-typed-default", query)).as(query).isEqualTo(1);
        }
        assertThat(store.count("logs-typed-default", "unknown.x:1")).isZero();
        assertThat(store.template().at("/template/lifecycle/data_retention").asString())
                .isEqualTo("7d");
    }

    @Test
    void labelsAndFieldsAreCountedByValueAndDeclaredNumbersComparedByRange() {
        EventIds ids = EventIds.ofBatch(EventIdSecret.PUBLIC, "-", "default", "numbers");
        List<String> own = List.of(
                // First a whole number: what comes later has fractions, an exponent, and a name that begins with this
                // one's.
                "\"labels\":{\"team\":\"blue\"},\"fields\":{\"shop\":{\"name\":\"a\"}},\"numeric_labels\":{\"shop\":9,\"shop.total\":9}",
                "\"labels\":{\"team\":\"blue\"},\"fields\":{\"shop\":{\"name\":\"b\"}},\"numeric_labels\":{\"shop.total\":19.90}",
                "\"labels\":{\"team\":\"red\"},\"fields\":{\"shop\":{\"name\":\"a\"}},\"numeric_labels\":{\"shop.total\":1.0e2}",
                // From the lake a field comes back under its path with dots.
                "\"numeric_labels.shop.total\":-0.5",
                // No double is as large: it is kept, and found by everything else.
                "\"labels\":{\"team\":\"red\"},\"numeric_labels\":{\"shop.total\":1e400}");
        for (int i = 0; i < own.size(); i++) {
            String id = ids.id(TIME.toEpochMilli(), i);
            pipe.write(
                    0,
                    id,
                    "logs-numbers-default",
                    "{\"@timestamp\":\"2026-03-01T23:50:00Z\",\"event\":{\"id\":\"%s\"},\"message\":\"x\",%s}"
                            .formatted(id, own.get(i)));
        }
        pipe.flush();
        try (var sink = sink()) {
            await().atMost(Duration.ofSeconds(30)).until(() -> store.count("logs-numbers-default") == own.size());
        }
        assertThat(store.count("logs-numbers-default", "_exists_:sluice.moved")).isZero();
        assertThat(counts("labels.team")).containsOnly(Map.entry("blue", 2L), Map.entry("red", 2L));
        assertThat(counts("fields.shop.name")).containsOnly(Map.entry("a", 2L), Map.entry("b", 1L));
        Map<String, Integer> events = Map.of(
                "numeric_labels.shop:[9 TO 9]", 1,
                "numeric_labels.shop.total:[9 TO 20]", 2,
                "numeric_labels.shop.total:[19.5 TO 20]", 1,
                "numeric_labels.shop.total:>20", 1,
                "numeric_labels.shop.total:<0", 1,
                "labels.team:red", 2);
        events.forEach((query, count) ->
                assertThat(store.count("logs-numbers-default", query)).as(query).isEqualTo((long) count));
        // What can't be a number of Elasticsearch is there as it was written.
        assertThat(store.source("logs-numbers-default", ids.id(TIME.toEpochMilli(), 4))
                        .at("/numeric_labels/shop.total")
                        .isNumber())
                .isTrue();
    }

    /** How many events of {@code logs-numbers-default} have which value. */
    private static Map<String, Long> counts(String field) {
        return store.call(
                        "POST",
                        "/logs-numbers-default/_search?size=0",
                        "{\"aggs\":{\"by\":{\"terms\":{\"field\":\"" + field + "\"}}}}")
                .at("/aggregations/by/buckets")
                .valueStream()
                .collect(Collectors.toMap(
                        bucket -> bucket.path("key").asString(),
                        bucket -> bucket.path("doc_count").asLong()));
    }

    @Test
    void movesWhatDoesNotFitInsteadOfLosingTheEvent() {
        String id =
                EventIds.ofBatch(EventIdSecret.PUBLIC, "-", "default", "mend").id(TIME.toEpochMilli(), 0);
        pipe.write(0, id, "logs-mend-default", """
            {"@timestamp":"2026-03-01T23:50:00Z","event":{"id":"%s"},"source":"no object","host":{"name":{"a":1}},"message":"kept"}\
            """.formatted(id));
        pipe.flush();
        try (var sink = sink()) {
            await().atMost(Duration.ofSeconds(30)).until(() -> store.count("logs-mend-default") == 1);
        }
        JsonNode event = store.source("logs-mend-default", id);
        assertThat(event.at("/fields/source").asString()).isEqualTo("no object");
        assertThat(event.at("/fields/host.name/a").asInt()).isEqualTo(1);
        assertThat(event.at("/sluice/moved").valueStream().map(JsonNode::asString))
                .containsExactlyInAnyOrder("source", "host.name");
        assertThat(event.at("/message").asString()).isEqualTo("kept");
    }

    @Test
    void sendsWhatIsRejectedToTheDeadLettersAndTheRestOn() {
        Set<String> ids = pipe.writeEvents("logs-dead-default", TIME, 0, 100);
        String id =
                EventIds.ofBatch(EventIdSecret.PUBLIC, "-", "default", "dead").id(TIME.toEpochMilli(), 0);
        pipe.write(
                0,
                id,
                "logs-dead-default",
                "{\"@timestamp\":\"2026-03-01T23:50:00Z\",\"message\":}",
                Map.of("own", "kept"));
        pipe.write(1, id, null, "{}");
        ids.addAll(pipe.writeEvents("logs-dead-default", TIME, 100, 100));
        try (var sink = sink()) {
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(
                            () -> assertThat(store.ids("logs-dead-default")).containsExactlyElementsOf(ids));
        }
        List<ConsumerRecord<byte[], byte[]>> letters = pipe.read(Topics.ELASTICSEARCH_DEAD_LETTERS);
        assertThat(letters)
                .extracting(letter -> header(letter, Headers.DLT_REASON))
                .containsExactlyInAnyOrder(DeadLetterReason.SINK_REJECTED.name(), DeadLetterReason.BAD_HEADERS.name());
        ConsumerRecord<byte[], byte[]> rejected = letters.stream()
                .filter(letter -> header(letter, Headers.DLT_REASON).equals("SINK_REJECTED"))
                .findFirst()
                .orElseThrow();
        assertThat(header(rejected, Headers.DLT_MESSAGE)).startsWith("400 document_parsing_exception: ");
        assertThat(header(rejected, Headers.DLT_PARTITION)).isEqualTo("0");
        assertThat(header(rejected, Headers.DLT_OFFSET)).isEqualTo("50");
        assertThat(header(rejected, Headers.DATA_STREAM)).isEqualTo("logs-dead-default");
        assertThat(header(rejected, "own")).isEqualTo("kept");
        assertThat(new String(rejected.value(), UTF_8))
                .isEqualTo("{\"@timestamp\":\"2026-03-01T23:50:00Z\",\"message\":}");
    }

    @Test
    void writesNothingTwiceIntoADataStreamThatHasRolledOverSince() {
        Set<String> ids = pipe.writeEvents("logs-rolled-default", TIME, 0, 1_000);
        try (var sink = sink()) {
            await().atMost(Duration.ofSeconds(30)).until(() -> store.count("logs-rolled-default") == 1_000);
        }
        store.rollOver("logs-rolled-default");
        ids.addAll(pipe.writeEvents("logs-rolled-default", TIME, 1_000, 500));
        // A group that knows of nothing: everything may have been sent already.
        try (var sink = sink("--sluice.sink.elasticsearch.consumer.group=new")) {
            await().atMost(Duration.ofSeconds(30)).until(() -> store.count("logs-rolled-default") >= 1_500);
            await().atMost(Duration.ofSeconds(30)).until(() -> duplicates(sink) == 1_000);
        }
        assertThat(store.ids("logs-rolled-default")).containsExactlyElementsOf(ids);
    }

    @Test
    void writesAReplayOnceAlthoughTheDataStreamHasRolledOver() {
        Set<String> ids = new TreeSet<>(pipe.writeEvents("logs-replayed-default", TIME, 0, 10));
        try (var sink = sink()) {
            await().atMost(Duration.ofSeconds(30)).until(() -> store.count("logs-replayed-default") == 10);
            store.rollOver("logs-replayed-default");
            String id = ids.iterator().next();
            pipe.write(
                    0,
                    id,
                    "logs-replayed-default",
                    Pipe.json(id, TIME, 0),
                    Map.of(Headers.REPLAY, "logs.parsed-elasticsearch-dlt-0-0"));
            ids.addAll(pipe.writeEvents("logs-replayed-default", TIME, 10, 10));
            await().atMost(Duration.ofSeconds(30)).until(() -> store.count("logs-replayed-default") >= 20);
            await().atMost(Duration.ofSeconds(30)).until(() -> duplicates(sink) == 1);
        }
        assertThat(store.ids("logs-replayed-default")).containsExactlyElementsOf(ids);
    }

    private static double duplicates(Sink sink) {
        return sink.counter("sluice.sink.documents", "store", "elasticsearch", "result", "duplicate");
    }

    private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), UTF_8);
    }

    private Sink sink(String... arguments) {
        return Sink.elasticsearch(pipe.bootstrapServers(), store.endpoint(), arguments);
    }
}
