// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.driver;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;

/**
 * How new what a store has is: for each dataset, when its newest stored event was received. A dataset whose senders fell silent, or whose events are
 * held up, shows in it while the others flow. Datasets beyond {@value #MAX_DATASETS} share the name {@value #OTHERS}. Thread-safe.
 */
final class Freshness {

    static final int MAX_DATASETS = 200;
    static final String OTHERS = "others";

    private final Map<String, Long> newest = new ConcurrentHashMap<>();
    private final BiConsumer<String, LongSupplier> meters;

    /** @param meters is told each name once, and where its time is to be had, epoch milliseconds */
    Freshness(BiConsumer<String, LongSupplier> meters) {
        this.meters = meters;
    }

    /** What {@code rows} count is done: stored, or a dead letter. */
    synchronized void done(EventRows rows) {
        rows.newest().forEach((dataset, received) -> {
            String name = newest.containsKey(dataset) || newest.size() < MAX_DATASETS ? dataset : OTHERS;
            boolean unknown = newest.putIfAbsent(name, received) == null;
            newest.merge(name, received, Math::max);
            if (unknown) {
                meters.accept(name, () -> newest.get(name));
            }
        });
    }
}
