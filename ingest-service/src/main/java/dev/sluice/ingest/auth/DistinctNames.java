// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.auth;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Names that a token may use: those of a list, or the first so many that it happens to use. Each becomes data streams with shards of their own, which
 * all tenants pay for. Every instance of the service counts for itself, from its start on. Thread-safe.
 */
final class DistinctNames {

    private final Set<String> names = ConcurrentHashMap.newKeySet();
    private final int most;

    private DistinctNames(Set<String> names, int most) {
        this.names.addAll(names);
        this.most = most;
    }

    /** The first {@code most} names. */
    static DistinctNames first(int most) {
        return new DistinctNames(Set.of(), most);
    }

    /** Those names and no others. */
    static DistinctNames of(Set<String> names) {
        return new DistinctNames(names, names.size());
    }

    /** Whether that name may be used. */
    boolean admit(String name) {
        if (names.contains(name)) {
            return true;
        }
        synchronized (this) {
            return names.contains(name) || names.size() < most && names.add(name);
        }
    }

    int most() {
        return most;
    }
}
