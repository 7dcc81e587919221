// SPDX-License-Identifier: Apache-2.0
package dev.sluice.operations.replay;

import dev.sluice.model.ChunkHeaders;
import dev.sluice.model.Headers;
import dev.sluice.model.NewerSchemeException;
import dev.sluice.model.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads what was received in a span of time from {@code logs.raw}, all partitions side by side, as a committed reader without a group: nothing is
 * written, no offset committed. What comes after reading has begun is not in it. Chunks that are replays are left out, since what they replay is
 * there, too, or was.
 */
public final class RawSpan {

    private static final Duration POLL = Duration.ofMillis(200);

    private final Map<String, Object> kafka;

    /** @param kafka how to reach the brokers: {@code bootstrap.servers} and whatever security needs */
    public RawSpan(Map<String, Object> kafka) {
        this.kafka = Map.copyOf(kafka);
    }

    /** A chunk that can be parsed. */
    public interface ChunkVisitor {

        /** @return whether to go on */
        boolean take(ChunkHeaders headers, byte[] lines, SpanProgress progress);
    }

    /**
     * How far it is.
     *
     * @param chunks read
     * @param replays chunks that were left out since they are replays
     * @param unreadable chunks that were left out since this release cannot read them
     * @param left records of the span that are still to be read; markers of transactions are among them
     */
    public record SpanProgress(long chunks, long replays, long unreadable, long left) {}

    /**
     * Reads the span.
     *
     * @param from chunks written at or after this
     * @param to chunks written before this
     * @throws IllegalArgumentException if the span is empty, or there is no {@code logs.raw}
     * @throws org.apache.kafka.common.KafkaException if the brokers cannot be read
     */
    public SpanProgress read(Instant from, Instant to, ChunkVisitor visitor) {
        if (!from.isBefore(to)) {
            throw new IllegalArgumentException("the span from " + from + " to " + to + " is empty");
        }
        try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
            List<TopicPartition> partitions = consumer.listTopics().getOrDefault(Topics.RAW, List.of()).stream()
                    .map(partition -> new TopicPartition(Topics.RAW, partition.partition()))
                    .toList();
            if (partitions.isEmpty()) {
                throw new IllegalArgumentException("there is no topic " + Topics.RAW + " on these brokers");
            }
            return new Reading(consumer, visitor).read(partitions, from, to);
        }
    }

    private record ReadChunk(ChunkHeaders headers, byte[] lines) {}

    private static final class Reading {

        private final KafkaConsumer<byte[], byte[]> consumer;
        private final ChunkVisitor visitor;
        private final Map<TopicPartition, Long> ends = new HashMap<>();
        private long chunks;
        private long replays;
        private long unreadable;

        /** Records of the last poll that nothing was done with yet. */
        private long untaken;

        Reading(KafkaConsumer<byte[], byte[]> consumer, ChunkVisitor visitor) {
            this.consumer = consumer;
            this.visitor = visitor;
        }

        SpanProgress read(List<TopicPartition> partitions, Instant from, Instant to) {
            consumer.assign(partitions);
            Map<TopicPartition, Long> newest = consumer.endOffsets(partitions);
            TimeOffsets.at(from, consumer, partitions, newest).forEach(consumer::seek);
            ends.putAll(TimeOffsets.at(to, consumer, partitions, newest));
            boolean goesOn = true;
            while (goesOn && left() > 0) {
                consumer.pause(partitions.stream().filter(this::isDone).toList());
                goesOn = takeAll(consumer.poll(POLL));
            }
            return progress();
        }

        private boolean takeAll(ConsumerRecords<byte[], byte[]> records) {
            List<ConsumerRecord<byte[], byte[]>> inSpan = new ArrayList<>();
            for (ConsumerRecord<byte[], byte[]> each : records) {
                if (each.offset() < ends.get(new TopicPartition(each.topic(), each.partition()))) {
                    inSpan.add(each);
                }
            }
            // The consumer's position is behind all of them from now on.
            untaken = inSpan.size();
            for (ConsumerRecord<byte[], byte[]> each : inSpan) {
                untaken--;
                if (!take(each)) {
                    return false;
                }
            }
            return true;
        }

        private boolean take(ConsumerRecord<byte[], byte[]> each) {
            if (each.headers().lastHeader(Headers.REPLAY) != null) {
                replays++;
                return true;
            }
            Optional<ReadChunk> chunk = read(each);
            if (chunk.isEmpty()) {
                unreadable++;
                return true;
            }
            chunks++;
            return visitor.take(chunk.get().headers(), chunk.get().lines(), progress());
        }

        private static Optional<ReadChunk> read(ConsumerRecord<byte[], byte[]> each) {
            if (each.value() == null) {
                return Optional.empty();
            }
            Map<String, byte[]> byName = new HashMap<>();
            each.headers().forEach(header -> byName.put(header.key(), header.value()));
            try {
                ChunkHeaders headers = ChunkHeaders.read(byName);
                return Optional.of(
                        new ReadChunk(headers, headers.receipt().encoding().decode(each.value())));
            } catch (IllegalArgumentException | NewerSchemeException e) {
                // The parser makes a dead letter of it, or waits for a newer release.
                return Optional.empty();
            }
        }

        private boolean isDone(TopicPartition partition) {
            return consumer.position(partition) >= ends.get(partition);
        }

        private long left() {
            return untaken
                    + ends.entrySet().stream()
                            .mapToLong(end -> Math.max(0, end.getValue() - consumer.position(end.getKey())))
                            .sum();
        }

        private SpanProgress progress() {
            return new SpanProgress(chunks, replays, unreadable, left());
        }
    }

    private KafkaConsumer<byte[], byte[]> consumer() {
        Map<String, Object> config = new HashMap<>(kafka);
        config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        config.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        // Of half a MiB each at most, so that what a poll holds is bounded.
        config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 20);
        return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }
}
