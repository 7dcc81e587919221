// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parser.repeats;

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
 * The repeat filters of the partitions that this instance has, restored from the state topic.
 *
 * <p>The order in which a filter is restored is what makes it exact (see {@code RATIONALE.md}): the caller has fetched the partition's committed offset
 * first, which waits for pending transactions; then the state is read as {@link StateReader} does it.
 */
public final class RepeatFilters {

    private static final Logger log = LoggerFactory.getLogger(RepeatFilters.class);

    private final ConsumerFactory<byte[], byte[]> consumers;
    private final RepeatFilter.Remember remember;
    private final boolean check;
    private final Map<Integer, RepeatFilter> filters = new ConcurrentHashMap<>();

    /**
     * @param consumers makes consumers without a group; isolation and offsets are set here
     * @param check false lets repeats through
     */
    public RepeatFilters(ConsumerFactory<byte[], byte[]> consumers, RepeatFilter.Remember remember, boolean check) {
        this.consumers = consumers;
        this.remember = remember;
        this.check = check;
        if (!check) {
            log.warn(
                    "Repeats are not dropped: sluice.parser.repeats.check is false, and what is sent again is stored again");
        }
    }

    /** The filter of a partition that was restored before. */
    public RepeatFilter of(int partition) {
        RepeatFilter filter = filters.get(partition);
        if (filter == null) {
            throw new IllegalStateException(
                    "partition " + partition + " of " + Topics.RAW + " has records, but its memory was not restored");
        }
        return filter;
    }

    /** Reads the memory of {@code partitions} anew; the committed offsets of these partitions must have been fetched before. */
    public void restore(Collection<Integer> partitions) {
        if (partitions.isEmpty()) {
            return;
        }
        long start = System.nanoTime();
        Map<Integer, RepeatFilter> restored = partitions.stream()
                .collect(Collectors.toMap(partition -> partition, partition -> new RepeatFilter(remember, check)));
        long records = new StateReader(this::consumer)
                .read(
                        partitions,
                        (partition, key, value) -> restored.get(partition).restore(key, value));
        filters.putAll(restored);
        log.info(
                "Restored the memory of partitions {} from {} records in {} ms",
                partitions,
                records,
                Duration.ofNanos(System.nanoTime() - start).toMillis());
    }

    /** Drops the memory of partitions that belong to another instance now. */
    public void forget(Collection<Integer> partitions) {
        filters.keySet().removeAll(partitions);
    }

    private Consumer<byte[], byte[]> consumer(String isolation) {
        Properties overrides = new Properties();
        overrides.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, isolation);
        overrides.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        overrides.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        return consumers.createConsumer(null, "state", null, overrides);
    }
}
