// SPDX-License-Identifier: Apache-2.0
package dev.sluice.operations.ledger;

import dev.sluice.model.ledger.LineRow;
import dev.sluice.model.ledger.StreamRow;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Bounds a report: in each hour so many rows have names of their own, and all that come after share one. The same name always
 * has the same row.
 */
final class RowNames {

    static final int MAX = 2_000;
    static final String OTHER = "(other)";

    private final Map<Long, Set<LineRow>> lines = new HashMap<>();
    private final Map<Long, Set<StreamRow>> events = new HashMap<>();

    LineRow of(LineRow row) {
        return takes(lines.computeIfAbsent(row.hour(), hour -> new HashSet<>()), row)
                ? row
                : new LineRow(row.hour(), OTHER, OTHER);
    }

    StreamRow of(StreamRow row) {
        return takes(events.computeIfAbsent(row.hour(), hour -> new HashSet<>()), row)
                ? row
                : new StreamRow(row.hour(), OTHER);
    }

    private static <R> boolean takes(Set<R> known, R row) {
        if (known.contains(row)) {
            return true;
        }
        return known.size() < MAX && known.add(row);
    }
}
