// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parser.dedup;

import dev.sluice.model.Topics;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The deduplicators of the partitions that this instance has, restored from the state topic.
 *
 * <p>The order in which a deduplicator is restored is what makes it exact (see {@code RATIONALE.md}): the caller has fetched the partition's
 * committed offset first, which waits for pending transactions; then the state is read as {@link StateReader} does it.
 */
public final class Deduplicators {

    private static final Logger log = LoggerFactory.getLogger(Deduplicators.class);

    private final Function<String, Consumer<byte[], byte[]>> consumers;
    private final DedupLimits limits;
    private final boolean check;
    /** Of the partitions that this thread's consumer has: another thread's memory of a partition is not up to date. */
    private final ThreadLocal<Map<Integer, Deduplicator>> deduplicators = ThreadLocal.withInitial(HashMap::new);

    /**
     * @param consumers makes a consumer without a group, of an isolation level, that starts where it is told to
     * @param check false lets repeats through
     */
    public Deduplicators(Function<String, Consumer<byte[], byte[]>> consumers, DedupLimits limits, boolean check) {
        this.consumers = consumers;
        this.limits = limits;
        this.check = check;
        if (!check) {
            log.warn(
                    "Repeats are not dropped: sluice.parser.dedup.check is false, and what is sent again is stored again");
        }
    }

    /**
     * Hands out the deduplicators of partitions for one transaction. They are changed in it, so they are gone until {@link #giveBack}, which only a
     * commit may lead to: after anything else, whether it is noticed or not, the partition cannot be gone on with until its memory was read again.
     *
     * @throws IllegalStateException if one was not restored, or not given back
     */
    public Map<Integer, Deduplicator> take(Set<Integer> partitions) {
        Map<Integer, Deduplicator> mine = deduplicators.get();
        Map<Integer, Deduplicator> taken = new TreeMap<>();
        for (Integer partition : partitions) {
            Deduplicator deduplicator = mine.remove(partition);
            if (deduplicator == null) {
                throw new IllegalStateException("partition " + partition + " of " + Topics.RAW
                        + " has records, but its memory was not restored since its last transaction failed");
            }
            taken.put(partition, deduplicator);
        }
        return taken;
    }

    /** The transaction for which they were taken is committed. */
    public void giveBack(Map<Integer, Deduplicator> taken) {
        deduplicators.get().putAll(taken);
    }

    /** Whether a partition's memory is at hand. */
    public boolean has(int partition) {
        return deduplicators.get().containsKey(partition);
    }

    /** Reads the memory of {@code partitions} anew; the committed offsets of these partitions must have been fetched before. */
    public void restore(Collection<Integer> partitions) {
        if (partitions.isEmpty()) {
            return;
        }
        long start = System.nanoTime();
        Map<Integer, Deduplicator> restored = partitions.stream()
                .collect(Collectors.toMap(partition -> partition, partition -> new Deduplicator(limits, check)));
        long records = new StateReader(consumers)
                .read(
                        partitions,
                        (partition, key, value) -> restored.get(partition).restore(key, value));
        deduplicators.get().putAll(restored);
        log.info(
                "Restored the memory of partitions {} from {} records in {} ms",
                partitions,
                records,
                Duration.ofNanos(System.nanoTime() - start).toMillis());
    }

    /** Drops the memory of partitions: they belong to another consumer now, or what was remembered does not count. */
    public void forget(Collection<Integer> partitions) {
        deduplicators.get().keySet().removeAll(partitions);
    }
}
