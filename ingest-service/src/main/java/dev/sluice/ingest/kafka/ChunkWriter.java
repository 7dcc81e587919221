// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.kafka;

import dev.sluice.ingest.chunk.Chunk;
import dev.sluice.ingest.chunk.ChunkBatch;
import dev.sluice.ingest.rejection.RejectionReason;
import dev.sluice.ingest.rejection.RequestRejectedException;
import dev.sluice.ingest.rejection.WriteRejectedException;
import dev.sluice.ingest.rejection.WriteRejectedException.Fate;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.producer.BufferExhaustedException;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.KafkaStorageException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.kafka.KafkaException;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.stereotype.Component;

/**
 * Writes chunks to Kafka and returns when all of them are on disk there: what every receiver hands its lines to. Does not read bodies and knows no
 * protocol.
 *
 * <p>Chunks with the same key are sent one after the other, each when the one before it is acknowledged: the parser drops what it takes for a
 * repeat by position, so a later chunk must never be there without the earlier one.
 */
@Component
public final class ChunkWriter {

    private static final Logger log = LoggerFactory.getLogger(ChunkWriter.class);

    private final KafkaTemplate<byte[], byte[]> kafka;
    private final DeclaredTopics topics;
    private final ChunkRecords records;
    private final DeliverySettings settings;
    private final LongSupplier nanoTime;

    @Autowired
    ChunkWriter(
            KafkaTemplate<byte[], byte[]> kafka,
            DeclaredTopics topics,
            ChunkRecords records,
            DeliverySettings settings) {
        this(kafka, topics, records, settings, System::nanoTime);
    }

    /** @param nanoTime as {@link System#nanoTime} */
    ChunkWriter(
            KafkaTemplate<byte[], byte[]> kafka,
            DeclaredTopics topics,
            ChunkRecords records,
            DeliverySettings settings,
            LongSupplier nanoTime) {
        this.kafka = kafka;
        this.topics = topics;
        this.records = records;
        this.settings = settings;
        this.nanoTime = nanoTime;
    }

    /**
     * Blocks until Kafka has acknowledged everything, at most for {@link DeliverySettings#deadline}.
     *
     * @throws WriteRejectedException ({@link RejectionReason#KAFKA_AWAY}, {@link RejectionReason#OVERLOADED}) otherwise; it says what is known
     *     of the lines
     */
    public void write(List<ChunkBatch> batches) {
        Attempt attempt = new Attempt();
        try {
            attempt.run(batches);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw attempt.rejection(batches, e);
        } catch (KafkaException
                | org.apache.kafka.common.KafkaException
                | ExecutionException
                | TimeoutException
                | KafkaTooSlow e) {
            throw attempt.rejection(batches, e);
        }
    }

    /** The time in which further records may be sent is over. */
    private static final class KafkaTooSlow extends Exception {
        KafkaTooSlow(String message) {
            super(message);
        }
    }

    private record Sent(int batch, Chunk chunk, CompletableFuture<?> acknowledgement) {}

    /** One call of {@link #write}: how far it came. */
    private final class Attempt {

        private final long start = nanoTime.getAsLong();
        private final Queue<Sent> pending = new ArrayDeque<>();
        private final Set<String> keysUnderWay = new HashSet<>();
        /** Chunks of each batch that were sent, and that are acknowledged. */
        private int[] sentOf = {};

        private int[] writtenOf = {};
        private long accepted;
        private boolean sent;

        void run(List<ChunkBatch> batches)
                throws InterruptedException, ExecutionException, TimeoutException, KafkaTooSlow {
            sentOf = new int[batches.size()];
            writtenOf = new int[batches.size()];
            if (!topics.exist(settings.maxBlock())) {
                throw new KafkaTooSlow("its topics could not be looked up");
            }
            for (int number = 0; number < batches.size(); number++) {
                ChunkBatch batch = batches.get(number);
                ChunkDigests digests = ChunkDigests.of(batch);
                for (Chunk chunk : batch.chunks()) {
                    if (batch.key() != null && !keysUnderWay.add(batch.key())) {
                        awaitAll();
                        keysUnderWay.add(batch.key());
                    }
                    send(number, batch, chunk, digests);
                }
            }
            awaitAll();
        }

        private void send(int number, ChunkBatch batch, Chunk chunk, ChunkDigests digests) throws KafkaTooSlow {
            if (left(settings.sendWindow()) <= 0) {
                throw new KafkaTooSlow("it took too long over the first chunks");
            }
            ProducerRecord<byte[], byte[]> record = records.of(batch, chunk, digests.next(chunk));
            pending.add(new Sent(number, chunk, kafka.send(record)));
            sentOf[number]++;
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
            writtenOf[next.batch]++;
            if (!next.chunk.isDeadLetter()) {
                accepted += next.chunk.lines();
            }
        }

        private long left(Duration limit) {
            return limit.toNanos() - (nanoTime.getAsLong() - start);
        }

        /** Waits for what is under way, so that the answer is true of all of it. */
        RequestRejectedException rejection(List<ChunkBatch> batches, Exception cause) {
            for (Sent next : pending) {
                try {
                    await(next);
                } catch (ExecutionException | TimeoutException e) {
                    log.debug("One of several chunks that were not acknowledged", e);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
            ChunkBatch first = batches.getFirst();
            log.warn(
                    "Rejected batch {} of {} chunks, of which {} lines are in Kafka: {}",
                    first.headers().batch(),
                    batches.stream().mapToInt(d -> d.chunks().size()).sum(),
                    accepted,
                    NestedExceptionUtils.getMostSpecificCause(cause).toString());
            // A full producer buffer is not an outage: Kafka is there, but others were faster.
            boolean full = NestedExceptionUtils.getMostSpecificCause(cause) instanceof BufferExhaustedException;
            RejectionReason reason = full ? RejectionReason.OVERLOADED : RejectionReason.KAFKA_AWAY;
            return new WriteRejectedException(
                    reason,
                    why(NestedExceptionUtils.getMostSpecificCause(cause)) + "; " + fate(first),
                    accepted,
                    cause,
                    fates(batches));
        }

        private static String why(Throwable cause) {
            return cause instanceof KafkaStorageException
                    ? "Kafka cannot store the lines: " + cause.getMessage()
                    : "Kafka did not take the lines in time";
        }

        private List<Fate> fates(List<ChunkBatch> batches) {
            List<Fate> fates = new ArrayList<>();
            for (int number = 0; number < batches.size(); number++) {
                int chunks = batches.get(number).chunks().size();
                if (number < sentOf.length && writtenOf[number] == chunks) {
                    fates.add(Fate.WRITTEN);
                } else {
                    fates.add(number >= sentOf.length || sentOf[number] == 0 ? Fate.NOT_SENT : Fate.UNKNOWN);
                }
            }
            return fates;
        }

        private String fate(ChunkBatch first) {
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
