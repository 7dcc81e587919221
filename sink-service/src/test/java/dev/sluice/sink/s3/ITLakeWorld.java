// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.explorer.Exploration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** {@link LakeWorldTest} with all faults at once: half a minute. */
@Tag("faults")
class ITLakeWorld {

    @Test
    void nothingIsLostOrInTwoObjects() {
        Exploration<LakeState> seen = LakeWorldTest.explore(7, LakeDecisions.MAIN);

        assertThat(seen.violation()).isEmpty();
        assertThat(seen.complete()).isTrue();
    }
}
