// SPDX-License-Identifier: Apache-2.0
package dev.sluice.operations.replay;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/** Where a time is in partitions. */
final class TimeOffsets {

    private TimeOffsets() {}

    /**
     * The first offset of each partition that was written at the time or after it.
     *
     * @param newest the ends of the partitions, beyond which nothing is asked for
     */
    static Map<TopicPartition, Long> at(
            Instant time,
            KafkaConsumer<?, ?> consumer,
            List<TopicPartition> partitions,
            Map<TopicPartition, Long> newest) {
        Map<TopicPartition, Long> offsets = new HashMap<>(newest);
        consumer.offsetsForTimes(partitions.stream().collect(Collectors.toMap(p -> p, p -> time.toEpochMilli())))
                .forEach((partition, found) -> {
                    // Null where everything is older.
                    if (found != null) {
                        offsets.put(partition, Math.min(found.offset(), newest.get(partition)));
                    }
                });
        return offsets;
    }
}
