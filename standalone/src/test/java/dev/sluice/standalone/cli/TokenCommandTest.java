// SPDX-License-Identifier: Apache-2.0
package dev.sluice.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class TokenCommandTest {

    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... arguments) {
        CommandLine commandLine = Sluice.commandLine();
        commandLine.setOut(new PrintWriter(out));
        commandLine.setErr(new PrintWriter(err));
        List<String> all = new ArrayList<>(List.of(arguments));
        if (all.contains("new")) {
            all.addAll(List.of("--audit-file", folder.resolve("audit.ndjson").toString()));
        }
        return commandLine.execute(all.toArray(String[]::new));
    }

    @Test
    void theTokenIsPrintedAloneAndTheConfigurationHasOnlyItsHash() throws Exception {
        assertThat(run("token", "new", "web", "--namespace", "prod", "--format", "apache_common,apache_combined"))
                .isZero();

        String token = out.toString().strip();
        assertThat(token).matches("web\\.[A-Za-z0-9_-]{43}");
        assertThat(err.toString())
                .contains("tokens:\n  web:\n    hash: \"sha256:")
                .endsWith("\n    namespace: prod\n    formats: [apache_common, apache_combined]\n")
                .doesNotContain(token.substring(4));
        Path file = Files.writeString(
                folder.resolve("tokens.yaml"),
                err.toString().substring(err.toString().indexOf("tokens:\n")));
        assertThat(file).content().hasLineCount(5);
    }

    @Test
    void noTwoTokensAreTheSame() {
        run("token", "new", "a");
        String first = out.toString();
        run("token", "new", "a");

        assertThat(out.toString()).isNotEqualTo(first + first).hasSize(2 * first.length());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "token | 2 | name what to do: sluice token new NAME",
                "token new | 2 | Missing required parameter: 'NAME'",
                "token new Web | 1 | sluice: a token's name is 1 to 63 of a-z 0-9 - and does not start with -, was"
                        + " 'Web'",
                "token new web --namespace Prod | 2 | --namespace must be 1 to 100 of a-z 0-9 _ . and start with a"
                        + " letter or digit, was 'Prod'",
                "token new web --format Apache | 2 | there is no format 'Apache'; there are ",
            })
    void whatIsWrongIsSaid(String arguments, int exitCode, String message) {
        assertThat(run(arguments.split(" "))).isEqualTo(exitCode);

        assertThat(err.toString()).contains(message);
        assertThat(out.toString()).isEmpty();
    }
}
