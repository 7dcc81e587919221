// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parser.chunk;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.model.ChunkHeaders;
import dev.sluice.model.DeadLetterReason;
import dev.sluice.model.EventIdSecret;
import dev.sluice.model.Headers;
import dev.sluice.model.LogFormat;
import dev.sluice.model.Topics;
import dev.sluice.parser.dedup.DedupResult;
import dev.sluice.parser.dedup.DedupResult.Conflict;
import dev.sluice.parser.dedup.Deduplicator;
import dev.sluice.parser.dedup.Deduplicators;
import dev.sluice.parser.dedup.LogEventFilter;
import dev.sluice.parser.ledger.ChunkBook;
import dev.sluice.parser.ledger.FilledLines;
import dev.sluice.parser.ledger.PartitionBook;
import dev.sluice.parser.metrics.ParserMetrics;
import dev.sluice.parser.metrics.TransactionStats;
import dev.sluice.parser.rules.ParserVersions;
import dev.sluice.parsers.ParseOutput;
import dev.sluice.tracing.Trace;
import dev.sluice.tracing.Tracing;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.kafka.core.KafkaOperations;
import org.springframework.kafka.listener.BatchConsumerAwareMessageListener;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Turns one poll of chunks into events, dead letters and memory, all in the transaction that the container has opened; the container adds the
 * offsets and commits. Whatever throws here rolls the transaction back and the poll is done again.
 */
public final class ChunkListener implements BatchConsumerAwareMessageListener<byte[], byte[]> {

    private static final Logger log = LoggerFactory.getLogger(ChunkListener.class);

    /** Sender and namespace of a chunk whose headers cannot be read. */
    private static final String UNKNOWN = "-";

    private final KafkaOperations<byte[], byte[]> kafka;
    private final Deduplicators deduplicators;
    private final ParserVersions parsers;

    private final ParserMetrics metrics;
    private final Clock clock;
    private final Tracing tracing;
    private final Runnable settled;
    private final StreamEvents streamEvents;

    /**
     * @param secret under which the ids of events about streams are made
     * @param settled is run after each commit
     */
    public ChunkListener(
            KafkaOperations<byte[], byte[]> kafka,
            Deduplicators deduplicators,
            ParserVersions parsers,
            EventIdSecret secret,
            ParserMetrics metrics,
            Clock clock,
            Tracing tracing,
            Runnable settled) {
        this.kafka = kafka;
        this.deduplicators = deduplicators;
        this.parsers = parsers;
        this.metrics = metrics;
        this.clock = clock;
        this.tracing = tracing;
        this.settled = settled;
        streamEvents = new StreamEvents(secret);
    }

    @Override
    public void onMessage(List<ConsumerRecord<byte[], byte[]>> records, Consumer<?, ?> consumer) {
        TransactionStats stats = new TransactionStats();
        PollLag pollLag = new PollLag(records, consumer);
        long started = clock.millis();
        pollLag.begin(metrics);
        Map<Integer, Deduplicator> memory = deduplicators.take(partitionsOf(records));
        // Asked once, so that the rules of a partition change between two polls, and so at one offset.
        ParserVersions.Version newest = parsers.newest();
        kafka.execute(producer -> {
            long now = clock.millis();
            memory.values().forEach(deduplicator -> deduplicator.book().begin(now));
            for (ConsumerRecord<byte[], byte[]> record : records) {
                Deduplicator deduplicator = memory.get(record.partition());
                deduplicator.rules().follow(newest.version(), record.offset());
                process(new ChunkRecord(record), deduplicator, newest, producer, now, stats);
            }
            memory.forEach((partition, deduplicator) -> {
                remember(partition, deduplicator, producer, now);
                book(partition, deduplicator.book(), producer, now);
                stats.forgotten += deduplicator.takeForgotten();
            });
            return null;
        });
        onCommit(() -> {
            deduplicators.giveBack(memory);
            memory.forEach((partition, deduplicator) ->
                    metrics.remembered(partition, deduplicator.bytes(), deduplicator.entries()));
            metrics.committed(stats, started);
            stats.traces.forEach(Trace::close);
            pollLag.committed(metrics);
            settled.run();
        });
    }

    private static Set<Integer> partitionsOf(List<ConsumerRecord<byte[], byte[]>> records) {
        return records.stream().map(ConsumerRecord::partition).collect(Collectors.toSet());
    }

