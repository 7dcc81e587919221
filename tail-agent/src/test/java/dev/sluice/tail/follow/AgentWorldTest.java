// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail.follow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.explorer.Exploration;
import dev.sluice.explorer.Explorer;
import dev.sluice.explorer.Faults;
import dev.sluice.tail.follow.AgentState.Fault;
import org.junit.jupiter.api.Test;

/** Every order of events in {@link AgentWorld}, with everything in place and with one thing taken out. */
class AgentWorldTest {

    private static final String TWICE = "lines came twice, with other bytes";

    @Test
    void theServerGetsTheFileOnce() {
        Exploration<AgentState> seen = explore(AgentDecisions.MAIN);

        assertThat(seen.violation()).isEmpty();
        assertThat(seen.complete()).isTrue();
    }

    /** The file has grown since: another batch would be made. */
    @Test
    void aPlanMustBeOnDiskBeforeItsBatchIsSent() {
        breaks(TWICE, new AgentDecisions() {
            @Override
            public boolean plansBeforeItSends() {
                return false;
            }
        });
    }

    @Test
    void aPlannedBatchMustBeFramedByTheRulesOfItsTime() {
        breaks(TWICE, new AgentDecisions() {
            @Override
            public boolean framesByThePlansRules() {
                return false;
            }
        });
    }

    @Test
    void aBatchMustBeKeptBeforeItIsSettled() {
        breaks("lines were passed over", new AgentDecisions() {
            @Override
            public boolean settlesAfterTheAnswer() {
                return false;
            }
        });
    }

    private static void breaks(String what, AgentDecisions without) {
        Exploration<AgentState> seen = explore(without);

        assertThat(seen.violation()).isPresent();
        assertThat(seen.violation().orElseThrow().what()).isEqualTo(what);
    }

    private static Exploration<AgentState> explore(AgentDecisions decisions) {
        Faults faults = Faults.of(6, Fault.class, Fault.CRASH, Fault.LOST_ANSWER, Fault.OTHER_RULES);
        Exploration<AgentState> seen = Explorer.explore(new AgentWorld(faults, decisions), 10_000_000);
        System.out.printf("4 lines, at most 6 faults: %s%n", seen);
        return seen;
    }
}
