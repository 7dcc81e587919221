// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.engine;

import dev.sluice.model.LogFormat;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Datasets that lines name themselves: of each sender the first so many. Each becomes data streams with shards, and files in the lake, which all
 * tenants pay for. Counts from its making on, so each instance for itself. Thread-safe.
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

    /** @param most datasets of each sender */
    public static NamedDatasets first(int most) {
        return new NamedDatasets(most);
    }

    /** Whether a line of that sender may go to the dataset that it names. */
    public boolean admit(String sender, String dataset) {
        if (most == Integer.MAX_VALUE || dataset.equals(FALLBACK)) {
            return true;
        }
        Set<String> names = bySender.computeIfAbsent(sender, key -> ConcurrentHashMap.newKeySet());
        if (names.contains(dataset)) {
            return true;
        }
        synchronized (names) {
            if (names.contains(dataset) || names.size() < most && names.add(dataset)) {
                return true;
            }
        }
        refused.increment();
        return false;
    }

    /** Lines that named one too many, those of transactions that were done again included. */
    public long refused() {
        return refused.sum();
    }
}
