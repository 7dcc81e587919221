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
    sealed interface Work {

        /** All lines at once; and in a round of its own, if {@code kills}, with kills. */
        record Speed(boolean kills) implements Work {}

        /** Lines one by one, at a share of the rate that the contestant has reached in its warm-up. */
        record Age(double load) implements Work {}

        /** All lines at once while the broker is down, which then comes back. */
        record Outage() implements Work {}
    }
}
