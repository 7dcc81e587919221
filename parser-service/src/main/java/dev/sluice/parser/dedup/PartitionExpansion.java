// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parser.dedup;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.model.Topics;
import dev.sluice.parser.rules.PartitionRules;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Adds partitions to {@code logs.raw}, {@code logs.parsed}, {@code sluice.parser-state} and {@code sluice.ledger} while ingest and parser are
 * stopped, and takes the parser's memory along: what it remembers of a stream or a batch is copied to the partition that their chunks come in
 * from now on, so that what was taken before is still a repeat when it is sent again.
 *
 * <p>Asked for again after it was cut off, it goes on; a copy that was made before is no harm. {@code logs.raw} grows last: until then
 * everything can go on as it was. What the memory says of replays stays where it is, as replays do.
 */
public final class PartitionExpansion {

    private static final Duration POLL = Duration.ofMillis(200);
    /** Longer than the transactions of the parser and of replays may be open. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private static final int TRANSACTION_TIMEOUT_MS =
            (int) Duration.ofMinutes(5).toMillis();

    private final Map<String, Object> kafka;
    private final String group;

    /**
     * What was done.
     *
     * @param before partitions of {@code logs.raw} before
     * @param after and now
     * @param moved things whose memory was copied to another partition
     */
    public record Expansion(int before, int after, long moved) {}

    /**
     * @param kafka how to reach the brokers: {@code bootstrap.servers} and whatever security needs
     * @param group the parser's consumer group
     */
    public PartitionExpansion(Map<String, Object> kafka, String group) {
        this.kafka = Map.copyOf(kafka);
        this.group = group;
    }

    /**
     * @throws IllegalArgumentException if there are more already: the number never goes down
     * @throws IllegalStateException if a parser runs, a chunk is left for it, or ingest goes on writing; the message says which.
     *     {@code logs.raw} is as it was then
     */
    public Expansion expandTo(int partitions) {
        try (Admin admin = Admin.create(kafka)) {
            Map<String, Integer> present = partitions(admin);
            present.forEach((topic, count) -> {
                if (count > partitions) {
                    throw new IllegalArgumentException(
                            topic + " has " + count + " partitions, which can't become " + partitions);
                }
            });
            requireNoParser(admin);
            Map<TopicPartition, Long> ends = requireAllParsed(present.get(Topics.RAW));
            grow(admin, present, Topics.PARSED, partitions);
            grow(admin, present, Topics.PARSER_STATE, partitions);
            grow(admin, present, Topics.LEDGER, partitions);
            long moved = moveMemory(partitions);
            requireNoParser(admin);
            requireUnchanged(ends);
            grow(admin, present, Topics.RAW, partitions);
            return new Expansion(present.get(Topics.RAW), partitions, moved);
        }
    }

