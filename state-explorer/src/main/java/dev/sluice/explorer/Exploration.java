// SPDX-License-Identifier: Apache-2.0
package dev.sluice.explorer;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What was seen of a world.
 *
 * @param states how many different ones were seen
 * @param steps how many led from one to another
 * @param atRest in how many nothing but a fault can happen
 * @param depth most steps that it took, by the shortest way
 * @param complete whether all that can be reached was seen; not so after a violation, or where there were more states than allowed
 * @param violation the shortest way to the first violation, if there is any
 */
public record Exploration<S>(
        int states, long steps, int atRest, int depth, boolean complete, Duration took, Optional<Trace<S>> violation) {

    /**
     * The shortest way to a state in which something is wrong.
     *
     * @param what is wrong there
     * @param names of the steps that lead there
     */
    public record Trace<S>(String what, List<String> names, S last) {

        @Override
        public String toString() {
            StringBuilder text = new StringBuilder(what)
                    .append(", after ")
                    .append(names.size())
                    .append(" steps:");
            for (int i = 0; i < names.size(); i++) {
                text.append("\n  ").append(i + 1).append(". ").append(names.get(i));
            }
            return text.append("\n  then: ").append(last).toString();
        }
    }

    @Override
    public String toString() {
        return "%,d states, %,d steps, %,d at rest, depth %d, %s, %,d ms%s"
                .formatted(
                        states,
                        steps,
                        atRest,
                        depth,
                        complete ? "complete" : "not complete",
                        took.toMillis(),
                        violation.map(trace -> "\n" + trace).orElse(""));
    }
}
