// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parser.recovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.model.Topics;
import dev.sluice.parser.dedup.DedupLimits;
import dev.sluice.parser.dedup.Deduplicators;
import dev.sluice.parser.metrics.ParserMetrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.kafka.core.DefaultKafkaConsumerFactory;
import org.springframework.kafka.listener.ContainerProperties;
import org.springframework.kafka.listener.ContainerProperties.EOSMode;
import org.springframework.kafka.listener.KafkaMessageListenerContainer;
import org.springframework.util.backoff.FixedBackOff;

/** What happens to position and memory of partitions, event by event. */
class PartitionRecoveryTest {

    private static final TopicPartition ZERO = new TopicPartition(Topics.RAW, 0);
    private static final TopicPartition ONE = new TopicPartition(Topics.RAW, 1);

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("none");
    private final Deduplicators deduplicators = new Deduplicators(
            isolation -> stateConsumer(),
            new DedupLimits(Duration.ofHours(1), Duration.ofDays(1), Duration.ofDays(1), 1 << 20, 1 << 20),
            true);
    private final PartitionRecovery recovery = new PartitionRecovery(
            () -> {},
            () -> {},
            deduplicators,
            new ParserMetrics(registry, Clock.systemUTC()),
            new FixedBackOff(0, Long.MAX_VALUE));

    @BeforeEach
    void assign() {
        consumer.assign(List.of(ZERO, ONE));
        log(0, 100);
    }

    @Test
    void anAssignedPartitionGoesOnFromWhatIsCommitted() {
        commit(ZERO, 40);
        commit(ONE, 7);

        recovery.onPartitionsAssigned(consumer, List.of(ZERO, ONE));

        assertThat(consumer.position(ZERO)).isEqualTo(40);
        assertThat(consumer.position(ONE)).isEqualTo(7);
        assertThat(deduplicators.take(Set.of(0, 1))).hasSize(2);
        assertThat(missing()).isZero();
    }

    @Test
    void withoutACommitItBeginsWhereTheLogDoesAndTellsIfThatIsNotTheFirstRecord() {
        log(5, 100);

        recovery.onPartitionsAssigned(consumer, List.of(ZERO, ONE));

        assertThat(consumer.position(ZERO)).isEqualTo(5);
        assertThat(missing()).isEqualTo(10);
    }

    @Test
    void aNewPartitionBeginsAtItsFirstRecordWithoutAnAlarm() {
        recovery.onPartitionsAssigned(consumer, List.of(ZERO, ONE));

        assertThat(consumer.position(ONE)).isZero();
        assertThat(missing()).isZero();
    }

    @Test
    void whatWasDeletedUnreadIsCountedAndNotPassedOverInSilence() {
        commit(ZERO, 40);
        commit(ONE, 40);
        recovery.onPartitionsAssigned(consumer, List.of(ZERO, ONE));
        log(60, 100);

        recovery.handleOtherException(new OffsetOutOfRangeException(Map.of(ZERO, 40L)), consumer, container(), true);

        assertThat(consumer.position(ZERO)).isEqualTo(60);
        assertThat(consumer.position(ONE)).isEqualTo(40);
        assertThat(missing()).isEqualTo(20);
        assertThat(deduplicators.has(0)).isTrue();
    }

    @Test
    void aLogThatEndsBeforeWhatIsCommittedIsReadFromItsStart() {
        commit(ZERO, 40);
        commit(ONE, 40);
        log(0, 10);

        recovery.onPartitionsAssigned(consumer, List.of(ZERO, ONE));

        assertThat(consumer.position(ZERO)).isZero();
        assertThat(registry.counter("sluice.parser.logs.lost").count()).isEqualTo(2);
    }

    /** A commit whose answer was lost has happened: seeking back to the poll would do it twice. */
    @Test
    void afterARollbackItGoesOnFromWhatIsCommittedWhateverThePollWas() {
        begin(10);
        deduplicators.take(Set.of(0));
        commit(ZERO, 13);

        rollBack(ZERO, 10, 13);

        assertThat(consumer.position(ZERO)).isEqualTo(13);
        assertThat(consumer.position(ONE)).as("not of this poll").isEqualTo(10);
        assertThat(deduplicators.take(Set.of(0, 1))).hasSize(2);
    }

