// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parser.recovery;

import dev.sluice.parser.dedup.Deduplicators;
import dev.sluice.parser.metrics.ParserMetrics;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.kafka.core.KafkaAdmin;
import org.springframework.kafka.listener.AfterRollbackProcessor;
import org.springframework.kafka.listener.ConsumerAwareRebalanceListener;
import org.springframework.kafka.listener.ContainerProperties.EOSMode;
import org.springframework.kafka.listener.ListenerUtils;
import org.springframework.kafka.listener.MessageListenerContainer;
import org.springframework.util.backoff.BackOff;
import org.springframework.util.backoff.BackOffExecution;

/**
 * Starts or goes on with partitions from what is committed, whoever committed it.
 *
 * <p>The same is done when a partition is assigned and after a rollback: a commit whose answer was lost may have happened, so after a failure
 * neither the position nor the memory of before may be used. The committed offset is asked for first, which waits until the broker has settled
 * pending transactions on it; then the memory is read.
 */
public final class PartitionRecovery implements ConsumerAwareRebalanceListener, AfterRollbackProcessor<byte[], byte[]> {

    private static final Logger log = LoggerFactory.getLogger(PartitionRecovery.class);

    private final KafkaAdmin admin;
    private final Deduplicators deduplicators;
    private final ParserMetrics metrics;
    private final BackOff backOff;
    private final ThreadLocal<BackOffExecution> failures = new ThreadLocal<>();

    public PartitionRecovery(KafkaAdmin admin, Deduplicators deduplicators, ParserMetrics metrics, BackOff backOff) {
        this.admin = admin;
        this.deduplicators = deduplicators;
        this.metrics = metrics;
        this.backOff = backOff;
    }

    @Override
    public void onPartitionsAssigned(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
        // Kafka may have been away at the start; the topics must exist before anything is read from or written to them.
        admin.initialize();
        consumer.committed(Set.copyOf(partitions));
        deduplicators.restore(numbers(partitions));
    }

    @Override
    public void onPartitionsRevokedAfterCommit(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
        forget(partitions);
    }

    @Override
    public void onPartitionsLost(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
        forget(partitions);
    }

    private void forget(Collection<TopicPartition> partitions) {
        deduplicators.forget(numbers(partitions));
        numbers(partitions).forEach(metrics::forget);
    }

    @Override
    public void processBatch(
            ConsumerRecords<byte[], byte[]> records,
            List<ConsumerRecord<byte[], byte[]>> recordList,
            Consumer<byte[], byte[]> consumer,
            MessageListenerContainer container,
            Exception exception,
            boolean recoverable,
            EOSMode eosMode) {
        process(recordList, consumer, container, exception, recoverable, eosMode);
    }

    @Override
    public void process(
            List<ConsumerRecord<byte[], byte[]>> records,
            Consumer<byte[], byte[]> consumer,
            MessageListenerContainer container,
            Exception exception,
            boolean recoverable,
            EOSMode eosMode) {
        metrics.rolledBack();
        log.warn(
                "Transaction over {} chunks rolled back; starting again from what is committed",
                records.size(),
                exception);
        pause(container);
        Set<TopicPartition> partitions = new HashSet<>();
        records.forEach(record -> partitions.add(new TopicPartition(record.topic(), record.partition())));
        partitions.retainAll(consumer.assignment());
        Map<TopicPartition, OffsetAndMetadata> committed = consumer.committed(partitions);
        deduplicators.restore(numbers(partitions));
        for (TopicPartition partition : partitions) {
            OffsetAndMetadata offset = committed.get(partition);
            if (offset == null) {
                consumer.seekToBeginning(Set.of(partition));
            } else {
                consumer.seek(partition, offset);
            }
        }
    }

    @Override
    public void clearThreadState() {
        failures.remove();
    }

    private void pause(MessageListenerContainer container) {
        if (failures.get() == null) {
            failures.set(backOff.start());
        }
        try {
            ListenerUtils.stoppableSleep(container, failures.get().nextBackOff());
        } catch (InterruptedException ignored) {
            Thread.currentThread().interrupt();
        }
    }

    private static List<Integer> numbers(Collection<TopicPartition> partitions) {
        return partitions.stream().map(TopicPartition::partition).toList();
    }
}
