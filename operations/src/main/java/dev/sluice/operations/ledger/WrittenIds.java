// SPDX-License-Identifier: Apache-2.0
package dev.sluice.operations.ledger;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.model.DataStream;
import dev.sluice.model.Headers;
import dev.sluice.model.Topics;
import dev.sluice.model.ledger.LineRow;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads from Kafka which events of an hour of receipt were written, and which of them are dead letters of a store. */
public final class WrittenIds {

    private static final Duration POLL = Duration.ofMillis(100);
    private static final long PATIENCE_NANOS = Duration.ofSeconds(60).toNanos();
    private static final long HOUR_MILLIS = 3_600_000;

    private final Map<String, Object> kafka;
    private final long hour;
    private final String dataset;

    /**
     * @param kafka how to reach the brokers
     * @param hour of receipt, hours since the epoch
     * @param dataset or null for all
     */
    public WrittenIds(Map<String, Object> kafka, long hour, String dataset) {
        this.kafka = Map.copyOf(kafka);
        this.hour = hour;
        this.dataset = dataset;
    }

    /**
     * Tells the recount what there is.
     *
     * @param progress is told how many records were read
     * @throws KafkaException if the brokers do not answer, or what was written in the hour has left Kafka
     */
    public void read(IdRecount recount, List<String> stores, LongConsumer progress) {
        try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
            long[] count = {0};
            read(consumer, Topics.PARSED, true, found -> {
                if (takes(found) && found.headers().lastHeader(Headers.REPLAY) == null) {
                    Header route = found.headers().lastHeader(Headers.ROUTE);
                    recount.written(
                            new String(found.key(), US_ASCII),
                            dataStreamOf(found),
                            route == null ? null : new String(route.value(), UTF_8));
                }
                progress.accept(++count[0]);
            });
            for (String store : stores) {
                read(consumer, Topics.deadLettersOf(store), false, found -> {
                    if (found.key() != null) {
                        recount.deadLetter(store, new String(found.key(), US_ASCII));
                    }
                    progress.accept(++count[0]);
                });
            }
        }
    }

    private boolean takes(ConsumerRecord<byte[], byte[]> found) {
        String dataStream = dataStreamOf(found);
        return dataStream != null
                && LineRow.hourOf(EventBook.receivedAt(found)) == hour
                && (dataset == null
                        || dataset.equals(DataStream.parse(dataStream).dataset()));
    }

    private static String dataStreamOf(ConsumerRecord<byte[], byte[]> found) {
        Header dataStream = found.headers().lastHeader(Headers.DATA_STREAM);
        return dataStream == null || found.key() == null ? null : new String(dataStream.value(), UTF_8);
    }

    /** From the hour's begin to the end; a record's time is never before its receipt. */
    private void read(
            KafkaConsumer<byte[], byte[]> consumer,
            String topic,
            boolean whole,
            Consumer<ConsumerRecord<byte[], byte[]>> records) {
        List<TopicPartition> places = consumer.listTopics().getOrDefault(topic, List.of()).stream()
                .map(partition -> new TopicPartition(topic, partition.partition()))
                .toList();
        consumer.assign(places);
        Map<TopicPartition, Long> begins = consumer.beginningOffsets(places);
        Map<TopicPartition, Long> ends = consumer.endOffsets(places);
        Map<TopicPartition, Long> times = new HashMap<>();
        places.forEach(place -> times.put(place, hour * HOUR_MILLIS));
        Map<TopicPartition, OffsetAndTimestamp> found = consumer.offsetsForTimes(times);
        for (TopicPartition place : places) {
            OffsetAndTimestamp first = found.get(place);
            long from = first == null ? ends.get(place) : first.offset();
            if (whole && from > 0 && from == begins.get(place) && first != null) {
                throw new KafkaException(place + " begins at offset " + from
                        + ": what was written in the hour has left Kafka, and cannot be recounted any more");
            }
            consumer.seek(place, from);
        }
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            for (ConsumerRecord<byte[], byte[]> next : consumer.poll(POLL)) {
                records.accept(next);
                deadline = System.nanoTime() + PATIENCE_NANOS;
            }
            if (System.nanoTime() > deadline) {
                throw new KafkaException(topic + " cannot be read to its end: brokers do not answer");
            }
        }
    }

    private KafkaConsumer<byte[], byte[]> consumer() {
        Map<String, Object> config = new HashMap<>(kafka);
        config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        config.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }
}
