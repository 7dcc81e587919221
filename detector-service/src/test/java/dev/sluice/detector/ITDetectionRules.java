// SPDX-License-Identifier: Apache-2.0
package dev.sluice.detector;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.detector.published.LiveDetections;
import dev.sluice.embedded.EmbeddedKafka;
import dev.sluice.embedded.testing.TopicsForTests;
import dev.sluice.model.Topics;
import dev.sluice.operations.rules.RulesHistory;
import dev.sluice.operations.rules.RulesVersion;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Rules change while the detector runs on a real broker, and a detector without a folder follows what was published. */
class ITDetectionRules {

    private static final Duration WITHIN = Duration.ofSeconds(90);

    private static final String RULE = """
        title: Asks for it
        id: asked
        author: Ada
        date: 2026-11-29
        logsource: {category: webserver}
        detection:
          selection: {cs-uri-stem|contains: %s}
          condition: selection
        level: high
        """;

    @TempDir
    private Path folder;

    private final JsonMapper json = new JsonMapper();
    private Path rules;
    private EmbeddedKafka kafka;
    private KafkaProducer<byte[], byte[]> producer;
    private int requests;

    @BeforeEach
    void start() throws Exception {
        rules = Files.createDirectory(folder.resolve("rules"));
        kafka = EmbeddedKafka.start(folder.resolve("kafka"), 0);
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            TopicsForTests.create(admin, List.of(new NewTopic(Topics.PARSED, 1, (short) 1)));
        }
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", kafka.bootstrapServers()),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    @AfterEach
    void stop() {
        producer.close();
        kafka.close();
    }

    @Test
    void aRuleThatIsChangedIsInForceWithoutARestartAndABrokenOneChangesNothing() throws Exception {
        Path file = Files.writeString(rules.resolve("asked.yml"), RULE.formatted("/one"));
        try (ConfigurableApplicationContext detector = run("first", "--sluice.detector.rules=" + rules)) {
            LiveDetections detections = detector.getBean(LiveDetections.class);
            await().atMost(WITHIN).until(() -> history().size() == 1);
            request("/one");
            await().atMost(WITHIN).until(() -> opened().size() == 1);

            Files.writeString(file, "title: [");
            await().atMost(WITHIN).until(() -> detections.problem().isPresent());
            assertThat(detections.problem().orElseThrow()).contains("asked.yml", "line 1");

            Files.writeString(file, RULE.formatted("/two"));
            await().atMost(WITHIN).until(() -> history().size() == 2);
            request("/one");
            request("/two");
            await().atMost(WITHIN).until(() -> opened().size() == 2);
        }
        List<RulesVersion> history = history();
        assertThat(history)
                .extracting(RulesVersion::by)
                .allMatch(by -> by.startsWith(System.getProperty("user.name") + "@"));
        assertThat(opened())
                .extracting(alert -> alert.at("/rule/version").asString())
                .doesNotHaveDuplicates();
        assertThat(opened())
                .extracting(alert -> alert.at("/sluice/alert/samples/0").asString())
                .containsExactly("GET /one", "GET /two");

        try (ConfigurableApplicationContext follower = run("second")) {
            assertThat(follower.isRunning()).isTrue();
            request("/two", "192.0.2.2");
            await().atMost(WITHIN).until(() -> opened().size() == 3);
        }
        assertThat(history()).as("who has no folder publishes nothing").isEqualTo(history);
    }

    private ConfigurableApplicationContext run(String name, String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "--spring.kafka.bootstrap-servers=" + kafka.bootstrapServers(),
                "--server.port=0",
                "--spring.kafka.streams.properties.session.timeout.ms=6000",
                "--sluice.detector.rule-refresh=200ms",
                "--sluice.detector.state=" + folder.resolve(name)));
        arguments.addAll(List.of(more));
        return DetectorService.application().run(arguments.toArray(String[]::new));
    }

    private void request(String path) {
        request(path, "192.0.2.1");
    }

    private void request(String path, String address) {
        String event = """
            {"@timestamp":"%s","event":{"id":"%022d"},"source":{"address":"%s","ip":"%s"},\
            "url":{"original":"%s","path":"%s"},"http":{"request":{"method":"GET"},"response":{"status_code":200}}}\
            """.formatted(Instant.now(), requests++, address, address, path, path);
        producer.send(new ProducerRecord<>(Topics.PARSED, event.getBytes(UTF_8)));
        producer.flush();
    }

    private List<RulesVersion> history() {
        try (RulesHistory history =
                RulesHistory.of(Topics.DETECTIONS, Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            return history.read();
        }
    }

    private List<JsonNode> opened() {
        return alerts().stream()
                .filter(alert -> alert.at("/event/action").asString().equals("opened"))
                .toList();
    }

    private List<JsonNode> alerts() {
        List<JsonNode> alerts = new ArrayList<>();
        TopicPartition partition = new TopicPartition(Topics.ALERTS, 0);
        try (var consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", kafka.bootstrapServers(), "isolation.level", "read_committed"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).get(partition);
            while (consumer.position(partition) < end) {
                consumer.poll(Duration.ofMillis(200)).forEach(record -> alerts.add(json.readTree(record.value())));
            }
        }
        return alerts;
    }
}
