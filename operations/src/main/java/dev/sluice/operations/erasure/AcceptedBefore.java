// SPDX-License-Identifier: Apache-2.0
package dev.sluice.operations.erasure;

import dev.sluice.model.Topics;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;

/**
 * Whether all that was accepted before a moment is where it belongs: parsed first, and then stored by each sink. Behind the last record of a
 * partition come markers of transactions, which nobody commits: so what matters is whether a record is left between what is committed and the end.
 */
public final class AcceptedBefore implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(100);
    private static final long PATIENCE_NANOS = Duration.ofSeconds(5).toNanos();

    private final Admin admin;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final String parser;
    private final List<String> sinks;
    private final Map<TopicPartition, Long> raw;

    /** Null until all of {@link #raw} is parsed. */
    private Map<TopicPartition, Long> parsed;

    /**
     * The moment is now.
     *
     * @param kafka how to reach the brokers
     * @param parser the parser's consumer group
     * @param sinks those of the sinks; one that has never been is left out
     */
    public AcceptedBefore(Map<String, Object> kafka, String parser, List<String> sinks) {
        this.parser = parser;
        this.sinks = List.copyOf(sinks);
        admin = Admin.create(kafka);
        consumer = ErasureTopic.consumer(kafka);
        raw = ends(Topics.RAW);
    }

    /** Whether all of it is stored. */
    public boolean isStored() {
        if (parsed == null) {
            if (!isPassed(parser, raw)) {
                return false;
            }
            parsed = ends(Topics.PARSED);
        }
        return sinks.stream().allMatch(sink -> isPassed(sink, parsed));
    }

    private Map<TopicPartition, Long> ends(String topic) {
        List<TopicPartition> partitions = consumer.listTopics().getOrDefault(topic, List.of()).stream()
                .map(partition -> new TopicPartition(topic, partition.partition()))
                .toList();
        // Not as a committed reader sees them: the marker of a transaction that is committed may be on its way to one
        // of them.
        Map<TopicPartition, Long> ends = new HashMap<>();
        get(admin.listOffsets(partitions.stream()
                                .collect(Collectors.toMap(place -> place, place -> OffsetSpec.latest())))
                        .all())
                .forEach((place, end) -> ends.put(place, end.offset()));
        return ends;
    }

    private boolean isPassed(String group, Map<TopicPartition, Long> ends) {
        Map<TopicPartition, OffsetAndMetadata> committed = committed(group);
        if (committed.isEmpty() && !hasMembers(group)) {
            return true;
        }
        return ends.entrySet().stream().allMatch(end -> {
            OffsetAndMetadata offset = committed.get(end.getKey());
            return isEmpty(end.getKey(), offset == null ? 0 : offset.offset(), end.getValue());
        });
    }

    private boolean isEmpty(TopicPartition place, long from, long to) {
        if (from >= to) {
            return true;
        }
        consumer.assign(List.of(place));
        consumer.seek(
                place, Math.max(from, consumer.beginningOffsets(List.of(place)).get(place)));
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (consumer.position(place) < to) {
            for (var found : consumer.poll(POLL)) {
                return found.offset() >= to;
            }
            if (System.nanoTime() > deadline) {
                return false;
            }
        }
        return true;
    }

    private Map<TopicPartition, OffsetAndMetadata> committed(String group) {
        try {
            Map<TopicPartition, OffsetAndMetadata> offsets =
                    new HashMap<>(get(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata()));
            offsets.values().removeIf(offset -> offset == null);
            return offsets;
        } catch (GroupIdNotFoundException e) {
            return Map.of();
        }
    }

    private boolean hasMembers(String group) {
        try {
            return !get(admin.describeConsumerGroups(List.of(group)).all())
                    .get(group)
                    .members()
                    .isEmpty();
        } catch (GroupIdNotFoundException e) {
            return false;
        }
    }

    private static <T> T get(KafkaFuture<T> answer) {
        try {
            return answer.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof KafkaException cause ? cause : new KafkaException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException("interrupted", e);
        }
    }

    @Override
    public void close() {
        consumer.close();
        admin.close();
    }
}
