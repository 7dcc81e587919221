// SPDX-License-Identifier: Apache-2.0
package dev.sluice.console.ledger;

import dev.sluice.console.ProblemException;
import dev.sluice.operations.ledger.LedgerFilter;
import dev.sluice.operations.ledger.LedgerReport;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import org.springframework.http.HttpStatus;

/** Reads the books for one page at a time, since that takes brokers and memory. Thread-safe. */
final class LedgerAccess {

    private final Function<LedgerFilter, LedgerReport> books;
    private final Semaphore permit = new Semaphore(1);

    LedgerAccess(Function<LedgerFilter, LedgerReport> books) {
        this.books = books;
    }

    /** @throws ProblemException if they are being read already */
    LedgerReport read(LedgerFilter filter) {
        if (!permit.tryAcquire()) {
            throw new ProblemException(
                    HttpStatus.TOO_MANY_REQUESTS, "the ledger is being read for somebody else; come again in a moment");
        }
        try {
            return books.apply(filter);
        } finally {
            permit.release();
        }
    }
}
