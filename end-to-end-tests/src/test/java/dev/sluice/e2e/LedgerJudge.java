// SPDX-License-Identifier: Apache-2.0
package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.operations.ledger.LedgerFilter;
import dev.sluice.operations.ledger.LedgerGroups;
import dev.sluice.operations.ledger.LedgerReader;
import dev.sluice.operations.ledger.LedgerReport;
import dev.sluice.operations.ledger.LedgerReport.State;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Asks the ledger whether all that the tests have sent is accounted for; as an extension, of the instance that is shared, after each class. */
final class LedgerJudge implements AfterAllCallback {

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    /** Longer ago than any test says to have received a line. */
    private static final Duration SPAN = Duration.ofDays(30);

    @Override
    public void afterAll(ExtensionContext context) {
        assertClosed(SharedSluice.get().kafka());
    }

    /** Waits until nothing is in flight, and fails if a line or an event is not accounted for then. */
    static LedgerReport assertClosed(String bootstrapServers) {
        LedgerReader reader = new LedgerReader(
                Map.of("bootstrap.servers", bootstrapServers), LedgerGroups.DEFAULTS, Clock.systemUTC());
        await("nothing in flight")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(500))
                .untilAsserted(() -> assertThat(read(reader))
                        .satisfies(report -> assertThat(report.notes()).isEmpty())
                        .matches(LedgerReport::isClosed, "is closed"));
        return read(reader);
    }

    /** Of a pipeline that has no store: all lines that were taken are events, or whatever else became of them. */
    static void assertLinesClosed(String bootstrapServers) {
        LedgerReader reader = new LedgerReader(
                Map.of("bootstrap.servers", bootstrapServers), LedgerGroups.DEFAULTS, Clock.systemUTC());
        await("the parser's book")
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(read(reader).lines())
                        .isNotEmpty()
                        .allSatisfy(row -> {
                            assertThat(row.state()).isEqualTo(State.CLOSED);
                            assertThat(row.difference()).isZero();
                        }));
    }

    private static LedgerReport read(LedgerReader reader) {
        Instant now = Instant.now();
        return reader.read(LedgerFilter.of(now.minus(SPAN), now.plus(SPAN)));
    }
}
