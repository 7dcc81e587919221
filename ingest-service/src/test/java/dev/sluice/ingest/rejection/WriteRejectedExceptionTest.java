// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.rejection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.ingest.rejection.WriteRejectedException.Fate;
import java.util.List;
import org.junit.jupiter.api.Test;

class WriteRejectedExceptionTest {

    @Test
    void whatIsNotToBeKeptIsDoneAndTheOthersKeepTheirFates() {
        WriteRejectedException rejection = new WriteRejectedException(
                RejectionReason.KAFKA_AWAY, "away", 4, null, List.of(Fate.WRITTEN, Fate.UNKNOWN, Fate.NOT_SENT));

        WriteRejectedException all = rejection.among(List.of(false, true, true, false, true));

        assertThat(all.fates()).containsExactly(Fate.WRITTEN, Fate.WRITTEN, Fate.UNKNOWN, Fate.WRITTEN, Fate.NOT_SENT);
        assertThat(all.accepted()).isEqualTo(4);
        assertThat(all.reason()).isEqualTo(RejectionReason.KAFKA_AWAY);
        assertThat(all).hasMessage("away");
    }
}
