// SPDX-License-Identifier: Apache-2.0
package dev.sluice.detector.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.detector.detection.EventDetector;
import dev.sluice.detector.rule.DetectionRules;
import dev.sluice.model.DeadLetter;
import dev.sluice.model.DeadLetterReason;
import dev.sluice.model.Headers;
import dev.sluice.model.Topics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
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

class DetectorTopologyTest {

    private static final Instant START = Instant.parse("2026-11-28T12:00:00Z");

    @TempDir
    private Path state;

    private final JsonMapper json = new JsonMapper();
    private TopologyTestDriver driver;
    private TestInputTopic<byte[], byte[]> events;
    private TestOutputTopic<byte[], byte[]> alerts;

    @BeforeEach
    void start() {
        Properties config = new Properties();
        config.put(StreamsConfig.APPLICATION_ID_CONFIG, "test");
        config.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "none:1");
        config.put(StreamsConfig.STATE_DIR_CONFIG, state.toString());
        driver = new TopologyTestDriver(
                DetectorTopology.of(
                        new EventDetector(DetectionRules.NONE),
                        new DetectorMetrics(new SimpleMeterRegistry()),
                        Duration.ofSeconds(2),
                        new UncommittedTraffic(),
                        TopologyRun.TRAFFIC,
                        TopologyRun.RELATED),
                config,
                START);
        events = driver.createInputTopic(Topics.PARSED, new ByteArraySerializer(), new ByteArraySerializer());
        alerts = driver.createOutputTopic(Topics.ALERTS, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    @AfterEach
    void stop() {
        driver.close();
    }

    @Test
    void aScanIsOneIncidentAmongOrdinaryTraffic() {
        for (int i = 0; i < 1200; i++) {
            request(START.plusMillis(i * 10L), "198.51.100." + i % 200, "/shop?page=" + i, i);
            if (i % 100 == 0) {
                request(
                        START.plusMillis(i * 10L),
                        "192.0.2.66",
                        "/item?id=" + i + "'+or+" + i + "=" + i + "--",
                        10_000 + i);
            }
        }
        driver.advanceWallClockTime(Duration.ofSeconds(4));
        List<JsonNode> open = read();

        assertThat(open)
                .extracting(alert -> alert.at("/rule/id").asString())
                .containsExactlyInAnyOrder("query-string-scan", "sql-injection");
        assertThat(open).allSatisfy(alert -> {
            assertThat(alert.at("/event/kind").asString()).isEqualTo("alert");
            assertThat(alert.at("/event/action").asString()).isEqualTo("opened");
            assertThat(alert.at("/source/ip").asString()).isEqualTo("192.0.2.66");
            assertThat(alert.at("/sluice/alert/samples/0").asString()).startsWith("GET /item?id=0'");
        });

        for (int i = 0; i < 40; i++) {
            driver.advanceWallClockTime(Duration.ofSeconds(10));
        }
        assertThat(read())
                .extracting(alert -> alert.at("/event/action").asString())
                .containsExactly("closed", "closed");
    }

    @Test
    void alertsOfTheSameEventsHaveTheSameIds() {
        List<String> ids = new ArrayList<>();
        for (int run = 0; run < 2; run++) {
            for (int i = 0; i < 20; i++) {
                request(START.plusSeconds(i), "192.0.2.66", "/item?id=" + i + "+union+select+" + i, i);
                // The second run is slower.
                driver.advanceWallClockTime(Duration.ofMillis(run * 400L));
            }
            driver.advanceWallClockTime(Duration.ofMinutes(10));
            ids.add(read().stream()
                    .map(alert -> alert.at("/event/id").asString())
                    .sorted()
                    .toList()
                    .toString());
            stop();
            state = state.resolve("second");
            start();
        }
        assertThat(ids.getFirst()).isEqualTo(ids.getLast()).isNotEqualTo("[]");
    }

    @Test
    void theLedgerCanTellAlertsFromTheParsersEvents() {
        TestOutputTopic<byte[], byte[]> stores =
                driver.createOutputTopic(Topics.PARSED, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        for (int i = 0; i < 20; i++) {
            request(START.plusSeconds(i), "192.0.2.66", "/item?id=" + i + "+union+select+" + i, i);
        }
        driver.advanceWallClockTime(Duration.ofMinutes(10));

        assertThat(stores.readRecordsToList())
                .isNotEmpty()
                .allSatisfy(alert -> assertThat(
                                alert.headers().lastHeader(Headers.UNBOOKED).value())
                        .asString(UTF_8)
                        .isEqualTo(json.readTree(alert.value()).at("/rule/id").asString()));
    }

    @Test
    void whatSluiceSaysOfItselfIsNoTraffic() {
        for (int i = 0; i < 20; i++) {
            RecordHeaders headers = new RecordHeaders();
            headers.add(Headers.DATA_STREAM, "logs-sluice.alerts-default".getBytes(UTF_8));
            events.pipeInput(
                    new TestRecord<>(new byte[0], event(START, "192.0.2.1", "/?x='+or+1=1--" + i, i), headers));
        }
        driver.advanceWallClockTime(Duration.ofMinutes(1));
        assertThat(read()).isEmpty();
    }

    @Test
    void aScanFromSeveralAddressesOfOneNetworkIsOneIncident() {
        for (int i = 0; i < 12; i++) {
            request(START.plusSeconds(i), "192.0.2." + i % 6, "/item?id=" + i + "+union+select+" + i, i);
        }
        for (int i = 0; i < 12; i++) {
            request(START.plusSeconds(i), "2001:db8:1:2::" + i, "/item?id=" + i + "+union+select+" + i, 100 + i);
        }
        driver.advanceWallClockTime(Duration.ofSeconds(4));

        List<JsonNode> found = read().stream()
                .filter(alert -> alert.at("/rule/id").asString().equals("network-query-scan"))
                .toList();
        assertThat(found)
                .extracting(alert -> alert.at("/sluice/alert/group").asString())
                .containsExactlyInAnyOrder("192.0.2.0/24 /item", "2001:db8:1:2::/64 /item");
        // Who of the network is to be blocked, it can't say.
        assertThat(found).allSatisfy(alert -> assertThat(alert.has("source")).isFalse());
    }

    @Test
    void aPartOfALogThatIsMissingIsTold() {
        own("logs-sluice.gaps-default", "sluice.gaps");
        own("logs-sluice.forks-default", "sluice.forks");
        own("logs-sluice.alerts-default", "sluice.alerts");
        driver.advanceWallClockTime(Duration.ofSeconds(4));

        List<JsonNode> found = read();
        assertThat(found)
                .extracting(alert -> alert.at("/rule/id").asString())
                .containsExactlyInAnyOrder("log-gap", "log-fork");
        assertThat(found.getFirst().at("/sluice/alert/group").asString()).isEqualTo("web1 /var/log/app.log");
        assertThat(found.getFirst().at("/sluice/alert/samples/0").asString()).isEqualTo("said");
    }

    private void own(String stream, String dataset) {
        RecordHeaders headers = new RecordHeaders();
        headers.add(Headers.DATA_STREAM, stream.getBytes(UTF_8));
        byte[] event = """
                {"@timestamp":"%s","event":{"id":"1","dataset":"%s"},"message":"said",\
                "log":{"offset":7,"file":{"path":"/var/log/app.log"}},"host":{"name":"web1"}}\
                """.formatted(START, dataset).getBytes(UTF_8);
        events.pipeInput(new TestRecord<>(new byte[0], event, headers));
    }

    /** Web1 stops after 40 minutes, web2 does not. */
    @Test
    void aSourceThatFellSilentIsToldWhileOthersSpeak() {
        for (int minute = 0; minute < 40; minute++) {
            said("web1", minute);
            said("web2", minute);
            driver.advanceWallClockTime(Duration.ofMinutes(1));
        }
        for (int minute = 40; minute < 55; minute++) {
            said("web2", minute);
            driver.advanceWallClockTime(Duration.ofMinutes(1));
        }
        List<JsonNode> found = read();
        assertThat(found)
                .extracting(alert -> alert.at("/rule/id").asString()
                        + ' '
                        + alert.at("/sluice/alert/group").asString()
                        + ' '
                        + alert.at("/event/action").asString())
                .containsExactly("source-silent app.log web1 opened");
        assertThat(found.getFirst().at("/event/start").asString()).isEqualTo("2026-11-28T12:39:00Z");

        said("web1", 55);
        said("web1", 56);
        driver.advanceWallClockTime(Duration.ofMinutes(1));
        assertThat(read())
                .extracting(alert -> alert.at("/event/action").asString())
                .containsExactly("closed");
    }

    @Test
    void whereThePipelineStandsStillNobodyHasFallenSilent() {
        for (int minute = 0; minute < 40; minute++) {
            said("web1", minute);
            said("web2", minute);
            driver.advanceWallClockTime(Duration.ofMinutes(1));
        }
        for (int minute = 0; minute < 60; minute++) {
            driver.advanceWallClockTime(Duration.ofMinutes(1));
        }
        // What was held up comes, of one host before the other.
        for (String host : List.of("web1", "web2")) {
            for (int minute = 40; minute < 100; minute++) {
                said(host, minute);
            }
            driver.advanceWallClockTime(Duration.ofSeconds(5));
        }

        assertThat(read()).extracting(alert -> alert.at("/rule/id").asString()).doesNotContain("source-silent");
    }

    private void said(String host, int minute) {
        for (int i = 0; i < 3; i++) {
            byte[] event = """
                    {"@timestamp":"%s","event":{"id":"%d","dataset":"app.log"},"message":"said","host":{"name":"%s"}}\
                    """.formatted(START.plusSeconds(minute * 60L + i), minute, host)
                    .getBytes(UTF_8);
            events.pipeInput(new byte[0], event);
        }
    }

    @Test
    void aFloodOfDeadLettersIsToldAndShowsNothingOfThem() {
        TestInputTopic<byte[], byte[]> letters =
                driver.createInputTopic(Topics.RAW_DEAD_LETTERS, new ByteArraySerializer(), new ByteArraySerializer());
        for (int i = 0; i < 120; i++) {
            RecordHeaders headers = new RecordHeaders();
            new DeadLetter(
                            "id" + i,
                            DeadLetterReason.NOT_THE_FORMAT,
                            "no time in it",
                            null,
                            i,
                            1,
                            START.plusMillis(i).toEpochMilli())
                    .writeTo(headers::add);
            letters.pipeInput(new TestRecord<>(new byte[0], "password=secret".getBytes(UTF_8), headers));
        }
        letters.pipeInput(new byte[0], "no letter".getBytes(UTF_8));
        driver.advanceWallClockTime(Duration.ofSeconds(4));

        List<JsonNode> found = read();
        assertThat(found).hasSize(1);
        assertThat(found.getFirst().at("/rule/id").asString()).isEqualTo("dead-letter-flood");
        assertThat(found.getFirst().at("/sluice/alert/group").asString()).isEqualTo("NOT_THE_FORMAT logs.raw-dlt");
        assertThat(found.getFirst().toString()).contains("no time in it").doesNotContain("secret");
    }

    @Test
    void whatIsNoJsonIsPassedOver() {
        events.pipeInput(new byte[0], "no json".getBytes(UTF_8));
        assertThat(read()).isEmpty();
    }

    private void request(Instant time, String address, String url, int id) {
        events.pipeInput(new byte[0], event(time, address, url, id));
    }

    private static byte[] event(Instant time, String address, String url, int id) {
        int question = url.indexOf('?');
        return """
                {"@timestamp":"%s","event":{"id":"%d","dataset":"apache.access"},"source":{"address":"%s","ip":"%s"},\
                "url":{"original":"%s","path":"%s","query":"%s"},"http":{"request":{"method":"GET"},"response":{"status_code":200}}}\
                """.formatted(time, id, address, address, url, url.substring(0, question), url.substring(question + 1))
                .getBytes(UTF_8);
    }

    private List<JsonNode> read() {
        List<JsonNode> read = new ArrayList<>();
        while (!alerts.isEmpty()) {
            read.add(json.readTree(alerts.readValue()));
        }
        return read;
    }
}
