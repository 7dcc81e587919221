// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.driver;

import dev.sluice.model.concurrent.BackOff;
import dev.sluice.model.ledger.BookMark;
import dev.sluice.sink.driver.PartitionSinkFactory.Start;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A partition and its sink. A sink that throws is closed, and opened again after a pause from what was committed: a full disk or a fault in our own
 * code delays this partition, and neither skips a record nor stops another.
 */
final class AssignedPartition {

    private static final Logger log = LoggerFactory.getLogger(AssignedPartition.class);

    private final TopicPartition partition;
    private final Set<TopicPartition> alone;
    private final String store;
    private final PartitionSinkFactory sinks;
    private final SinkMetrics metrics;
    private final StoreBook.LedgerTopic ledger;
    private final Clock clock;
    private final PartitionLag lag;
    private final BackOff backOff = new BackOff(Duration.ofMillis(200), Duration.ofSeconds(30));
    /** Null while there is none. */
    private PartitionSink sink;

    /** Of the sink; null while there is none. */
    private StoreBook book;

    /** What the sink wanted committed last. */
    private OffsetAndMetadata wished;

    /** Whether the sink is to be closed when all that it took is stored, and opened anew. */
    private boolean reopening;

    /** Offsets below this were deleted unread, and are counted. */
    private long deletedBelow;

    private long openAt;

    /** Negative until it is known. */
    private long committedOffset = -1;

    private boolean paused = true;

    AssignedPartition(
            TopicPartition partition,
            String store,
            PartitionSinkFactory sinks,
            SinkMetrics metrics,
            StoreBook.LedgerTopic ledger,
            Clock clock) {
        this.partition = partition;
        this.alone = Set.of(partition);
        this.store = store;
        this.ledger = ledger;
        this.sinks = sinks;
        this.metrics = metrics;
        this.clock = clock;
        lag = new PartitionLag(clock);
    }

    /** Opens the sink if there is none and it is time to. */
    void open(Consumer<?, ?> consumer, Duration timeout) {
        if (sink != null || clock.millis() < openAt) {
            return;
        }
        try {
            Start found = start(consumer, timeout);
            OffsetAndMetadata committed = found.committed();
            BookMark mark = BookMark.parse(committed.metadata());
            Start start = new Start(
                    partition,
                    new OffsetAndMetadata(committed.offset(), mark.rest()),
                    found.logStart(),
                    found.logEnd());
            book = new StoreBook(
                    store,
                    partition,
                    ledger,
                    metrics::done,
                    mark,
                    committed.offset(),
                    start.logStart(),
                    clock.millis());
            sink = sinks.open(start, book);
            committedOffset = Math.max(start.committed().offset(), start.logStart());
            consumer.seek(partition, committedOffset);
        } catch (IOException | RuntimeException e) {
            failed("cannot be opened", e);
        }
    }

    private Start start(Consumer<?, ?> consumer, Duration timeout) {
        OffsetAndMetadata committed = consumer.committed(alone, timeout).get(partition);
        long logStart = consumer.beginningOffsets(alone, timeout).get(partition);
        long logEnd = consumer.endOffsets(alone, timeout).get(partition);
        ResumeOffset resume = ResumeOffset.of(
                committed == null ? OptionalLong.empty() : OptionalLong.of(committed.offset()), logStart, logEnd);
        return switch (resume) {
            case ResumeOffset.Next next ->
                new Start(
                        partition,
                        committed == null ? new OffsetAndMetadata(next.offset()) : committed,
                        logStart,
                        logEnd);
            case ResumeOffset.LateStart late -> {
                log.warn(
                        "{} begins at offset {} and nothing of it is committed: what came before was deleted, and is"
                                + " not in this store",
                        partition,
                        late.offset());
                yield new Start(partition, new OffsetAndMetadata(logStart), logStart, logEnd);
            }
            case ResumeOffset.Deleted deleted -> {
                alarmDeleted(deleted);
                yield new Start(partition, committed, logStart, logEnd);
            }
            case ResumeOffset.LogLost lost -> {
                log.error(
                        "{} ends at {}, before the committed offset {}: the topic was made anew, or brokers lost"
                                + " records; it is read from its start",
                        partition,
                        lost.end(),
                        lost.committed());
                metrics.logLost();
                yield new Start(partition, new OffsetAndMetadata(logStart), logStart, logEnd);
            }
        };
    }

    private void alarmDeleted(ResumeOffset.Deleted deleted) {
        long from = Math.max(deleted.committed(), deletedBelow);
        if (from >= deleted.offset()) {
            return;
        }
        deletedBelow = deleted.offset();
        metrics.deleted(deleted.offset() - from);
        log.error(
                "records of {} from offset {} to {} were deleted before they were stored; operator action required:"
                        + " give the topic a longer retention",
                partition,
                from,
                deleted.offset() - 1);
    }

