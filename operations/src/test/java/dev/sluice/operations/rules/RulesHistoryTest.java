// SPDX-License-Identifier: Apache-2.0
package dev.sluice.operations.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.model.Topics;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class RulesHistoryTest {

    private static final TopicPartition ALL = new TopicPartition(Topics.RULES, 0);

    private final Queue<MockConsumer<byte[], byte[]>> consumers = new ArrayDeque<>();
    private final RulesHistory history = new RulesHistory(Topics.RULES, consumers::remove);

    @Test
    void eachVersionIsToldOnceHoweverManyHavePublishedIt() {
        MockConsumer<byte[], byte[]> consumer = topic();
        RulesVersion one = version(null, "one");
        RulesVersion two = version(one, "two");
        append(consumer, one, two, version(one, "two"));

        assertThat(history.read()).containsExactly(one, two);

        RulesVersion three = version(two, "three");
        append(consumer, three, two);
        assertThat(history.read()).containsExactly(three);
    }

    @Test
    void thereIsNoneBeforeThereIsTheTopic() {
        consumers.add(new MockConsumer<>("earliest"));
        assertThat(history.read()).isEmpty();

        RulesVersion one = version(null, "one");
        append(topic(), one);
        assertThat(history.read()).containsExactly(one);
    }

    @Test
    void allIsReadAgainAfterAnError() {
        MockConsumer<byte[], byte[]> first = topic();
        RulesVersion one = version(null, "one");
        append(first, one);
        assertThat(history.read()).containsExactly(one);

        append(first, version(one, "two"));
        first.setPollException(new KafkaException("away"));
        assertThatThrownBy(history::read).isInstanceOf(KafkaException.class);

        append(topic(), one);
        assertThat(history.read()).containsExactly(one);
    }

    private MockConsumer<byte[], byte[]> topic() {
        MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");
        consumer.updatePartitions(Topics.RULES, List.of(new PartitionInfo(Topics.RULES, 0, null, null, null)));
        consumer.updateBeginningOffsets(Map.of(ALL, 0L));
        consumer.updateEndOffsets(Map.of(ALL, 0L));
        consumers.add(consumer);
        return consumer;
    }

    private static void append(MockConsumer<byte[], byte[]> consumer, RulesVersion... versions) {
        for (RulesVersion version : versions) {
            long end = consumer.endOffsets(List.of(ALL)).get(ALL);
            ProducerRecord<byte[], byte[]> record = version.record(Topics.RULES);
            consumer.schedulePollTask(
                    () -> consumer.addRecord(new ConsumerRecord<>(Topics.RULES, 0, end, record.key(), record.value())));
            consumer.updateEndOffsets(Map.of(ALL, end + 1));
        }
    }

    private static RulesVersion version(RulesVersion last, String text) {
        return RulesVersion.after(last, Map.of("rules.yaml", text), "al@web", Instant.EPOCH);
    }
}
