// SPDX-License-Identifier: Apache-2.0
package dev.sluice.detector;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.model.Headers;
import dev.sluice.model.Topics;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Each event is in the sums of its minute once, whoever is killed or comes while they are counted. */
class ITTrafficKilled {

    private static final int PARTITIONS = 3;
    private static final int EVENTS = 30_000;
    private static final int MINUTES = 5;
    private static final Duration PATIENCE = Duration.ofSeconds(120);

    @TempDir
    private Path folder;

    private final JsonMapper json = new JsonMapper();
    private final Random random = new Random(5);
    private final Map<String, Long> sent = new HashMap<>();
    private DetectorRig rig;

    @BeforeEach
    void start() throws Exception {
        rig = new DetectorRig(folder, ITTrafficKilled.class, PARTITIONS);
    }

    @AfterEach
    void stop() throws InterruptedException {
        rig.close();
    }

    @Test
    void theSumsAreThoseOfTheEventsAlsoWhenADetectorIsKilledAndAnotherOneComes() throws Exception {
        Process first = startDetector("a");
        send(EVENTS / 3);
        await("something is counted")
                .atMost(PATIENCE)
                .until(() -> !rig.records(Topics.DETECTOR_TRAFFIC).isEmpty());

        startDetector("b");
        send(EVENTS / 3);
        first.destroyForcibly().waitFor();
        send(EVENTS / 3);

        await("all are written")
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(written()).isEqualTo(sent));
        await("and not one more")
                .during(Duration.ofSeconds(4))
                .atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(written()).isEqualTo(sent));
        List<String> ids = rig.records(Topics.METRICS).stream()
                .map(record -> new String(record.key(), UTF_8))
                .toList();
        assertThat(ids).as("no id is there twice").doesNotHaveDuplicates();
        assertThat(rig.records(Topics.PARSED).stream()
                        .filter(record -> new String(
                                        record.headers()
                                                .lastHeader(Headers.DATA_STREAM)
                                                .value(),
                                        UTF_8)
                                .startsWith("logs-sluice.traffic-"))
                        .map(record -> new String(record.key(), UTF_8)))
                .as("the stores get the same documents")
                .containsExactlyInAnyOrderElementsOf(ids);
    }

    /** By minute and data stream. */
    private Map<String, Long> written() {
        Map<String, Long> events = new HashMap<>();
        for (ConsumerRecord<byte[], byte[]> record : rig.records(Topics.METRICS)) {
            JsonNode document = json.readTree(record.value());
            JsonNode traffic = document.at("/sluice/traffic");
            events.merge(
                    document.path("@timestamp").asString()
                            + " logs-" + traffic.path("dataset").asString()
                            + '-' + traffic.path("namespace").asString(),
                    traffic.path("events").asLong(),
                    Long::sum);
        }
        return events;
    }

    private void send(int events) {
        Instant first = Instant.now().truncatedTo(ChronoUnit.HOURS).minus(1, ChronoUnit.HOURS);
        List<String> streams = List.of("logs-apache.access-default", "logs-apache.access-shop", "logs-app-shop");
        for (int i = 0; i < events; i++) {
            Instant time = first.plusMillis(random.nextInt(MINUTES * 60_000));
            String stream = streams.get(random.nextInt(streams.size()));
            byte[] event = """
                    {"@timestamp":"%s","event":{"id":"%d"},"source":{"address":"192.0.2.%d"},"url":{"path":"/%d"},\
                    "http":{"response":{"status_code":200,"body":{"bytes":%d}}}}\
                    """.formatted(time, i, random.nextInt(200), random.nextInt(1000), i)
                    .getBytes(UTF_8);
            var record = new ProducerRecord<byte[], byte[]>(Topics.PARSED, i % PARTITIONS, null, event);
            record.headers().add(Headers.DATA_STREAM, stream.getBytes(UTF_8));
            rig.send(record);
            sent.merge(time.truncatedTo(ChronoUnit.MINUTES) + " " + stream, 1L, Long::sum);
        }
        rig.flush();
    }

    private Process startDetector(String name) throws IOException {
        return rig.start("state-" + name, 0, "--sluice.detector.traffic.grace=1s");
    }
}
