// SPDX-License-Identifier: Apache-2.0
package dev.sluice.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ITEmbeddedKafka {

    private static final String TOPIC = "lines";

    @TempDir
    Path data;

    @Test
    void keepsWhatWasWrittenOverARestartOnAnotherPort() throws Exception {
        int firstPort;
        try (EmbeddedKafka kafka = EmbeddedKafka.start(data, 0)) {
            firstPort = kafka.port();
            createTopic(kafka);
            produceInTransaction(kafka, "one", "two");
            assertThat(consume(kafka, 2)).containsExactly("one", "two");
        }
        try (ServerSocket taken = new ServerSocket(firstPort, 1, InetAddress.ofLiteral("127.0.0.1"));
                EmbeddedKafka kafka = EmbeddedKafka.start(data, 0)) {
            assertThat(kafka.port()).isNotEqualTo(taken.getLocalPort());
            assertThat(kafka.bootstrapServers()).isEqualTo("127.0.0.1:" + kafka.port());
            // Group, transactional id and topic are the same ones: the group goes on after "two".
            produceInTransaction(kafka, "three");
            assertThat(consume(kafka, 1)).containsExactly("three");
        }
    }

    @Test
    void takesBrokerPropertiesAndDoesNotMakeTopicsByItself() throws Exception {
        EmbeddedKafkaSettings settings =
                EmbeddedKafkaSettings.onFreePort().withBrokerProperty("log.retention.check.interval.ms", "1234");
        try (EmbeddedKafka kafka = EmbeddedKafka.start(data, settings);
                Admin admin = Admin.create(clientSettings(kafka))) {
            ConfigResource broker = new ConfigResource(ConfigResource.Type.BROKER, "1");
            assertThat(admin.describeConfigs(List.of(broker))
                            .all()
                            .get()
                            .get(broker)
                            .get("log.retention.check.interval.ms")
                            .value())
                    .isEqualTo("1234");
            assertThatThrownBy(() -> produceInTransaction(kafka, "nowhere"))
                    .isInstanceOf(ExecutionException.class)
                    .cause()
                    .isInstanceOfAny(TimeoutException.class, UnknownTopicOrPartitionException.class);
            assertThat(kafka.onFailure()).isNotDone();
        }
    }

    @Test
    void saysWhichPortIsInUse() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            int port = taken.getLocalPort();
            assertThatThrownBy(() -> EmbeddedKafka.start(data, port))
                    .isInstanceOf(EmbeddedStackException.class)
                    .hasMessage("port " + port + " for Kafka is in use; choose another with --port-offset");
        }
        // And the folder is free again.
        EmbeddedKafka.start(data, 0).close();
    }

    @Test
    void saysWhichFolderIsInUse() {
        try (EmbeddedKafka first = EmbeddedKafka.start(data, 0)) {
            assertThat(first.port()).isPositive();
            assertThatThrownBy(() -> EmbeddedKafka.start(data, 0))
                    .isInstanceOf(EmbeddedStackException.class)
                    .hasMessage("data folder " + data + " for Kafka is in use by process "
                            + ProcessHandle.current().pid()
                            + "; stop that with ./sluice down or choose another folder with --data");
        }
    }

    @Test
    void saysWhatIsWrongWithABrokerProperty() {
        EmbeddedKafkaSettings settings =
                EmbeddedKafkaSettings.onFreePort().withBrokerProperty("num.io.threads", "none");
        assertThatThrownBy(() -> EmbeddedKafka.start(data, settings))
                .isInstanceOf(EmbeddedStackException.class)
                .hasMessageContaining("did not start")
                .hasMessageContaining("num.io.threads");
    }

    @Test
    void listensOnTheLoopbackAddressOnly() {
        try (EmbeddedKafka kafka = EmbeddedKafka.start(data, 0)) {
            assertThat(ListeningSockets.of(ProcessHandle.current().pid()))
                    .extracting(address -> address.getAddress().isLoopbackAddress())
                    .containsOnly(true)
                    .hasSizeGreaterThanOrEqualTo(2);
            assertThat(ListeningSockets.of(ProcessHandle.current().pid())).contains(kafka.address());
        }
    }

    private static Map<String, Object> clientSettings(EmbeddedKafka kafka) {
        return Map.of("bootstrap.servers", kafka.bootstrapServers());
    }

    private static void createTopic(EmbeddedKafka kafka) throws Exception {
        try (Admin admin = Admin.create(clientSettings(kafka))) {
            admin.createTopics(List.of(new NewTopic(TOPIC, Optional.of(1), Optional.empty())))
                    .all()
                    .get();
        }
    }

    private static void produceInTransaction(EmbeddedKafka kafka, String... values) throws Exception {
        Map<String, Object> settings = Map.of(
                "bootstrap.servers", kafka.bootstrapServers(), "transactional.id", "test", "max.block.ms", "3000");
        try (var producer = new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
            producer.initTransactions();
            producer.beginTransaction();
            for (String value : values) {
                producer.send(new ProducerRecord<>(TOPIC, value)).get();
            }
            producer.commitTransaction();
        }
    }

    private static List<String> consume(EmbeddedKafka kafka, int count) {
        Map<String, Object> settings = Map.of(
                "bootstrap.servers", kafka.bootstrapServers(),
                "group.id", "test",
                "auto.offset.reset", "earliest",
                "isolation.level", "read_committed");
        try (var consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
            consumer.subscribe(List.of(TOPIC));
            List<String> values = new ArrayList<>();
            long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
            while (values.size() < count && System.nanoTime() < deadline) {
                for (ConsumerRecord<String, String> received : consumer.poll(Duration.ofMillis(200))) {
                    values.add(received.value());
                }
            }
            consumer.commitSync();
            return values;
        }
    }
}
