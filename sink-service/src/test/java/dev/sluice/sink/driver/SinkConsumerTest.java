// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.driver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.model.Topics;
import dev.sluice.tracing.Tracing;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.kafka.event.ListenerContainerIdleEvent;

/** What the driver does about each event of a consumer: table of event and effect. */
class SinkConsumerTest {

    private static final TopicPartition PARTITION = new TopicPartition(Topics.PARSED, 0);
    /** Goes on when a test says so. */
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);

    private final Clock clock = clock(now);
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final MockConsumer<byte[], byte[]> kafka = new FetchingConsumer();
    private final List<FakeSink> opened = new ArrayList<>();
    private boolean opensNoMore;
    private SinkConsumer consumer;

    @BeforeEach
    void assign() {
        StoreStatus status = new StoreStatus("fake", clock);
        consumer = new SinkConsumer(
                (start, book) -> {
                    if (opensNoMore) {
                        throw new IOException("no space left on device");
                    }
                    FakeSink sink = new FakeSink(start);
                    opened.add(sink);
                    return sink;
                },
                status,
                new SinkMetrics(registry, "fake", clock, status, Tracing.off()),
                (partition, key, segment) -> CompletableFuture.completedFuture(null),
                Duration.ofSeconds(1),
                clock);
        kafka.assign(List.of(PARTITION));
        log(0, 100);
        consumer.onPartitionsAssigned(kafka, List.of(PARTITION));
    }

    @Test
    void aPartitionIsHeldUntilItsSinkIsOpen() {
        assertThat(kafka.paused()).containsExactly(PARTITION);

        tick();

        assertThat(kafka.paused()).isEmpty();
        assertThat(opened).hasSize(1);
        assertThat(kafka.position(PARTITION)).isZero();
    }

    @Test
    void itIsReadFromWhatIsCommitted() {
        commit(40);

        tick();

        assertThat(kafka.position(PARTITION)).isEqualTo(40);
        assertThat(counter("sluice.sink.deleted")).isZero();
    }

    @Test
    void whatWasDeletedBeforeItWasReadIsCountedOnceAndTheRestIsRead() {
        commit(40);
        log(55, 100);

        tick();

        assertThat(kafka.position(PARTITION)).isEqualTo(55);
        assertThat(counter("sluice.sink.deleted")).isEqualTo(15);
    }

    @Test
    void aPositionThatIsDeletedUnderALiveSinkIsNeverPassedOverInSilence() {
        commit(40);
        tick();
        accept(40, 41, 42);
        log(60, 100);

        consumer.pollFailed(new OffsetOutOfRangeException(Map.of(PARTITION, 43L)), kafka);
        assertThat(kafka.paused()).containsExactly(PARTITION);
        tick();
        assertThat(opened).as("what was read is stored first").hasSize(1);
        assertThat(opened.getFirst().flushed).isTrue();

        opened.getFirst().stored = 43;
        // Its commit, its end, and the next one's begin.
        tick();
        tick();
        tick();

        assertThat(opened).hasSize(2);
        assertThat(opened.getFirst().closed).isTrue();
        assertThat(committed()).isEqualTo(43);
        assertThat(kafka.position(PARTITION)).isEqualTo(60);
        assertThat(kafka.paused()).isEmpty();
        assertThat(counter("sluice.sink.deleted")).isEqualTo(17);
    }

    @Test
    void deletedRecordsAreNotCountedAgainWhenTheSinkIsOpenedAnew() {
        commit(40);
        log(55, 100);
        tick();

        consumer.pollFailed(new OffsetOutOfRangeException(Map.of(PARTITION, 55L)), kafka);
        log(58, 100);
        tick();
        tick();

        assertThat(counter("sluice.sink.deleted")).isEqualTo(18);
    }

    @Test
    void aLogThatEndsBeforeTheCommitIsReadFromItsStartWithAnAlarm() {
        commit(400);

        tick();

        assertThat(kafka.position(PARTITION)).isZero();
        assertThat(counter("sluice.sink.logs.lost")).isEqualTo(1);
    }

    @Test
    void aFullSinkHoldsItsPartitionBack() {
        tick();
        opened.getFirst().full = true;

        tick();

        assertThat(kafka.paused()).containsExactly(PARTITION);
    }

    @Test
    void aSinkThatThrowsIsClosedAndItsPartitionHeld() {
        tick();
        opened.getFirst().broken = true;

        tick();

        assertThat(opened.getFirst().closed).isTrue();
        assertThat(kafka.paused()).containsExactly(PARTITION);
    }

    @Test
    void aPartitionThatIsTakenAwayIsStoredFirst() {
        tick();
        accept(0, 1);
        opened.getFirst().stored = 2;

        consumer.onPartitionsRevokedBeforeCommit(kafka, List.of(PARTITION));

        assertThat(committed()).isEqualTo(2);
        assertThat(opened.getFirst().closed).isTrue();
    }

    @Test
    void aPartitionThatIsLostIsGivenUpAtOnce() {
        tick();
        accept(0, 1);
        opened.getFirst().stored = 2;

        consumer.onPartitionsLost(kafka, List.of(PARTITION));

        assertThat(kafka.committed(Set.of(PARTITION))).doesNotContainKey(PARTITION);
        assertThat(opened.getFirst().closed).isTrue();
        assertThat(registry.get("sluice.sink.partitions.lost").counter().count())
                .isEqualTo(1);
    }

    @Test
    void thereIsNoLagWhenAllThatIsLeftAreMarksOfTransactions() {
        log(0, 44);
        commit(40);
        tick();
        accept(40, 41, 42);
        kafka.seek(PARTITION, 44);
        secondsLater(2);
        assertThat(gauge("sluice.sink.lag")).as("read, and the mark behind").isEqualTo(4);

        opened.getFirst().stored = 43;
        secondsLater(2);

        assertThat(committed()).isEqualTo(43);
        assertThat(gauge("sluice.sink.lag")).isZero();
    }

    @Test
    void whatIsAppendedWhileASinkTakesNoMoreIsCounted() {
        log(0, 0);
        tick();
        opened.getFirst().full = true;
        secondsLater(2);
        assertThat(gauge("sluice.sink.lag")).isZero();

        log(0, 7);
        secondsLater(2);
        secondsLater(30);

        assertThat(gauge("sluice.sink.lag")).isEqualTo(7);
        assertThat(oldestAge()).isEqualTo(30);
    }

    @Test
    void whatIsAppendedWhileThereIsNoSinkIsCounted() {
        log(0, 10);
        tick();
        accept(0, 1);
        opened.getFirst().stored = 2;
        secondsLater(2);
        opened.getFirst().broken = true;
        opensNoMore = true;
        tick();
        assertThat(opened.getFirst().closed).isTrue();

        log(0, 20);
        secondsLater(2);

        assertThat(gauge("sluice.sink.lag")).isEqualTo(18);
    }

    @Test
    void whatASinkThatTakesNoMoreHasNotReadHasAnAge() {
        tick();
        opened.getFirst().full = true;
        secondsLater(2);
        secondsLater(30);

        assertThat(gauge("sluice.sink.lag")).isEqualTo(100);
        assertThat(oldestAge()).isEqualTo(30);

        opened.getFirst().full = false;
        secondsLater(2);

        assertThat(oldestAge()).isZero();
    }

    private void secondsLater(long seconds) {
        now.updateAndGet(time -> time.plusSeconds(seconds));
        tick();
    }

    private double gauge(String name) {
        return registry.get(name).tag("store", "fake").gauge().value();
    }

    private double oldestAge() {
        return registry.get("sluice.age.oldest").tag("stage", "fake").gauge().value();
    }

    private static Clock clock(AtomicReference<Instant> now) {
        return new Clock() {
            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }

            @Override
            public Instant instant() {
                return now.get();
            }
        };
    }

    private void log(long start, long end) {
        kafka.updateBeginningOffsets(Map.of(PARTITION, start));
        kafka.updateEndOffsets(Map.of(PARTITION, end));
    }

    private void commit(long offset) {
        kafka.commitSync(Map.of(PARTITION, new OffsetAndMetadata(offset)));
    }

    private long committed() {
        return kafka.committed(Set.of(PARTITION)).get(PARTITION).offset();
    }

    private void accept(long... offsets) {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (long offset : offsets) {
            records.add(new ConsumerRecord<>(PARTITION.topic(), PARTITION.partition(), offset, null, new byte[0]));
        }
        consumer.onMessage(records, kafka);
    }

    private void tick() {
        consumer.publishEvent(new ListenerContainerIdleEvent(this, this, 0, "fake", List.of(PARTITION), kafka, false));
    }

    private double counter(String name) {
        return registry.get(name).tag("store", "fake").counter().count();
    }

    /** As a real one, it learns by fetching: of a partition that is paused it knows no later end than that of before. */
    private static final class FetchingConsumer extends MockConsumer<byte[], byte[]> {

        private final Map<TopicPartition, Long> ends = new HashMap<>();

        FetchingConsumer() {
            super("none");
        }

        @Override
        public synchronized OptionalLong currentLag(TopicPartition partition) {
            if (!paused().contains(partition)) {
                ends.putAll(endOffsets(List.of(partition)));
            }
            Long end = ends.get(partition);
            return end == null ? OptionalLong.empty() : OptionalLong.of(end - position(partition));
        }
    }

    /** Stores nothing until it is told to. */
    private static final class FakeSink implements PartitionSink {

        private long stored;
        private long committed;
        private long accepted;
        private boolean flushed;
        private boolean closed;
        private boolean full;
        private boolean broken;

        FakeSink(PartitionSinkFactory.Start start) {
            stored = Math.max(start.committed().offset(), start.logStart());
            committed = stored;
            accepted = stored;
        }

        @Override
        public void accept(ConsumerRecord<byte[], byte[]> record) {
            accepted = record.offset() + 1;
        }

        @Override
        public Optional<OffsetAndMetadata> tick() {
            if (broken) {
                throw new IllegalStateException("broken");
            }
            return stored > committed ? Optional.of(new OffsetAndMetadata(stored)) : Optional.empty();
        }

        @Override
        public void committed(OffsetAndMetadata offset) {
            committed = offset.offset();
        }

        @Override
        public boolean isFull() {
            return full;
        }

        @Override
        public void flush() {
            flushed = true;
        }

        @Override
        public boolean isDone() {
            return committed == accepted;
        }

        @Override
        public OptionalLong oldestUnstored() {
            return OptionalLong.empty();
        }

        @Override
        public void close() {
            closed = true;
        }
    }
}
