// SPDX-License-Identifier: Apache-2.0
package dev.sluice.operations.erasure;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.model.Topics;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads {@code sluice.erasures}, and makes it where it is missing. */
final class ErasureTopic {

    private static final TopicPartition ALL = new TopicPartition(Topics.ERASURES, 0);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final long PATIENCE_NANOS = Duration.ofSeconds(60).toNanos();

    private ErasureTopic() {}

    /**
     * Hands over each record that is there when reading begins; none where there is no such topic, or nobody may see it.
     *
     * @param consumer a committed reader without a group; what it was assigned is forgotten
     * @param since epoch milliseconds: what was written before is left out
     */
    static void read(
            KafkaConsumer<byte[], byte[]> consumer, long since, Consumer<ConsumerRecord<byte[], byte[]>> records) {
        if (!consumer.listTopics().containsKey(Topics.ERASURES)) {
            return;
        }
        consumer.assign(List.of(ALL));
        long end = consumer.endOffsets(List.of(ALL)).get(ALL);
        OffsetAndTimestamp begin = consumer.offsetsForTimes(Map.of(ALL, since)).get(ALL);
        consumer.seek(ALL, begin == null ? end : begin.offset());
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (consumer.position(ALL) < end) {
            for (ConsumerRecord<byte[], byte[]> found : consumer.poll(POLL)) {
                records.accept(found);
                deadline = System.nanoTime() + PATIENCE_NANOS;
            }
            if (System.nanoTime() > deadline) {
                throw new KafkaException(Topics.ERASURES + " cannot be read to its end: brokers do not answer");
            }
        }
    }

    /** The parts of a record's key; the last one may hold slashes of its own. */
    static String[] partsOf(ConsumerRecord<byte[], byte[]> found) {
        return new String(found.key(), UTF_8).split("/", 3);
    }

    static KafkaConsumer<byte[], byte[]> consumer(Map<String, Object> kafka) {
        Map<String, Object> config = new HashMap<>(kafka);
        config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        config.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    static void create(Map<String, Object> kafka) {
        NewTopic topic = new NewTopic(Topics.ERASURES, Optional.of(1), Optional.empty())
                .configs(Map.of(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT));
        try (Admin admin = Admin.create(kafka)) {
            admin.createTopics(List.of(topic)).all().get();
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw new KafkaException("cannot create the topic " + Topics.ERASURES, e.getCause());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException("interrupted", e);
        }
    }
}
