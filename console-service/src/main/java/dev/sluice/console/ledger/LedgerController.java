// SPDX-License-Identifier: Apache-2.0
package dev.sluice.console.ledger;

import dev.sluice.operations.ledger.LedgerDifference;
import dev.sluice.operations.ledger.LedgerFilter;
import dev.sluice.operations.ledger.LedgerReport;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * {@code /api/v1/ledger?from=TIME&to=TIME&sender=S&dataset=D}: both books, of the hours of receipt from one time to another; of the last
 * 24 hours unless they are given. With a sender only lines, with a dataset only events.
 */
@RestController
class LedgerController {

    private static final Duration MOST = Duration.ofDays(7);
    private static final Duration DAY = Duration.ofHours(23);

    private final LedgerAccess ledger;
    private final Clock clock;

    /**
     * The books and what follows from them.
     *
     * @param unaccounted lines and events of which nobody knows what became
     * @param closed whether nothing is in flight, and nothing is missing
     * @param differences what does not add up, or is lost: where, and what to do about it
     */
    record LedgerAnswer(long unaccounted, boolean closed, List<ToldDifference> differences, LedgerReport books) {}

    /** A difference in words. */
    record ToldDifference(LedgerDifference difference, String hop, String meaning, String remedy) {

        static ToldDifference of(LedgerDifference found) {
            return new ToldDifference(
                    found,
                    found.kind().hop(),
                    found.kind().meaning(),
                    found.kind().remedy());
        }
    }

    LedgerController(LedgerAccess ledger, Clock clock) {
        this.ledger = ledger;
        this.clock = clock;
    }

    @GetMapping("/api/v1/ledger")
    LedgerAnswer read(
            @RequestParam(required = false) Instant from,
            @RequestParam(required = false) Instant to,
            @RequestParam(required = false) String sender,
            @RequestParam(required = false) String dataset) {
        Instant end = to == null ? clock.instant() : to;
        Instant begin = from == null ? end.minus(DAY) : from;
        if (begin.isAfter(end)) {
            throw new IllegalArgumentException("from must not be after to, was " + begin + " and " + end);
        }
        if (Duration.between(begin, end).compareTo(MOST) > 0) {
            throw new IllegalArgumentException("from and to may be " + MOST.toDays() + " days apart, were "
                    + Duration.between(begin, end).toDays() + ": ask for less at once, or use ./sluice ledger");
        }
        LedgerReport report =
                ledger.read(LedgerFilter.of(begin, end).ofSender(sender).ofDataset(dataset));
        return new LedgerAnswer(
                report.unaccounted(),
                report.isClosed(),
                LedgerDifference.of(report).stream().map(ToldDifference::of).toList(),
                report);
    }
}
