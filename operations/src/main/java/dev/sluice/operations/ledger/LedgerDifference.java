// SPDX-License-Identifier: Apache-2.0
package dev.sluice.operations.ledger;

import dev.sluice.operations.ledger.LedgerReport.Events;
import dev.sluice.operations.ledger.LedgerReport.Lines;
import dev.sluice.operations.ledger.LedgerReport.State;
import dev.sluice.operations.ledger.LedgerReport.Store;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Something that does not add up in a report, or is known to be lost: where it is, what it means and what to do about it.
 *
 * @param sender and namespace of lines; null of events
 * @param namespace see sender
 * @param dataStream and store of events; null of lines
 * @param store see dataStream
 * @param count lines or events; 0 where their number is not known
 */
public record LedgerDifference(
        Instant hour, String sender, String namespace, String dataStream, String store, Kind kind, long count) {

    /** What it can be. */
    public enum Kind {
        LINES_SKIPPED(
                "between logs.raw and the parser",
                "The parser has committed past chunks without parsing them.",
                "They are in logs.raw for its retention: replay that hour (./sluice replay), and report it."),
        LINES_LOST(
                "in the parser",
                "Lines of parsed chunks became nothing: a fault of the parser.",
                "Replay that hour (./sluice replay), and report it."),
        LINES_DOUBLED(
                "in the parser",
                "More came out than went in: a repeat has become an event, too.",
                "Compare the ids in the lake (./sluice ledger check), and report it."),
        EVENTS_NOT_READ(
                "between logs.parsed and the store",
                "Events were written, and the sink was moved past them, by hand or by a fault.",
                "Set the sink's consumer group back, without metadata: what is there stays as it is in Elasticsearch."),
        EVENTS_NOT_WRITTEN(
                "between logs.parsed and the store",
                "The sink has read records that no parser has written, or it was set back: what it read twice counts twice.",
                "For the hours of the reset nothing else can be said; ./sluice ledger check recounts them by id."),
        OTHER_EVENTS(
                "between logs.parsed and the store",
                "The counts agree and the ids do not: as many events are missing as are too many.",
                "Recount that hour by id (./sluice ledger check), and set the sink's consumer group back."),
        EVENTS_EXPIRED(
                "in logs.parsed",
                "The store was away for longer than the retention of logs.parsed: these events left Kafka unread.",
                "Raise the retention; parse that hour again (./sluice replay), or bring it from the other store (./sluice rehydrate).");

        private final String hop;
        private final String meaning;
        private final String remedy;

        Kind(String hop, String meaning, String remedy) {
            this.hop = hop;
            this.meaning = meaning;
            this.remedy = remedy;
        }

        /** Where on the data's way it is. */
        public String hop() {
            return hop;
        }

        public String meaning() {
            return meaning;
        }

        public String remedy() {
            return remedy;
        }
    }

    /** All of a report, in its order. */
    public static List<LedgerDifference> of(LedgerReport report) {
        List<LedgerDifference> found = new ArrayList<>();
        for (Lines row : report.lines()) {
            if (row.state() == State.DIFFERENCE) {
                add(row, found);
            }
        }
        for (Events row : report.events()) {
            row.stores().forEach((name, store) -> add(row, name, store, found));
        }
        return found;
    }

    private static void add(Lines row, List<LedgerDifference> found) {
        if (row.skipped() != 0) {
            found.add(of(row, Kind.LINES_SKIPPED, row.skipped()));
        }
        long others = row.difference() - row.skipped();
        if (others != 0) {
            found.add(of(row, others > 0 ? Kind.LINES_LOST : Kind.LINES_DOUBLED, Math.abs(others)));
        }
    }

    private static void add(Events row, String name, Store store, List<LedgerDifference> found) {
        if (store.state() == State.DIFFERENCE) {
            Kind kind = store.difference() > 0
                    ? Kind.EVENTS_NOT_READ
                    : store.difference() < 0 ? Kind.EVENTS_NOT_WRITTEN : Kind.OTHER_EVENTS;
            found.add(of(row, name, kind, Math.abs(store.difference())));
        }
        if (store.expired() > 0) {
            found.add(of(row, name, Kind.EVENTS_EXPIRED, store.expired()));
        }
    }

    private static LedgerDifference of(Lines row, Kind kind, long count) {
        return new LedgerDifference(row.hour(), row.sender(), row.namespace(), null, null, kind, count);
    }

    private static LedgerDifference of(Events row, String store, Kind kind, long count) {
        return new LedgerDifference(row.hour(), null, null, row.dataStream(), store, kind, count);
    }
}
