// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parser.chunk;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.model.ChunkHeaders;
import dev.sluice.model.DeadLetterReason;
import dev.sluice.model.Topics;
import dev.sluice.parser.dedup.DedupResult;
import dev.sluice.parser.dedup.Deduplicator;
import dev.sluice.parser.dedup.Deduplicators;
import dev.sluice.parser.metrics.ParserMetrics;
import dev.sluice.parser.metrics.TransactionStats;
import dev.sluice.parsers.ChunkParser;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.springframework.kafka.core.KafkaOperations;
import org.springframework.kafka.listener.BatchConsumerAwareMessageListener;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Turns one poll of chunks into events, dead letters and memory, all in the transaction that the container has opened; the container adds the offsets and
 * commits. Whatever throws here rolls the transaction back and the poll is done again.
 */
public final class ChunkListener implements BatchConsumerAwareMessageListener<byte[], byte[]> {

    private final KafkaOperations<byte[], byte[]> kafka;
    private final Deduplicators deduplicators;
    /** A parser has buffers and belongs to one thread. */
    private final ThreadLocal<ChunkParser> parser;

    private final ParserMetrics metrics;
    private final Clock clock;

    public ChunkListener(
            KafkaOperations<byte[], byte[]> kafka,
            Deduplicators deduplicators,
            Supplier<ChunkParser> parsers,
            ParserMetrics metrics,
            Clock clock) {
        this.kafka = kafka;
        this.deduplicators = deduplicators;
        this.parser = ThreadLocal.withInitial(parsers);
        this.metrics = metrics;
        this.clock = clock;
    }

    @Override
    public void onMessage(List<ConsumerRecord<byte[], byte[]>> records, Consumer<?, ?> consumer) {
        TransactionStats stats = new TransactionStats();
        PollLag pollLag = new PollLag(records, consumer);
        long started = clock.millis();
        pollLag.begin(metrics);
        kafka.execute(producer -> {
            long now = clock.millis();
            Set<Integer> partitions = new TreeSet<>();
            for (ConsumerRecord<byte[], byte[]> record : records) {
                partitions.add(record.partition());
                process(new Chunk(record), producer, now, stats);
            }
            partitions.forEach(partition -> remember(partition, producer, now));
            return null;
        });
        countOnCommit(stats, started, pollLag);
    }

    private void process(Chunk chunk, Producer<byte[], byte[]> producer, long now, TransactionStats stats) {
        stats.bytes += chunk.value().length;
        stats.received.add(chunk.received());
        TransactionOutput output = new TransactionOutput(producer, chunk, now, stats);
        ChunkHeaders headers;
        try {
            headers = chunk.headers();
        } catch (IllegalArgumentException e) {
            output.deadLetter(0, chunk.value(), 0, chunk.value().length, DeadLetterReason.BAD_HEADERS, e.getMessage());
            return;
        }
        Deduplicator deduplicator = deduplicators.of(chunk.coordinates().partition());
        DedupResult result = deduplicator.deduplicate(headers, chunk.namedBySender(), chunk.value(), now);
        if (result.missingBytes() > 0) {
            GapEvent.write(headers, result.missingBytes(), now, output);
        }
        for (DedupResult.Part part : result.parts()) {
            parser.get().parse(part.headers(), chunk.value(), part.from(), part.to(), output);
        }
        stats.repeats += result.repeatedLines();
        stats.gapBytes += result.missingBytes();
    }

    private void remember(int partition, Producer<byte[], byte[]> producer, long now) {
        deduplicators
                .of(partition)
                .takeChanges(now)
                .forEach((key, value) -> producer.send(
                        new ProducerRecord<>(Topics.PARSER_STATE, partition, now, key.getBytes(UTF_8), value)));
    }

    private void countOnCommit(TransactionStats stats, long started, PollLag pollLag) {
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                metrics.committed(stats, started);
                pollLag.committed(metrics);
            }
        });
    }
}
