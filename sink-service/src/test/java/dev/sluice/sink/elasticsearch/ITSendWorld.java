// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.elasticsearch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.explorer.Exploration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@link SendWorldTest} with all faults at once, and with more of them for three records: minutes. */
@Tag("faults")
class ITSendWorld {

    @ParameterizedTest
    @CsvSource({"2, 7", "3, 4"})
    void nothingIsLostOrStoredTwice(int records, int faults) {
        Exploration<SendState> seen = SendWorldTest.explore(records, faults, SendDecisions.MAIN);

        assertThat(seen.violation()).isEmpty();
        assertThat(seen.complete()).isTrue();
    }
}
