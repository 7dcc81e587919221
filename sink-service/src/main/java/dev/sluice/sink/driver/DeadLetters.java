// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.driver;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.model.DeadLetterReason;
import dev.sluice.model.Headers;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.kafka.core.KafkaTemplate;

/**
 * Writes records that a store refuses to the store's dead-letter topic, and tries until Kafka has them. A record may be written more than once,
 * if the process dies between the letter and the commit of its offset; its {@code sluice.dlt.partition} and {@code .offset} tell.
 */
public final class DeadLetters {

    /** The message is for people; Elasticsearch can quote a whole document in it. */
    private static final int MAX_MESSAGE = 2_000;

    private static final Logger log = LoggerFactory.getLogger(DeadLetters.class);

    private final KafkaTemplate<byte[], byte[]> kafka;
    private final String topic;
    private final SinkMetrics metrics;
    private final Clock clock;

    /** @param kafka must send with {@code acks=all} */
    public DeadLetters(KafkaTemplate<byte[], byte[]> kafka, String topic, SinkMetrics metrics, Clock clock) {
        this.kafka = kafka;
        this.topic = topic;
        this.metrics = metrics;
        this.clock = clock;
    }

    /**
     * Writes a dead letter and waits, without a bound, until Kafka has it; for virtual threads.
     *
     * @param attempts how often the record was tried, from 1
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
        CompletableFuture<Void> written = new CompletableFuture<>();
        Thread writer = Thread.ofVirtual().unstarted(() -> {
            try {
                write(record, reason, message, 1);
                written.complete(null);
            } catch (InterruptedException e) {
                written.completeExceptionally(e);
            }
        });
        written.whenComplete((ignored, failure) -> {
            if (written.isCancelled()) {
                writer.interrupt();
            }
        });
        writer.start();
        return written;
    }

    private ProducerRecord<byte[], byte[]> letter(
            ConsumerRecord<byte[], byte[]> record, DeadLetterReason reason, String message, int attempts) {
        RecordHeaders headers = new RecordHeaders(record.headers());
        put(headers, Headers.DLT_REASON, reason.name());
        put(headers, Headers.DLT_MESSAGE, message.substring(0, Math.min(message.length(), MAX_MESSAGE)));
        put(headers, Headers.DLT_TOPIC, record.topic());
        put(headers, Headers.DLT_PARTITION, Integer.toString(record.partition()));
        put(headers, Headers.DLT_OFFSET, Long.toString(record.offset()));
        put(headers, Headers.DLT_ATTEMPTS, Integer.toString(attempts));
        put(headers, Headers.DLT_AT, Long.toString(clock.millis()));
        return new ProducerRecord<>(topic, null, null, record.key(), record.value(), headers);
    }

    private static void put(RecordHeaders headers, String name, String value) {
        // A letter that was replayed and has failed again carries the headers of its first failure.
        headers.remove(name);
        headers.add(name, value.getBytes(UTF_8));
    }
}
