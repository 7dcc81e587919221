// SPDX-License-Identifier: Apache-2.0
package dev.sluice.console.letters;

import dev.sluice.console.ProblemException;
import dev.sluice.console.letters.LetterJobs.ReplayOrder;
import dev.sluice.console.letters.ReplayProof.Places;
import dev.sluice.console.letters.ReplayProof.Proof;
import dev.sluice.console.letters.ReplayProof.ReplayedLetter;
import dev.sluice.console.search.EventSearch;
import dev.sluice.operations.deadletter.DeadLetterAdmin;
import dev.sluice.operations.deadletter.DeadLetterRecord;
import dev.sluice.operations.deadletter.Resolution;
import dev.sluice.operations.deadletter.Resolution.Decision;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code /api/v1/letters/job/proof}: whether the letters of the latest replay are in both stores, each under its id. Changes nothing. */
@RestController
class LetterProofController {

    /** Letters that are looked for at most. */
    private static final int MOST = 20_000;

    private static final int HELD = 500;

    private final DeadLetterAdmin admin;
    private final LetterJobs jobs;
    private final LetterTrial trial;
    private final ReplayProof proof;
    private final Semaphore permit = new Semaphore(1);

    LetterProofController(
            DeadLetterAdmin admin, LetterJobs jobs, LetterTrial trial, EventSearch search, LakeLookupClient lake) {
        this.admin = admin;
        this.jobs = jobs;
        this.trial = trial;
        this.proof = new ReplayProof(ids -> new Places(search.indicesOf(ids), null), lake::objectsOf);
    }

    @GetMapping("/api/v1/letters/job/proof")
    Proof prove() {
        ReplayOrder order = jobs.latestReplay()
                .orElseThrow(() -> new ProblemException(
                        HttpStatus.NOT_FOUND, "nothing was replayed from here since the console started"));
        if (!permit.tryAcquire()) {
            throw new ProblemException(
                    HttpStatus.TOO_MANY_REQUESTS,
                    "the stores are being looked through already; come again in a moment");
        }
        try {
            List<ReplayedLetter> expected = new ArrayList<>();
            List<DeadLetterRecord> letters = new ArrayList<>();
            boolean[] more = {false};
            admin.visit(order.filter(), (letter, resolution) -> {
                if (resolution.filter(decided -> isOf(order, decided)).isPresent()) {
                    more[0] = expected.size() + letters.size() == MOST;
                    if (!more[0]) {
                        letters.add(letter);
                    }
                    // The letters themselves are not kept: there may be many.
                    if (letters.size() == HELD) {
                        expected.addAll(trial.events(letters, order.mend()));
                        letters.clear();
                    }
                }
                return !more[0];
            });
            expected.addAll(trial.events(letters, order.mend()));
            return proof.of(expected, more[0]);
        } finally {
            permit.release();
        }
    }

    private static boolean isOf(ReplayOrder order, Resolution decided) {
        return decided.decision() == Decision.REPLAYED && !decided.at().isBefore(order.started());
    }
}
