// SPDX-License-Identifier: Apache-2.0
package dev.sluice.console.letters;

import dev.sluice.operations.deadletter.DeadLetterAdmin.ReplayOutcome;
import dev.sluice.operations.deadletter.DeadLetterGroups.Cause;
import java.time.Instant;

/**
 * What is being done, or was done last, about a group.
 *
 * @param number of the job, from 1
 * @param kind {@code replay} or {@code discard}
 * @param state {@code running}, {@code done}, {@code stopped} or {@code failed}
 * @param total letters of the group when it began; 0 where that is not known
 * @param done letters dealt with so far
 * @param outcome of a replay that has ended, or null
 * @param problem why it failed, or null
 */
record LetterJob(
        long number,
        String kind,
        Cause cause,
        Instant started,
        String state,
        long total,
        long done,
        ReplayOutcome outcome,
        String problem) {

    static final String REPLAY = "replay";
    static final String DISCARD = "discard";
    static final String RUNNING = "running";

    LetterJob at(long newDone) {
        return new LetterJob(number, kind, cause, started, state, total, newDone, outcome, problem);
    }

    LetterJob ended(String newState, ReplayOutcome newOutcome, String newProblem) {
        return new LetterJob(number, kind, cause, started, newState, total, done, newOutcome, newProblem);
    }

    boolean isRunning() {
        return state.equals(RUNNING);
    }
}
