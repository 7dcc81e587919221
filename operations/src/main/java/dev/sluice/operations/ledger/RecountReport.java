// SPDX-License-Identifier: Apache-2.0
package dev.sluice.operations.ledger;

import java.util.List;
import java.util.Map;

/**
 * What a recount by id has found.
 *
 * @param written events that the parser has written
 * @param stores by name
 */
public record RecountReport(long written, Map<String, StoreCount> stores) {

    /** What is wrong with an id. */
    public enum Kind {
        /** Written, and not in the store, and no dead letter of it. */
        MISSING,
        /** More than once in the store. */
        DOUBLED,
        /** In the store, and not written, or not for it, or erased and there again. */
        UNEXPECTED
    }

    /**
     * An event that is not there exactly once.
     *
     * @param copies in the store
     */
    public record Difference(Kind kind, String id, String dataStream, int copies) {}

    /**
     * One store.
     *
     * @param right events that are there once, or rightly not at all
     * @param differing the others
     * @param named of those, 100 at most
     */
    public record StoreCount(long right, long differing, List<Difference> named) {}

    /** Events that differ, in any store. */
    public long differing() {
        return stores.values().stream().mapToLong(StoreCount::differing).sum();
    }
}
