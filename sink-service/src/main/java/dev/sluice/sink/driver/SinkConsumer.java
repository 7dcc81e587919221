// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.driver;

import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.kafka.event.ConsumerStoppedEvent;
import org.springframework.kafka.event.ListenerContainerIdleEvent;
import org.springframework.kafka.listener.BatchConsumerAwareMessageListener;
import org.springframework.kafka.listener.ConsumerAwareRebalanceListener;

/**
 * One consumer of a sink: hands records to the {@link PartitionSink} of their partition, holds partitions back, and commits what the sinks ask for.
 * It never waits for a store: a partition whose store is away is paused while the consumer goes on polling, so that no outage, however long, costs
 * the membership of the group.
 *
 * <p>Used by one listener container only, whose thread makes all calls.
 */
final class SinkConsumer
        implements BatchConsumerAwareMessageListener<byte[], byte[]>,
                ConsumerAwareRebalanceListener,
                ApplicationEventPublisher {

    private static final Logger log = LoggerFactory.getLogger(SinkConsumer.class);

    /** Waiting for the brokers; what fails is tried again at the next tick. */
    private static final Duration KAFKA_TIMEOUT = Duration.ofSeconds(5);

    private static final long LAG_INTERVAL_MILLIS = 1_000;

    /** Waiting for a figure only, once in an interval: short. */
    private static final Duration END_TIMEOUT = Duration.ofSeconds(1);

    private static final long DRAIN_PAUSE_NANOS = 2_000_000;

    private final PartitionSinkFactory sinks;
    private final StoreStatus status;
    private final SinkMetrics metrics;
    private final StoreBook.LedgerTopic ledger;
    private final Duration drainTimeout;
    private final Clock clock;
    private final Map<TopicPartition, AssignedPartition> partitions = new HashMap<>();
    private java.util.function.Consumer<ConsumerStoppedEvent.Reason> stops = reason -> {};
    private boolean commitFailing;
    private long lagMeasuredAt;

    SinkConsumer(
            PartitionSinkFactory sinks,
            StoreStatus status,
            SinkMetrics metrics,
            StoreBook.LedgerTopic ledger,
            Duration drainTimeout,
            Clock clock) {
        this.sinks = sinks;
        this.status = status;
        this.metrics = metrics;
        this.ledger = ledger;
        this.drainTimeout = drainTimeout;
        this.clock = clock;
    }

    @Override
    public void onMessage(List<ConsumerRecord<byte[], byte[]>> records, Consumer<?, ?> consumer) {
        TopicPartition current = null;
        AssignedPartition partition = null;
        for (ConsumerRecord<byte[], byte[]> record : records) {
            if (current == null
                    || current.partition() != record.partition()
                    || !current.topic().equals(record.topic())) {
                current = new TopicPartition(record.topic(), record.partition());
                partition = partitions.get(current);
            }
            // Without a sink, the records are read again once there is one.
            if (partition != null) {
                partition.accept(record);
            }
        }
        tick(consumer);
    }

    /** Is told why the consumer stops, when it does. */
    void onStop(java.util.function.Consumer<ConsumerStoppedEvent.Reason> stops) {
        this.stops = stops;
    }

    /** The container tells that no record came: the time for all that does not depend on records; or that it has stopped. */
    @Override
    public void publishEvent(Object event) {
        if (event instanceof ListenerContainerIdleEvent idle) {
            tick(idle.getConsumer());
        } else if (event instanceof ConsumerStoppedEvent stopped) {
            // One that ended by an error has given nothing back.
            release(List.copyOf(partitions.keySet()));
            stops.accept(stopped.getReason());
        }
    }

    @Override
    public void onPartitionsAssigned(Consumer<?, ?> consumer, Collection<TopicPartition> assigned) {
        // Opened at the next tick: a rebalance is no place for calls that may have to be repeated.
        for (TopicPartition partition : assigned) {
            AssignedPartition state = new AssignedPartition(partition, status.store(), sinks, metrics, ledger, clock);
            state.hold(consumer);
            partitions.put(partition, state);
        }
    }

    @Override
    public void onPartitionsRevokedBeforeCommit(Consumer<?, ?> consumer, Collection<TopicPartition> revoked) {
        drain(consumer, revoked);
        release(revoked);
    }

    @Override
    public void onPartitionsLost(Consumer<?, ?> consumer, Collection<TopicPartition> lost) {
        metrics.partitionsLost(lost.size());
        release(lost);
    }

    /** A poll has failed. Only where what comes next was deleted there is something to be done; whatever else it was passes. */
    void pollFailed(Exception failure, Consumer<?, ?> consumer) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof OffsetOutOfRangeException outOfRange) {
                outOfRange.partitions().stream()
                        .filter(partitions::containsKey)
                        .map(partitions::get)
                        .forEach(partition -> partition.positionLost(consumer));
                return;
            }
        }
        log.warn("cannot read for {}, trying again until it can: {}", status.store(), failure.toString());
    }

    private void release(Collection<TopicPartition> released) {
        for (TopicPartition partition : released) {
            AssignedPartition state = partitions.remove(partition);
            if (state != null) {
                state.close();
                metrics.forget(partition);
            }
        }
    }

    private void tick(Consumer<?, ?> consumer) {
        partitions.values().forEach(partition -> partition.open(consumer, KAFKA_TIMEOUT));
        commitWishes(consumer);
        partitions.values().forEach(partition -> partition.holdBack(consumer));
        measure(consumer);
    }

    /** Finishes what was accepted, for a bounded time, and not at all while the store is away: the next owner will read it again. */
    private void drain(Consumer<?, ?> consumer, Collection<TopicPartition> revoked) {
        List<AssignedPartition> leaving = revoked.stream()
                .filter(partitions::containsKey)
                .map(partitions::get)
                .toList();
        leaving.forEach(AssignedPartition::flush);
        long deadline = System.nanoTime() + drainTimeout.toNanos();
        while (!leaving.stream().allMatch(AssignedPartition::isDone)
                && status.problem().isEmpty()
                && System.nanoTime() < deadline
                && !Thread.currentThread().isInterrupted()) {
            commitWishes(consumer);
            LockSupport.parkNanos(DRAIN_PAUSE_NANOS);
        }
        commitWishes(consumer);
    }

    private void commitWishes(Consumer<?, ?> consumer) {
        Map<TopicPartition, OffsetAndMetadata> wishes = new HashMap<>();
        partitions.values().forEach(partition -> partition.tick(wishes));
        if (wishes.isEmpty()) {
            return;
        }
        try {
            consumer.commitSync(wishes, KAFKA_TIMEOUT);
        } catch (KafkaException e) {
            // A rebalance or a broker that is away; the wish stays and the next poll settles the rest.
            if (!commitFailing) {
                log.warn("cannot commit {} offsets, trying again until it can: {}", status.store(), e.toString());
            }
            commitFailing = true;
            return;
        }
        commitFailing = false;
        wishes.keySet().forEach(partition -> partitions.get(partition).committed());
    }

    private void measure(Consumer<?, ?> consumer) {
        long now = clock.millis();
        if (now - lagMeasuredAt < LAG_INTERVAL_MILLIS) {
            return;
        }
        lagMeasuredAt = now;
        Map<TopicPartition, Long> ends = endsOfHeld(consumer);
        partitions.values().forEach(partition -> partition.measure(consumer, ends));
    }

    /** Of a partition that is paused a consumer knows no more than when it was: what came since then is only known to the broker. */
    private Map<TopicPartition, Long> endsOfHeld(Consumer<?, ?> consumer) {
        List<TopicPartition> held = partitions.entrySet().stream()
                .filter(partition -> partition.getValue().isHeld())
                .map(Map.Entry::getKey)
                .toList();
        if (held.isEmpty()) {
            return Map.of();
        }
        try {
            return consumer.endOffsets(held, END_TIMEOUT);
        } catch (KafkaException e) {
            return Map.of();
        }
    }
}
