// SPDX-License-Identifier: Apache-2.0
package dev.sluice.benchmarks.services;

import dev.sluice.model.Topics;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * What Kafka's producer alone takes for ingest's work: the same bodies from memory to the topic of raw chunks, as many at a time as there are
 * senders.
 *
 * <p>Arguments: the brokers, seconds of warm-up, seconds measured, bodies at a time.
 */
public final class BareProduce {

    private BareProduce() {}

    public static void main(String[] arguments) throws InterruptedException {
        Duration warmUp = Duration.ofSeconds(Long.parseLong(arguments[1]));
        Duration measured = Duration.ofSeconds(Long.parseLong(arguments[2]));
        Semaphore free = new Semaphore(Integer.parseInt(arguments[3]));
        AccessLines body = AccessLines.ofAbout(IngestThroughput.BODY);
        AtomicLong lines = new AtomicLong();
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of(
                        "bootstrap.servers",
                        arguments[0],
                        "acks",
                        "all",
                        "compression.type",
                        "lz4",
                        "buffer.memory",
                        64L << 20),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            Thread.ofPlatform().daemon().start(() -> {
                while (true) {
                    free.acquireUninterruptibly();
                    producer.send(new ProducerRecord<>(Topics.RAW, body.bytes().clone()), (metadata, failure) -> {
                        free.release();
                        if (failure != null) {
                            throw new IllegalStateException(failure);
                        }
                        lines.addAndGet(body.count());
                    });
                }
            });
            LineRate.measure("bare producer", lines, ProcessHandle.current(), warmUp, measured);
        }
    }
}
