// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.chunk;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class BatchIdTest {

    @Test
    void isAUuidOfVersion7WithItsTime() {
        UUID id = UUID.fromString(BatchId.at(0x0123_4567_89abL));

        assertThat(id.version()).isEqualTo(7);
        assertThat(id.variant()).isEqualTo(2);
        assertThat(id.toString()).startsWith("01234567-89ab-7");
    }

    @Test
    void differsEachTime() {
        Set<String> ids = new HashSet<>();
        for (int i = 0; i < 10_000; i++) {
            assertThat(ids.add(BatchId.at(1))).isTrue();
        }
    }
}
