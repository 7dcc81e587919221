// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parser.recovery;

import dev.sluice.parser.dedup.Deduplicators;
import dev.sluice.parser.metrics.ParserMetrics;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.InvalidOffsetException;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.kafka.listener.AfterRollbackProcessor;
import org.springframework.kafka.listener.CommonErrorHandler;
import org.springframework.kafka.listener.ConsumerAwareRebalanceListener;
import org.springframework.kafka.listener.ContainerProperties.EOSMode;
import org.springframework.kafka.listener.ListenerUtils;
import org.springframework.kafka.listener.MessageListenerContainer;
import org.springframework.util.backoff.BackOff;
import org.springframework.util.backoff.BackOffExecution;

/**
 * Starts or goes on with partitions from what is committed, whoever committed it.
 *
 * <p>The same is done when a partition is assigned, after a rollback, and when the log no longer holds what would come next: a commit whose answer
 * was lost may have happened, so after a failure neither the position nor the memory of before may be used. The committed offset is asked for first,
 * which waits until the broker has settled pending transactions on it; then the memory is read.
 *
 * <p>The container only logs what is thrown here. So the memory is dropped before anything that can fail, and the position goes back to the poll that
 * failed: the next poll brings the same records, finds no memory, fails and leads here again.
 */
public final class PartitionRecovery
        implements ConsumerAwareRebalanceListener, AfterRollbackProcessor<byte[], byte[]>, CommonErrorHandler {

    private static final Logger log = LoggerFactory.getLogger(PartitionRecovery.class);

    private final Runnable topics;
    private final Runnable rules;
    private final Deduplicators deduplicators;
    private final ParserMetrics metrics;
    private final BackOff backOff;
    private final ThreadLocal<BackOffExecution> failures = new ThreadLocal<>();

    /**
     * @param topics makes the topics that are not there
     * @param rules reads all versions of the rules, of which the last owner may have used the newest
     */
    public PartitionRecovery(
            Runnable topics, Runnable rules, Deduplicators deduplicators, ParserMetrics metrics, BackOff backOff) {
        this.topics = topics;
        this.rules = rules;
        this.deduplicators = deduplicators;
        this.metrics = metrics;
        this.backOff = backOff;
    }

    @Override
    public void onPartitionsAssigned(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
        deduplicators.forget(numbers(partitions));
        // Kafka may have been away at the start; the topics must exist before anything is read from or written to them.
        topics.run();
        recover(consumer, Set.copyOf(partitions));
    }

    @Override
    public void onPartitionsRevokedAfterCommit(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
        forget(partitions);
    }

    @Override
    public void onPartitionsLost(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
        metrics.partitionsLost(partitions.size());
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
        Set<TopicPartition> assigned = consumer.assignment();
        deduplicators.forget(records.stream().map(ConsumerRecord::partition).toList());
        rewind(records, consumer, assigned);
        pause(container);
        Set<TopicPartition> partitions = new HashSet<>(assigned);
        partitions.removeIf(partition -> deduplicators.has(partition.partition()));
        recover(consumer, partitions);
    }

    /** A failure of the consumer itself: above all that the log no longer holds, or never held, what it was about to read. */
    @Override
    public void handleOtherException(
            Exception exception, Consumer<?, ?> consumer, MessageListenerContainer container, boolean batchListener) {
        log.error("The consumer of {} failed", consumer.assignment(), exception);
        if (exception instanceof InvalidOffsetException gone) {
            Set<TopicPartition> partitions = new HashSet<>(gone.partitions());
            partitions.retainAll(consumer.assignment());
            deduplicators.forget(numbers(partitions));
            recover(consumer, partitions);
        }
        pause(container);
    }

    /** Nothing is handled inside the transaction: it is rolled back, which leads to {@link #process}. */
    @Override
    public void handleBatch(
            Exception exception,
            ConsumerRecords<?, ?> records,
            Consumer<?, ?> consumer,
            MessageListenerContainer container,
            Runnable invokeListener) {
        throw exception instanceof RuntimeException failure ? failure : new IllegalStateException(exception);
    }

    @Override
    public void clearThreadState() {
        failures.remove();
    }

    /** Needs no broker. */
    private static void rewind(
            List<ConsumerRecord<byte[], byte[]>> records, Consumer<?, ?> consumer, Set<TopicPartition> assigned) {
        // The first of each partition is sought last.
        for (ConsumerRecord<byte[], byte[]> record : records.reversed()) {
            TopicPartition partition = new TopicPartition(record.topic(), record.partition());
            if (assigned.contains(partition)) {
                consumer.seek(partition, record.offset());
            }
        }
    }

    private void recover(Consumer<?, ?> consumer, Set<TopicPartition> partitions) {
        if (partitions.isEmpty()) {
            return;
        }
        Map<TopicPartition, OffsetAndMetadata> committed = consumer.committed(partitions);
        Map<TopicPartition, Long> starts = consumer.beginningOffsets(partitions);
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        rules.run();
        deduplicators.restore(numbers(partitions));
        for (TopicPartition partition : partitions) {
            OffsetAndMetadata offset = committed.get(partition);
            ResumePoint from = ResumePoint.of(
                    offset == null ? OptionalLong.empty() : OptionalLong.of(offset.offset()),
                    starts.get(partition),
                    ends.get(partition));
            if (from instanceof ResumePoint.Committed) {
                consumer.seek(partition, offset);
            } else {
                consumer.seek(partition, from.offset());
            }
            report(partition, from);
        }
    }

    private void report(TopicPartition partition, ResumePoint from) {
        metrics.deleted(from.missing());
        switch (from) {
            case ResumePoint.UnknownPast past ->
                log.error(
                        "{} begins at offset {} and nothing is committed there: if its first {} records were never parsed, they are lost",
                        partition,
                        past.offset(),
                        past.missing());
            case ResumePoint.Deleted deleted ->
                log.error(
                        "{} records of {} were deleted before they were parsed, from offset {} on: raise the retention of the topic,"
                                + " or add parsers",
                        deleted.missing(),
                        partition,
                        deleted.committed());
            case ResumePoint.LogLost lost -> {
                metrics.logLost();
                log.error(
                        "{} ends at offset {}, but {} was committed: the topic was made anew, or brokers lost records."
                                + " Reading it from its start at {}",
                        partition,
                        lost.end(),
                        lost.committed(),
                        lost.offset());
            }
            case ResumePoint.Committed ignored -> {}
            case ResumePoint.Beginning ignored -> {}
        }
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
