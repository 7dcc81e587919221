// SPDX-License-Identifier: Apache-2.0
package dev.sluice.operations.ledger;

import dev.sluice.model.ledger.EventTally;
import dev.sluice.model.ledger.StreamRow;
import java.util.HashMap;
import java.util.Map;

/** Sums of events by row, with the sums of the hashes of their ids. Not thread-safe. */
final class EventSum {

    private final Map<StreamRow, EventTally> rows = new HashMap<>();

    void add(StreamRow row, EventTally tally) {
        of(row).add(tally);
    }

    void add(Map<StreamRow, EventTally> other) {
        other.forEach(this::add);
    }

    EventTally of(StreamRow row) {
        return rows.computeIfAbsent(row, ignored -> new EventTally());
    }

    Map<StreamRow, EventTally> rows() {
        return rows;
    }
}
