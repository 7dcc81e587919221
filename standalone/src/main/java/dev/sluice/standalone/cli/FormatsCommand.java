// SPDX-License-Identifier: Apache-2.0
package dev.sluice.standalone.cli;

import dev.sluice.parser.settings.ParserSettingsLoader;
import dev.sluice.parsers.ParserSettings;
import dev.sluice.parsers.declared.DeclaredFormats;
import dev.sluice.parsers.declared.FormatExamples;
import dev.sluice.parsers.declared.FormatLimits;
import dev.sluice.parsers.rules.RuleSet;
import dev.sluice.settings.SettingsCheck;
import dev.sluice.standalone.StandaloneException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.springframework.core.env.StandardEnvironment;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sluice formats}: looks after formats of one's own. */
@Command(
        name = "formats",
        mixinStandardHelpOptions = true,
        description = "Look after formats of your own.",
        synopsisSubcommandLabel = "COMMAND")
final class FormatsCommand {

    @Spec
    private CommandSpec spec;

    @Command(
            name = "test",
            mixinStandardHelpOptions = true,
            description = {
                "Run the tests of a file of formats: each line must become exactly the fields that are expected.",
                "The exit code is 0 if all do, 1 if one does not or the file can't be used."
            })
    int test(
            @Parameters(paramLabel = "FILE", description = "The file of formats, such as shop.yaml.") Path file,
            @Option(
                            names = "--tests",
                            paramLabel = "X",
                            description = "The file of tests; shop.test.yaml beside shop.yaml unless given.")
                    Path tests) {
        Path examples = tests == null ? FormatExamples.beside(file) : tests;
        if (!Files.exists(examples)) {
            throw new StandaloneException(
                    "there is no file " + examples
                            + ": write tests: with format and lines into it, as docs/formats.md shows, or name another by --tests");
        }
        StandardEnvironment environment = new StandardEnvironment();
        SettingsCheck.check(environment);
        DeclaredFormats formats = DeclaredFormats.read(List.of(file), FormatLimits.DEFAULT);
        ParserSettings settings = ParserSettingsLoader.of(environment).toBuilder()
                .rules(RuleSet.NONE)
                .declaredFormats(formats)
                .build();
        PrintWriter out = spec.commandLine().getOut();
        FormatTestRun run = new FormatTestRun(settings, out);
        FormatExamples.read(examples).examples().forEach(run::run);
        out.printf("%d of %d lines became what is expected%n", run.passed(), run.count());
        out.flush();
        return run.passed() == run.count() ? 0 : 1;
    }
}
