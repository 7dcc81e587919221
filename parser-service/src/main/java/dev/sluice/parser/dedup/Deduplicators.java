// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parser.dedup;

import dev.sluice.model.Topics;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.kafka.core.ConsumerFactory;

/**
 * The deduplicators of the partitions that this instance has, restored from the state topic.
 *
 * <p>The order in which a deduplicator is restored is what makes it exact (see {@code RATIONALE.md}): the caller has fetched the partition's committed offset
 * first, which waits for pending transactions; then the state is read as {@link StateReader} does it.
 */
public final class Deduplicators {

    private static final Logger log = LoggerFactory.getLogger(Deduplicators.class);

    private final ConsumerFactory<byte[], byte[]> consumers;
    private final DedupRetention retention;
    private final boolean check;
    private final Map<Integer, Deduplicator> deduplicators = new ConcurrentHashMap<>();

    /**
     * @param consumers makes consumers without a group; isolation and offsets are set here
     * @param check false lets repeats through
     */
    public Deduplicators(ConsumerFactory<byte[], byte[]> consumers, DedupRetention retention, boolean check) {
        this.consumers = consumers;
        this.retention = retention;
        this.check = check;
        if (!check) {
            log.warn(
                    "Repeats are not dropped: sluice.parser.dedup.check is false, and what is sent again is stored again");
        }
    }

    /** The deduplicator of a partition that was restored before. */
    public Deduplicator of(int partition) {
        Deduplicator deduplicator = deduplicators.get(partition);
        if (deduplicator == null) {
            throw new IllegalStateException(
                    "partition " + partition + " of " + Topics.RAW + " has records, but its memory was not restored");
        }
        return deduplicator;
    }

    /** Reads the memory of {@code partitions} anew; the committed offsets of these partitions must have been fetched before. */
    public void restore(Collection<Integer> partitions) {
        if (partitions.isEmpty()) {
            return;
        }
        long start = System.nanoTime();
        Map<Integer, Deduplicator> restored = partitions.stream()
                .collect(Collectors.toMap(partition -> partition, partition -> new Deduplicator(retention, check)));
        long records = new StateReader(this::consumer)
                .read(
                        partitions,
                        (partition, key, value) -> restored.get(partition).restore(key, value));
        deduplicators.putAll(restored);
        log.info(
                "Restored the memory of partitions {} from {} records in {} ms",
                partitions,
                records,
                Duration.ofNanos(System.nanoTime() - start).toMillis());
    }

    /** Drops the memory of partitions that belong to another instance now. */
    public void forget(Collection<Integer> partitions) {
        deduplicators.keySet().removeAll(partitions);
    }

    private Consumer<byte[], byte[]> consumer(String isolation) {
        Properties overrides = new Properties();
        overrides.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, isolation);
        overrides.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        overrides.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        return consumers.createConsumer(null, "state", null, overrides);
    }
}
