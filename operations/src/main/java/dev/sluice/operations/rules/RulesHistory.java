// SPDX-License-Identifier: Apache-2.0
package dev.sluice.operations.rules;

import dev.sluice.model.Topics;
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
 * Reads {@code sluice.rules}, each version once: parsers that see a change at the same time publish it under the same key, of which compaction will
 * keep one. Not thread-safe.
 */
public final class RulesHistory implements AutoCloseable {

    private static final TopicPartition ALL = new TopicPartition(Topics.RULES, 0);
    private static final Duration POLL = Duration.ofMillis(200);

    private final Supplier<Consumer<byte[], byte[]>> consumers;

    /** Null before the topic is there. */
    private Consumer<byte[], byte[]> consumer;

    private final Set<String> known = new HashSet<>();

    /** @param consumers makes a committed reader without a group, which starts where it is told to */
    public RulesHistory(Supplier<Consumer<byte[], byte[]>> consumers) {
        this.consumers = consumers;
    }

    /** @param kafka how to reach the brokers */
    public static RulesHistory of(Map<String, Object> kafka) {
        Map<String, Object> config = new HashMap<>(kafka);
        config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        config.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        return new RulesHistory(
                () -> new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer()));
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
        if (!consumer.listTopics().containsKey(Topics.RULES)) {
            close();
            return false;
        }
        consumer.assign(List.of(ALL));
        consumer.seekToBeginning(List.of(ALL));
        return true;
    }

    private List<RulesVersion> readToEnd() {
        List<RulesVersion> versions = new ArrayList<>();
        long end = consumer.endOffsets(List.of(ALL)).get(ALL);
        while (consumer.position(ALL) < end) {
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
