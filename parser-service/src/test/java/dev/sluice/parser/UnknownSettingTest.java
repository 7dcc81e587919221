// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parser;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** A typing error must not pass for a default. */
class UnknownSettingTest {

    @Test
    void stopsTheStartBeforeAnythingIsDone() {
        assertThatThrownBy(() -> ParserService.application().run("--sluice.parser.max-lien=1MB"))
                .hasMessage("sluice.parser.max-lien (\"sluice.parser.max-lien\" from property source"
                        + " \"commandLineArgs\") is not a setting; did you mean sluice.parser.max-line?");
    }
}
