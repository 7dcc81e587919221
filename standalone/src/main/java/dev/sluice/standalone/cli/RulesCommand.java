// SPDX-License-Identifier: Apache-2.0
package dev.sluice.standalone.cli;

import dev.sluice.parser.settings.ParserSettingsLoader;
import dev.sluice.parsers.ParseOutput;
import dev.sluice.parsers.ParserSettings;
import dev.sluice.parsers.RuleExampleRun;
import dev.sluice.parsers.rules.HashKey;
import dev.sluice.parsers.rules.RuleExample;
import dev.sluice.parsers.rules.RuleSet;
import dev.sluice.settings.SettingsCheck;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import org.springframework.core.env.StandardEnvironment;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sluice rules}: looks after rules. */
@Command(
        name = "rules",
        mixinStandardHelpOptions = true,
        description = "Look after rules: what is left out, hidden, changed and routed.",
        subcommands = {RulesTryCommand.class, RulesHistoryCommand.class},
        synopsisSubcommandLabel = "COMMAND")
final class RulesCommand {

    /** Everybody can hash under it: what tests expect must not depend on a secret. */
    static final HashKey PUBLIC_KEY = HashKey.parse("test:AAAAAAAAAAAAAAAAAAAAAA");

    @Spec
    private CommandSpec spec;

    @Command(
            name = "test",
            mixinStandardHelpOptions = true,
            description = {
                "Run the tests of a file of rules: each line must become what is expected.",
                "Hashes are made under a public key, of 16 zero bytes and the version 'test'.",
                "The exit code is 0 if all do, 1 if one does not or the file can't be used."
            })
    int test(@Parameters(paramLabel = "FILE", description = "The file of rules, such as shop.yaml.") Path file) {
        StandardEnvironment environment = new StandardEnvironment();
        SettingsCheck.check(environment);
        RuleSet rules = RuleSet.read(List.of(file), PUBLIC_KEY, ParseOutput.OTHER_RULES);
        List<RuleExample> examples = RuleExample.read(file);
        ParserSettings settings =
                ParserSettingsLoader.of(environment).toBuilder().rules(rules).build();
        RuleExampleRun run = new RuleExampleRun(settings);
        PrintWriter out = spec.commandLine().getOut();
        rules.warnings().forEach(warning -> out.println(TerminalText.escaped("warning: " + warning)));
        int passed = 0;
        for (RuleExample example : examples) {
            List<String> differences = run.differences(example);
            if (differences.isEmpty()) {
                passed++;
            } else {
                out.println(TerminalText.escaped(example.place() + ": " + example.line()));
                differences.forEach(difference -> out.println("  " + TerminalText.escaped(difference)));
            }
        }
        out.printf("%d of %d lines became what is expected%n", passed, examples.size());
        out.flush();
        return passed == examples.size() ? 0 : 1;
    }
}
