// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parser;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.model.ChunkHeaders;
import dev.sluice.model.DeadLetterReason;
import dev.sluice.model.Topics;
import dev.sluice.parser.repeats.RepeatFilter;
import dev.sluice.parser.repeats.RepeatFilters;
import dev.sluice.parser.repeats.Unseen;
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
final class ChunkListener implements BatchConsumerAwareMessageListener<byte[], byte[]> {

    private final KafkaOperations<byte[], byte[]> kafka;
    private final RepeatFilters filters;
    /** A parser has buffers and belongs to one thread. */
    private final ThreadLocal<ChunkParser> parser;

    private final ParserMetrics metrics;
    private final Clock clock;

    ChunkListener(
            KafkaOperations<byte[], byte[]> kafka,
            RepeatFilters filters,
            Supplier<ChunkParser> parsers,
            ParserMetrics metrics,
            Clock clock) {
        this.kafka = kafka;
        this.filters = filters;
        this.parser = ThreadLocal.withInitial(parsers);
        this.metrics = metrics;
        this.clock = clock;
    }

    @Override
    public void onMessage(List<ConsumerRecord<byte[], byte[]>> records, Consumer<?, ?> consumer) {
        Tally tally = new Tally();
        Poll poll = new Poll(records, consumer);
        long started = clock.millis();
        poll.begin(metrics);
        kafka.execute(producer -> {
            long now = clock.millis();
            Set<Integer> partitions = new TreeSet<>();
            for (ConsumerRecord<byte[], byte[]> record : records) {
                partitions.add(record.partition());
                process(new Chunk(record), producer, now, tally);
            }
            partitions.forEach(partition -> remember(partition, producer, now));
            return null;
        });
        countOnCommit(tally, started, poll);
    }

    private void process(Chunk chunk, Producer<byte[], byte[]> producer, long now, Tally tally) {
        tally.bytes += chunk.value().length;
        tally.received.add(chunk.received());
        TransactionOutput output = new TransactionOutput(producer, chunk, now, tally);
        ChunkHeaders headers;
        try {
            headers = chunk.headers();
        } catch (IllegalArgumentException e) {
            output.deadLetter(0, chunk.value(), 0, chunk.value().length, DeadLetterReason.BAD_HEADERS, e.getMessage());
            return;
        }
        RepeatFilter filter = filters.of(chunk.coordinates().partition());
        Unseen unseen = filter.filter(headers, chunk.namedBySender(), chunk.value(), now);
        if (unseen.missingBytes() > 0) {
            GapEvent.write(headers, unseen.missingBytes(), now, output);
        }
        for (Unseen.Part part : unseen.parts()) {
            parser.get().parse(part.headers(), chunk.value(), part.from(), part.to(), output);
        }
        tally.repeats += unseen.repeatedLines();
        tally.gapBytes += unseen.missingBytes();
    }

    private void remember(int partition, Producer<byte[], byte[]> producer, long now) {
        filters.of(partition)
                .takeChanges(now)
                .forEach((key, value) -> producer.send(
                        new ProducerRecord<>(Topics.PARSER_STATE, partition, now, key.getBytes(UTF_8), value)));
    }

    private void countOnCommit(Tally tally, long started, Poll poll) {
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                metrics.committed(tally, started);
                poll.committed(metrics);
            }
        });
    }
}
