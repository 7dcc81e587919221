// SPDX-License-Identifier: Apache-2.0
package dev.sluice.operations.rules;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads a topic of versions, such as {@code sluice.rules}, each version once: instances that see a change at the same time publish it under the same
 * key, of which compaction will keep one. Not thread-safe.
 */
public final class RulesHistory implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(200);

    private final TopicPartition all;
    private final Supplier<Consumer<byte[], byte[]>> consumers;

    /** Null before the topic is there. */
    private Consumer<byte[], byte[]> consumer;

    private final Set<String> known = new HashSet<>();

    /**
     * @param topic of one partition
     * @param consumers makes a committed reader without a group, which starts where it is told to
     */
    public RulesHistory(String topic, Supplier<Consumer<byte[], byte[]>> consumers) {
        all = new TopicPartition(topic, 0);
        this.consumers = consumers;
    }

    /** @param kafka how to reach the brokers */
    public static RulesHistory of(String topic, Map<String, Object> kafka) {
        Map<String, Object> config = new HashMap<>(kafka);
        config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        config.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        return new RulesHistory(
                topic, () -> new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer()));
    }

    public String topic() {
        return all.topic();
    }

    /**
     * The versions that were published since it was asked last, in order; at first all of them. Those that were published before the call are there.
     *
     * @throws org.apache.kafka.common.KafkaException if the brokers can't be read; all are read again the next time
     */
    public List<RulesVersion> read() {
        try {
            return consumer == null && !open() ? List.of() : readToEnd();
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /** Whether there is the topic. */
    private boolean open() {
        consumer = consumers.get();
        if (!consumer.listTopics().containsKey(all.topic())) {
            close();
            return false;
        }
        consumer.assign(List.of(all));
        consumer.seekToBeginning(List.of(all));
        return true;
    }

    private List<RulesVersion> readToEnd() {
        List<RulesVersion> versions = new ArrayList<>();
        long end = consumer.endOffsets(List.of(all)).get(all);
        while (consumer.position(all) < end) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                if (record.value() != null) {
                    RulesVersion version = RulesVersion.read(record);
                    if (known.add(version.version())) {
                        versions.add(version);
                    }
                }
            }
        }
        return versions;
    }

    @Override
    public void close() {
        if (consumer != null) {
            consumer.close();
            consumer = null;
            known.clear();
        }
    }
}
