// SPDX-License-Identifier: Apache-2.0
package dev.sluice.benchmarks.services;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.model.Headers;
import dev.sluice.model.Topics;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * What Kafka's clients alone take for the parser service's work: reads chunks, and writes a finished event for each of their lines in
 * transactions like the service's, but parses nothing: the events were made before. No service of this form can be faster than this.
 *
 * <p>Arguments: the brokers.
 */
public final class BareCopy {

    static final String GROUP = "bare-copy";
    private static final Duration POLL = Duration.ofSeconds(1);
    private static final List<Header> HEADERS =
            List.of(new RecordHeader(Headers.DATA_STREAM, "logs-apache.access-default".getBytes(UTF_8)));

    private BareCopy() {}

    public static void main(String[] arguments) {
        List<ParsedEvents.Event> events = new ParsedEvents().next(1);
        String brokers = arguments[0];
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                        Map.of(
                                "bootstrap.servers",
                                brokers,
                                "group.id",
                                GROUP,
                                "auto.offset.reset",
                                "earliest",
                                "enable.auto.commit",
                                false,
                                "isolation.level",
                                "read_committed"),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer());
                KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                        Map.of(
                                "bootstrap.servers",
                                brokers,
                                "transactional.id",
                                GROUP,
                                "compression.type",
                                "lz4",
                                "batch.size",
                                512 << 10,
                                "buffer.memory",
                                64L << 20,
                                "linger.ms",
                                5),
                        new ByteArraySerializer(),
                        new ByteArraySerializer())) {
            consumer.subscribe(List.of(Topics.RAW));
            producer.initTransactions();
            while (true) {
                copy(consumer.poll(POLL), events, consumer, producer);
            }
        }
    }

    private static void copy(
            ConsumerRecords<byte[], byte[]> chunks,
            List<ParsedEvents.Event> events,
            KafkaConsumer<byte[], byte[]> consumer,
            KafkaProducer<byte[], byte[]> producer) {
        if (chunks.isEmpty()) {
            return;
        }
        producer.beginTransaction();
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        for (ConsumerRecord<byte[], byte[]> chunk : chunks) {
            int next = 0;
            for (byte b : chunk.value()) {
                if (b == '\n') {
                    ParsedEvents.Event event = events.get(next++ % events.size());
                    producer.send(new ProducerRecord<>(
                            Topics.PARSED,
                            chunk.partition(),
                            chunk.timestamp(),
                            event.id().clone(),
                            event.json().clone(),
                            HEADERS));
                }
            }
            offsets.put(
                    new TopicPartition(chunk.topic(), chunk.partition()), new OffsetAndMetadata(chunk.offset() + 1));
        }
        producer.sendOffsetsToTransaction(offsets, consumer.groupMetadata());
        producer.commitTransaction();
    }
}
