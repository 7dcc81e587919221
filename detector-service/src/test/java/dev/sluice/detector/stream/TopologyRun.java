// SPDX-License-Identifier: Apache-2.0
package dev.sluice.detector.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.detector.detection.Detections;
import dev.sluice.detector.settings.DetectorSettings;
import dev.sluice.model.Topics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The topology without a broker. */
public final class TopologyRun implements AutoCloseable {

    /** How traffic is told, where that is of no matter. */
    static final DetectorSettings.Traffic TRAFFIC =
            new DetectorSettings.Traffic(Duration.ofSeconds(10), 10, 1, (short) 1, Duration.ofDays(3));

    /** Not counted. */
    static final DetectorSettings.Related RELATED = new DetectorSettings.Related(
            false, "127.0.0.1:8084", Duration.ofDays(7), 100, 1, (short) 1, Duration.ofDays(1));

    private static final JsonMapper JSON = new JsonMapper();

    private final TopologyTestDriver driver;
    private final TestInputTopic<byte[], byte[]> events;
    private final TestOutputTopic<byte[], byte[]> alerts;

    private TopologyRun(TopologyTestDriver driver) {
        this.driver = driver;
        events = driver.createInputTopic(Topics.PARSED, new ByteArraySerializer(), new ByteArraySerializer());
        alerts = driver.createOutputTopic(Topics.ALERTS, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    public static TopologyRun start(Detections detections, Path state, Instant clock) {
        Properties config = new Properties();
        config.put(StreamsConfig.APPLICATION_ID_CONFIG, "test");
        config.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "none:1");
        config.put(StreamsConfig.STATE_DIR_CONFIG, state.toString());
        return new TopologyRun(new TopologyTestDriver(
                DetectorTopology.of(
                        detections,
                        new DetectorMetrics(new SimpleMeterRegistry()),
                        Duration.ofSeconds(2),
                        new UncommittedTraffic(),
                        TRAFFIC,
                        RELATED),
                config,
                clock));
    }

    public void event(byte[] event) {
        events.pipeInput(new byte[0], event);
    }

    public void clock(Duration by) {
        driver.advanceWallClockTime(by);
    }

    /** Of each document so far. */
    public List<String> alertIds() {
        return alerts.readKeyValuesToList().stream()
                .map(alert -> new String(alert.key, UTF_8))
                .toList();
    }

    /** Each document since the last call. */
    public List<JsonNode> documents() {
        return alerts.readValuesToList().stream().map(JSON::readTree).toList();
    }

    /** The same: what happened, the rule's version, and the incident's id. */
    public List<String> alerts() {
        return documents().stream()
                .map(alert -> alert.at("/event/action").asString()
                        + ' '
                        + alert.at("/rule/version").asString()
                        + ' '
                        + alert.at("/sluice/alert/id").asString())
                .toList();
    }

    @Override
    public void close() {
        driver.close();
    }
}
