// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.driver;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.model.DeadLetter;
import dev.sluice.model.DeadLetter.Coordinates;
import dev.sluice.model.DeadLetterId;
import dev.sluice.model.DeadLetterReason;
import dev.sluice.model.Headers;
import dev.sluice.model.concurrent.BackOff;
import dev.sluice.model.concurrent.CancellableTask;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.kafka.core.KafkaTemplate;

/**
 * Writes records that a store refuses to the store's dead-letter topic, and tries until Kafka has them. A record may be written more than once, if
 * the process dies between the letter and the commit of its offset; its {@code sluice.dlt.partition} and {@code .offset} tell.
 */
public final class DeadLetterQueue {

    private static final Logger log = LoggerFactory.getLogger(DeadLetterQueue.class);

    private final KafkaTemplate<byte[], byte[]> kafka;
    private final String topic;
    private final SinkMetrics metrics;
    private final Clock clock;

    /** @param kafka must send with {@code acks=all} */
    public DeadLetterQueue(KafkaTemplate<byte[], byte[]> kafka, String topic, SinkMetrics metrics, Clock clock) {
        this.kafka = kafka;
        this.topic = topic;
        this.metrics = metrics;
        this.clock = clock;
    }

    /**
     * Writes a dead letter and waits, without a bound, until Kafka has it; for virtual threads.
     *
     * @param attempts how often this process has tried it, from 1; those of a replayed dead letter come on top
     */
    public void write(ConsumerRecord<byte[], byte[]> record, DeadLetterReason reason, String message, int attempts)
            throws InterruptedException {
        BackOff backOff = new BackOff(Duration.ofMillis(100), Duration.ofSeconds(10));
        while (true) {
            try {
                kafka.send(letter(record, reason, message, attempts)).get();
                metrics.deadLetter(reason);
                return;
            } catch (ExecutionException | RuntimeException e) {
                if (backOff.attempts() == 0) {
                    log.warn(
                            "cannot write {}-{}@{} to {}, trying again until it can: {}",
                            record.topic(),
                            record.partition(),
                            record.offset(),
                            topic,
                            e.toString());
                }
                backOff.pause();
            }
        }
    }

    /** Does the same on a virtual thread. The future is done when Kafka has the letter; cancelling it ends the attempts. */
    public CompletableFuture<Void> writeAsync(
            ConsumerRecord<byte[], byte[]> record, DeadLetterReason reason, String message) {
        return CancellableTask.start("dead-letter", () -> write(record, reason, message, 1));
    }

    private static byte[] valueOf(ConsumerRecord<byte[], byte[]> record, String name) {
        Header header = record.headers().lastHeader(name);
        return header == null ? null : header.value();
    }

    private ProducerRecord<byte[], byte[]> letter(
            ConsumerRecord<byte[], byte[]> record, DeadLetterReason reason, String message, int attempts) {
        // A letter that was replayed and has failed again carries the headers of its first failure.
        RecordHeaders headers = new RecordHeaders();
        for (Header header : record.headers()) {
            if (!header.key().startsWith(Headers.DLT_PREFIX) && !header.key().equals(Headers.REPLAY)) {
                headers.add(header);
            }
        }
        byte[] value = record.value() == null ? new byte[0] : record.value();
        String eventId = record.key() == null ? "" : new String(record.key(), UTF_8);
        new DeadLetter(
                        DeadLetterId.ofEvent(topic, eventId, value),
                        reason,
                        message,
                        new Coordinates(record.topic(), record.partition(), record.offset()),
                        DeadLetter.NO_LINE,
                        DeadLetter.attempt(name -> valueOf(record, name)) + attempts - 1,
                        clock.millis())
                .writeTo(headers::add);
        return new ProducerRecord<>(topic, null, null, record.key(), record.value(), headers);
    }
}
