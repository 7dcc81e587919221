// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parser.ledger;

import dev.sluice.operations.ledger.LedgerFilter;
import dev.sluice.operations.ledger.LedgerReport;
import dev.sluice.parser.metrics.ParserMetrics;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares the books from time to time, and has the metrics say what is not accounted for. One instance of all does it: the one that has the first
 * partition. A comparison that fails leaves what the last one has found.
 */
public final class LedgerWatch {

    private static final Logger log = LoggerFactory.getLogger(LedgerWatch.class);

    /** The book of lines among those of the stores. */
    private static final String LINES = "lines";

    private final BooleanSupplier ours;
    private final Function<LedgerFilter, LedgerReport> books;
    private final Duration interval;
    private final Duration span;
    private final LedgerDocuments documents;
    private final ParserMetrics metrics;
    private final InstantSource clock;
    private Instant due = Instant.MIN;
    private boolean failing;
    private long unaccounted;

    /**
     * @param ours whether it is this instance that compares
     * @param books reads and compares them
     * @param interval from one comparison to the next
     * @param span hours of receipt that began in it are compared
     * @param documents writes down what was found
     */
    public LedgerWatch(
            BooleanSupplier ours,
            Function<LedgerFilter, LedgerReport> books,
            Duration interval,
            Duration span,
            LedgerDocuments documents,
            ParserMetrics metrics,
            InstantSource clock) {
        this.ours = ours;
        this.books = books;
        this.interval = interval;
        this.span = span;
        this.documents = documents;
        this.metrics = metrics;
        this.clock = clock;
    }

    /** Compares if it is time to. To be called often, by one thread at a time. */
    public void look() {
        Instant now = clock.instant();
        if (!ours.getAsBoolean()) {
            metrics.unaccounted(Map.of());
            documents.forget();
            due = Instant.MIN;
        } else if (!now.isBefore(due)) {
            compare(now);
        }
    }

    private void compare(Instant now) {
        LedgerReport report;
        try {
            report = books.apply(LedgerFilter.of(now.minus(span), now));
        } catch (KafkaException | IllegalArgumentException e) {
            if (!failing) {
                log.warn("cannot compare the books, trying again until it can: {}", e.toString());
            }
            failing = true;
            return;
        }
        failing = false;
        due = now.plus(interval);
        Map<String, Long> byBook = new TreeMap<>(report.events().stream()
                .flatMap(row -> row.stores().keySet().stream())
                .distinct()
                .collect(Collectors.toMap(store -> store, report::unaccountedEvents)));
        byBook.put(LINES, report.unaccountedLines());
        metrics.unaccounted(byBook);
        report.notes().forEach(note -> log.info("not all of the books was compared: {}", note));
        if (report.unaccounted() != unaccounted) {
            unaccounted = report.unaccounted();
            log.warn(
                    "{} are not accounted for: {}; ./sluice ledger says of which hour, sender and data stream",
                    unaccounted,
                    byBook);
        }
        write(report, now);
    }

    private void write(LedgerReport report, Instant now) {
        try {
            documents.write(report, now);
        } catch (KafkaException | org.springframework.kafka.KafkaException e) {
            log.warn("cannot write the ledger's documents, trying again with the next comparison: {}", e.toString());
        }
    }
}
