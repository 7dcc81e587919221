// SPDX-License-Identifier: Apache-2.0
package dev.sluice.standalone.cli;

import dev.sluice.operations.ledger.LedgerDifference;
import dev.sluice.operations.ledger.LedgerReport;
import dev.sluice.operations.ledger.LedgerReport.Events;
import dev.sluice.operations.ledger.LedgerReport.Lines;
import dev.sluice.operations.ledger.LedgerReport.State;
import dev.sluice.operations.ledger.LedgerReport.Store;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Map;

/** Both books as tables. */
final class LedgerPrinter {

    private static final String LINES = "%-17s %-20s %-16s %11s %9s %9s %9s %9s %7s %11s %9s %6s  %s%n";
    private static final String EVENTS = "%-17s %-36s %-13s %11s %11s %9s %7s %9s %7s %9s %6s  %s%n";

    private final PrintWriter out;

    LedgerPrinter(PrintWriter out) {
        this.out = out;
    }

    void print(LedgerReport report) {
        print(
                LINES,
                "LINES",
                "SENDER",
                "NAMESPACE",
                "ACCEPTED",
                "SPLIT",
                "REPEATS",
                "DROPPED",
                "SAMPLED",
                "DEAD",
                "EVENTS",
                "INFLIGHT",
                "DIFF",
                "");
        report.lines().forEach(this::lines);
        out.println();
        print(
                EVENTS,
                "EVENTS",
                "DATA STREAM",
                "STORE",
                "WRITTEN",
                "STORED",
                "ROUTED",
                "DEAD",
                "EXPIRED",
                "ERASED",
                "INFLIGHT",
                "DIFF",
                "");
        for (Events row : report.events()) {
            for (Map.Entry<String, Store> store : row.stores().entrySet()) {
                events(row, store.getKey(), store.getValue());
            }
        }
        out.println();
        report.notes().forEach(note -> out.println(TerminalText.escaped(note)));
        LedgerDifference.of(report).forEach(this::difference);
        out.println(summary(report));
    }

    private void difference(LedgerDifference found) {
        String row = found.store() == null
                ? found.sender() + ", " + found.namespace()
                : found.dataStream() + ", " + found.store();
        String text = found.hour() + " " + row + ": " + (found.count() == 0 ? "" : found.count() + " ")
                + found.kind().hop() + ". " + found.kind().meaning() + ' '
                + found.kind().remedy();
        out.println(TerminalText.escaped(text));
    }

    private static String summary(LedgerReport report) {
        long unaccounted = report.unaccounted();
        if (unaccounted > 0) {
            return unaccounted + " not accounted for";
        }
        return report.notes().isEmpty() ? "Everything is accounted for." : "What could be compared is accounted for.";
    }

    private void lines(Lines row) {
        print(
                LINES,
                row.hour(),
                TerminalText.escaped(row.sender()),
                TerminalText.escaped(row.namespace()),
                row.lines(),
                row.split(),
                row.repeats(),
                row.dropped(),
                row.sampled(),
                row.deadLetters(),
                row.events(),
                row.inFlight(),
                row.difference(),
                word(row.state()));
    }

    private void events(Events row, String name, Store store) {
        print(
                EVENTS,
                row.hour(),
                TerminalText.escaped(row.dataStream()),
                name,
                row.written(),
                store.stored(),
                store.routed(),
                store.deadLetters(),
                store.expired(),
                store.erased(),
                store.inFlight(),
                store.difference(),
                store.sameEvents() ? word(store.state()) : "other events than were written");
    }

    private static String word(State state) {
        return state.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private void print(String format, Object... values) {
        Object[] texts = new Object[values.length];
        for (int i = 0; i < values.length; i++) {
            texts[i] = values[i].toString().replace(":00:00Z", ":00Z");
        }
        out.printf(Locale.ROOT, format, texts);
    }
}
