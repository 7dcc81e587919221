// SPDX-License-Identifier: Apache-2.0
package dev.sluice.benchmarks.pipeline;

import dev.sluice.benchmarks.pipeline.contestant.Candidate;
import dev.sluice.benchmarks.pipeline.corpus.LineCorpus;
import java.util.List;

/**
 * A way from where lines come in to where events come out, and who may be measured on it.
 *
 * @param name as {@code --scenario} takes it
 * @param description for people
 * @param work what each round is
 */
record Scenario(String name, String description, Work work, LineCorpus corpus, List<Candidate> candidates) {

    /** What a round is. */
    enum Work {
        /** All lines at once; then, in rounds of their own, with kills. */
        SPEED,
        /** Lines one by one, at a share of the rate that the contestant has reached in its warm-up. */
        AGE
    }
}
