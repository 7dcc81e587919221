// SPDX-License-Identifier: Apache-2.0
package dev.sluice.operations.deadletter;

import dev.sluice.model.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads what a topic holds now, as a committed reader without a group. */
final class TopicReader {

    private static final Duration POLL = Duration.ofMillis(200);

    private final Map<String, Object> kafka;

    /** @param kafka how to reach the brokers */
    TopicReader(Map<String, Object> kafka) {
        this.kafka = kafka;
    }

    /** A committed reader without a group. */
    static KafkaConsumer<byte[], byte[]> consumer(Map<String, Object> kafka) {
        Map<String, Object> config = new HashMap<>(kafka);
        config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        config.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /**
     * Hands over each record of a topic that is there when reading begins, by partition and offset; none if there is no such topic.
     *
     * @param from leaves out records written before this
     * @param until is asked after each record whether to go on
     */
    void read(String topic, Optional<Instant> from, Predicate<ConsumerRecord<byte[], byte[]>> until) {
        try (KafkaConsumer<byte[], byte[]> consumer = consumer(kafka)) {
            List<TopicPartition> partitions = partitions(consumer, topic).stream()
                    .sorted(Comparator.comparingInt(TopicPartition::partition))
                    .toList();
            // Before their ends are asked for: of what is not assigned the client warns, and people see it.
            consumer.assign(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            for (TopicPartition partition : partitions) {
                if (!read(consumer, partition, ends.get(partition), from, until)) {
                    return;
                }
            }
        }
    }

    /** Whether to go on. */
    private static boolean read(
            KafkaConsumer<byte[], byte[]> consumer,
            TopicPartition partition,
            long end,
            Optional<Instant> from,
            Predicate<ConsumerRecord<byte[], byte[]>> until) {
        consumer.assign(List.of(partition));
        consumer.seekToBeginning(List.of(partition));
        from.ifPresent(time -> seek(consumer, partition, end, time));
        while (consumer.position(partition) < end) {
            for (ConsumerRecord<byte[], byte[]> found : consumer.poll(POLL)) {
                if (found.offset() < end && !until.test(found)) {
                    return false;
                }
            }
        }
        return true;
    }

    /** The record at an offset; empty if it has left Kafka, or never was there. */
    Optional<ConsumerRecord<byte[], byte[]>> at(String topic, int partition, long offset) {
        try (KafkaConsumer<byte[], byte[]> consumer = consumer(kafka)) {
            TopicPartition place = new TopicPartition(topic, partition);
            if (!partitions(consumer, topic).contains(place)) {
                return Optional.empty();
            }
            consumer.assign(List.of(place));
            long end = consumer.endOffsets(List.of(place)).get(place);
            if (offset >= end
                    || offset < consumer.beginningOffsets(List.of(place)).get(place)) {
                return Optional.empty();
            }
            consumer.seek(place, offset);
            while (consumer.position(place) <= offset) {
                for (ConsumerRecord<byte[], byte[]> found : consumer.poll(POLL)) {
                    return found.offset() == offset ? Optional.of(found) : Optional.empty();
                }
            }
            return Optional.empty();
        }
    }

    /** The topics of a cluster that hold dead letters, of each store that there is, by name. */
    List<String> deadLetterTopics() {
        try (KafkaConsumer<byte[], byte[]> consumer = consumer(kafka)) {
            return deadLetterTopics(consumer);
        }
    }

    static List<String> deadLetterTopics(KafkaConsumer<?, ?> consumer) {
        return consumer.listTopics().keySet().stream()
                .filter(Topics::holdsDeadLetters)
                .sorted()
                .toList();
    }

    static List<TopicPartition> partitions(KafkaConsumer<?, ?> consumer, String topic) {
        List<PartitionInfo> partitions = consumer.listTopics().getOrDefault(topic, List.of());
        return partitions.stream()
                .map(partition -> new TopicPartition(topic, partition.partition()))
                .toList();
    }

    private static void seek(KafkaConsumer<?, ?> consumer, TopicPartition partition, long end, Instant from) {
        OffsetAndTimestamp offset =
                consumer.offsetsForTimes(Map.of(partition, from.toEpochMilli())).get(partition);
        // Null where everything is older.
        consumer.seek(partition, offset == null ? end : offset.offset());
    }
}
