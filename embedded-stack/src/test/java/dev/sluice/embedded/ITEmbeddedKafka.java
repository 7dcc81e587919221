// SPDX-License-Identifier: Apache-2.0
package dev.sluice.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ITEmbeddedKafka {

    @TempDir
    Path data;

    @Test
    void keepsWhatWasWrittenOverARestartOnAnotherPort() throws Exception {
        int firstPort;
        try (EmbeddedKafka kafka = EmbeddedKafka.start(data, 0)) {
            firstPort = kafka.port();
            TestTopic topic = new TestTopic(kafka);
            topic.create();
            topic.produceInTransaction("one", "two");
            assertThat(topic.consume(2)).containsExactly("one", "two");
        }
        try (ServerSocket taken = new ServerSocket(firstPort, 1, InetAddress.ofLiteral("127.0.0.1"));
                EmbeddedKafka kafka = EmbeddedKafka.start(data, 0)) {
            assertThat(kafka.port()).isNotEqualTo(taken.getLocalPort());
            assertThat(kafka.bootstrapServers()).isEqualTo("127.0.0.1:" + kafka.port());
            // Group, transactional id and topic are the same ones: the group goes on after "two".
            TestTopic topic = new TestTopic(kafka);
            topic.produceInTransaction("three");
            assertThat(topic.consume(1)).containsExactly("three");
        }
    }

    @Test
    void keepsWhatWasCommittedOverAKill() throws Exception {
        try (OtherJvm owner = OtherJvm.start(KafkaOwner.class, data.toString())) {
            owner.kill();
            try (EmbeddedKafka kafka =
                    EmbeddedKafka.start(data, Integer.parseInt(owner.report().getFirst()))) {
                TestTopic topic = new TestTopic(kafka);
                topic.produceInTransaction("three");
                // "one" was read and committed in the other life.
                assertThat(topic.consume(2)).containsExactly("two", "three");
            }
        }
    }

    @Test
    void takesBrokerPropertiesAndDoesNotMakeTopicsByItself() throws Exception {
        EmbeddedKafkaSettings settings =
                EmbeddedKafkaSettings.onFreePort().withBrokerProperty("log.retention.check.interval.ms", "1234");
        try (EmbeddedKafka kafka = EmbeddedKafka.start(data, settings);
                Admin admin = Admin.create(new TestTopic(kafka).clientSettings())) {
            ConfigResource broker = new ConfigResource(ConfigResource.Type.BROKER, "1");
            assertThat(admin.describeConfigs(List.of(broker))
                            .all()
                            .get()
                            .get(broker)
                            .get("log.retention.check.interval.ms")
                            .value())
                    .isEqualTo("1234");
            Map<String, Object> impatient =
                    Map.of("bootstrap.servers", kafka.bootstrapServers(), "max.block.ms", "2000");
            try (var producer = new KafkaProducer<>(impatient, new StringSerializer(), new StringSerializer())) {
                assertThatThrownBy(() -> producer.send(new ProducerRecord<>("nowhere", "lost"))
                                .get())
                        .cause()
                        .isInstanceOf(TimeoutException.class);
            }
            assertThat(admin.listTopics().names().get()).isEmpty();
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
}
