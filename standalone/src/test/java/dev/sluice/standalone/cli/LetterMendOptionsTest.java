// SPDX-License-Identifier: Apache-2.0
package dev.sluice.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.operations.deadletter.LetterMend;
import dev.sluice.operations.deadletter.TextReplacement;
import dev.sluice.standalone.StandaloneException;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class LetterMendOptionsTest {

    @Test
    void allThatIsSaidIsOneRule() {
        assertThat(mend(
                        "--replace",
                        "31/Feb=>28/Feb",
                        "--replace-pattern",
                        "(a)=>(b)=>$1",
                        "--replace",
                        "x=>",
                        "--as-format",
                        "apache_common",
                        "--as-zone",
                        "Europe/Berlin",
                        "--as-dataset",
                        "shop.access"))
                .isEqualTo(new LetterMend(
                        List.of(
                                new TextReplacement("31/Feb", "28/Feb", false),
                                new TextReplacement("x", "", false),
                                new TextReplacement("(a)", "(b)=>$1", true)),
                        "apache_common",
                        "Europe/Berlin",
                        "shop.access"));
        assertThat(mend()).isEqualTo(LetterMend.NONE);
    }

    @Test
    void whatCannotBeIsSaidInOneSentence() {
        assertThatThrownBy(() -> mend("--replace", "no arrow"))
                .isInstanceOf(StandaloneException.class)
                .hasMessageContaining("a replacement is written as FIND=>TEXT");
        assertThatThrownBy(() -> mend("--replace", "=>x"))
                .isInstanceOf(StandaloneException.class)
                .hasMessageContaining("says what to find");
        assertThatThrownBy(() -> mend("--replace-pattern", "(=>x"))
                .isInstanceOf(StandaloneException.class)
                .hasMessageContaining("is no RE2 pattern");
        assertThatThrownBy(() -> mend("--as-zone", "Mars"))
                .isInstanceOf(StandaloneException.class)
                .hasMessageContaining("there is no time zone 'Mars'");
    }

    private static LetterMend mend(String... arguments) {
        return CommandLine.populateCommand(new LetterMendOptions(), arguments).mend();
    }
}
