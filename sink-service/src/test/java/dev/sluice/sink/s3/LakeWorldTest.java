// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.explorer.Exploration;
import dev.sluice.explorer.Explorer;
import dev.sluice.explorer.Faults;
import dev.sluice.sink.driver.PartitionSinkFactory.Start;
import dev.sluice.sink.s3.LakeState.Fault;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.junit.jupiter.api.Test;

/** Every order of events in {@link LakeWorld}, with everything in place and with one thing taken out. */
class LakeWorldTest {

    private static final String REPLACED = "a stored record is in the lake no more";

    @Test
    void nothingIsLostOrInTwoObjects() {
        Exploration<LakeState> seen = explore(4, LakeDecisions.MAIN);

        assertThat(seen.violation()).isEmpty();
        assertThat(seen.complete()).isTrue();
    }

    @Test
    void aPlanMustStandBeforeAnythingIsUploaded() {
        breaks(REPLACED, new LakeDecisions() {
            @Override
            public boolean plansBeforeUpload() {
                return false;
            }
        });
    }

    @Test
    void aPlanThatStandsMustBeBuiltAgain() {
        breaks(REPLACED, new LakeDecisions() {
            @Override
            public FirstRange first(Start start) {
                return new FirstRange.Fresh(start.committed().offset());
            }
        });
    }

    @Test
    void aPlanMustSayWhereItsRangeEnds() {
        breaks(REPLACED, new LakeDecisions() {
            @Override
            public OffsetAndMetadata plan(RangePlan plan) {
                return new OffsetAndMetadata(plan.start());
            }
        });
    }

    @Test
    void aRangeMustBeStoredBeforeItsEndIsCommitted() {
        breaks("a committed record is stored nowhere", new LakeDecisions() {
            @Override
            public boolean uploadsBeforeCommit() {
                return false;
            }
        });
    }

    /** What is left of a range in Kafka must not replace an object that holds all of it. */
    @Test
    void anObjectMustNotBeReplacedByOneWithLess() {
        breaks(REPLACED, new LakeDecisions() {
            @Override
            public FirstRange first(Start start) {
                return FirstRange.of(start) instanceof FirstRange.Rebuilt rebuilt
                        ? new FirstRange.Rebuilt(rebuilt.plan(), false)
                        : FirstRange.of(start);
            }
        });
    }

    private static void breaks(String what, LakeDecisions without) {
        Exploration<LakeState> seen = explore(3, without);

        assertThat(seen.violation()).isPresent();
        assertThat(seen.violation().orElseThrow().what()).isEqualTo(what);
    }

    static Exploration<LakeState> explore(int faults, LakeDecisions decisions) {
        Exploration<LakeState> seen =
                Explorer.explore(new LakeWorld(3, Faults.of(faults, Fault.class, Fault.CRASH), decisions), 30_000_000);
        System.out.printf("3 records, at most %d faults: %s%n", faults, seen);
        return seen;
    }
}
