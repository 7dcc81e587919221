// SPDX-License-Identifier: Apache-2.0
package dev.sluice.console.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.console.ProblemException;
import dev.sluice.console.ledger.LedgerController.LedgerAnswer;
import dev.sluice.operations.ledger.LedgerFilter;
import dev.sluice.operations.ledger.LedgerReport;
import dev.sluice.operations.ledger.LedgerReport.Lines;
import dev.sluice.operations.ledger.LedgerReport.State;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpStatus;

class LedgerControllerTest {

    private static final Instant NOW = Instant.parse("2026-03-02T10:20:00Z");
    private static final Instant HOUR = Instant.parse("2026-03-02T09:00:00Z");

    private final List<LedgerFilter> asked = new ArrayList<>();
    private final LedgerController controller = new LedgerController(
            new LedgerAccess(filter -> {
                asked.add(filter);
                return report();
            }),
            Clock.fixed(NOW, ZoneOffset.UTC));

    @Test
    void asksForTheLastDayUnlessToldOtherwise() {
        LedgerAnswer answer = controller.read(null, null, null, null);

        assertThat(asked)
                .containsExactly(
                        LedgerFilter.of(Instant.parse("2026-03-01T11:00:00Z"), Instant.parse("2026-03-02T10:00:00Z")));
        assertThat(answer.unaccounted()).isEqualTo(3);
        assertThat(answer.closed()).isFalse();
        assertThat(answer.differences()).singleElement().satisfies(told -> {
            assertThat(told.difference().count()).isEqualTo(3);
            assertThat(told.hop()).isEqualTo("between logs.raw and the parser");
            assertThat(told.remedy()).contains("./sluice replay");
        });
        assertThat(answer.books().lines())
                .singleElement()
                .satisfies(row -> assertThat(row.skipped()).isEqualTo(3));
    }

    @Test
    void asksForTheHoursSenderAndDatasetThatAreNamed() {
        controller.read(HOUR, HOUR.plusSeconds(60), "web", null);
        controller.read(HOUR, HOUR.plusSeconds(60), null, "apache.access");

        assertThat(asked)
                .containsExactly(
                        LedgerFilter.of(HOUR, HOUR).ofSender("web"),
                        LedgerFilter.of(HOUR, HOUR).ofDataset("apache.access"));
    }

    @Test
    void refusesTimesThatAreNoSpanOrTooLong() {
        assertThatThrownBy(() -> controller.read(HOUR.plusSeconds(1), HOUR, null, null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("from must not be after to");
        assertThatThrownBy(() -> controller.read(HOUR.minusSeconds(8 * 86_400), HOUR, null, null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("may be 7 days apart, were 8");
        assertThat(asked).isEmpty();
    }

    @Test
    void readsForOneAtATime() {
        LedgerAccess[] access = new LedgerAccess[1];
        access[0] = new LedgerAccess(filter -> access[0].read(filter));

        assertThatThrownBy(() -> access[0].read(LedgerFilter.of(HOUR, HOUR)))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        problem -> assertThat(problem.status()).isEqualTo(HttpStatus.TOO_MANY_REQUESTS));
    }

    private static LedgerReport report() {
        Lines skipped = new Lines(HOUR, "web", "default", 3, 0, 0, 0, 0, 0, 0, 3, 0, 3, State.DIFFERENCE);
        return new LedgerReport(NOW, List.of(skipped), List.of(), List.of());
    }
}
