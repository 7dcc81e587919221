// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parser.ledger;

import dev.sluice.model.ledger.BookKey;
import dev.sluice.model.ledger.BookSegment;
import dev.sluice.model.ledger.LineRow;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.RecordMetadata;

/**
 * The books of one partition, as one segment that grows from transaction to transaction until it is large or old; then another one begins. Its record
 * is written in each transaction and replaces the one before it. Nothing is read back: whoever takes the partition over begins a segment of its own
 * where the committed offset is. So it is thrown away, with the partition's memory, when a transaction has failed. Not thread-safe.
 */
public final class PartitionBook {

    private static final long MAX_AGE_MILLIS = 60_000;
    private static final long MAX_EVENTS = 50_000;
    /** A row is written again in each transaction of its segment. */
    private static final int MAX_LENGTH = 1_000;

    private BookSegment segment;
    private long begunAt;
    private long events;
    private int length;
    private boolean full;
    private Future<RecordMetadata> lastEvent;

    /** A transaction begins. */
    public void begin(long now) {
        full = segment != null
                && (length > MAX_LENGTH || events > MAX_EVENTS || now - begunAt > MAX_AGE_MILLIS || now < begunAt);
    }

    /**
     * A chunk comes.
     *
     * @param samplingRules names of the rules that sample
     */
    public ChunkBook chunk(long offset, long received, long now, List<String> samplingRules) {
        if (segment == null || full) {
            segment = segment == null
                    ? new BookSegment(offset, BookSegment.UNKNOWN)
                    : new BookSegment(segment.to(), endOfEvents());
            begunAt = now;
            events = 0;
            full = false;
        }
        segment.read(offset);
        return new ChunkBook(this, LineRow.hourOf(received), samplingRules);
    }

    BookSegment segment() {
        return segment;
    }

    void sent(Future<RecordMetadata> event) {
        events++;
        lastEvent = event;
    }

    /** The key of the segment's record. */
    public byte[] key(int partition) {
        return new BookKey(BookKey.PARSER, partition, segment.from(), BookKey.GROWING).toBytes();
    }

    /** The segment's record, as it is now. */
    public String text() {
        String text = segment.toText();
        length = text.length();
        return text;
    }

    /** Where the events of this partition end that earlier transactions have written. */
    private long endOfEvents() {
        if (lastEvent == null || !lastEvent.isDone()) {
            return BookSegment.UNKNOWN;
        }
        try {
            RecordMetadata written = lastEvent.get();
            return written.hasOffset() ? written.offset() + 1 : BookSegment.UNKNOWN;
        } catch (ExecutionException e) {
            // Then its transaction has failed, and this book is no longer in use.
            return BookSegment.UNKNOWN;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return BookSegment.UNKNOWN;
        }
    }
}
