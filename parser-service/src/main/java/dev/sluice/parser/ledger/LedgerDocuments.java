// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parser.ledger;

import dev.sluice.operations.ledger.LedgerReport;
import dev.sluice.operations.ledger.LedgerReport.State;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * Has the books written as documents, for people who look at them in Kibana: each row once its hour is over and nothing of it is in flight, and again
 * where its figures changed. Whoever takes over writes all rows once more, under the ids that they have. Not thread-safe.
 */
public final class LedgerDocuments {

    private static final Duration HOUR = Duration.ofHours(1);

    private final BiConsumer<List<LedgerDocument>, Instant> output;
    private Map<String, LedgerDocument> written = new HashMap<>();

    /** @param output writes all of them, or fails and has written none */
    public LedgerDocuments(BiConsumer<List<LedgerDocument>, Instant> output) {
        this.output = output;
    }

    /** Writes what is new of a comparison. */
    void write(LedgerReport report, Instant now) {
        Map<String, LedgerDocument> rows = new HashMap<>();
        List<LedgerDocument> changed = new ArrayList<>();
        for (LedgerDocument document : LedgerDocument.of(report)) {
            if (isSettled(document, now) && !document.isEmpty()) {
                String key = document.hour() + " " + document.row();
                rows.put(key, document);
                if (!document.equals(written.get(key))) {
                    changed.add(document);
                }
            }
        }
        if (!changed.isEmpty()) {
            output.accept(changed, now);
        }
        written = rows;
    }

    /** Another instance writes them from now on, and may find other figures. */
    void forget() {
        written = new HashMap<>();
    }

    private static boolean isSettled(LedgerDocument document, Instant now) {
        boolean isOver = !document.hour().plus(HOUR).isAfter(now);
        return isOver && (document.state() == State.CLOSED || document.state() == State.DIFFERENCE);
    }
}