    /**
     * What comes next in the log was deleted. What was read is stored first, for it is nowhere else any more; then the partition is opened anew,
     * which finds where the log begins now.
     */
    void positionLost(Consumer<?, ?> consumer) {
        hold(consumer);
        reopening = true;
        flush();
    }

    /** Without a position of our own the consumer would look for one by itself, or fail where it has none. */
    void hold(Consumer<?, ?> consumer) {
        consumer.pause(alone);
        consumer.seek(partition, 0);
        paused = true;
    }

    void accept(ConsumerRecord<byte[], byte[]> record) {
        if (sink == null) {
            return;
        }
        try {
            sink.accept(record);
        } catch (IOException | RuntimeException e) {
            failed("failed at offset " + record.offset(), e);
        }
    }

    /** Lets the sink move on, and puts what it wants committed to {@code wishes}. */
    void tick(Map<TopicPartition, OffsetAndMetadata> wishes) {
        if (sink == null) {
            return;
        }
        try {
            Optional<OffsetAndMetadata> wish = sink.tick();
            if (wish.isPresent()) {
                wished = wish.get();
                book.commit(wished, clock.millis()).ifPresent(commit -> wishes.put(partition, commit));
            }
            if (reopening && sink.isDone()) {
                close();
            }
        } catch (IOException | RuntimeException e) {
            failed("failed", e);
        }
    }

    /** What was put to the wishes is committed. */
    void committed() {
        if (sink == null) {
            return;
        }
        OffsetAndMetadata offset = wished;
        book.committed(offset.offset());
        if (offset.offset() > committedOffset) {
            committedOffset = offset.offset();
            backOff.reset();
        }
        try {
            sink.committed(offset);
        } catch (IOException | RuntimeException e) {
            failed("failed after its commit", e);
        }
    }

    /** Pauses or resumes the partition, as its sink wants it. */
    void holdBack(Consumer<?, ?> consumer) {
        boolean full = sink == null || reopening || sink.isFull();
        if (full != paused) {
            if (full) {
                consumer.pause(alone);
            } else {
                consumer.resume(alone);
            }
            paused = full;
        }
    }

    void flush() {
        if (sink == null) {
            return;
        }
        try {
            sink.flush();
        } catch (IOException | RuntimeException e) {
            failed("cannot be finished", e);
        }
    }

    boolean isDone() {
        return sink == null || sink.isDone();
    }

    void close() {
        if (sink != null) {
            lag.sinkEnds(sink.oldestUnstored());
            sink.close();
            sink = null;
            book.close();
            book = null;
            reopening = false;
        }
    }

    /** Whether the consumer fetches nothing of it, and so hears nothing of what is appended. */
    boolean isHeld() {
        return paused;
    }

    /** @param ends where the log ends by the word of the broker, of partitions that are held; what is not in it keeps its last figures */
    void measure(Consumer<?, ?> consumer, Map<TopicPartition, Long> ends) {
        try {
            long position = sink == null || reopening ? committedOffset : consumer.position(partition, Duration.ZERO);
            OptionalLong end = paused ? endOf(ends) : endOf(consumer, position);
            if (position >= 0 && end.isPresent()) {
                tell(end.getAsLong(), position);
            }
        } catch (KafkaException e) {
            // Where it stands is not known now; the next time tells.
        }
    }

    private void tell(long end, long position) {
        OptionalLong oldestRead = sink == null ? OptionalLong.empty() : sink.oldestUnstored();
        metrics.partition(
                partition,
                PartitionLag.records(end, position, committedOffset, sink == null || sink.isStored()),
                lag.oldest(oldestRead, paused, end > position));
    }

    private OptionalLong endOf(Map<TopicPartition, Long> ends) {
        Long end = ends.get(partition);
        return end == null ? OptionalLong.empty() : OptionalLong.of(end);
    }

    /** By the last answer to a fetch: no call of its own, and current as long as there are fetches. */
    private OptionalLong endOf(Consumer<?, ?> consumer, long position) {
        OptionalLong behindPosition = consumer.currentLag(partition);
        return behindPosition.isEmpty() ? OptionalLong.empty() : OptionalLong.of(position + behindPosition.getAsLong());
    }

    private void failed(String what, Exception e) {
        long pause = backOff.nextMillis();
        openAt = clock.millis() + pause;
        log.error("sink of {} {}; it starts again from the committed offset in {} ms", partition, what, pause, e);
        close();
    }
}
