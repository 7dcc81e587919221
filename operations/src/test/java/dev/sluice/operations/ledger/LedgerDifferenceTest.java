// SPDX-License-Identifier: Apache-2.0
package dev.sluice.operations.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.operations.ledger.LedgerDifference.Kind;
import dev.sluice.operations.ledger.LedgerReport.Events;
import dev.sluice.operations.ledger.LedgerReport.Lines;
import dev.sluice.operations.ledger.LedgerReport.State;
import dev.sluice.operations.ledger.LedgerReport.Store;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LedgerDifferenceTest {

    private static final Instant HOUR = Instant.parse("2026-03-02T09:00:00Z");

    @Test
    void tellsWhatWasSkippedFromWhatWasLost() {
        assertThat(kinds(lines(3, 3, State.DIFFERENCE))).containsExactly("LINES_SKIPPED 3");
        assertThat(kinds(lines(0, 2, State.DIFFERENCE))).containsExactly("LINES_LOST 2");
        assertThat(kinds(lines(3, 5, State.DIFFERENCE))).containsExactly("LINES_SKIPPED 3", "LINES_LOST 2");
        assertThat(kinds(lines(0, -2, State.DIFFERENCE))).containsExactly("LINES_DOUBLED 2");
        // The one hides a part of the other in the sum: both are told.
        assertThat(kinds(lines(3, 1, State.DIFFERENCE))).containsExactly("LINES_SKIPPED 3", "LINES_DOUBLED 2");
    }

    @Test
    void saysNothingOfWhatIsClosedOpenOrNotBooked() {
        for (State state : new State[] {State.CLOSED, State.OPEN, State.NOT_BOOKED}) {
            assertThat(kinds(lines(0, 7, state))).isEmpty();
            assertThat(kinds(events(new Store(1, 0, 0, 0, 0, 0, 0, 7, true, state))))
                    .isEmpty();
        }
    }

    @Test
    void tellsTheDifferencesOfEachStore() {
        assertThat(kinds(events(new Store(1, 0, 0, 0, 0, 0, 0, 4, true, State.DIFFERENCE))))
                .containsExactly("EVENTS_NOT_READ 4");
        assertThat(kinds(events(new Store(9, 0, 0, 0, 0, 0, 0, -4, true, State.DIFFERENCE))))
                .containsExactly("EVENTS_NOT_WRITTEN 4");
        assertThat(kinds(events(new Store(5, 0, 0, 0, 0, 0, 0, 0, false, State.DIFFERENCE))))
                .containsExactly("OTHER_EVENTS 0");
        assertThat(kinds(events(new Store(0, 0, 0, 0, 5, 0, 0, 0, true, State.CLOSED))))
                .containsExactly("EVENTS_EXPIRED 5");
    }

    @Test
    void namesTheRow() {
        LedgerReport report = new LedgerReport(
                HOUR,
                List.of(lines(0, 2, State.DIFFERENCE)),
                List.of(events(new Store(1, 0, 0, 0, 0, 0, 0, 4, true, State.DIFFERENCE))),
                List.of());

        assertThat(LedgerDifference.of(report))
                .containsExactly(
                        new LedgerDifference(HOUR, "web", "default", null, null, Kind.LINES_LOST, 2),
                        new LedgerDifference(HOUR, null, null, "logs-a-default", "s3", Kind.EVENTS_NOT_READ, 4));
    }

    private static Lines lines(long skipped, long difference, State state) {
        return new Lines(HOUR, "web", "default", 9, 0, 0, 0, 0, 0, 0, skipped, 0, difference, state);
    }

    private static Events events(Store store) {
        return new Events(HOUR, "logs-a-default", 5, Map.of("s3", store));
    }

    private static List<String> kinds(Lines row) {
        return kinds(new LedgerReport(HOUR, List.of(row), List.of(), List.of()));
    }

    private static List<String> kinds(Events row) {
        return kinds(new LedgerReport(HOUR, List.of(), List.of(row), List.of()));
    }

    private static List<String> kinds(LedgerReport report) {
        return LedgerDifference.of(report).stream()
                .map(found -> found.kind() + " " + found.count())
                .toList();
    }
}
