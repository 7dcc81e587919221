// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.kafka;

import dev.sluice.ingest.chunk.Chunk;
import dev.sluice.ingest.refusal.Reason;
import dev.sluice.ingest.refusal.Refusal;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.BufferExhaustedException;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.kafka.KafkaException;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.stereotype.Component;

/**
 * Writes chunks to Kafka and returns when all of them are on disk there: what every door hands its lines to. Does not read bodies and knows no
 * protocol.
 *
 * <p>Chunks with the same key are sent one after the other, each when the one before it is acknowledged: the parser drops what it takes for a repeat by
 * position, so a later chunk must never be there without the earlier one.
 */
@Component
public final class ChunkWriter {

    private static final Logger log = LoggerFactory.getLogger(ChunkWriter.class);

    private final KafkaTemplate<byte[], byte[]> kafka;
    private final DeclaredTopics topics;
    private final Records records;
    private final DeliverySettings settings;

    ChunkWriter(
            KafkaTemplate<byte[], byte[]> kafka, DeclaredTopics topics, Records records, DeliverySettings settings) {
        this.kafka = kafka;
        this.topics = topics;
        this.records = records;
        this.settings = settings;
    }

    /**
     * Blocks until Kafka has acknowledged everything, at most for {@link DeliverySettings#deadline}.
     *
     * @throws Refusal ({@link Reason#KAFKA_AWAY}, {@link Reason#OVERLOADED}) otherwise; its message says what is known of the lines
     */
    public void write(List<Delivery> deliveries) {
        Attempt attempt = new Attempt();
        try {
            attempt.run(deliveries);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw attempt.refusal(deliveries, e);
        } catch (KafkaException
                | org.apache.kafka.common.KafkaException
                | ExecutionException
                | TimeoutException
                | KafkaTooSlow e) {
            throw attempt.refusal(deliveries, e);
        }
    }

    /** The time in which further records may be sent is over. */
    private static final class KafkaTooSlow extends Exception {
        KafkaTooSlow(String message) {
            super(message);
        }
    }

    private record Sent(Chunk chunk, CompletableFuture<?> acknowledgement) {}

    /** One call of {@link #write}: how far it came. */
    private final class Attempt {

        private final long start = System.nanoTime();
        private final Queue<Sent> pending = new ArrayDeque<>();
        private final Set<String> keysUnderWay = new HashSet<>();
        private long accepted;
        private boolean sent;

        void run(List<Delivery> deliveries)
                throws InterruptedException, ExecutionException, TimeoutException, KafkaTooSlow {
            if (!topics.exist(settings.maxBlock())) {
                throw new KafkaTooSlow("its topics could not be looked up");
            }
            for (Delivery delivery : deliveries) {
                for (Chunk chunk : delivery.chunks()) {
                    if (delivery.key() != null && !keysUnderWay.add(delivery.key())) {
                        awaitAll();
                        keysUnderWay.add(delivery.key());
                    }
                    send(delivery, chunk);
                }
            }
            awaitAll();
        }

        private void send(Delivery delivery, Chunk chunk) throws KafkaTooSlow {
            if (left(settings.sendWindow()) <= 0) {
                throw new KafkaTooSlow("it took too long over the first chunks");
            }
            ProducerRecord<byte[], byte[]> record = records.of(delivery, chunk);
            pending.add(new Sent(chunk, kafka.send(record)));
            sent = true;
        }

        private void awaitAll() throws InterruptedException, ExecutionException, TimeoutException {
            for (Sent next = pending.peek(); next != null; next = pending.peek()) {
                await(next);
                pending.remove();
            }
            keysUnderWay.clear();
        }

        private void await(Sent next) throws InterruptedException, ExecutionException, TimeoutException {
            next.acknowledgement.get(Math.max(0, left(settings.deadline())), TimeUnit.NANOSECONDS);
            if (!next.chunk.tooLong()) {
                accepted += next.chunk.lines();
            }
        }

        private long left(Duration limit) {
            return limit.toNanos() - (System.nanoTime() - start);
        }

        /** Waits for what is under way, so that the answer is true of all of it. */
        Refusal refusal(List<Delivery> deliveries, Exception cause) {
            for (Sent next : pending) {
                try {
                    await(next);
                } catch (ExecutionException | TimeoutException e) {
                    log.debug("One of several chunks that were not acknowledged", e);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
            Delivery first = deliveries.getFirst();
            log.warn(
                    "Refused batch {} of {} chunks, of which {} lines are in Kafka: {}",
                    first.headers().batch(),
                    deliveries.stream().mapToInt(d -> d.chunks().size()).sum(),
                    accepted,
                    NestedExceptionUtils.getMostSpecificCause(cause).toString());
            // A full producer buffer is not an outage: Kafka is there, but others were faster.
            boolean full = NestedExceptionUtils.getMostSpecificCause(cause) instanceof BufferExhaustedException;
            Reason reason = full ? Reason.OVERLOADED : Reason.KAFKA_AWAY;
            return new Refusal(reason, "Kafka did not take the lines in time; " + fate(first), accepted, cause);
        }

        private String fate(Delivery first) {
            if (!sent) {
                return "nothing of the request was accepted: send it again later";
            }
            String known = accepted == 0
                    ? "whether any of them arrived is not known"
                    : accepted + " lines of the request were accepted before, and of others it is not known";
            return first.key() != null
                    ? known + ": send the same request again with the same Idempotency-Key, or the same stream and "
                            + "offset; no line will be there twice"
                    : known + ": sending the request again can repeat lines; with an Idempotency-Key it would be safe";
        }
    }
}
