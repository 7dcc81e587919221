// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** A typing error must not pass for a default. */
class UnknownSettingTest {

    @Test
    void stopsTheStartBeforeAnythingIsDone() {
        assertThatThrownBy(() -> IngestService.application().run("--sluice.ingest.deadlin=1s"))
                .hasMessage("sluice.ingest.deadlin (\"sluice.ingest.deadlin\" from property source"
                        + " \"commandLineArgs\") is not a setting; did you mean sluice.ingest.deadline?");
    }
}