    private void process(
            ChunkRecord received,
            Deduplicator deduplicator,
            ParserVersions.Version newest,
            Producer<byte[], byte[]> producer,
            long now,
            TransactionStats stats) {
        ChunkRecord chunk = received;
        stats.received.add(chunk.received());
        Trace trace = tracing.process("parse", chunk.trace(), now);
        stats.traces.add(trace);
        Optional<ParserVersions.Version> rules = chunk.rules().map(parsers::of).orElse(Optional.of(newest));
        ChunkBook book = deduplicator
                .book()
                .chunk(
                        chunk.coordinates().offset(),
                        chunk.received(),
                        now,
                        rules.orElse(newest).samplingRules());
        ChunkHeaders headers;
        DedupResult result;
        try {
            requireRules(chunk, rules);
            headers = chunk.headers();
            chunk = chunk.decode(headers.receipt().encoding());
            result = deduplicator.deduplicate(headers, chunk.key(), chunk.value(), now);
        } catch (IllegalArgumentException e) {
            byte[] value = received.value();
            stats.bytes += value.length;
            new TransactionOutput(producer, received, book, null, now, trace, stats)
                    .deadLetter(0, value, 0, value.length, DeadLetterReason.BAD_HEADERS, e.getMessage());
            book.close(UNKNOWN, UNKNOWN, 1, value, true);
            return;
        }
        byte[] value = chunk.value();
        stats.bytes += value.length;
        tell(
                headers,
                result,
                now,
                new TransactionOutput(producer, chunk, book.withoutLines(), null, now, trace, stats));
        boolean payload = isPayload(headers);
        LogEventFilter logEvents = payload ? deduplicator.logEvents() : null;
        TransactionOutput output = new TransactionOutput(producer, chunk, book, logEvents, now, trace, stats);
        for (DedupResult.Part part : result.parts()) {
            output.begin(part.headers());
            if (result.conflict() == Conflict.KEY_REUSED) {
                ReusedKey.reject(part, value, payload, output);
            } else {
                rules.orElseThrow().parser().parse(part.headers(), value, part.from(), part.to(), output);
            }
        }
        if (output.cameBack()) {
            deduplicator.forgetReplay(headers);
        }
        if (logEvents != null) {
            deduplicator.remember(logEvents, headers, chunk.key(), now);
        }
        if (result.repeatedLines() > 0) {
            book.repeats(payload ? 1 : repeated(value, result));
        }
        book.close(
                headers.sender(),
                headers.namespaceOrDefault(),
                headers.receipt().lines(),
                value,
                payload);
        stats.repeats += result.repeatedLines();
        stats.gapBytes += result.missingBytes();
        stats.forks += result.conflict() == Conflict.FORK ? 1 : 0;
    }

    /** Lines that hold a byte and are in none of the parts that were not seen before. */
    private static long repeated(byte[] value, DedupResult result) {
        long count = 0;
        int at = 0;
        for (DedupResult.Part part : result.parts()) {
            count += FilledLines.count(value, at, part.from());
            at = part.to();
        }
        return count + FilledLines.count(value, at, value.length);
    }

    private static void requireRules(ChunkRecord chunk, Optional<ParserVersions.Version> rules) {
        if (rules.isEmpty()) {
            throw new IllegalArgumentException(
                    "header " + Headers.RULES + " says " + chunk.rules().orElseThrow()
                            + ", and there is no such version of the rules that this parser can use");
        }
    }

    private void tell(ChunkHeaders headers, DedupResult result, long now, ParseOutput output) {
        if (result.missingBytes() > 0) {
            streamEvents.gap(headers, result.missingBytes(), now, output);
        }
        if (result.conflict() == Conflict.FORK) {
            String fork = result.parts().getFirst().headers().stream();
            log.warn("{} of {} is a fork of what came before: kept as {}", headers.stream(), headers.sender(), fork);
            streamEvents.fork(headers, fork, now, output);
        }
    }

    private static boolean isPayload(ChunkHeaders headers) {
        return headers.format().equals(LogFormat.CLOUDWATCH.wireName());
    }

    private static void remember(
            int partition, Deduplicator deduplicator, Producer<byte[], byte[]> producer, long now) {
        deduplicator
                .takeChanges(now)
                .forEach((key, value) -> producer.send(
                        new ProducerRecord<>(Topics.PARSER_STATE, partition, now, key.getBytes(UTF_8), value)));
    }

    private static void book(int partition, PartitionBook book, Producer<byte[], byte[]> producer, long now) {
        producer.send(new ProducerRecord<>(
                Topics.LEDGER, partition, now, book.key(partition), book.text().getBytes(UTF_8)));
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
