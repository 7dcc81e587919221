// SPDX-License-Identifier: Apache-2.0
package dev.sluice.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.operations.replay.RawSpan.SpanProgress;
import dev.sluice.parsers.RulesTrial.StoreTotals;
import dev.sluice.parsers.RulesTrial.TrialOfRules;
import dev.sluice.parsers.rules.FieldChange;
import dev.sluice.parsers.rules.RuleEffect;
import dev.sluice.parsers.rules.RuleEffect.RuleSample;
import dev.sluice.parsers.rules.RuleEffect.StoreBytes;
import dev.sluice.standalone.cli.RulesTryCommand.RulesTryReport;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class RulesTryCommandTest {

    private static final Instant FROM = Instant.parse("2026-03-01T12:00:00Z");
    private static final Instant TO = Instant.parse("2026-03-01T13:00:00Z");

    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "--from 2026-03-01T12:00:00Z --to 2026-03-01T12:00:00Z|--from must be before --to",
                "--from yesterday --to 2026-03-01T12:00:00Z|a time is written as 2026-03-01T12:00:00Z, not 'yesterday'",
                "--from 2026-03-01T12:00:00Z|--to",
                "--from 2026-03-01T12:00:00Z --to 2026-03-01T13:00:00Z --max-events 0|--max-events must be between 1"
                        + " and",
                "--from 2026-03-01T12:00:00Z --to 2026-03-01T13:00:00Z --max-samples 101|--max-samples must be between"
                        + " 0 and 100, was 101",
            })
    void wrongUsageIsSaidWithItsOption(String options, String message) throws IOException {
        assertThat(run("rules: [{name: a, then: drop}]", options.split(" "))).isEqualTo(2);
        assertThat(err.toString()).contains(message);
    }

    @Test
    void rulesThatCannotBeUsedAreSaidWithTheirPlaceBeforeAnythingIsRead() throws IOException {
        int exitCode = run(
                "rules:\n  - {name: a, then: dorp}",
                "--from",
                FROM.toString(),
                "--to",
                TO.toString(),
                "--kafka",
                "127.0.0.1:9");

        assertThat(exitCode).isEqualTo(1);
        assertThat(err.toString())
                .startsWith("sluice: ")
                .contains("rules.yaml:2:", "dorp")
                .doesNotContain("\tat ");
    }

    @Test
    void saysByRuleWhatItWouldHaveDone() {
        RuleEffect mask = new RuleEffect(
                "mask-mail",
                4,
                0,
                0,
                1,
                3,
                Map.of("message", 3L, "user.email", 1L),
                new StoreBytes(2_500_000, -12),
                350,
                List.of(
                        new RuleSample(
                                "kept",
                                "{}",
                                List.of(
                                        new FieldChange("message", "\"to al@example.com\"", "\"to [email]\""),
                                        new FieldChange("user.email", "\"al@example.com\"", null))),
                        new RuleSample("lake", "{\"message\":\"\u001b[31mred\"}", List.of())));
        TrialOfRules trial = new TrialOfRules(
                4,
                3,
                1,
                2,
                1,
                new StoreTotals(4, 2, 400, 150),
                new StoreTotals(4, 3, 400, 250),
                4_200,
                350,
                List.of(mask));
        RulesTryReport report = new RulesTryReport(
                FROM,
                TO,
                false,
                false,
                new SpanProgress(7, 1, 2, 90),
                List.of("the rule 'x' reads what is hidden"),
                trial);

        new RulesTryPrinter(new PrintWriter(out, true)).print(report);

        assertThat(out.toString().lines())
                .containsExactly(
                        "warning: the rule 'x' reads what is hidden",
                        "7 chunks from 2026-03-01T12:00:00Z to 2026-03-01T13:00:00Z were tried: 4 events, 2 dead"
                                + " letters",
                        "this is a part of the span, by --max-events; 90 records were not read",
                        "1 chunks were left out, since they are replays",
                        "2 chunks were left out, since this release cannot read them",
                        "with the rules: 3 events, 1 dropped, and 1 more dead letters, since what they become is too"
                                + " large",
                        "  elasticsearch: 2 events of 4, 150 bytes of 400 bytes as JSON",
                        "  lake: 3 events of 4, 250 bytes of 400 bytes as JSON",
                        "  CPU time per event: 4.20 µs without the rules, and 0.35 µs by them",
                        "",
                        "mask-mail: 4 hit, 0 dropped, 1 to the lake alone, 0 to elasticsearch alone, 3 changed",
                        "  saves 2.5 MB in elasticsearch, -12 bytes in the lake; 0.35 µs of CPU per event",
                        "  changes message 3×, user.email 1×",
                        "  kept:",
                        "  - message = \"to al@example.com\"",
                        "  + message = \"to [email]\"",
                        "  - user.email = \"al@example.com\"",
                        "  lake: {\"message\":\"\\u001b[31mred\"}");
    }

    private int run(String rules, String... options) throws IOException {
        Path file = Files.writeString(folder.resolve("rules.yaml"), rules);
        CommandLine commandLine = Sluice.commandLine();
        commandLine.setOut(new PrintWriter(out, true));
        commandLine.setErr(new PrintWriter(err, true));
        String[] arguments = new String[options.length + 3];
        arguments[0] = "rules";
        arguments[1] = "try";
        arguments[2] = file.toString();
        System.arraycopy(options, 0, arguments, 3, options.length);
        return commandLine.execute(arguments);
    }
}
