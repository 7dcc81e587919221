// SPDX-License-Identifier: Apache-2.0
package dev.sluice.operations.erasure;

import dev.sluice.model.ledger.StreamRow;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.KafkaConsumer;

/**
 * Which events were deleted from which store, each once: one that came back and was deleted again, or that two erasures have met, is one event.
 * Ids are written down before they are deleted, so that what an erasure was about to delete when it was killed is here, too.
 */
public final class ErasedEvents {

    private final Predicate<StreamRow> wanted;
    private final Map<String, Set<String>> ids = new HashMap<>();
    private final Map<String, Map<StreamRow, Long>> counts = new HashMap<>();

    /** @param wanted rows of the ledger that are asked for; ids of others are not kept */
    public ErasedEvents(Predicate<StreamRow> wanted) {
        this.wanted = wanted;
    }

    /**
     * Reads them.
     *
     * @param consumer a committed reader without a group; what it was assigned is forgotten
     * @param since epoch milliseconds; erasures that were done before are left out
     * @param wanted rows of the ledger that are asked for; ids of others are not kept
     */
    public static ErasedEvents read(KafkaConsumer<byte[], byte[]> consumer, long since, Predicate<StreamRow> wanted) {
        ErasedEvents events = new ErasedEvents(wanted);
        ErasureTopic.read(consumer, since, found -> {
            if (ErasedBatch.isIn(found)) {
                events.add(ErasedBatch.of(found));
            }
        });
        return events;
    }

    /** All that there are. */
    public static ErasedEvents readAll(Map<String, Object> kafka) {
        try (KafkaConsumer<byte[], byte[]> consumer = ErasureTopic.consumer(kafka)) {
            return read(consumer, 0, row -> true);
        }
    }

    /** Adds those that were not there. */
    public void add(ErasedBatch batch) {
        StreamRow row = new StreamRow(batch.hour(), batch.dataStream());
        if (wanted.test(row)) {
            batch.ids().forEach(id -> add(batch.store(), row, id));
        }
    }

    /** Returns whether it is new. */
    boolean add(String store, StreamRow row, String id) {
        boolean added = ids.computeIfAbsent(store, name -> new HashSet<>()).add(id);
        if (added) {
            counts.computeIfAbsent(store, name -> new HashMap<>()).merge(row, 1L, Long::sum);
        }
        return added;
    }

    /** Whether the event was deleted from the store, or was to be. */
    public boolean contains(String store, String id) {
        return ids.getOrDefault(store, Set.of()).contains(id);
    }

    /** Their number, by the store's name and by row. */
    public Map<String, Map<StreamRow, Long>> counts() {
        return counts;
    }

    /** Hands over the name of the store and the id of each. */
    public void forEach(BiConsumer<String, String> events) {
        ids.forEach((store, all) -> all.forEach(id -> events.accept(store, id)));
    }
}
