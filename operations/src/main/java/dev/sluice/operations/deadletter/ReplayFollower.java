// SPDX-License-Identifier: Apache-2.0
package dev.sluice.operations.deadletter;

import dev.sluice.model.Topics;
import dev.sluice.model.concurrent.Ticker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/**
 * Finds out what has become of replayed letters: who reads them has committed an offset behind them, and a letter that names the replay as its source
 * is there, or is not.
 */
final class ReplayFollower implements AutoCloseable {

    /** Who reads {@code logs.raw}. */
    private static final String PARSER = "sluice-parser";

    /** Who reads {@code logs.parsed} for a store, whose name follows. */
    private static final String SINK_PREFIX = "sluice-sink-";

    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration LOOK = Duration.ofMillis(200);

    private final Admin admin;
    private final KafkaConsumer<byte[], byte[]> letters;
    private final List<TopicPartition> letterPartitions;
    private final Ticker ticker;

    /** Replays that nobody has got past yet, by who reads them. */
    private final Map<String, Set<Place>> open = new HashMap<>();

    private final Set<Place> processed = new HashSet<>();

    /** Sources of all letters since the beginning of the replay. */
    private final Set<Place> sources = new HashSet<>();

    private record Place(String topic, int partition, long offset) {}

    /** Letters that come from now on are looked at. */
    ReplayFollower(Map<String, Object> kafka, Ticker ticker) {
        this.ticker = ticker;
        letters = TopicReader.consumer(kafka);
        letterPartitions = TopicReader.deadLetterTopics(letters).stream()
                .flatMap(topic -> TopicReader.partitions(letters, topic).stream())
                .toList();
        letters.assign(letterPartitions);
        letters.seekToEnd(letterPartitions);
        // Seeking is lazy, and "the end" is to be that of now.
        letterPartitions.forEach(letters::position);
        admin = Admin.create(kafka);
    }

    /** A replay of {@code letter} lies there, and is committed. */
    void sent(DeadLetterRecord letter, RecordMetadata at) {
        String reader = Topics.storeOf(letter.coordinates().topic())
                .map(store -> SINK_PREFIX + store)
                .orElse(PARSER);
        open.computeIfAbsent(reader, group -> new HashSet<>()).add(new Place(at.topic(), at.partition(), at.offset()));
    }

    /** Returns when all replays so far are processed, or {@code patience} is over, or the thread is interrupted. */
    void await(Duration patience) {
        long deadline = ticker.nanos() + patience.toNanos();
        try {
            look();
            while (open() > 0 && ticker.nanos() < deadline) {
                ticker.sleep(LOOK);
                look();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** How many are letters again. */
    long cameBack() {
        return processed.stream().filter(sources::contains).count();
    }

    /** How many were processed, and are no letters. */
    long passed() {
        return processed.size() - cameBack();
    }

    /** Of how many it isn't known yet. */
    long open() {
        return open.values().stream().mapToLong(Set::size).sum();
    }

    private void look() throws InterruptedException {
        try {
            List<Place> passed = new ArrayList<>();
            for (Map.Entry<String, Set<Place>> reader : open.entrySet()) {
                Map<TopicPartition, OffsetAndMetadata> committed = admin.listConsumerGroupOffsets(reader.getKey())
                        .partitionsToOffsetAndMetadata()
                        .get();
                for (Place replay : reader.getValue()) {
                    OffsetAndMetadata next = committed.get(new TopicPartition(replay.topic(), replay.partition()));
                    if (next != null && next.offset() > replay.offset()) {
                        passed.add(replay);
                    }
                }
            }
            if (!passed.isEmpty()) {
                // A letter is written before the offset, or together with it. The end is that of all readers: marks of
                // one transaction reach the partitions one by one.
                readLettersTo(ends());
                passed.forEach(replay -> open.values().forEach(replays -> replays.remove(replay)));
                processed.addAll(passed);
            }
        } catch (ExecutionException e) {
            throw new KafkaException("what became of the replayed letters is not known", e.getCause());
        }
    }

    private Map<TopicPartition, Long> ends() throws InterruptedException, ExecutionException {
        Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
        letterPartitions.forEach(partition -> latest.put(partition, OffsetSpec.latest()));
        Map<TopicPartition, Long> ends = new HashMap<>();
        for (Map.Entry<TopicPartition, ListOffsetsResultInfo> end : admin.listOffsets(
                        latest, new ListOffsetsOptions(IsolationLevel.READ_UNCOMMITTED))
                .all()
                .get()
                .entrySet()) {
            ends.put(end.getKey(), end.getValue().offset());
        }
        return ends;
    }

    private void readLettersTo(Map<TopicPartition, Long> ends) {
        while (ends.entrySet().stream().anyMatch(end -> letters.position(end.getKey()) < end.getValue())) {
            for (ConsumerRecord<byte[], byte[]> found : letters.poll(POLL)) {
                new DeadLetterRecord(found)
                        .source()
                        .ifPresent(
                                source -> sources.add(new Place(source.topic(), source.partition(), source.offset())));
            }
        }
    }

    @Override
    public void close() {
        letters.close();
        admin.close();
    }
}
