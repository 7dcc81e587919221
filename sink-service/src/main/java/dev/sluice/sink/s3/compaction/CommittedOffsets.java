// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.s3.compaction;

import dev.sluice.sink.s3.ObjectCoverage;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/**
 * How far the sink is. An object whose first offset is below the committed one is final: no crash makes the sink write it again. Any other may
 * be, and must stay where it is until then.
 */
public final class CommittedOffsets {

    private final Map<TopicPartition, Long> offsets;

    public CommittedOffsets(Map<TopicPartition, Long> offsets) {
        this.offsets = Map.copyOf(offsets);
    }

    /** @param kafka how to reach the brokers */
    public static CommittedOffsets read(Map<String, Object> kafka, String group) {
        Map<TopicPartition, Long> committed = new HashMap<>();
        try (Admin admin = Admin.create(kafka)) {
            admin.listConsumerGroupOffsets(group)
                    .partitionsToOffsetAndMetadata()
                    .get()
                    .forEach((partition, offset) -> {
                        if (offset != null) {
                            committed.put(partition, offset.offset());
                        }
                    });
            return new CommittedOffsets(committed);
        } catch (ExecutionException e) {
            throw new KafkaException("cannot read the offsets of " + group, e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException("interrupted", e);
        }
    }

    /** Whether no crash makes the sink write the object again. */
    public boolean areBeyond(ObjectCoverage object) {
        return object.spans().stream()
                .allMatch(span ->
                        offsets.getOrDefault(new TopicPartition(object.topic(), span.partition()), 0L) > span.to());
    }
}
