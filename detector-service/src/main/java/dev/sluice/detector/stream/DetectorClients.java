// SPDX-License-Identifier: Apache-2.0
package dev.sluice.detector.stream;

import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.KafkaClientSupplier;

/** The clients that Kafka Streams works with: as its own, but that what was counted in memory goes into each transaction. */
public final class DetectorClients implements KafkaClientSupplier {

    private final UncommittedTraffic uncommitted;

    public DetectorClients(UncommittedTraffic uncommitted) {
        this.uncommitted = uncommitted;
    }

    @Override
    public Admin getAdmin(Map<String, Object> config) {
        return Admin.create(config);
    }

    @Override
    public Producer<byte[], byte[]> getProducer(Map<String, Object> config) {
        return new CountingProducer(config, uncommitted);
    }

    @Override
    public Consumer<byte[], byte[]> getConsumer(Map<String, Object> config) {
        return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    @Override
    public Consumer<byte[], byte[]> getRestoreConsumer(Map<String, Object> config) {
        return getConsumer(config);
    }

    @Override
    public Consumer<byte[], byte[]> getGlobalConsumer(Map<String, Object> config) {
        return getConsumer(config);
    }

    private static final class CountingProducer extends KafkaProducer<byte[], byte[]> {

        private final UncommittedTraffic uncommitted;

        CountingProducer(Map<String, Object> config, UncommittedTraffic uncommitted) {
            super(config, new ByteArraySerializer(), new ByteArraySerializer());
            this.uncommitted = uncommitted;
        }

        /** Kafka Streams says here, in the thread of the tasks, what is done: the last moment before the transaction's end. */
        @Override
        public void sendOffsetsToTransaction(
                Map<TopicPartition, OffsetAndMetadata> offsets, ConsumerGroupMetadata group) {
            // What can't be sent fails the transaction when it is committed.
            uncommitted.take(offsets.keySet()).forEach(this::send);
            super.sendOffsetsToTransaction(offsets, group);
        }
    }
}
