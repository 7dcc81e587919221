// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.elasticsearch;

import dev.sluice.model.DataStream;
import dev.sluice.model.Headers;
import dev.sluice.model.ledger.EventTally;
import dev.sluice.sink.driver.EventRecords;
import dev.sluice.sink.driver.EventRecords.NotAnEvent;
import dev.sluice.sink.driver.EventRows;
import dev.sluice.sink.driver.PartitionSink;
import dev.sluice.sink.driver.PartitionSinkFactory.Start;
import dev.sluice.sink.driver.StoreBook;
import dev.sluice.sink.driver.StoreFilter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;

/**
 * Collects the records of one partition into bulks, has some of them delivered at once, and lets their offsets be committed in order, whatever
 * the order in which they are done.
 */
final class ElasticsearchPartition implements PartitionSink {

    private final StoreFilter filter;
    private final BulkDispatcher dispatcher;
    private final StoreBook book;
    private final EventRecords events = new EventRecords();
    private final SendWindow window;
    private final Deque<Bulk> waiting = new ArrayDeque<>();
    private final Deque<BulkInFlight> inFlight = new ArrayDeque<>();

    private List<Document> documents = new ArrayList<>();
    private Receipts receipts = new Receipts();
    private List<Bulk.Rejected> rejected = new ArrayList<>();
    private EventRows rows = new EventRows();
    private int openRecords;
    private int openSize;
    private long openSince;

    /** Offset after the last record accepted. */
    private long accepted;

    private boolean flushing;

    /** When the group last knew us as the owner; read by deliveries. */
    private final AtomicLong provenAt = new AtomicLong();

    ElasticsearchPartition(Start start, StoreBook book, StoreFilter filter, BulkDispatcher dispatcher) {
        this.book = book;
        this.filter = filter;
        this.dispatcher = dispatcher;
        window = new SendWindow(
                start,
                dispatcher.settings().commitInterval().toMillis(),
                dispatcher.settings().maxHold().toMillis());
        accepted = Math.max(start.committed().offset(), start.logStart());
    }

    @Override
    public void accept(ConsumerRecord<byte[], byte[]> record) {
        if (isOpenEmpty()) {
            openSince = now();
        }
        openRecords++;
        if (filter.isForOthers(record)) {
            passOver(record);
        } else {
            openSize += take(record);
        }
        accepted = record.offset() + 1;
        window.accepted(accepted);
        if (openSize >= dispatcher.bulkSize()
                || openRecords >= dispatcher.settings().maxDocuments()) {
            closeBulk();
        }
    }

    private void passOver(ConsumerRecord<byte[], byte[]> record) {
        try {
            rows.read(record, events.dataStreamOf(record)).addRouted();
        } catch (NotAnEvent e) {
            // It is a dead letter of the store that it is for.
        }
    }

    /** Adds a record to the open bulk; returns the bytes that it takes. */
    private int take(ConsumerRecord<byte[], byte[]> record) {
        receipts.add(EventRecords.receivedAt(record));
        int size;
        try {
            DataStream dataStream = events.dataStreamOf(record);
            EventTally row = rows.read(record, dataStream);
            boolean fateUnknown =
                    window.isFateUnknown(record.offset()) || record.headers().lastHeader(Headers.REPLAY) != null;
            Document document = Document.of(
                    new DocumentOrigin.FromKafka(record, row), dataStream.name(), record.value(), fateUnknown);
            documents.add(document);
            size = document.size();
        } catch (NotAnEvent e) {
            rejected.add(new Bulk.Rejected(
                    new DocumentOrigin.FromKafka(record, new EventTally()), e.reason(), e.getMessage()));
            size = Math.max(record.serializedValueSize(), 0) + BulkBody.ACTION_SIZE;
        }
        dispatcher.inFlight().add(size);
        return size;
    }

    @Override
    public Optional<OffsetAndMetadata> tick() {
        takeDone();
        if (!isOpenEmpty() && (flushing || isOld())) {
            closeBulk();
        }
        sendWaiting();
        OptionalLong nextEnd = waiting.isEmpty()
                ? OptionalLong.empty()
                : OptionalLong.of(waiting.getFirst().end());
        return window.wish(now(), nextEnd).map(SendWatermark.Mark::commit);
    }

    @Override
    public void committed(OffsetAndMetadata offset) {
        window.committed(new SendWatermark.Mark(offset.offset(), SendWatermark.of(offset)), now());
        provenAt.set(window.provenAt());
        sendWaiting();
    }

    @Override
    public boolean isFull() {
        return !waiting.isEmpty() || dispatcher.inFlight().isFull();
    }

    @Override
    public void flush() {
        flushing = true;
        window.flush();
    }

    @Override
    public boolean isDone() {
        return window.isDone();
    }

    @Override
    public boolean isStored() {
        return window.isStored();
    }

    @Override
    public OptionalLong oldestUnstored() {
        long oldest = Stream.concat(inFlight.stream().map(BulkInFlight::bulk), waiting.stream())
                .mapToLong(bulk -> bulk.receipts().oldest())
                .reduce(receipts.oldest(), Math::min);
        return oldest == Long.MAX_VALUE ? OptionalLong.empty() : OptionalLong.of(oldest);
    }

    @Override
    public void close() {
        inFlight.forEach(bulk -> {
            bulk.delivery().cancel(true);
            dispatcher.inFlight().remove(bulk.bulk().size());
        });
        waiting.forEach(bulk -> dispatcher.inFlight().remove(bulk.size()));
        dispatcher.inFlight().remove(openSize);
    }

    private void takeDone() {
        while (!inFlight.isEmpty() && inFlight.getFirst().delivery().isDone()) {
            BulkInFlight first = inFlight.removeFirst();
            dispatcher.inFlight().remove(first.bulk().size());
            // Throws what the delivery has thrown: a fault of ours, since no answer of Elasticsearch makes it throw.
            first.delivery().join();
            book.settle(first.bulk().end(), first.bulk().rows());
            window.done(first.bulk().end());
        }
    }

    private void sendWaiting() {
        while (!waiting.isEmpty()
                && inFlight.size() < dispatcher.settings().maxInFlight()
                && window.maySend(waiting.getFirst().end(), now())
                && dispatcher.mayStart()) {
            Bulk bulk = waiting.removeFirst();
            inFlight.add(new BulkInFlight(bulk, dispatcher.start(bulk, provenAt::get)));
        }
    }

    private void closeBulk() {
        waiting.add(new Bulk(documents, rejected, receipts, rows, accepted, openSize));
        documents = new ArrayList<>();
        rejected = new ArrayList<>();
        receipts = new Receipts();
        rows = new EventRows();
        openSize = 0;
        openRecords = 0;
    }

    private long now() {
        return dispatcher.clock().millis();
    }

    private boolean isOpenEmpty() {
        return openRecords == 0;
    }

    private boolean isOld() {
        return now() - openSince >= dispatcher.settings().linger().toMillis();
    }

    private record BulkInFlight(Bulk bulk, CompletableFuture<Void> delivery) {}
}
