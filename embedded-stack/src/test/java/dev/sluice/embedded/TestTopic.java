// SPDX-License-Identifier: Apache-2.0
package dev.sluice.embedded;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** A topic of one partition, written by one transactional producer and read by one group that commits what it has read. */
record TestTopic(EmbeddedKafka kafka) {

    private static final String NAME = "lines";
    private static final Duration CONSUME_TIMEOUT = Duration.ofSeconds(30);

    void create() throws Exception {
        try (Admin admin = Admin.create(clientSettings())) {
            admin.createTopics(List.of(new NewTopic(NAME, Optional.of(1), Optional.empty())))
                    .all()
                    .get();
        }
    }

    void produceInTransaction(String... values) throws Exception {
        Map<String, Object> settings = Map.of(
                "bootstrap.servers", kafka.bootstrapServers(), "transactional.id", "test", "max.block.ms", "10000");
        try (var producer = new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
            producer.initTransactions();
            producer.beginTransaction();
            for (String value : values) {
                producer.send(new ProducerRecord<>(NAME, value)).get();
            }
            producer.commitTransaction();
        }
    }

    /** The next values, at most so many; fewer if they don't come in time. */
    List<String> consume(int count) {
        Map<String, Object> settings = Map.of(
                "bootstrap.servers",
                kafka.bootstrapServers(),
                "group.id",
                "test",
                "auto.offset.reset",
                "earliest",
                "isolation.level",
                "read_committed",
                "enable.auto.commit",
                "false",
                "max.poll.records",
                "1");
        try (var consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
            consumer.subscribe(List.of(NAME));
            List<String> values = new ArrayList<>();
            long deadline = System.nanoTime() + CONSUME_TIMEOUT.toNanos();
            while (values.size() < count && System.nanoTime() < deadline) {
                consumer.poll(Duration.ofMillis(200)).forEach(received -> values.add(received.value()));
                consumer.commitSync();
            }
            return values;
        }
    }

    Map<String, Object> clientSettings() {
        return Map.of("bootstrap.servers", kafka.bootstrapServers());
    }
}
