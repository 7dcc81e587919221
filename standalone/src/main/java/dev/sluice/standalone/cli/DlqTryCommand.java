// SPDX-License-Identifier: Apache-2.0
package dev.sluice.standalone.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.model.sensitive.SensitiveText;
import dev.sluice.operations.deadletter.DeadLetterRecord;
import dev.sluice.operations.deadletter.LetterMend;
import dev.sluice.parser.settings.ParserSettingsLoader;
import dev.sluice.parsers.ReplayTrial;
import dev.sluice.parsers.ReplayTrial.TrialResult;
import dev.sluice.settings.SettingsCheck;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.springframework.core.env.StandardEnvironment;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sluice dlq try}: a replay without sending anything. */
@Command(
        name = "try",
        mixinStandardHelpOptions = true,
        description = {
            "Try what a replay of the letters that match would do, with the parser of this release; nothing is sent, nothing is changed.",
            "Settings of the parser are taken from the environment, as for sluice parse."
        })
final class DlqTryCommand implements Callable<Integer> {

    @Mixin
    private KafkaOptions kafka;

    @Mixin
    private DeadLetterOptions letters;

    @Mixin
    private LetterMendOptions mending;

    @Option(
            names = "--diff",
            paramLabel = "N",
            defaultValue = "0",
            description =
                    "Print the first N letters as they are and as they would be sent, secrets and personal data hidden.")
    private int diffs;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        StandardEnvironment environment = new StandardEnvironment();
        SettingsCheck.check(environment);
        LetterMend mend = mending.mend();
        ReplayTrial trial = new ReplayTrial(ParserSettingsLoader.of(environment));
        try (Progress progress = new Progress(spec.commandLine().getErr())) {
            long[] tried = {0};
            DeadLetterAccess.with(kafka, letters.filter(), admin -> {
                admin.visit(letters.filter(), (letter, resolution) -> {
                    if (resolution.isEmpty()) {
                        byte[] value = mend.value(letter);
                        trial.take(mend.line(letter), value);
                        if (++tried[0] <= diffs && !json) {
                            diff(letter, value, mend);
                        }
                        progress.show(tried[0] + " tried");
                    }
                    return true;
                });
                return null;
            });
        }
        print(trial.result());
        return 0;
    }

    private void diff(DeadLetterRecord letter, byte[] after, LetterMend mend) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(letter.coordinates());
        if (!Arrays.equals(letter.value(), after)) {
            out.println("- " + shown(letter.value()));
            out.println("+ " + shown(after));
        }
        mend.changedHeaders(letter).forEach((name, value) -> {
            String before = letter.headers().get(name);
            out.println(
                    (before == null ? "" : "- " + name + ": " + TerminalText.escaped(before) + System.lineSeparator())
                            + "+ " + name + ": " + TerminalText.escaped(value));
        });
    }

    private static String shown(byte[] value) {
        return TerminalText.escaped(new String(SensitiveText.hide(value), UTF_8));
    }

    private void print(TrialResult result) {
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(TerminalText.json(result));
            return;
        }
        out.printf(
                Locale.ROOT,
                "%d would become events, %d would be letters again, %d would be left out by a rule%n",
                result.pass(),
                result.fail(),
                result.filtered());
        result.reasons().forEach((reason, count) -> out.printf(Locale.ROOT, "  %d %s%n", count, reason));
        if (result.untried() > 0) {
            out.printf(
                    Locale.ROOT,
                    "%d cannot be tried: a store refused them, or their headers cannot be read; a replay tells%n",
                    result.untried());
        }
    }
}
