// SPDX-License-Identifier: Apache-2.0
package dev.sluice.operations.replay;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.model.DataStream;
import dev.sluice.model.Headers;
import dev.sluice.model.Topics;
import dev.sluice.model.concurrent.RateLimiter;
import dev.sluice.model.concurrent.Ticker;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Sends the chunks of a range of time through the parser again, after it was mended, into a namespace of its own: each chunk is written once
 * more to its partition of {@code logs.raw} with that namespace and {@code sluice.replay}. How far it is stands in the offsets of a consumer
 * group, committed in the transactions that write the chunks: a replay that was killed goes on where it was, and one that is asked for again
 * has nothing to do.
 *
 * <p>Chunks that are replays themselves are left out: what was mended by hand would otherwise come twice once the parser understands it.
 */
public final class RangeReplay {

    private static final Duration POLL = Duration.ofMillis(200);
    private static final int MAX_REQUEST = 16 * 1024 * 1024;

    private final Map<String, Object> kafka;

    /** @param kafka how to reach the brokers: {@code bootstrap.servers} and whatever security needs */
    public RangeReplay(Map<String, Object> kafka) {
        this.kafka = Map.copyOf(kafka);
    }

    /**
     * What to replay, and where to.
     *
     * @param from chunks received at or after this
     * @param to chunks received before this; what comes after the replay has begun is not in it
     * @param rules the version of the rules that the lines are for; null for the newest
     */
    public record TimeRange(Instant from, Instant to, String namespace, String rules) {

        /** A range whose lines are for the newest rules. */
        public TimeRange(Instant from, Instant to, String namespace) {
            this(from, to, namespace, null);
        }

        public TimeRange {
            if (!DataStream.isValidPart(namespace) || namespace.equals(DataStream.DEFAULT_NAMESPACE)) {
                throw new IllegalArgumentException(
                        "a replay goes into a namespace of its own, of a-z 0-9 _ ., not '" + namespace + "'");
            }
            if (!from.isBefore(to)) {
                throw new IllegalArgumentException("the range from " + from + " to " + to + " is empty");
            }
        }

        private String group() {
            return "sluice-replay-" + namespace;
        }

        /** What stands beside an offset: the end of the partition's part, and whose it is. */
        private String metadata(long end) {
            return end + " " + from + ' ' + to + (rules == null ? "" : " by the rules " + rules);
        }
    }

    /** How far a replay is: chunks and bytes written by this run, and records still to be read. */
    public record ReplayProgress(long chunks, long bytes, long left) {}

    /** Is told how far it is, after each transaction. */
    public interface ReplayListener {
        void at(ReplayProgress progress);
    }

    /**
     * Replays what is left of a range.
     *
     * @param bytesPerSecond at most so many, 1 at least
     * @throws IllegalArgumentException if the namespace has another range already
     * @throws org.apache.kafka.common.errors.ProducerFencedException if the same replay was begun somewhere else meanwhile, and goes on there
     */
    public ReplayProgress run(TimeRange range, long bytesPerSecond, ReplayListener listener) {
        try (KafkaProducer<byte[], byte[]> producer = producer(range);
                KafkaConsumer<byte[], byte[]> consumer = consumer(range)) {
            // Ends another run, and waits until what it did is settled: only then the offsets say how far it came.
            producer.initTransactions();
            return new Run(range, producer, consumer, bytesPerSecond, listener).run();
        }
    }

    private static final class Run {

        private final TimeRange range;
        private final KafkaProducer<byte[], byte[]> producer;
        private final KafkaConsumer<byte[], byte[]> consumer;
        private final RateLimiter rateLimiter;
        private final ReplayListener listener;
        private final Map<TopicPartition, Long> ends = new HashMap<>();
        private long chunks;
        private long bytes;
        private long paced;

        Run(
                TimeRange range,
                KafkaProducer<byte[], byte[]> producer,
                KafkaConsumer<byte[], byte[]> consumer,
                long bytesPerSecond,
                ReplayListener listener) {
            this.range = range;
            this.producer = producer;
            this.consumer = consumer;
            this.rateLimiter = new RateLimiter(bytesPerSecond, Ticker.SYSTEM);
            this.listener = listener;
        }

