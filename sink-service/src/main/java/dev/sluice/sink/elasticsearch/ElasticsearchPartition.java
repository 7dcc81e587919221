// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.elasticsearch;

import dev.sluice.model.Headers;
import dev.sluice.model.Topics;
import dev.sluice.sink.driver.EventRecords;
import dev.sluice.sink.driver.EventRecords.NotAnEvent;
import dev.sluice.sink.driver.PartitionSink;
import dev.sluice.sink.driver.PartitionSinks.Start;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;

/**
 * Collects the records of one partition into bulks, has some of them delivered at once, and lets their offsets be committed in order, whatever
 * the order in which they are done.
 */
final class ElasticsearchPartition implements PartitionSink {

    private final Deliveries deliveries;
    private final EventRecords events = new EventRecords();
    private final long fateUnknownBelow;
    private final Deque<Bulk> waiting = new ArrayDeque<>();
    private final Deque<OnItsWay> onTheirWay = new ArrayDeque<>();

    private List<Document> documents = new ArrayList<>();
    private List<Bulk.Refused> refused = new ArrayList<>();
    private int openRecords;
    private int openSize;
    private long openSince;

    /** Offsets, each at most the next: committed, done in order, accepted; and how far may be sent by what is committed. */
    private long committed;

    private long done;
    private long accepted;
    private long maySend;
    private long committedAt;
    private boolean flushing;

    ElasticsearchPartition(Start start, Deliveries deliveries) {
        this.deliveries = deliveries;
        fateUnknownBelow = SentUpTo.of(start);
        committed = Math.max(start.committed().offset(), start.logStart());
        done = committed;
        accepted = committed;
        maySend = Long.MIN_VALUE;
    }

    @Override
    public void accept(ConsumerRecord<byte[], byte[]> record) {
        if (isOpenEmpty()) {
            openSince = deliveries.clock().millis();
        }
        openRecords++;
        openSize += EventRecords.isForAnotherStore(record, Topics.ELASTICSEARCH_DEAD_LETTERS) ? 0 : take(record);
        accepted = record.offset() + 1;
        if (openSize >= deliveries.bulkSize()
                || openRecords >= deliveries.settings().maxDocuments()) {
            closeBulk();
        }
    }

    /** Adds a record to the open bulk; returns the bytes that it takes. */
    private int take(ConsumerRecord<byte[], byte[]> record) {
        int size;
        try {
            String dataStream = events.dataStreamOf(record).name();
            boolean fateUnknown =
                    record.offset() < fateUnknownBelow || record.headers().lastHeader(Headers.REPLAY) != null;
            Document document = Document.of(record, dataStream, fateUnknown);
            documents.add(document);
            size = document.size();
        } catch (NotAnEvent e) {
            refused.add(new Bulk.Refused(record, e.reason(), e.getMessage()));
            size = Math.max(record.serializedValueSize(), 0) + BulkBody.ACTION_SIZE;
        }
        deliveries.inFlight().add(size);
        return size;
    }

    @Override
    public Optional<OffsetAndMetadata> tick() {
        takeDone();
        if (!isOpenEmpty() && (flushing || isOld())) {
            closeBulk();
        }
        sendWaiting();
        return wish();
    }

    private Optional<OffsetAndMetadata> wish() {
        boolean idle = done == accepted;
        boolean mustReserve = maySend == Long.MIN_VALUE
                || !waiting.isEmpty() && waiting.getFirst().end() > maySend;
        boolean mayCommit = done > committed
                && (flushing
                        || deliveries.clock().millis() - committedAt
                                >= deliveries.settings().commitInterval().toMillis());
        if (flushing && idle) {
            // Nothing is on its way: whoever comes next need not look anything up.
            return done > committed || maySend > done ? Optional.of(SentUpTo.commit(done, done)) : Optional.empty();
        }
        return mustReserve || mayCommit
                ? Optional.of(SentUpTo.commit(done, accepted + SentUpTo.AHEAD))
                : Optional.empty();
    }

    @Override
    public void committed(OffsetAndMetadata offset) {
        committed = offset.offset();
        maySend = SentUpTo.of(offset);
        committedAt = deliveries.clock().millis();
        sendWaiting();
    }

    @Override
    public boolean isFull() {
        return !waiting.isEmpty() || deliveries.inFlight().isFull();
    }

    @Override
    public void flush() {
        flushing = true;
    }

    @Override
    public boolean isDone() {
        return done == accepted && committed == done && maySend <= done;
    }

    @Override
    public OptionalLong oldestUnstored() {
        if (!onTheirWay.isEmpty()) {
            return OptionalLong.of(onTheirWay.getFirst().oldest());
        }
        return documents.isEmpty()
                ? OptionalLong.empty()
                : OptionalLong.of(documents.getFirst().record().timestamp());
    }

    @Override
    public void close() {
        onTheirWay.forEach(bulk -> {
            bulk.delivery().cancel(true);
            deliveries.inFlight().remove(bulk.bulk().size());
        });
        waiting.forEach(bulk -> deliveries.inFlight().remove(bulk.size()));
        deliveries.inFlight().remove(openSize);
    }

    private void takeDone() {
        while (!onTheirWay.isEmpty() && onTheirWay.getFirst().delivery().isDone()) {
            OnItsWay first = onTheirWay.removeFirst();
            deliveries.inFlight().remove(first.bulk().size());
            // Throws what the delivery has thrown: a fault of ours, since no answer of Elasticsearch makes it throw.
            first.delivery().join();
            done = first.bulk().end();
        }
    }

    private void sendWaiting() {
        while (!waiting.isEmpty()
                && onTheirWay.size() < deliveries.settings().maxInFlight()
                && waiting.getFirst().end() <= maySend
                && deliveries.mayStart()) {
            Bulk bulk = waiting.removeFirst();
            onTheirWay.add(new OnItsWay(bulk, bulk.oldest(), deliveries.start(bulk)));
        }
    }

    private void closeBulk() {
        waiting.add(new Bulk(documents, refused, accepted, openSize));
        documents = new ArrayList<>();
        refused = new ArrayList<>();
        openSize = 0;
        openRecords = 0;
    }

    private boolean isOpenEmpty() {
        return openRecords == 0;
    }

    private boolean isOld() {
        return deliveries.clock().millis() - openSince
                >= deliveries.settings().linger().toMillis();
    }

    private record OnItsWay(Bulk bulk, long oldest, CompletableFuture<Void> delivery) {}
}
