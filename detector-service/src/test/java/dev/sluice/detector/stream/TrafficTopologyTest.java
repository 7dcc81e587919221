// SPDX-License-Identifier: Apache-2.0
package dev.sluice.detector.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.detector.detection.EventDetector;
import dev.sluice.detector.rule.DetectionRules;
import dev.sluice.model.Headers;
import dev.sluice.model.Topics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class TrafficTopologyTest {

    private static final Instant START = Instant.parse("2026-11-28T12:00:00Z");
    private static final List<TopicPartition> EVENTS = List.of(new TopicPartition(Topics.PARSED, 0));
    private static final String STREAM = "logs-apache.access-shop";

    @TempDir
    private Path state;

    private final JsonMapper json = new JsonMapper();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final UncommittedTraffic uncommitted = new UncommittedTraffic();
    private TopologyTestDriver driver;
    private TestInputTopic<byte[], byte[]> events;
    private TestInputTopic<byte[], byte[]> sums;
    private TestOutputTopic<byte[], byte[]> metrics;

    @BeforeEach
    void start() {
        Properties config = new Properties();
        config.put(StreamsConfig.APPLICATION_ID_CONFIG, "test");
        config.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "none:1");
        config.put(StreamsConfig.STATE_DIR_CONFIG, state.toString());
        driver = new TopologyTestDriver(
                DetectorTopology.of(
                        new EventDetector(DetectionRules.NONE),
                        new DetectorMetrics(registry),
                        Duration.ofSeconds(2),
                        uncommitted,
                        TopologyRun.TRAFFIC,
                        TopologyRun.RELATED),
                config,
                START);
        events = driver.createInputTopic(Topics.PARSED, new ByteArraySerializer(), new ByteArraySerializer());
        sums = driver.createInputTopic(Topics.DETECTOR_TRAFFIC, new ByteArraySerializer(), new ByteArraySerializer());
        metrics = driver.createOutputTopic(Topics.METRICS, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    @AfterEach
    void stop() {
        driver.close();
    }

    @Test
    void aMinuteIsOneDocument() {
        for (int i = 0; i < 100; i++) {
            event(STREAM, START.plusMillis(i * 300L), "192.0.2." + i % 4, "/page/" + i % 3, i % 10 == 0 ? 404 : 200, i);
            if (i % 7 == 0) {
                commit();
            }
        }
        commit();
        driver.advanceWallClockTime(Duration.ofSeconds(69));
        assertThat(read()).as("the minute is over since nine seconds").isEmpty();
        driver.advanceWallClockTime(Duration.ofSeconds(2));

        List<TestRecord<byte[], byte[]>> documents = metrics.readRecordsToList();
        assertThat(documents).hasSize(1);
        JsonNode document = json.readTree(documents.getFirst().value());
        assertThat(document.path("@timestamp").asString()).isEqualTo("2026-11-28T12:00:00Z");
        assertThat(document.at("/event/kind").asString()).isEqualTo("metric");
        assertThat(document.at("/event/id").asString())
                .isEqualTo(new String(documents.getFirst().key(), UTF_8));
        assertThat(header(documents.getFirst(), Headers.DATA_STREAM)).isEqualTo("logs-sluice.traffic-shop");
        assertThat(header(documents.getFirst(), Headers.UNBOOKED)).isEqualTo("sluice.traffic");
        assertThat(document.at("/sluice/traffic")).isEqualTo(json.readTree("""
                {"dataset":"apache.access","namespace":"shop","events":100,"bytes":4950,
                 "status":{"1xx":0,"2xx":90,"3xx":0,"4xx":10,"5xx":0},
                 "size":{"count":100,"p50":49,"p95":94,"p99":98},
                 "duration":{"count":100,"p50":49,"p95":94,"p99":98},
                 "paths":[{"path":"/page/0","events":34},{"path":"/page/1","events":33},{"path":"/page/2","events":33}],
                 "paths_error":0,
                 "clients":[{"address":"192.0.2.0","events":25},{"address":"192.0.2.1","events":25},
                  {"address":"192.0.2.2","events":25},{"address":"192.0.2.3","events":25}],
                 "clients_error":0}
                """));
        assertThat(driver.createOutputTopic(Topics.PARSED, new ByteArrayDeserializer(), new ByteArrayDeserializer())
                        .readRecordsToList())
                .as("the stores get the same")
                .extracting(TestRecord::key)
                .containsExactly(documents.getFirst().key());
    }

    @Test
    void eachStreamAndMinuteIsItsOwn() {
        event(STREAM, START, "192.0.2.1", "/", 200, 1);
        event("logs-apache.access-other", START, "192.0.2.1", "/", 200, 2);
        event("logs-nginx.access-shop", START, "192.0.2.1", "/", 200, 4);
        event(STREAM, START.plusSeconds(60), "192.0.2.1", "/", 200, 8);
        event(STREAM, START, "192.0.2.1", "/", 200, 16);
        event("logs-sluice.gaps-default", START, "192.0.2.1", "/", 200, 32);
        commit();
        driver.advanceWallClockTime(Duration.ofMinutes(3));

        assertThat(read())
                .extracting(document -> document.at("/sluice/traffic/bytes").asLong())
                .containsExactlyInAnyOrder(17L, 2L, 4L, 8L);
    }

    /** No store replaces a document: what comes late adds to it. */
    @Test
    void whatComesLateIsAFurtherDocument() {
        Set<String> ids = new HashSet<>();
        for (int part = 1; part <= 3; part++) {
            event(STREAM, START, "192.0.2.1", "/", 200, part);
            commit();
            driver.advanceWallClockTime(Duration.ofMinutes(2));
            List<JsonNode> documents = read();
            assertThat(documents).hasSize(1);
            assertThat(documents.getFirst().at("/sluice/traffic/bytes").asLong())
                    .isEqualTo(part);
            ids.add(documents.getFirst().at("/event/id").asString());
        }

        assertThat(ids).hasSize(3);
        assertThat(registry.get("sluice.detector.traffic.late").counter().count())
                .isEqualTo(2);
    }

    /** Numbers are not remembered for good, and ids must never come twice. */
    @Test
    void ofOldLogsEachDocumentHasItsOwnId() {
        Instant old = START.minus(Duration.ofDays(400));
        Set<String> ids = new HashSet<>();
        for (int part = 0; part < 3; part++) {
            event(STREAM, old, "192.0.2.1", "/", 200, 1);
            commit();
            driver.advanceWallClockTime(Duration.ofSeconds(12));
            read().forEach(document -> ids.add(document.at("/event/id").asString()));
        }
        assertThat(ids).hasSize(3);
        try (var left =
                driver.<String, byte[]>getKeyValueStore(TrafficProcessor.STORE).all()) {
            assertThat(left.hasNext()).as("remembered").isFalse();
        }
    }

    @Test
    void whatNeedNotBeRememberedIsForgotten() {
        event(STREAM, START, "192.0.2.1", "/", 200, 1);
        commit();
        driver.advanceWallClockTime(Duration.ofHours(24));
        assertThat(read()).hasSize(1);
        assertThat(isAnythingRemembered()).isTrue();
        driver.advanceWallClockTime(Duration.ofHours(2));
        assertThat(isAnythingRemembered()).isFalse();
    }

    private boolean isAnythingRemembered() {
        try (var left =
                driver.<String, byte[]>getKeyValueStore(TrafficProcessor.STORE).all()) {
            return left.hasNext();
        }
    }

    @Test
    void aWrongClockHoldsNothingBackForLong() {
        event(STREAM, START.plus(Duration.ofDays(3000)), "192.0.2.1", "/", 200, 1);
        commit();
        driver.advanceWallClockTime(Duration.ofMinutes(9));
        assertThat(read()).isEmpty();
        driver.advanceWallClockTime(Duration.ofMinutes(2));
        assertThat(read()).hasSize(1);
    }

    /** Else a sender that makes up datasets, or times, would fill the memory. */
    @Test
    void tooManyStreamsAreCountedTogether() {
        for (int i = 0; i < 300; i++) {
            event("logs-made.up" + i + "-default", START, "192.0.2.1", "/", 200, 1);
        }
        commit();
        driver.advanceWallClockTime(Duration.ofMinutes(2));

        List<JsonNode> documents = read();
        assertThat(documents).hasSize(201);
        assertThat(documents.stream()
                        .filter(document -> document.at("/sluice/traffic/dataset")
                                .asString()
                                .equals("_other"))
                        .map(document -> document.at("/sluice/traffic/events").asLong()))
                .containsExactly(100L);
        assertThat(registry.get("sluice.detector.traffic.other").counter().count())
                .isEqualTo(100);
    }

    @Test
    void tooManyMinutesAreWrittenEarlyAndNoneIsLost() {
        int minutes = TrafficProcessor.MAX_OPEN + 50;
        for (int i = 0; i < minutes; i++) {
            event(STREAM, START.minus(Duration.ofMinutes(i)), "192.0.2.1", "/", 200, 1);
        }
        commit();
        assertThat(read()).hasSize(50);
        driver.advanceWallClockTime(Duration.ofMinutes(2));
        assertThat(read()).hasSize(minutes - 50);
    }

    /** Of a partition that this thread has not got, it has nothing to send. */
    @Test
    void onlyWhatIsCommittedIsSent() {
        event(STREAM, START, "192.0.2.1", "/", 200, 1);

        assertThat(uncommitted.take(
                        List.of(new TopicPartition(Topics.PARSED, 1), new TopicPartition(Topics.DETECTOR_SIGNALS, 0))))
                .isEmpty();
        assertThat(uncommitted.take(EVENTS)).hasSize(1);
        assertThat(uncommitted.take(EVENTS)).as("the second time").isEmpty();
    }

    private void event(String stream, Instant time, String address, String path, int status, int bytes) {
        RecordHeaders headers = new RecordHeaders();
        headers.add(Headers.DATA_STREAM, stream.getBytes(UTF_8));
        byte[] event = """
                {"@timestamp":"%s","event":{"id":"1","duration":%d},"source":{"address":"%s"},"url":{"path":"%s"},\
                "http":{"response":{"status_code":%d,"body":{"bytes":%d}}}}\
                """.formatted(time, bytes, address, path, status, bytes).getBytes(UTF_8);
        events.pipeInput(new TestRecord<>(new byte[0], event, headers));
    }

    /** As the producer does it. */
    private void commit() {
        for (ProducerRecord<byte[], byte[]> record : uncommitted.take(EVENTS)) {
            assertThat(record.topic()).isEqualTo(Topics.DETECTOR_TRAFFIC);
            sums.pipeInput(record.key(), record.value());
        }
    }

    private static String header(TestRecord<byte[], byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), UTF_8);
    }

    private List<JsonNode> read() {
        return metrics.readValuesToList().stream().map(json::readTree).toList();
    }
}
