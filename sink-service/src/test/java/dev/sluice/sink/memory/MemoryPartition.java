// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.memory;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.model.DataStream;
import dev.sluice.model.ledger.EventTally;
import dev.sluice.sink.driver.EventRecords;
import dev.sluice.sink.driver.EventRecords.NotAnEvent;
import dev.sluice.sink.driver.EventRows;
import dev.sluice.sink.driver.PartitionSink;
import dev.sluice.sink.driver.PartitionSinkFactory.Start;
import dev.sluice.sink.driver.SinkContext;
import dev.sluice.sink.driver.StoreBook;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;

/** Stores the events of one partition, in their order, each as soon as the store takes it. */
final class MemoryPartition implements PartitionSink {

    private static final int MAX_WAITING = 1_000;

    private final StoreBook book;
    private final MemoryStore store;
    private final SinkContext context;
    private final EventRecords events = new EventRecords();
    private final Queue<ConsumerRecord<byte[], byte[]>> waiting = new ArrayDeque<>();

    /** Of the record at the queue's head; null while it has none. */
    private CompletableFuture<Void> deadLetter;

    /** What the ledger was not told yet. */
    private EventRows rows = new EventRows();

    private long stored;
    private long committed;

    MemoryPartition(Start start, StoreBook book, MemoryStore store, SinkContext context) {
        this.book = book;
        this.store = store;
        this.context = context;
        stored = Math.max(start.committed().offset(), start.logStart());
        committed = stored;
    }

    @Override
    public void accept(ConsumerRecord<byte[], byte[]> record) {
        waiting.add(record);
    }

    @Override
    public Optional<OffsetAndMetadata> tick() {
        if (store.isAway()) {
            context.status().degraded("is away", "it was told to be");
        } else {
            while (!waiting.isEmpty() && isDone(waiting.element())) {
                stored = waiting.remove().offset() + 1;
                deadLetter = null;
            }
        }
        if (stored == committed) {
            return Optional.empty();
        }
        book.settle(stored, rows);
        rows = new EventRows();
        return Optional.of(new OffsetAndMetadata(stored));
    }

    private boolean isDone(ConsumerRecord<byte[], byte[]> record) {
        boolean routed = EventRecords.isForAnotherStore(record, context.store());
        DataStream dataStream;
        try {
            dataStream = events.dataStreamOf(record);
        } catch (NotAnEvent e) {
            if (routed) {
                return true;
            }
            if (deadLetter == null) {
                deadLetter = context.deadLetters().writeAsync(record, e.reason(), e.getMessage());
            }
            return deadLetter.isDone();
        }
        EventTally row = rows.read(record, dataStream);
        if (routed) {
            row.addRouted();
            return true;
        }
        if (store.put(new String(record.key(), UTF_8), new String(record.value(), UTF_8))) {
            context.metrics().stored(1);
        } else {
            context.metrics().duplicates(1);
        }
        context.metrics().age(EventRecords.receivedAt(record));
        context.status().well();
        return true;
    }

    @Override
    public void committed(OffsetAndMetadata offset) {
        committed = offset.offset();
    }

    @Override
    public boolean isFull() {
        return waiting.size() >= MAX_WAITING;
    }

    @Override
    public void flush() {
        // Nothing is held back.
    }

    @Override
    public boolean isDone() {
        return waiting.isEmpty() && stored == committed;
    }

    @Override
    public OptionalLong oldestUnstored() {
        return waiting.isEmpty() ? OptionalLong.empty() : OptionalLong.of(EventRecords.receivedAt(waiting.element()));
    }

    @Override
    public void close() {
        if (deadLetter != null) {
            deadLetter.cancel(true);
        }
    }
}
