// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parser.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.operations.ledger.LedgerFilter;
import dev.sluice.operations.ledger.LedgerReport;
import dev.sluice.operations.ledger.LedgerReport.State;
import dev.sluice.operations.ledger.LedgerReport.Store;
import dev.sluice.parser.metrics.ParserMetrics;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.Test;

/** Which instance compares the books and when, and what is said of it. */
class LedgerWatchTest {

    private static final Instant HOUR = Instant.parse("2026-03-01T10:00:00Z");
    private static final Duration INTERVAL = Duration.ofMinutes(5);

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final List<LedgerFilter> asked = new ArrayList<>();
    private final List<LedgerDocument> documents = new ArrayList<>();
    private Instant now = HOUR;
    private boolean ours = true;
    private boolean away;
    private long lines = 3;
    private final LedgerWatch watch = new LedgerWatch(
            () -> ours,
            this::report,
            INTERVAL,
            Duration.ofHours(24),
            new LedgerDocuments((rows, at) -> {
                if (away) {
                    throw new KafkaException("no broker");
                }
                documents.addAll(rows);
            }),
            new ParserMetrics(registry, Clock.systemUTC()),
            () -> now);

    @Test
    void saysWhatIsNotAccountedForInEachBook() {
        watch.look();

        assertThat(unaccounted()).isEqualTo(Map.of("lines", 3.0, "s3", 2.0, "elasticsearch", 0.0));
        assertThat(asked).containsExactly(LedgerFilter.of(HOUR.minus(Duration.ofHours(24)), HOUR));
    }

    @Test
    void comparesOnceInTheIntervalAndSaysWhenAllIsWellAgain() {
        watch.look();
        lines = 0;
        now = HOUR.plus(INTERVAL).minusMillis(1);
        watch.look();
        assertThat(unaccounted()).containsEntry("lines", 3.0);

        now = HOUR.plus(INTERVAL);
        watch.look();
        assertThat(unaccounted()).containsEntry("lines", 0.0);
        assertThat(asked).hasSize(2);
    }

    @Test
    void whoHasNotTheFirstPartitionSaysNothing() {
        watch.look();
        ours = false;
        watch.look();
        assertThat(unaccounted()).isEmpty();

        ours = true;
        watch.look();
        assertThat(unaccounted()).containsEntry("lines", 3.0);
    }

    @Test
    void aComparisonThatFailsIsDoneAgainSoonAndForgetsNothing() {
        watch.look();
        away = true;
        now = HOUR.plus(INTERVAL);
        watch.look();
        assertThat(unaccounted()).containsEntry("lines", 3.0);

        away = false;
        lines = 4;
        watch.look();
        assertThat(unaccounted()).containsEntry("lines", 4.0);
    }

    @Test
    void whatIsFoundOfAnHourThatIsOverIsWrittenDownAndAgainByWhoeverTakesOver() {
        watch.look();
        assertThat(documents).isEmpty();

        now = HOUR.plus(Duration.ofHours(1));
        watch.look();
        assertThat(documents).hasSize(3);

        ours = false;
        watch.look();
        ours = true;
        watch.look();
        assertThat(documents).hasSize(6);
    }

    private Map<String, Double> unaccounted() {
        return registry.find("sluice.unaccounted").gauges().stream()
                .collect(Collectors.toMap(gauge -> gauge.getId().getTag("book"), Gauge::value));
    }

    private LedgerReport report(LedgerFilter filter) {
        if (away) {
            throw new KafkaException("no broker");
        }
        asked.add(filter);
        return new LedgerReport(
                now,
                List.of(new LedgerReport.Lines(
                        HOUR, "web", "default", 10, 0, 0, 0, 0, 0, 10 - lines, 0, 0, lines, State.DIFFERENCE)),
                List.of(new LedgerReport.Events(
                        HOUR,
                        "logs-generic-default",
                        10,
                        Map.of("elasticsearch", store(10, 0, State.CLOSED), "s3", store(8, 2, State.DIFFERENCE)))),
                List.of());
    }

    private static Store store(long stored, long difference, State state) {
        return new Store(stored, 0, 0, 0, 0, 0, 0, difference, true, state);
    }
}