        ReplayProgress run() {
            List<TopicPartition> partitions = consumer.partitionsFor(Topics.RAW).stream()
                    .map(partition -> new TopicPartition(Topics.RAW, partition.partition()))
                    .toList();
            consumer.assign(partitions);
            Map<TopicPartition, OffsetAndMetadata> committed = consumer.committed(Set.copyOf(partitions));
            committed.values().removeIf(offset -> offset == null);
            if (committed.isEmpty()) {
                begin(partitions);
            } else {
                goOn(committed);
            }
            consumer.pause(partitions.stream().filter(this::isDone).toList());
            while (left() > 0) {
                ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
                write(records);
                consumer.pause(ends.keySet().stream().filter(this::isDone).toList());
                listener.at(progress());
                rateLimiter.pauseAfter(bytes - paced);
                paced = bytes;
            }
            return progress();
        }

        private void begin(List<TopicPartition> partitions) {
            Map<TopicPartition, Long> newest = consumer.endOffsets(partitions);
            Map<TopicPartition, Long> from = TimeOffsets.at(range.from(), consumer, partitions, newest);
            Map<TopicPartition, Long> to = TimeOffsets.at(range.to(), consumer, partitions, newest);
            for (TopicPartition partition : partitions) {
                ends.put(partition, Math.max(from.get(partition), to.get(partition)));
                consumer.seek(partition, from.get(partition));
            }
            // Where it ends is decided now, whenever it is finished.
            producer.beginTransaction();
            commitPositions();
            producer.commitTransaction();
        }

        private void goOn(Map<TopicPartition, OffsetAndMetadata> committed) {
            committed.forEach((partition, offset) -> {
                String[] words = offset.metadata().split(" ", 2);
                long end = Long.parseLong(words[0]);
                if (!offset.metadata().equals(range.metadata(end))) {
                    throw new IllegalArgumentException("the namespace " + range.namespace() + " has a replay of "
                            + words[1].replaceFirst(" ", " to ") + " already; name another");
                }
                ends.put(partition, end);
                consumer.seek(partition, offset.offset());
            });
        }

        private void write(ConsumerRecords<byte[], byte[]> records) {
            producer.beginTransaction();
            for (ConsumerRecord<byte[], byte[]> chunk : records) {
                boolean isInRange = chunk.offset() < ends.get(new TopicPartition(chunk.topic(), chunk.partition()));
                if (isInRange && chunk.headers().lastHeader(Headers.REPLAY) == null) {
                    producer.send(new ProducerRecord<>(
                            Topics.RAW, chunk.partition(), null, chunk.key(), chunk.value(), headers(chunk)));
                    chunks++;
                    bytes += Math.max(0, chunk.serializedValueSize());
                }
            }
            commitPositions();
            producer.commitTransaction();
        }

        private Iterable<Header> headers(ConsumerRecord<byte[], byte[]> chunk) {
            RecordHeaders headers = new RecordHeaders(chunk.headers());
            headers.remove(Headers.NAMESPACE)
                    .add(Headers.NAMESPACE, range.namespace().getBytes(UTF_8));
            headers.add(Headers.REPLAY, (Headers.REPLAY_OF_SPAN + range.namespace()).getBytes(UTF_8));
            if (range.rules() != null) {
                headers.add(Headers.RULES, range.rules().getBytes(UTF_8));
            }
            return headers;
        }

        private void commitPositions() {
            Map<TopicPartition, OffsetAndMetadata> positions = new HashMap<>();
            ends.forEach((partition, end) -> positions.put(
                    partition,
                    new OffsetAndMetadata(Math.min(end, consumer.position(partition)), range.metadata(end))));
            producer.sendOffsetsToTransaction(positions, consumer.groupMetadata());
        }

        private boolean isDone(TopicPartition partition) {
            return consumer.position(partition) >= ends.getOrDefault(partition, 0L);
        }

        private long left() {
            return ends.entrySet().stream()
                    .mapToLong(end -> Math.max(0, end.getValue() - consumer.position(end.getKey())))
                    .sum();
        }

        private ReplayProgress progress() {
            return new ReplayProgress(chunks, bytes, left());
        }
    }

    private KafkaProducer<byte[], byte[]> producer(TimeRange range) {
        Map<String, Object> config = new HashMap<>(kafka);
        config.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, range.group());
        config.put(ProducerConfig.ACKS_CONFIG, "all");
        config.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
        config.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, MAX_REQUEST);
        return new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
    }

    private KafkaConsumer<byte[], byte[]> consumer(TimeRange range) {
        Map<String, Object> config = new HashMap<>(kafka);
        config.put(ConsumerConfig.GROUP_ID_CONFIG, range.group());
        config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        config.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        // Of half a MiB each at most: what a transaction holds.
        config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 20);
        return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }
}
