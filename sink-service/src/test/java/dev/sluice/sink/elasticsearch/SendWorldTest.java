// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.elasticsearch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.explorer.Exploration;
import dev.sluice.explorer.Explorer;
import dev.sluice.explorer.Faults;
import dev.sluice.sink.elasticsearch.SendState.Fault;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Every order of events in {@link SendWorld}, with everything in place and with one thing taken out. */
class SendWorldTest {

    private static final String TWICE = "a record is stored twice";
    private static final String LOST = "a committed record is stored nowhere";

    @Test
    void nothingIsLostOrStoredTwiceOfTwoRecords() {
        holds(2, 4);
    }

    @Test
    void nothingIsLostOrStoredTwiceOfThreeRecords() {
        holds(3, 2);
    }

    /** Found when it was first explored: whoever takes over and is told to leave before it read anything has nothing on its way. */
    @Test
    void aWatermarkThatWasFoundMustOutliveAMemberThatReadNothing() {
        breaks(TWICE, new SendDecisions() {
            @Override
            public SendWatermark.Mark commit(SendWatermark.Mark wish, boolean finished) {
                return finished ? new SendWatermark.Mark(wish.offset(), wish.offset()) : wish;
            }
        });
    }

    @Test
    void whatAnEarlierOwnerMayHaveSentMustBeLookedUp() {
        breaks(TWICE, new SendDecisions() {
            @Override
            public boolean isFateUnknown(SendWindow window, long offset) {
                return false;
            }
        });
    }

    @Test
    void howFarIsSentMustBeCommittedBefore() {
        breaks(TWICE, new SendDecisions() {
            @Override
            public boolean maySend(SendWindow window, long end, long now) {
                return true;
            }

            @Override
            public SendWatermark.Mark commit(SendWatermark.Mark wish, boolean finished) {
                return new SendWatermark.Mark(wish.offset(), wish.offset());
            }
        });
    }

    /** A zombie's first attempt would go to the new index after its successor has written to the old one. */
    @Test
    void whoeverSleptMustNotSendBeforeItIsKnownThatThePartitionIsStillItsOwn() {
        breaks(TWICE, new SendDecisions() {
            @Override
            public boolean asksBeforeSending() {
                return false;
            }
        });
    }

    /** An attempt that the client gave up is executed in the old index after the look-up. */
    @Test
    void aRequestMustNotOutliveItsAttempt() {
        breaks(TWICE, new SendDecisions() {
            @Override
            public boolean dropsWhatIsGivenUp() {
                return false;
            }
        });
    }

    @Test
    void whatWasWrittenAfterARollOverMustBeLookedUpAgain() {
        breaks(TWICE, new SendDecisions() {
            @Override
            public Map<String, List<Document>> suspects(
                    List<Document> documents, List<ItemResult> items, Map<String, String> writeIndices) {
                return Map.of();
            }
        });
    }

    @Test
    void nothingMayBeCommittedBeforeItIsAnswered() {
        breaks(LOST, new SendDecisions() {
            @Override
            public boolean waitsForTheAnswer() {
                return false;
            }
        });
    }

    /** The exception that RATIONALE.md names: a member that must leave while Elasticsearch holds a request of its. */
    @Test
    void aRequestThatIsHeldWhileThePartitionIsHandedOverMayBeStoredTwiceAcrossARollOver() {
        breaks(TWICE, new SendDecisions() {
            @Override
            public boolean leavesOnlyWhenDone() {
                return false;
            }
        });
    }

    private static void holds(int records, int faults) {
        Exploration<SendState> seen = explore(records, faults, SendDecisions.MAIN);

        assertThat(seen.violation()).isEmpty();
        assertThat(seen.complete()).isTrue();
    }

    private static void breaks(String what, SendDecisions without) {
        Exploration<SendState> seen = explore(2, 3, without);

        assertThat(seen.violation()).isPresent();
        assertThat(seen.violation().orElseThrow().what()).isEqualTo(what);
    }

    static Exploration<SendState> explore(int records, int faults, SendDecisions decisions) {
        Exploration<SendState> seen = Explorer.explore(
                new SendWorld(records, Faults.of(faults, Fault.class, Fault.CRASH), decisions), 30_000_000);
        System.out.printf("%d records, at most %d faults: %s%n", records, faults, seen);
        return seen;
    }
}