    private static Map<String, Integer> partitions(Admin admin) {
        return get(admin.describeTopics(List.of(Topics.RAW, Topics.PARSED, Topics.PARSER_STATE, Topics.LEDGER))
                        .allTopicNames())
                .entrySet()
                .stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey,
                        topic -> topic.getValue().partitions().size()));
    }

    private void requireNoParser(Admin admin) {
        int members;
        try {
            members = get(admin.describeConsumerGroups(List.of(group))
                            .describedGroups()
                            .get(group))
                    .members()
                    .size();
        } catch (GroupIdNotFoundException ignored) {
            members = 0;
        }
        if (members > 0) {
            throw new IllegalStateException("the parser runs: " + group + " has " + members
                    + " members. Stop it; one that was killed is a member for some seconds more");
        }
    }

    /** Returns where the partitions end, as an uncommitted reader sees it. */
    private Map<TopicPartition, Long> requireAllParsed(int count) {
        Set<TopicPartition> raw = IntStream.range(0, count)
                .mapToObj(partition -> new TopicPartition(Topics.RAW, partition))
                .collect(Collectors.toSet());
        Map<TopicPartition, Long> ends = ends(raw);
        try (Consumer<byte[], byte[]> consumer = consumer("read_committed")) {
            consumer.assign(raw);
            // Waits until the parser's last transaction is decided.
            Map<TopicPartition, OffsetAndMetadata> committed = consumer.committed(raw);
            consumer.seekToBeginning(raw);
            committed.forEach((partition, offset) -> {
                if (offset != null) {
                    consumer.seek(partition, offset);
                }
            });
            // Offsets alone don't say it: a transaction's marker takes one, too.
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                for (ConsumerRecord<byte[], byte[]> chunk : consumer.poll(POLL)) {
                    throw new IllegalStateException("the parser has not read all: a chunk is left in partition "
                            + chunk.partition() + " of " + Topics.RAW + " at offset " + chunk.offset()
                            + ". Start it, and stop it when its lag is 0");
                }
                if (System.nanoTime() - deadline > 0) {
                    throw new IllegalStateException("a transaction on " + Topics.RAW + " is still open after "
                            + PATIENCE.toSeconds() + " s: a replay that goes on?");
                }
            }
        }
        return ends;
    }

    private void requireUnchanged(Map<TopicPartition, Long> before) {
        if (!ends(before.keySet()).equals(before)) {
            throw new IllegalStateException(
                    Topics.RAW + " was written to meanwhile: stop ingest, let the parser read it, and ask again");
        }
    }

    private Map<TopicPartition, Long> ends(Set<TopicPartition> partitions) {
        try (Consumer<byte[], byte[]> consumer = consumer("read_uncommitted")) {
            consumer.assign(partitions);
            return new HashMap<>(consumer.endOffsets(partitions));
        }
    }

    private static void grow(Admin admin, Map<String, Integer> present, String topic, int partitions) {
        if (present.get(topic) < partitions) {
            get(admin.createPartitions(Map.of(topic, NewPartitions.increaseTo(partitions)))
                    .all());
        }
    }

    private long moveMemory(int partitions) {
        Map<Integer, Map<DedupKey, DedupEntry>> memory = new HashMap<>();
        new StateReader(this::consumer)
                .read(IntStream.range(0, partitions).boxed().toList(), (partition, name, value) -> {
                    if (name.equals(PartitionRules.KEY)) {
                        // Of that partition's chunks, and no other's.
                        return;
                    }
                    Map<DedupKey, DedupEntry> entries = memory.computeIfAbsent(partition, number -> new HashMap<>());
                    DedupKey key = DedupKey.parse(name);
                    if (value == null) {
                        entries.remove(key);
                    } else {
                        entries.put(key, DedupEntry.parse(key, value));
                    }
                });
        Map<Integer, Map<DedupKey, DedupEntry>> news = newsFor(memory, partitions);
        long moved = news.values().stream().mapToLong(Map::size).sum();
        if (moved > 0) {
            write(news);
        }
        return moved;
    }

    /** What partitions do not know yet of the things that are theirs. */
    static Map<Integer, Map<DedupKey, DedupEntry>> newsFor(
            Map<Integer, Map<DedupKey, DedupEntry>> memory, int partitions) {
        Map<Integer, Map<DedupKey, DedupEntry>> news = new HashMap<>();
        memory.forEach((partition, entries) -> entries.forEach((key, entry) -> {
            // Ingest leaves it to the partitioner of Kafka's clients where chunks with a key come in.
            int home = entry.home().isPresent() ? entry.home().getAsInt() % partitions : partition;
            if (home != partition) {
                news.computeIfAbsent(home, number -> new HashMap<>()).merge(key, entry, DedupEntry::mergedWith);
            }
        }));
        news.forEach((home, entries) -> {
            Map<DedupKey, DedupEntry> there = memory.getOrDefault(home, Map.of());
            entries.replaceAll(
                    (key, entry) -> there.containsKey(key) ? there.get(key).mergedWith(entry) : entry);
            entries.entrySet()
                    .removeIf(entry -> there.containsKey(entry.getKey())
                            && Arrays.equals(
                                    entry.getValue().toBytes(),
                                    there.get(entry.getKey()).toBytes()));
        });
        return news;
    }

    private void write(Map<Integer, Map<DedupKey, DedupEntry>> news) {
        Map<String, Object> config = new HashMap<>(kafka);
        // Another run that is still going on is ended by this one.
        config.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, group + "-more-partitions");
        config.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, TRANSACTION_TIMEOUT_MS);
        config.put(ProducerConfig.ACKS_CONFIG, "all");
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.initTransactions();
            producer.beginTransaction();
            // The oldest first, as the parser keeps them.
            news.forEach((partition, things) -> things.entrySet().stream()
                    .sorted(Comparator.comparingLong(thing -> thing.getValue().seen()))
                    .forEach(thing -> producer.send(new ProducerRecord<>(
                            Topics.PARSER_STATE,
                            partition,
                            thing.getKey().toString().getBytes(UTF_8),
                            thing.getValue().toBytes()))));
            producer.commitTransaction();
        }
    }

    private Consumer<byte[], byte[]> consumer(String isolation) {
        Map<String, Object> config = new HashMap<>(kafka);
        // Its offsets are asked for, and never changed.
        config.put(ConsumerConfig.GROUP_ID_CONFIG, group);
        config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, isolation);
        config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        config.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    private static <T> T get(KafkaFuture<T> future) {
        try {
            return future.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptException(e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof KafkaException known ? known : new KafkaException(e.getCause());
        }
    }
}
