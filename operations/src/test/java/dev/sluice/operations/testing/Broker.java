// SPDX-License-Identifier: Apache-2.0
package dev.sluice.operations.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.embedded.EmbeddedKafka;
import dev.sluice.embedded.testing.TopicsForTests;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A broker, its topics and what is in them. */
public final class Broker implements AutoCloseable {

    private final EmbeddedKafka kafka;
    private final Admin admin;
    private final KafkaProducer<byte[], byte[]> producer;

    private final Queue<Future<RecordMetadata>> sent = new ConcurrentLinkedQueue<>();

    public Broker(Path data) {
        kafka = EmbeddedKafka.start(data, 0);
        admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()));
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", kafka.bootstrapServers(), "acks", "all", "linger.ms", 5),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    public Map<String, Object> connection() {
        return Map.of("bootstrap.servers", kafka.bootstrapServers());
    }

    public void createTopic(String name, int partitions) throws ExecutionException, InterruptedException {
        TopicsForTests.create(admin, List.of(new NewTopic(name, partitions, (short) 1)));
    }

    /** Sends a record; {@code flush} waits for all of them. */
    public void send(String topic, String key, String value, Map<String, String> headers) {
        send(topic, key, value.getBytes(UTF_8), headers);
    }

    public void send(String topic, String key, byte[] value, Map<String, String> headers) {
        var record = new ProducerRecord<>(topic, key.getBytes(UTF_8), value);
        headers.forEach((name, text) -> record.headers().add(name, text.getBytes(UTF_8)));
        sent.add(producer.send(record));
    }

    /** @throws IllegalStateException if a record is not there */
    public void flush() {
        producer.flush();
        for (Future<RecordMetadata> each : sent) {
            if (each.state() != Future.State.SUCCESS) {
                throw new IllegalStateException("a record was not written", each.exceptionNow());
            }
        }
        sent.clear();
    }

    /** All records of a topic so far, as a committed reader sees them. */
    public List<ConsumerRecord<byte[], byte[]>> read(String topic) {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        try (var consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", kafka.bootstrapServers(), "isolation.level", "read_committed"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(partition -> new TopicPartition(topic, partition.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                consumer.poll(Duration.ofMillis(200)).forEach(records::add);
            }
        }
        return records;
    }

    /** Commits offsets of a group that has no members. */
    public void commit(String group, Map<TopicPartition, OffsetAndMetadata> offsets) {
        try {
            admin.alterConsumerGroupOffsets(group, offsets).all().get();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        producer.close();
        admin.close();
        kafka.close();
    }
}
