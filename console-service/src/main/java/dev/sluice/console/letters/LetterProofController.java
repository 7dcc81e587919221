// SPDX-License-Identifier: Apache-2.0
package dev.sluice.console.letters;

import dev.sluice.console.ProblemException;
import dev.sluice.console.letters.LetterJobs.ReplayOrder;
import dev.sluice.console.letters.ReplayedLetters.FoundLetters;
import dev.sluice.console.search.EventSearch;
import dev.sluice.operations.deadletter.DeadLetterAdmin;
import dev.sluice.operations.deadletter.ReplayProof;
import dev.sluice.operations.deadletter.ReplayProof.Places;
import dev.sluice.operations.deadletter.ReplayProof.Proof;
import java.util.concurrent.Semaphore;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * {@code /api/v1/letters/job/proof}: whether the letters of the latest replay are in both stores, each under its id. Those of a replay that was
 * killed belong to the one that went on with it. Changes nothing.
 */
@RestController
class LetterProofController {

    /** Letters that are looked for at most. */
    private static final int MOST = 20_000;

    private final LetterJobs jobs;
    private final ReplayedLetters replayed;
    private final ReplayProof proof;
    private final Semaphore permit = new Semaphore(1);

    LetterProofController(
            DeadLetterAdmin admin, LetterJobs jobs, LetterTrial trial, EventSearch search, LakeLookupClient lake) {
        this.jobs = jobs;
        this.replayed = new ReplayedLetters(admin, trial);
        this.proof = new ReplayProof(ids -> new Places(search.indicesOf(ids), null), lake::objectsOf);
    }

    @GetMapping("/api/v1/letters/job/proof")
    Proof prove() {
        ReplayOrder order = jobs.latestReplay()
                .orElseThrow(() -> new ProblemException(
                        HttpStatus.NOT_FOUND,
                        "nothing was replayed from here since the console started; a replay that is asked for again"
                                + " sends nothing twice, and its proof is about all of it"));
        if (!permit.tryAcquire()) {
            throw new ProblemException(
                    HttpStatus.TOO_MANY_REQUESTS,
                    "the stores are being looked through already; come again in a moment");
        }
        try {
            FoundLetters found = replayed.find(order.filter(), order.mend()::equals, MOST, count -> {});
            return proof.of(found.letters(), found.more());
        } finally {
            permit.release();
        }
    }
}
