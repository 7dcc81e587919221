// SPDX-License-Identifier: Apache-2.0
package dev.sluice.console.capture;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** Reads what is written to a topic from now on, for a time. Commits nothing and is in no group. Thread-safe. */
final class LiveTopic {

    private static final Duration POLL = Duration.ofMillis(200);

    private final Supplier<Consumer<byte[], byte[]>> consumers;
    private final Clock clock;
    private final long maxBytes;

    /** @param maxBytes that are read at most */
    LiveTopic(Supplier<Consumer<byte[], byte[]>> consumers, Clock clock, long maxBytes) {
        this.consumers = consumers;
        this.clock = clock;
        this.maxBytes = maxBytes;
    }

    /**
     * Hands over records until the time is over, too much was read, or {@code visitor} says false.
     *
     * @return records that were read
     */
    long read(String topic, Duration patience, Predicate<ConsumerRecord<byte[], byte[]>> visitor) {
        Instant deadline = clock.instant().plus(patience);
        long bytes = 0;
        long records = 0;
        try (Consumer<byte[], byte[]> consumer = consumers.get()) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(partition -> new TopicPartition(topic, partition.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToEnd(partitions);
            // Seeking is lazy, and "the end" is to be that of now.
            partitions.forEach(consumer::position);
            while (clock.instant().isBefore(deadline) && !Thread.currentThread().isInterrupted()) {
                for (ConsumerRecord<byte[], byte[]> found : consumer.poll(POLL)) {
                    records++;
                    bytes += found.value() == null ? 0 : found.value().length;
                    if (!visitor.test(found) || bytes > maxBytes) {
                        return records;
                    }
                }
            }
            return records;
        }
    }
}
