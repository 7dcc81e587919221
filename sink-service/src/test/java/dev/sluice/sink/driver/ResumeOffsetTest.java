// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.driver;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class ResumeOffsetTest {

    @Test
    void whatIsCommittedIsReadNextWhileTheLogHoldsIt() {
        assertThat(ResumeOffset.of(OptionalLong.of(7), 7, 9)).isEqualTo(new ResumeOffset.Next(7));
        assertThat(ResumeOffset.of(OptionalLong.of(9), 7, 9)).isEqualTo(new ResumeOffset.Next(9));
    }

    @Test
    void aPartitionWithoutACommitIsReadFromItsStart() {
        assertThat(ResumeOffset.of(OptionalLong.empty(), 0, 9)).isEqualTo(new ResumeOffset.Next(0));
        assertThat(ResumeOffset.of(OptionalLong.empty(), 4, 9)).isEqualTo(new ResumeOffset.LateStart(4));
    }

    @Test
    void whatWasDeletedUnreadIsCounted() {
        ResumeOffset resume = ResumeOffset.of(OptionalLong.of(3), 7, 9);

        assertThat(resume).isEqualTo(new ResumeOffset.Deleted(3, 7));
        assertThat(((ResumeOffset.Deleted) resume).missing()).isEqualTo(4);
    }

    @Test
    void aLogThatEndsBeforeTheCommitWasMadeAnew() {
        assertThat(ResumeOffset.of(OptionalLong.of(10), 0, 9)).isEqualTo(new ResumeOffset.LogLost(10, 9, 0));
    }
}
