// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.driver;

import dev.sluice.model.Topics;
import dev.sluice.model.ledger.BookKey;
import dev.sluice.model.ledger.BookMark;
import dev.sluice.model.ledger.BookSegment;
import dev.sluice.model.ledger.BookSegment.Gap;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The book of one partition of a sink. Its open segment is in the metadata of each offset that is committed, so that what is booked and what counts
 * as done can't come apart. A segment that is old or large is written to {@code sluice.ledger} first; the next commit says that the open one begins
 * where it ends, and only thereby it counts. What was written and not committed after is nobody's predecessor, and counts for nothing.
 *
 * <p>Used by the partition's consumer thread alone.
 */
public final class StoreBook {

    private static final Logger log = LoggerFactory.getLogger(StoreBook.class);

    private static final long MAX_AGE_MILLIS = 300_000;
    private static final int LARGE = 1_500;
    /** Brokers take 4,096 bytes of metadata by default; the sink's own are below a hundred. */
    private static final int MAX_LENGTH = 3_000;

    private final String store;
    private final TopicPartition partition;
    private final LedgerTopic ledger;
    private final Consumer<EventRows> done;
    private final Deque<Part> settled = new ArrayDeque<>();
    private BookSegment open;
    private long openedAt;
    private long settledTo;
    private Closing closing;

    private record Part(long end, EventRows rows) {}

    private record Closing(BookSegment segment, CompletableFuture<Void> written) {}

    /** Where segments that are closed are written to. */
    interface LedgerTopic {

        /** The future is done when Kafka has it. */
        CompletableFuture<Void> write(int partition, byte[] key, String segment);
    }

    /**
     * @param done is told what is settled
     * @param mark what the last commit says
     * @param start the committed offset
     * @param logStart the oldest offset that is still in Kafka
     */
    StoreBook(
            String store,
            TopicPartition partition,
            LedgerTopic ledger,
            Consumer<EventRows> done,
            BookMark mark,
            long start,
            long logStart,
            long now) {
        this.store = store;
        this.partition = partition;
        this.ledger = ledger;
        this.done = done;
        open = mark.segment().orElseGet(() -> new BookSegment(start, BookSegment.UNKNOWN));
        openedAt = now;
        settledTo = start;
        Gap deleted = new Gap(start, logStart);
        if (logStart > start && !open.gaps().contains(deleted)) {
            open.gaps().add(deleted);
        }
    }

    /**
     * All records below {@code end} are stored or dead letters, and those since the last call are {@code rows}. Saying it again
     * changes nothing.
     */
    public void settle(long end, EventRows rows) {
        if (end > settledTo) {
            settled.add(new Part(end, rows));
            settledTo = end;
            done.accept(rows);
        }
    }

    /** What to commit for {@code wish}; nothing while a segment must be written first that is too large for a commit. */
    Optional<OffsetAndMetadata> commit(OffsetAndMetadata wish, long now) {
        takeClosed(now);
        BookSegment segment = upTo(wish.offset());
        String text = new BookMark(wish.metadata(), Optional.of(segment)).toText();
        boolean due = text.length() > LARGE || now - openedAt > MAX_AGE_MILLIS;
        if (due && closing == null && segment.to() > segment.from()) {
            byte[] key = new BookKey(store, partition.partition(), segment.from(), segment.to()).toBytes();
            closing = new Closing(segment, ledger.write(partition.partition(), key, segment.toText()));
        }
        return text.length() > MAX_LENGTH && segment.to() > segment.from()
                ? Optional.empty()
                : Optional.of(new OffsetAndMetadata(wish.offset(), text));
    }

    /** What was settled below the committed offset need not be kept apart any more. */
    void committed(long offset) {
        while (closing == null && !settled.isEmpty() && settled.getFirst().end() <= offset) {
            addTo(open, settled.removeFirst());
        }
    }

    void close() {
        if (closing != null) {
            closing.written().cancel(true);
        }
    }

    private void takeClosed(long now) {
        if (closing == null || !closing.written().isDone()) {
            return;
        }
        if (closing.written().isCompletedExceptionally()) {
            log.warn(
                    "cannot write a part of the book of {} to {}, trying again: {}",
                    partition,
                    Topics.LEDGER,
                    closing.written().exceptionNow().toString());
        } else {
            long end = closing.segment().to();
            while (!settled.isEmpty() && settled.getFirst().end() <= end) {
                settled.removeFirst();
            }
            open = new BookSegment(end, BookSegment.UNKNOWN);
            openedAt = now;
        }
        closing = null;
    }

    private BookSegment upTo(long offset) {
        BookSegment segment = new BookSegment(open.from(), BookSegment.UNKNOWN);
        segment.add(open);
        settled.stream().filter(part -> part.end() <= offset).forEach(part -> addTo(segment, part));
        segment.reached(offset);
        return segment;
    }

    private static void addTo(BookSegment segment, Part part) {
        part.rows().rows().forEach((row, tally) -> segment.events(row).add(tally));
    }
}
