// SPDX-License-Identifier: Apache-2.0
package dev.sluice.console.letters;

import dev.sluice.operations.deadletter.DeadLetterAdmin;
import dev.sluice.operations.deadletter.DeadLetterFilter;
import dev.sluice.operations.deadletter.DeadLetterRecord;
import dev.sluice.operations.deadletter.LetterMend;
import dev.sluice.operations.deadletter.ReplayProof.ReplayedLetter;
import dev.sluice.operations.deadletter.Resolution.Decision;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import java.util.function.Predicate;

/** Letters that were replayed, by whoever and whenever, and the events that they have become by the rules of the parser that runs. */
public final class ReplayedLetters {

    /** Letters that are held while the parser is asked: there may be many. */
    private static final int HELD = 500;

    private final DeadLetterAdmin admin;
    private final LetterTrial trial;

    /**
     * What was found.
     *
     * @param more whether there are more than were asked for
     * @param byHand letters that were changed otherwise than by a rule, of which nobody knows what they have become
     */
    public record FoundLetters(List<ReplayedLetter> letters, boolean more, long byHand) {}

    public ReplayedLetters(DeadLetterAdmin admin, LetterTrial trial) {
        this.admin = admin;
        this.trial = trial;
    }

    /**
     * Looks for them.
     *
     * @param wanted by what was changed in them
     * @param most letters at most
     * @param progress is told how many were found so far
     */
    public FoundLetters find(DeadLetterFilter filter, Predicate<LetterMend> wanted, int most, LongConsumer progress) {
        List<ReplayedLetter> found = new ArrayList<>();
        List<DeadLetterRecord> held = new ArrayList<>();
        LetterMend[] rule = {LetterMend.NONE};
        boolean[] more = {false};
        long[] byHand = {0};
        admin.visit(filter, (letter, resolution) -> {
            if (resolution
                    .filter(decided -> decided.decision() == Decision.REPLAYED)
                    .isEmpty()) {
                return true;
            }
            LetterMend mend = resolution.get().rule().orElse(null);
            if (mend == null) {
                byHand[0]++;
            } else if (wanted.test(mend)) {
                more[0] = found.size() + held.size() == most;
                if (more[0]) {
                    return false;
                }
                if (held.size() == HELD || !mend.equals(rule[0])) {
                    found.addAll(trial.events(held, rule[0]));
                    held.clear();
                    progress.accept(found.size());
                }
                rule[0] = mend;
                held.add(letter);
            }
            return true;
        });
        found.addAll(trial.events(held, rule[0]));
        return new FoundLetters(found, more[0], byHand[0]);
    }
}
