// SPDX-License-Identifier: Apache-2.0
package dev.sluice.detector.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.detector.detection.EventDetector;
import dev.sluice.detector.related.Neighbours;
import dev.sluice.detector.rule.DetectionRules;
import dev.sluice.detector.settings.DetectorSettings;
import dev.sluice.model.Headers;
import dev.sluice.model.Topics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RelatedTopologyTest {

    private static final Instant START = Instant.parse("2026-11-28T12:00:00Z");
    private static final Duration HALF_LIFE = Duration.ofDays(7);

    @TempDir
    private Path state;

    @Test
    void pagesOfOneSessionAreCountedForEachOther() {
        try (TopologyTestDriver driver = new TopologyTestDriver(topology(true), config(), START)) {
            TestInputTopic<byte[], byte[]> events =
                    driver.createInputTopic(Topics.PARSED, new ByteArraySerializer(), new ByteArraySerializer());
            for (int client = 0; client < 3; client++) {
                events.pipeInput(view("logs-apache.access-shop", client, "/start", START));
                events.pipeInput(view("logs-nginx.access-shop", client, "/shop", START.plusSeconds(20)));
                if (client == 0) {
                    events.pipeInput(view("logs-apache.access-shop", client, "/help", START.plusSeconds(30)));
                }
                events.pipeInput(view("logs-apache.access-shop", client, "/next-day", START.plusSeconds(86_400)));
            }
            events.pipeInput(view("logs-apache.access-other", 0, "/secret", START.plusSeconds(25)));

            assertThat(related(driver, "shop /start")).containsExactly("/shop", "/help");
            assertThat(related(driver, "shop /shop")).containsExactly("/start", "/help");
            assertThat(related(driver, "shop /help")).containsExactlyInAnyOrder("/start", "/shop");
            assertThat(related(driver, "shop /next-day")).isEmpty();
            assertThat(related(driver, "other /secret"))
                    .as("of another namespace")
                    .isEmpty();
        }
    }

    @Test
    void nothingIsCountedUnlessAsked() {
        assertThat(topology(false).describe().toString()).doesNotContain(DetectorTopology.PAGES);
    }

    /** Their state lies in folders of these numbers: whether pages are counted must not change them. */
    @Test
    void theOtherPartsKeepTheirNumbers() {
        String with = topology(true).describe().toString();
        String without = topology(false).describe().toString();
        for (int part = 1; part <= 2; part++) {
            assertThat(part(with, part)).isEqualTo(part(without, part));
        }
    }

    private static String part(String topology, int number) {
        int from = topology.indexOf("Sub-topology: " + number);
        int to = topology.indexOf("Sub-topology: " + (number + 1));
        return topology.substring(from, to < 0 ? topology.length() : to).strip();
    }

    private static List<String> related(TopologyTestDriver driver, String key) {
        byte[] row =
                driver.<String, byte[]>getKeyValueStore(PageProcessor.STORE).get(key);
        return row == null
                ? List.of()
                : Neighbours.read(row, HALF_LIFE).top(9, START.getEpochSecond()).stream()
                        .map(Neighbours.Neighbour::path)
                        .toList();
    }

    private static TestRecord<byte[], byte[]> view(String stream, int client, String path, Instant time) {
        RecordHeaders headers = new RecordHeaders();
        headers.add(Headers.DATA_STREAM, stream.getBytes(UTF_8));
        byte[] event = """
                {"@timestamp":"%s","source":{"address":"192.0.2.%d"},"url":{"path":"%s"},\
                "http":{"request":{"method":"GET"},"response":{"status_code":200}}}\
                """.formatted(time, client, path).getBytes(UTF_8);
        return new TestRecord<>(new byte[0], event, headers);
    }

    private static Topology topology(boolean related) {
        return DetectorTopology.of(
                new EventDetector(DetectionRules.NONE),
                new DetectorMetrics(new SimpleMeterRegistry()),
                Duration.ofSeconds(2),
                new UncommittedTraffic(),
                TopologyRun.TRAFFIC,
                new DetectorSettings.Related(
                        related, "127.0.0.1:8084", HALF_LIFE, 100, 1, (short) 1, Duration.ofDays(1)));
    }

    private Properties config() {
        Properties config = new Properties();
        config.put(StreamsConfig.APPLICATION_ID_CONFIG, "test");
        config.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "none:1");
        config.put(StreamsConfig.STATE_DIR_CONFIG, state.toString());
        return config;
    }
}
