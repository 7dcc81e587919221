// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.driver;

import dev.sluice.model.concurrent.BackOff;
import dev.sluice.sink.driver.PartitionSinkFactory.Start;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
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
 * A partition and its sink. A sink that throws is closed, and opened again after a pause from what was committed: a full disk or a fault in our
 * own code delays this partition, and neither skips a record nor stops another.
 */
final class AssignedPartition {

    private static final Logger log = LoggerFactory.getLogger(AssignedPartition.class);

    private final TopicPartition partition;
    private final Set<TopicPartition> alone;
    private final PartitionSinkFactory sinks;
    private final Clock clock;
    private final BackOff backOff = new BackOff(Duration.ofMillis(200), Duration.ofSeconds(30));
    /** Null while there is none. */
    private PartitionSink sink;

    private long openAt;
    private long committedOffset;
    private boolean paused = true;

    AssignedPartition(TopicPartition partition, PartitionSinkFactory sinks, Clock clock) {
        this.partition = partition;
        this.alone = Set.of(partition);
        this.sinks = sinks;
        this.clock = clock;
    }

    /** Opens the sink if there is none and it is time to. */
    void open(Consumer<?, ?> consumer, Duration timeout) {
        if (sink != null || clock.millis() < openAt) {
            return;
        }
        try {
            Start start = start(consumer, timeout);
            sink = sinks.open(start);
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
        if (committed == null) {
            return new Start(partition, new OffsetAndMetadata(logStart), logStart, logEnd);
        }
        if (committed.offset() > logEnd) {
            log.error(
                    "{} ends at {}, before the committed offset {}: it was made anew, and is read from its start",
                    partition,
                    logEnd,
                    committed.offset());
            return new Start(partition, new OffsetAndMetadata(logStart), logStart, logEnd);
        }
        if (committed.offset() < logStart) {
            log.error(
                    "records of {} from offset {} to {} have left Kafka before they were stored; give the topic a longer retention",
                    partition,
                    committed.offset(),
                    logStart - 1);
        }
        return new Start(partition, committed, logStart, logEnd);
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
            sink.tick().ifPresent(offset -> wishes.put(partition, offset));
        } catch (IOException | RuntimeException e) {
            failed("failed", e);
        }
    }

    void committed(OffsetAndMetadata offset) {
        if (sink == null) {
            return;
        }
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
        boolean full = sink == null || sink.isFull();
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
            sink.close();
            sink = null;
        }
    }

    /** The lag counts from the committed offset: what was read and is not stored yet is still to do. */
    void measure(Consumer<?, ?> consumer, SinkMetrics metrics) {
        OptionalLong behindPosition = consumer.currentLag(partition);
        if (sink == null || behindPosition.isEmpty()) {
            return;
        }
        long unstored;
        try {
            unstored = consumer.position(partition, Duration.ZERO) - committedOffset;
        } catch (KafkaException e) {
            return;
        }
        metrics.partition(partition, behindPosition.getAsLong() + Math.max(0, unstored), sink.oldestUnstored());
    }

    private void failed(String what, Exception e) {
        long pause = backOff.nextMillis();
        openAt = clock.millis() + pause;
        log.error("sink of {} {}; it starts again from the committed offset in {} ms", partition, what, pause, e);
        close();
    }
}
