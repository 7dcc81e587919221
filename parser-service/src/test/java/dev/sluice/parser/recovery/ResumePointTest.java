// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parser.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalLong;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResumePointTest {

    @ParameterizedTest
    @CsvSource({
        // committed, start, end → kind, offset, missing
        "7, 0, 9, Committed, 7, 0",
        "9, 0, 9, Committed, 9, 0",
        "7, 7, 9, Committed, 7, 0",
        "0, 0, 0, Committed, 0, 0",
        ", 0, 9, Beginning, 0, 0",
        ", 0, 0, Beginning, 0, 0",
        ", 5, 9, UnknownPast, 5, 5",
        "3, 5, 9, Deleted, 5, 2",
        "3, 9, 9, Deleted, 9, 6",
        "10, 0, 9, LogLost, 0, 0",
        "10, 4, 9, LogLost, 4, 0",
    })
    void followsFromWhatIsCommittedAndWhatTheLogHolds(
            Long committed, long start, long end, String kind, long offset, long missing) {
        ResumePoint point =
                ResumePoint.of(committed == null ? OptionalLong.empty() : OptionalLong.of(committed), start, end);

        assertThat(point.getClass().getSimpleName()).isEqualTo(kind);
        assertThat(point.offset()).isEqualTo(offset);
        assertThat(point.missing()).isEqualTo(missing);
    }
}
