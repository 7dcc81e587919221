// SPDX-License-Identifier: Apache-2.0
package dev.sluice.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.operations.ledger.LedgerReport;
import dev.sluice.operations.ledger.LedgerReport.Events;
import dev.sluice.operations.ledger.LedgerReport.State;
import dev.sluice.operations.ledger.LedgerReport.Store;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LedgerPrinterTest {

    private static final Instant HOUR = Instant.parse("2026-11-29T09:00:00Z");

    @Test
    void allIsSaidToBeAccountedForOnlyWhereAllWasCompared() {
        assertThat(printed(0)).contains("Everything is accounted for.");
        assertThat(printed(0, "s3, partition 1: not compared"))
                .contains("s3, partition 1: not compared", "What could be compared is accounted for.")
                .doesNotContain("Everything");
    }

    @Test
    void aDifferenceIsSaidWithItsRow() {
        assertThat(printed(3, "s3, partition 1: not compared"))
                .contains("3  difference", "3 not accounted for")
                .contains("logs-generic-default, s3: 3 between logs.parsed and the store. Events were written, and the")
                .doesNotContain("is accounted for.");
    }

    private static String printed(long difference, String... notes) {
        State state = difference == 0 ? State.CLOSED : State.DIFFERENCE;
        Store store = new Store(10, 0, 0, 0, 0, 0, 0, difference, true, state);
        Events row = new Events(HOUR, "logs-generic-default", 10 + difference, Map.of("s3", store));
        StringWriter text = new StringWriter();
        new LedgerPrinter(new PrintWriter(text, true))
                .print(new LedgerReport(HOUR, List.of(), List.of(row), List.of(notes)));
        return text.toString();
    }
}
