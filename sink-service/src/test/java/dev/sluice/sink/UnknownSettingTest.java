// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** A typing error must not pass for a default. */
class UnknownSettingTest {

    @Test
    void stopsTheStartBeforeAnythingIsDone() {
        assertThatThrownBy(() -> SinkService.application().run("--sluice.sink.s3.file.maxage2=1m"))
                .hasMessage("sluice.sink.s3.file.maxage2 (\"sluice.sink.s3.file.maxage2\" from property source"
                        + " \"commandLineArgs\") is not a setting; did you mean sluice.sink.s3.file.max-age?");
    }
}
