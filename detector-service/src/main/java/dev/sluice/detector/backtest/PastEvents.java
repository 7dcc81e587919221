// SPDX-License-Identifier: Apache-2.0
package dev.sluice.detector.backtest;

import dev.sluice.model.Headers;
import dev.sluice.model.OwnEvents;
import dev.sluice.model.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** What is on {@code logs.parsed} now, without what Sluice says of itself, but for gaps and forks. Joins no group and commits nothing. */
public final class PastEvents {

    private static final Duration POLL = Duration.ofMillis(500);

    private PastEvents() {}

    /**
     * Reads up to the end that the topic has at the beginning.
     *
     * @param kafka settings for Kafka's clients
     * @param from receipt of the first events; of all that are kept, if it is the epoch
     * @param to receipt from which on they are left out
     */
    public static void read(Map<String, Object> kafka, Instant from, Instant to, Consumer<byte[]> events) {
        Map<String, Object> config = new HashMap<>(kafka);
        config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        try (var consumer = new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(Topics.PARSED).stream()
                    .map(partition -> new TopicPartition(Topics.PARSED, partition.partition()))
                    .toList();
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            consumer.assign(partitions);
            seek(consumer, partitions, ends, from);
            while (partitions.stream().anyMatch(partition -> consumer.position(partition) < ends.get(partition))) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    long end = ends.get(new TopicPartition(record.topic(), record.partition()));
                    if (record.offset() < end && record.timestamp() < to.toEpochMilli() && !isUnwatched(record)) {
                        events.accept(record.value());
                    }
                }
            }
        }
    }

    private static void seek(
            KafkaConsumer<byte[], byte[]> consumer,
            List<TopicPartition> partitions,
            Map<TopicPartition, Long> ends,
            Instant from) {
        Map<TopicPartition, Long> times = new HashMap<>();
        partitions.forEach(partition -> times.put(partition, from.toEpochMilli()));
        Map<TopicPartition, OffsetAndTimestamp> starts = consumer.offsetsForTimes(times);
        for (TopicPartition partition : partitions) {
            OffsetAndTimestamp start = starts.get(partition);
            consumer.seek(partition, start == null ? ends.get(partition) : start.offset());
        }
    }

    private static boolean isUnwatched(ConsumerRecord<byte[], byte[]> record) {
        Header stream = record.headers().lastHeader(Headers.DATA_STREAM);
        return stream != null && OwnEvents.areUnwatchedIn(stream.value());
    }
}
