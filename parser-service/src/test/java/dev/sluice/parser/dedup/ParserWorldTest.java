// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parser.dedup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.explorer.Exploration;
import dev.sluice.explorer.Explorer;
import dev.sluice.explorer.Faults;
import dev.sluice.parser.dedup.ParserState.Fault;
import dev.sluice.parser.dedup.ParserWorld.Identity;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every order of events in {@link ParserWorld}, with everything in place and with one thing taken out. */
class ParserWorldTest {

    private static final String LOST = "a committed chunk's line became no event";
    private static final String TWICE = "a line became two events";

    @ParameterizedTest
    @EnumSource
    void everyLineBecomesOneEvent(Identity identity) {
        Exploration<ParserState> seen = explore(identity, 7, ParserDecisions.MAIN);

        assertThat(seen.violation()).isEmpty();
        assertThat(seen.complete()).isTrue();
    }

    @Test
    void aFencedMemberMustNotGoOnBehindItsPoll() {
        breaks(LOST, new ParserDecisions() {
            @Override
            public boolean startsAnewWhenFenced() {
                return false;
            }
        });
    }

    /** The container only logs what recovery throws. */
    @Test
    void aRecoveryThatFailsMustNotLeaveAMemoryBehind() {
        breaks(LOST, new ParserDecisions() {
            @Override
            public boolean dropsMemoryBeforeItRecovers() {
                return false;
            }
        });
    }

    @Test
    void afterALostCommitThePollMustNotBeDoneAgain() {
        breaks(TWICE, new ParserDecisions() {
            @Override
            public boolean goesOnFromWhatIsCommitted() {
                return false;
            }
        });
    }

    @Test
    void whatWasRolledBackMustNotBeRemembered() {
        breaks(LOST, new ParserDecisions() {
            @Override
            public boolean readsMemoryAgain() {
                return false;
            }
        });
    }

    @Test
    void theCommittedOffsetMustBeAskedForWithWhatIsPendingOnIt() {
        breaks(TWICE, new ParserDecisions() {
            @Override
            public boolean waitsForPendingOffsets() {
                return false;
            }
        });
    }

    /** The marker of a transaction that is decided may still be on its way to the state topic. */
    @Test
    void theMemoryMustBeReadUpToTheUncommittedEnd() {
        breaks(TWICE, new ParserDecisions() {
            @Override
            public boolean readsUpToTheUncommittedEnd() {
                return false;
            }
        });
    }

    private static void breaks(String what, ParserDecisions without) {
        Exploration<ParserState> seen = explore(Identity.BATCH, 3, without);

        assertThat(seen.violation()).isPresent();
        assertThat(seen.violation().orElseThrow().what()).isEqualTo(what);
    }

    private static Exploration<ParserState> explore(Identity identity, int faults, ParserDecisions decisions) {
        Exploration<ParserState> seen = Explorer.explore(
                new ParserWorld(identity, Faults.of(faults, Fault.class, Fault.CRASH), decisions), 10_000_000);
        System.out.printf("3 chunks, known by %s, at most %d faults: %s%n", identity, faults, seen);
        return seen;
    }
}
