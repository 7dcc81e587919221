// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parser.dedup;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.model.Topics;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * Reads partitions of the state topic from the beginning to all that is committed.
 *
 * <p>First a partition's end is taken as an uncommitted reader sees it, then it is read as a committed reader until that end is passed (see {@code
 * RATIONALE.md}). A reader that stopped at its own, committed end could miss the last commit, whose transaction marker may still be on its way
 * to this partition.
 */
final class StateReader {

    private static final Duration POLL = Duration.ofMillis(200);

    private final Function<String, Consumer<byte[], byte[]>> consumers;

    /** Is given the entries of each partition in their order; {@code value} is null where the key was forgotten. */
    interface Entries {
        void add(int partition, String key, byte[] value);
    }

    /** @param consumers makes a consumer without a group, of an isolation level */
    StateReader(Function<String, Consumer<byte[], byte[]>> consumers) {
        this.consumers = consumers;
    }

    /** @return how many records there were */
    long read(Collection<Integer> partitions, Entries into) {
        Map<TopicPartition, Long> ends = uncommittedEnds(partitions.stream()
                .map(partition -> new TopicPartition(Topics.PARSER_STATE, partition))
                .toList());
        long records = 0;
        try (Consumer<byte[], byte[]> consumer = consumers.apply("read_committed")) {
            consumer.assign(ends.keySet());
            consumer.seekToBeginning(ends.keySet());
            // The position passes transaction markers and aborted records, which are never handed out.
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                for (ConsumerRecord<byte[], byte[]> entry : consumer.poll(POLL)) {
                    into.add(entry.partition(), new String(entry.key(), UTF_8), entry.value());
                    records++;
                }
            }
        }
        return records;
    }

    private Map<TopicPartition, Long> uncommittedEnds(List<TopicPartition> partitions) {
        try (Consumer<byte[], byte[]> consumer = consumers.apply("read_uncommitted")) {
            // Assigned only so that the client does not warn of partitions that it does not have.
            consumer.assign(partitions);
            return new HashMap<>(consumer.endOffsets(partitions));
        }
    }
}
