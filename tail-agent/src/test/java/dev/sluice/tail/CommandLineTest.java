// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.tail.config.QuickConfig;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Where the token comes from: other users of a machine can read command lines, but not variables. */
class CommandLineTest {

    private static final Map<String, String> VARIABLE = Map.of("SLUICE_TOKEN", "by-variable");

    @Test
    void aTokenIsTakenFromTheVariable() {
        CommandLine command = CommandLine.parse(VARIABLE, "--url", "http://localhost:1", "/a.log");

        assertThat(command.quick().token()).isEqualTo("by-variable");
        assertThat(command.tokenIsShown()).isFalse();
    }

    @Test
    void anOptionWinsAndIsSaidToBeSeen() {
        CommandLine command =
                CommandLine.parse(VARIABLE, "--url", "http://localhost:1", "--token", "by-option", "/a.log");

        assertThat(command.quick().token()).isEqualTo("by-option");
        assertThat(command.tokenIsShown()).isTrue();
        assertThat(QuickConfig.TOKEN_IS_SHOWN).contains("other users of this machine can read", "SLUICE_TOKEN");
    }

    @Test
    void thereNeedBeNone() {
        assertThat(CommandLine.parse(Map.of(), "--url", "http://localhost:1", "/a.log")
                        .quick()
                        .token())
                .isNull();
    }

    /** With a data folder that cannot be one, so that it ends at once. */
    @Test
    void theAgentSaysIt() {
        PrintStream before = System.err;
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        System.setErr(new PrintStream(said, true, UTF_8));
        try {
            assertThat(Main.run("--url", "http://localhost:1", "--token", "secret", "--data", "/proc/sluice", "/a.log"))
                    .isEqualTo(1);
        } finally {
            System.setErr(before);
        }

        assertThat(said.toString(UTF_8))
                .contains("the token is on the command line", "SLUICE_TOKEN")
                .doesNotContain("secret");
    }
}
