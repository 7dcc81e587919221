// SPDX-License-Identifier: Apache-2.0
package dev.sluice.operations.ledger;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/** Parts of topics, read by a committed reader; so many bytes at most, of all parts together. */
final class KafkaSpans implements TopicSpans {

    private static final Duration POLL = Duration.ofMillis(100);
    private static final long PATIENCE_NANOS = Duration.ofSeconds(20).toNanos();

    private final KafkaConsumer<byte[], byte[]> consumer;
    private long bytesLeft;

    KafkaSpans(KafkaConsumer<byte[], byte[]> consumer, long maxBytes) {
        this.consumer = consumer;
        bytesLeft = maxBytes;
    }

    @Override
    public boolean read(
            String topic, int partition, long from, long to, Consumer<ConsumerRecord<byte[], byte[]>> records) {
        TopicPartition place = new TopicPartition(topic, partition);
        consumer.assign(List.of(place));
        // What has left Kafka can't be looked at any more; what it was has been looked at while it was there.
        consumer.seek(
                place, Math.max(from, consumer.beginningOffsets(List.of(place)).get(place)));
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (consumer.position(place) < to) {
            if (bytesLeft <= 0 || System.nanoTime() > deadline) {
                return false;
            }
            for (ConsumerRecord<byte[], byte[]> found : consumer.poll(POLL)) {
                if (found.offset() >= to) {
                    return true;
                }
                bytesLeft -= found.serializedValueSize();
                records.accept(found);
                deadline = System.nanoTime() + PATIENCE_NANOS;
            }
        }
        return true;
    }
}
