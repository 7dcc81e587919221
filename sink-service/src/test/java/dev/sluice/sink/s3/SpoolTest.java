// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.sink.driver.StoreStatus;
import dev.sluice.sink.s3.LakeSettings.Spooling;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.unit.DataSize;

class SpoolTest {

    private final StoreStatus status = new StoreStatus("s3", Clock.systemUTC());

    @TempDir
    private Path folder;

    @Test
    void aDiskWithTooLittleRoomIsTold() throws IOException {
        try (Spool spool = spool(DataSize.ofTerabytes(900_000))) {
            assertThat(spool.isFull()).isTrue();

            // What the health endpoint, the gauge and "./sluice status" show.
            assertThat(status.problem()).hasValueSatisfying(problem -> {
                assertThat(problem.kind()).isEqualTo("is paused for want of disk");
                assertThat(problem.detail()).contains(folder.toString(), "sluice.sink.s3.spool.min-free");
            });
        }
    }

    @Test
    void itIsOverWhenThereIsRoomAgain() throws IOException {
        status.paused("is paused for want of disk", "as before");

        try (Spool spool = spool(DataSize.ofBytes(1))) {
            assertThat(spool.isFull()).isFalse();
            assertThat(status.problem()).isEmpty();
        }
    }

    /** What is wrong with the store counts more, and is not over because there is room. */
    @Test
    void aProblemOfTheStoreIsShownFirst() throws IOException {
        status.degraded("cannot be reached", "refused");
        status.paused("is paused for want of disk", "as before");

        try (Spool spool = spool(DataSize.ofBytes(1))) {
            assertThat(spool.isFull()).isFalse();
        }

        assertThat(status.problem().orElseThrow().kind()).isEqualTo("cannot be reached");
        status.well();
        assertThat(status.problem()).isEmpty();
    }

    private Spool spool(DataSize minFree) throws IOException {
        return new Spool(new Spooling(folder, DataSize.ofGigabytes(1), minFree), status);
    }
}
