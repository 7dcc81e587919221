// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.s3.compaction;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.explorer.Exploration;
import dev.sluice.explorer.Explorer;
import dev.sluice.explorer.Faults;
import dev.sluice.sink.s3.compaction.CompactionState.Fault;
import org.junit.jupiter.api.Test;

/** Every order of events in {@link CompactionWorld}, with everything in place and with one thing taken out. */
class CompactionWorldTest {

    @Test
    void nothingIsLostOrInTwoObjects() {
        Exploration<CompactionState> seen = explore(true, true);

        assertThat(seen.violation()).isEmpty();
        assertThat(seen.complete()).isTrue();
    }

    /** An object's own age does not do: whoever slept may have slept for longer. */
    @Test
    void whatLandsAfterItsObjectWasMergedMustBeRemovedByALaterRun() {
        breaks("a record is in the lake twice", explore(false, true));
    }

    @Test
    void aMergedObjectMustBeWrittenBeforeItsPartsAreDeleted() {
        breaks("a stored record is in the lake no more", explore(true, false));
    }

    private static void breaks(String what, Exploration<CompactionState> seen) {
        assertThat(seen.violation()).isPresent();
        assertThat(seen.violation().orElseThrow().what()).isEqualTo(what);
    }

    private static Exploration<CompactionState> explore(boolean mendsRepeats, boolean writesBeforeItDeletes) {
        Faults faults = Faults.of(4, Fault.class, Fault.CRASH, Fault.LATE_PUT);
        Exploration<CompactionState> seen =
                Explorer.explore(new CompactionWorld(3, faults, mendsRepeats, writesBeforeItDeletes), 10_000_000);
        System.out.printf("3 records, at most 4 faults: %s%n", seen);
        return seen;
    }
}
