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
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
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
    private final Runnable settled;

    /** @param settled is run after each commit */
    public ChunkListener(
            KafkaOperations<byte[], byte[]> kafka,
            Deduplicators deduplicators,
            Supplier<ChunkParser> parsers,
            ParserMetrics metrics,
            Clock clock,
            Runnable settled) {
        this.kafka = kafka;
        this.deduplicators = deduplicators;
        this.parser = ThreadLocal.withInitial(parsers);
        this.metrics = metrics;
        this.clock = clock;
        this.settled = settled;
    }

    @Override
    public void onMessage(List<ConsumerRecord<byte[], byte[]>> records, Consumer<?, ?> consumer) {
        TransactionStats stats = new TransactionStats();
        PollLag pollLag = new PollLag(records, consumer);
        long started = clock.millis();
        pollLag.begin(metrics);
        Map<Integer, Deduplicator> memory = deduplicators.take(partitionsOf(records));
        kafka.execute(producer -> {
            long now = clock.millis();
            for (ConsumerRecord<byte[], byte[]> record : records) {
                process(new Chunk(record), memory.get(record.partition()), producer, now, stats);
            }
            memory.forEach((partition, deduplicator) -> remember(partition, deduplicator, producer, now));
            return null;
        });
        onCommit(() -> {
            deduplicators.giveBack(memory);
            metrics.committed(stats, started);
            pollLag.committed(metrics);
            settled.run();
        });
    }

    private static Set<Integer> partitionsOf(List<ConsumerRecord<byte[], byte[]>> records) {
        return records.stream().map(ConsumerRecord::partition).collect(Collectors.toSet());
    }

    private void process(
            Chunk chunk,
            Deduplicator deduplicator,
            Producer<byte[], byte[]> producer,
            long now,
            TransactionStats stats) {
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

    private static void remember(
            int partition, Deduplicator deduplicator, Producer<byte[], byte[]> producer, long now) {
        deduplicator
                .takeChanges(now)
                .forEach((key, value) -> producer.send(
                        new ProducerRecord<>(Topics.PARSER_STATE, partition, now, key.getBytes(UTF_8), value)));
    }

    private static void onCommit(Runnable action) {
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                action.run();
            }
        });
    }
}
