// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parser;

import dev.sluice.embedded.testing.TopicsForTests;
import dev.sluice.model.ChunkHeaders;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.AlterConfigOp.OpType;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** What the tests of the parser do with Kafka themselves. */
final class Kafka {

    private final String bootstrapServers;

    Kafka(String bootstrapServers) {
        this.bootstrapServers = bootstrapServers;
    }

    /** Keeps records of any age: those of releases are as old as the release. */
    void createTopic(String name, int partitions) {
        NewTopic topic = new NewTopic(name, partitions, (short) 1).configs(Map.of("retention.ms", "-1"));
        admin(admin -> TopicsForTests.create(admin, List.of(topic)));
    }

    void configure(String topic, String property, String value) {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        AlterConfigOp set = new AlterConfigOp(new ConfigEntry(property, value), OpType.SET);
        Collection<AlterConfigOp> operations = List.of(set);
        admin(admin -> admin.incrementalAlterConfigs(Map.of(resource, operations))
                .all()
                .get());
    }

    void sendChunk(int partition, byte[] key, ChunkHeaders headers, byte[] value) {
        ProducerRecord<byte[], byte[]> chunk =
                new ProducerRecord<>("logs.raw", partition, headers.received(), key, value);
        headers.writeTo(chunk.headers()::add);
        send(chunk);
    }

    void send(ProducerRecord<byte[], byte[]> record) {
        Map<String, Object> config = Map.of("bootstrap.servers", bootstrapServers, "max.request.size", 20_000_000);
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.send(record).get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** All committed records of a topic, up to its present end. */
    List<ConsumerRecord<byte[], byte[]>> read(String topic) {
        Map<String, Object> config = Map.of("bootstrap.servers", bootstrapServers, "isolation.level", "read_committed");
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(partition -> new TopicPartition(topic, partition.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                consumer.poll(Duration.ofMillis(100)).forEach(records::add);
            }
            return records;
        }
    }

    /** How many consumers a group has. */
    int members(String group) {
        int[] count = new int[1];
        admin(admin -> count[0] = admin.describeConsumerGroups(List.of(group))
                .all()
                .get()
                .get(group)
                .members()
                .size());
        return count[0];
    }

    /** Whoever has one of these transactional ids can commit nothing any more. */
    void fence(List<String> transactionalIds) {
        admin(admin -> admin.fenceProducers(transactionalIds).all().get());
    }

    /** As retention does. */
    void deleteBefore(String topic, int partition, long offset) {
        admin(admin -> admin.deleteRecords(
                        Map.of(new TopicPartition(topic, partition), RecordsToDelete.beforeOffset(offset)))
                .all()
                .get());
    }

    private interface AdminCall {
        void with(Admin admin) throws ExecutionException, InterruptedException;
    }

    private void admin(AdminCall call) {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
            call.with(admin);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
