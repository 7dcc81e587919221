// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.engine;

import dev.sluice.model.ChunkHeaders;
import dev.sluice.model.DatasetScope;
import dev.sluice.model.LogFormat;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Datasets that lines name themselves: of each sender the first so many, or those that its token lists. Each becomes data streams with shards, and
 * files in the lake, which all tenants pay for. Counts from its making on, so each instance for itself. Thread-safe.
 */
public final class NamedDatasets {

    /** For tools that store nothing. */
    public static final NamedDatasets ANY = new NamedDatasets(Integer.MAX_VALUE);

    private static final String FALLBACK = LogFormat.TEXT.dataset().orElseThrow();

    private final int most;
    private final Map<String, Set<String>> bySender = new ConcurrentHashMap<>();
    private final LongAdder refused = new LongAdder();

    private NamedDatasets(int most) {
        this.most = most;
    }

    /** @param most datasets of each sender whose token says nothing else */
    public static NamedDatasets first(int most) {
        return new NamedDatasets(most);
    }

    /** Whether a line of that chunk may go to the dataset that it names. */
    public boolean admit(ChunkHeaders chunk, String dataset) {
        if (dataset.equals(FALLBACK) || mayName(chunk.sender(), chunk.routing().named(), dataset)) {
            return true;
        }
        refused.increment();
        return false;
    }

    /** @param scope what the sender's token says, before the number that holds for all; or null */
    private boolean mayName(String sender, DatasetScope scope, String dataset) {
        if (scope != null && scope.isList()) {
            return scope.names().contains(dataset);
        }
        int allowed = scope == null ? most : scope.most();
        if (allowed == Integer.MAX_VALUE) {
            return true;
        }
        Set<String> names = bySender.computeIfAbsent(sender, key -> ConcurrentHashMap.newKeySet());
        if (names.contains(dataset)) {
            return true;
        }
        synchronized (names) {
            return names.contains(dataset) || names.size() < allowed && names.add(dataset);
        }
    }

    /** Lines that named one too many, or one that is not listed; those of transactions that were done again included. */
    public long refused() {
        return refused.sum();
    }
}
