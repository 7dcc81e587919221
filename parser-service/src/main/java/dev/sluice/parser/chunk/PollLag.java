// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parser.chunk;

import dev.sluice.parser.metrics.ParserMetrics;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** What one poll brought, and what is still to come of its partitions: tells the metrics how old the oldest chunk is that has no events yet. */
final class PollLag {

    private final Consumer<?, ?> consumer;
    private final Map<TopicPartition, List<Long>> received = new HashMap<>();

    PollLag(List<ConsumerRecord<byte[], byte[]>> records, Consumer<?, ?> consumer) {
        this.consumer = consumer;
        records.forEach(chunk -> received.computeIfAbsent(
                        new TopicPartition(chunk.topic(), chunk.partition()), partition -> new ArrayList<>())
                .add(new ChunkRecord(chunk).received()));
    }

    /** Until it is committed, its chunks wait. If it is rolled back they go on waiting. */
    void begin(ParserMetrics metrics) {
        received.forEach((partition, times) -> metrics.backlog(
                partition.partition(),
                remaining(partition) + times.size(),
                times.stream().mapToLong(Long::longValue).min()));
    }

    /** Its chunks wait no longer. What comes next in a partition was received after the newest of them. */
    void committed(ParserMetrics metrics) {
        received.forEach((partition, times) -> {
            long remaining = remaining(partition);
            metrics.backlog(
                    partition.partition(),
                    remaining,
                    remaining == 0
                            ? OptionalLong.empty()
                            : times.stream().mapToLong(Long::longValue).max());
        });
    }

    /** What is known without asking the broker. */
    private long remaining(TopicPartition partition) {
        return consumer.currentLag(partition).orElse(0);
    }
}
