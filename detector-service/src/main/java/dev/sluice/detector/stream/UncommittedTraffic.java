// SPDX-License-Identifier: Apache-2.0
package dev.sluice.detector.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.detector.traffic.PartialTraffic;
import dev.sluice.model.Topics;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * What each partition's events have added since its last commit, in memory. It leaves in the transaction that commits these events' offsets, so it is
 * there once, and is counted again from the events when that transaction is aborted. Each thread of Kafka Streams has its own and sees no other's: a
 * thread whose partition has gone to another one can't take what that one counts.
 */
public final class UncommittedTraffic {

    private final ThreadLocal<Map<Integer, PartialTraffic>> ofThread = ThreadLocal.withInitial(HashMap::new);

    /** A task of the current thread begins to count from the committed offset. */
    void begin(int partition, PartialTraffic partial) {
        ofThread.get().put(partition, partial);
    }

    /** The task has ended: what it has not committed, whoever goes on counts again. */
    void end(int partition, PartialTraffic partial) {
        ofThread.get().remove(partition, partial);
    }

    /** Takes what is to be sent with the offsets of {@code committed} by the current thread. */
    List<ProducerRecord<byte[], byte[]>> take(Collection<TopicPartition> committed) {
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (TopicPartition partition : committed) {
            PartialTraffic partial =
                    partition.topic().equals(Topics.PARSED) ? ofThread.get().get(partition.partition()) : null;
            if (partial != null) {
                partial.drain((key, traffic) -> records.add(
                        new ProducerRecord<>(Topics.DETECTOR_TRAFFIC, key.text().getBytes(UTF_8), traffic.write())));
            }
        }
        return records;
    }
}
