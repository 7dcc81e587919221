// SPDX-License-Identifier: Apache-2.0
package dev.sluice.standalone.cli;

import dev.sluice.model.DeadLetter.Coordinates;
import dev.sluice.operations.deadletter.DeadLetterAdmin.DeadLetterOutcome;
import dev.sluice.standalone.StandaloneException;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sluice dlq discard}: decides that nothing is done about letters; of more than one, only when somebody has confirmed it. */
@Command(
        name = "discard",
        mixinStandardHelpOptions = true,
        description = {
            "Do nothing about letters, for good: they are not listed and not replayed any more.",
            "More than one must be confirmed: at the terminal, or with --yes."
        })
final class DlqDiscardCommand implements Callable<Integer> {

    @Mixin
    private KafkaOptions kafka;

    @Mixin
    private AuditedAction audit;

    @Mixin
    private DeadLetterOptions letters;

    @Parameters(
            paramLabel = "LETTER",
            arity = "0..1",
            converter = DeadLetterAccess.Place.class,
            description = "As dlq list prints it.")
    private Coordinates coordinates;

    @Option(names = "--every", description = "Every letter, where nothing says which.")
    private boolean every;

    @Option(names = "--yes", description = "Do not ask.")
    private boolean yes;

    @Option(names = "--note", paramLabel = "TEXT", defaultValue = "", description = "Why; is kept with the decision.")
    private String note;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        DeadLetterOutcome outcome = coordinates == null ? discardAll() : discardOne();
        String sentence = DlqReplayCommand.sentence("discarded", outcome);
        audit.result(sentence);
        spec.commandLine().getOut().println(sentence);
        return 0;
    }

    private DeadLetterOutcome discardOne() throws IOException {
        return DeadLetterAccess.with(
                kafka, admin -> admin.discard(DeadLetterAccess.required(admin, coordinates), note));
    }

    private DeadLetterOutcome discardAll() throws IOException {
        DeadLetterAccess.requireChoice(letters, every);
        try (Progress progress = new Progress(spec.commandLine().getErr())) {
            return DeadLetterAccess.with(kafka, letters.filter(), admin -> {
                if (!yes) {
                    confirm(DeadLetterAccess.count(admin, letters.filter()));
                }
                return admin.discard(letters.filter(), note, done -> progress.show(done + " discarded"));
            });
        }
    }

    private static void confirm(long count) {
        if (count <= 1) {
            return;
        }
        String question = count + " letters would be discarded for good";
        if (!Progress.isTerminal()) {
            throw new StandaloneException(question + "; look at them with dlq summary, and say --yes if you mean it");
        }
        String answer = System.console().readLine("%s. Type their number to go on: ", question);
        if (answer == null || !answer.strip().equals(Long.toString(count))) {
            throw new StandaloneException("nothing was discarded");
        }
    }
}