    /** Also where it was not handed out: a listener that failed before it took it, say. */
    @Test
    void afterARollbackTheMemoryIsReadAgain() {
        begin(10);
        var before = deduplicators.take(Set.of(0, 1));
        deduplicators.giveBack(before);

        rollBack(ZERO, 10, 13);

        var after = deduplicators.take(Set.of(0, 1));
        assertThat(after.get(0)).isNotSameAs(before.get(0));
        assertThat(after.get(1)).isSameAs(before.get(1));
    }

    /** The container only logs it. The next poll must bring the same chunks, and must not be done with the memory of the failed one. */
    @Test
    void aRecoveryThatThrowsLeavesNoMemoryAndBringsThePollAgain() {
        begin(10);
        deduplicators.take(Set.of(0));
        consumer.seek(ZERO, 13);
        consumer.setOffsetsException(new TimeoutException("Kafka is away"));

        assertThatThrownBy(() -> rollBack(ZERO, 10, 13)).isInstanceOf(TimeoutException.class);

        assertThat(consumer.position(ZERO)).isEqualTo(10);
        assertThatThrownBy(() -> deduplicators.take(Set.of(0))).hasMessageContaining("was not restored");

        rollBack(ZERO, 10, 13);

        assertThat(consumer.position(ZERO)).isEqualTo(10);
        assertThat(deduplicators.take(Set.of(0))).hasSize(1);
    }

    /** Neither a commit nor a rollback was told: the container swallowed it. */
    @Test
    void withoutACommitThePartitionCannotGoOn() {
        begin(10);
        deduplicators.take(Set.of(0));

        assertThatThrownBy(() -> deduplicators.take(Set.of(0))).isInstanceOf(IllegalStateException.class);
        rollBack(ONE, 10, 13);

        assertThat(deduplicators.take(Set.of(0)))
                .as("mended along with the other")
                .hasSize(1);
        assertThat(consumer.position(ZERO)).isEqualTo(10);
    }

    @Test
    void aPartitionThatWasGivenAwayIsForgotten() {
        begin(10);

        recovery.onPartitionsLost(consumer, List.of(ZERO));
        recovery.onPartitionsRevokedAfterCommit(consumer, List.of(ONE));

        assertThat(deduplicators.has(0)).isFalse();
        assertThat(deduplicators.has(1)).isFalse();
    }

    /** Two consumers of one service may both think that a partition is theirs. */
    @Test
    void anotherThreadHasItsOwnMemory() throws InterruptedException {
        begin(10);

        Thread other = Thread.ofPlatform().start(() -> deduplicators.forget(List.of(0)));
        other.join();

        assertThat(deduplicators.has(0)).isTrue();
    }

    private void begin(long committed) {
        commit(ZERO, committed);
        commit(ONE, committed);
        recovery.onPartitionsAssigned(consumer, List.of(ZERO, ONE));
    }

    private void rollBack(TopicPartition partition, long from, long to) {
        List<ConsumerRecord<byte[], byte[]>> records = LongStream.range(from, to)
                .mapToObj(offset -> new ConsumerRecord<>(
                        partition.topic(), partition.partition(), offset, new byte[0], new byte[0]))
                .toList();
        recovery.process(records, consumer, container(), new IllegalStateException("failed"), true, EOSMode.V2);
    }

    private void commit(TopicPartition partition, long offset) {
        consumer.commitSync(Map.of(partition, new OffsetAndMetadata(offset)));
    }

    private void log(long start, long end) {
        consumer.updateBeginningOffsets(Map.of(ZERO, start, ONE, start));
        consumer.updateEndOffsets(Map.of(ZERO, end, ONE, end));
    }

    private double missing() {
        return registry.counter("sluice.parser.deleted").count();
    }

    private static KafkaMessageListenerContainer<byte[], byte[]> container() {
        ContainerProperties properties = new ContainerProperties(Topics.RAW);
        properties.setGroupId("g");
        properties.setMessageListener(
                (org.springframework.kafka.listener.MessageListener<byte[], byte[]>) record -> {});
        return new KafkaMessageListenerContainer<>(new DefaultKafkaConsumerFactory<>(Map.of()), properties);
    }

    private static MockConsumer<byte[], byte[]> stateConsumer() {
        MockConsumer<byte[], byte[]> state = new MockConsumer<>("earliest");
        Map<TopicPartition, Long> empty =
                Map.of(new TopicPartition(Topics.PARSER_STATE, 0), 0L, new TopicPartition(Topics.PARSER_STATE, 1), 0L);
        state.updateBeginningOffsets(empty);
        state.updateEndOffsets(empty);
        return state;
    }
}
