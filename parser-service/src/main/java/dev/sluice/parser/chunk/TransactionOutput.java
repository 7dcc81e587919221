// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parser.chunk;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.model.ChunkHeaders;
import dev.sluice.model.DataStream;
import dev.sluice.model.DeadLetter;
import dev.sluice.model.DeadLetterId;
import dev.sluice.model.DeadLetterReason;
import dev.sluice.model.EventIds;
import dev.sluice.model.Headers;
import dev.sluice.model.Store;
import dev.sluice.model.Topics;
import dev.sluice.parser.dedup.LogEventFilter;
import dev.sluice.parser.ledger.ChunkBook;
import dev.sluice.parser.metrics.TransactionStats;
import dev.sluice.parsers.ParseOutput;
import dev.sluice.tracing.Trace;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * Writes what becomes of one chunk into the transaction that is open on the producer. A write that fails makes the commit fail; nothing is waited for
 * here.
 */
final class TransactionOutput implements ParseOutput {

    /** Retention that is longer cannot outrun a reader who is away for less than the rest. */
    private static final Duration OLDEST = Duration.ofHours(1);

    private final Producer<byte[], byte[]> producer;
    private final ChunkRecord chunk;
    private final ChunkBook book;
    private final long now;
    private final Trace trace;
    private final TransactionStats stats;

    /** Of the chunk, taken from its headers once: events are many. */
    private final Integer partition;

    /** Of the records of events. */
    private final Long time;

    private final LogEventFilter logEvents;
    private ChunkHeaders part;
    private DataStream lastDataStream;
    private RecordHeaders lastHeaders;

    /** The same for events that one store alone gets. */
    private final Map<Store, RecordHeaders> routedHeaders = new EnumMap<>(Store.class);

    /** Whether the chunk is a replayed letter that is the same letter again. */
    private boolean cameBack;

    /** The only store that the event at hand is for, or null. */
    private Store onlyStore;

    /** @param logEvents passes log events of a payload that were not seen before; null where the chunk is of lines */
    TransactionOutput(
            Producer<byte[], byte[]> producer,
            ChunkRecord chunk,
            ChunkBook book,
            LogEventFilter logEvents,
            long now,
            Trace trace,
            TransactionStats stats) {
        this.producer = producer;
        this.chunk = chunk;
        this.book = book;
        this.now = now;
        this.trace = trace;
        this.stats = stats;
        partition = chunk.coordinates().partition();
        this.logEvents = logEvents;
        // Never the event's own time, since Kafka deletes by it; nor one so long ago that a replayed line is deleted
        // before a store has it.
        time = Math.max(chunk.received(), now - OLDEST.toMillis());
    }

    /** From now on lines are of a part of the chunk, whose headers may name another batch or stream than the chunk's. */
    void begin(ChunkHeaders newPart) {
        part = newPart;
    }

    boolean cameBack() {
        return cameBack;
    }

    @Override
    public void event(DataStream dataStream, byte[] id, byte[] json, int from, int to) {
        if (logEvents != null && !logEvents.isNew(new String(id, 0, EventIds.LENGTH, US_ASCII))) {
            stats.repeats++;
            book.repeats(1);
            return;
        }
        Future<RecordMetadata> sent = producer.send(new ProducerRecord<>(
                Topics.PARSED,
                partition,
                time,
                Arrays.copyOf(id, EventIds.LENGTH),
                Arrays.copyOfRange(json, from, to),
                headersOf(dataStream)));
        book.event(dataStream, id, sent);
        stats.events++;
        stats.eventBytes += to - from;
    }

    @Override
    public void routed(Store store, DataStream dataStream, byte[] id, byte[] json, int from, int to) {
        onlyStore = store;
        event(dataStream, id, json, from, to);
        onlyStore = null;
    }

    @Override
    public void deadLetter(long line, byte[] bytes, int from, int to, DeadLetterReason reason, String message) {
        RecordHeaders headers = new RecordHeaders();
        for (Header header : chunk.recordHeaders()) {
            boolean ofAnEarlierLetter =
                    header.key().startsWith(Headers.DLT_PREFIX) || header.key().equals(Headers.REPLAY);
            if (!ofAnEarlierLetter) {
                headers.add(header);
            }
        }
        // A letter is one line: its headers place that line, so that a replay gives the event the id that it would have
        // had.
        headers.remove(Headers.LINE).add(Headers.LINE, Long.toString(line).getBytes(UTF_8));
        headers.remove(Headers.LINES).add(Headers.LINES, "1".getBytes(UTF_8));
        if (part != null) {
            // A line of the chunk, which was decoded.
            headers.remove(Headers.ENCODING);
            headers.remove(Headers.BATCH).add(Headers.BATCH, part.batch().getBytes(UTF_8));
        }
        if (part != null && part.stream() != null) {
            headers.remove(Headers.STREAM).add(Headers.STREAM, part.stream().getBytes(UTF_8));
            // What came before the chunk is not what came before the line.
            headers.remove(Headers.DIGEST).remove(Headers.COVERS_FROM);
        }
        if (chunk.streamOffset().isPresent() && bytes == chunk.value()) {
            long offset = chunk.streamOffset().getAsLong() + from;
            headers.remove(Headers.OFFSET)
                    .add(Headers.OFFSET, Long.toString(offset).getBytes(UTF_8));
        }
        byte[] original = Arrays.copyOfRange(bytes, from, to);
        String id = idOf(headers, original);
        cameBack |= part != null && id.equals(part.replay());
        new DeadLetter(id, reason, message, chunk.coordinates(), line, chunk.attempt(), now).writeTo(headers::add);
        producer.send(new ProducerRecord<>(Topics.RAW_DEAD_LETTERS, null, now, null, original, headers));
        book.deadLetter();
        stats.deadLetters.merge(reason, 1L, Long::sum);
    }

    private String idOf(RecordHeaders headers, byte[] original) {
        Map<String, byte[]> byName = new HashMap<>();
        headers.forEach(header -> byName.put(header.key(), header.value()));
        try {
            return DeadLetterId.ofLine(ChunkHeaders.read(byName), original);
        } catch (IllegalArgumentException e) {
            return DeadLetterId.ofRecord(chunk.coordinates(), original);
        }
    }

    @Override
    public void dropped(String rule, DataStream dataStream, long line) {
        book.dropped(rule);
        stats.dropped.merge(rule, 1L, Long::sum);
    }

    @Override
    public void payload(long entries) {
        book.payload(entries);
    }

    /** Of one record's headers another's are made faster than of a list. */
    private RecordHeaders headersOf(DataStream dataStream) {
        if (dataStream != lastDataStream) {
            lastDataStream = dataStream;
            routedHeaders.clear();
            lastHeaders = new RecordHeaders();
            lastHeaders.add(Headers.DATA_STREAM, dataStream.name().getBytes(UTF_8));
            if (time != chunk.received()) {
                lastHeaders.add(
                        Headers.RECEIVED, Long.toString(chunk.received()).getBytes(UTF_8));
            }
            byte[] parent = trace.header();
            if (parent != null) {
                lastHeaders.add(Headers.TRACE, parent);
            }
        }
        if (onlyStore == null) {
            return lastHeaders;
        }
        return routedHeaders.computeIfAbsent(onlyStore, store -> {
            RecordHeaders routed = new RecordHeaders(lastHeaders);
            routed.add(Headers.ROUTE, store.headerValue());
            return routed;
        });
    }
}
