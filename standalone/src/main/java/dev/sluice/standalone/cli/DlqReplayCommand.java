// SPDX-License-Identifier: Apache-2.0
package dev.sluice.standalone.cli;

import dev.sluice.model.DeadLetter.Coordinates;
import dev.sluice.operations.deadletter.DeadLetterAdmin.DeadLetterOutcome;
import dev.sluice.operations.deadletter.DeadLetterAdmin.ReplayOutcome;
import dev.sluice.operations.deadletter.DeadLetterAdmin.ReplayPace;
import dev.sluice.standalone.StandaloneException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sluice dlq replay}: sends letters again, and says what became of them. */
@Command(
        name = "replay",
        mixinStandardHelpOptions = true,
        description = {
            "Send letters again to where they came from: one by its name, or all that match; then say how many became events and how many are letters again.",
            "A line that a rule drops counts as one that became an event, and so does a repeat.",
            "When it is interrupted, the same command goes on where it was. Exit code 1 if --stop-after ended it."
        })
final class DlqReplayCommand implements Callable<Integer> {

    @Mixin
    private KafkaOptions kafka;

    @Mixin
    private AuditedAction audit;

    @Mixin
    private DeadLetterOptions letters;

    @Mixin
    private LetterMendOptions mending;

    @Parameters(
            paramLabel = "LETTER",
            arity = "0..1",
            converter = DeadLetterAccess.Place.class,
            description = "As dlq list prints it.")
    private Coordinates coordinates;

    @Option(names = "--every", description = "Every letter, where nothing says which.")
    private boolean every;

    @Option(names = "--with-file", paramLabel = "FILE", description = "Send this in place of the letter's own value.")
    private Path file;

    @Option(names = "--rate", paramLabel = "N", defaultValue = "500", description = "At most N letters a second; 500.")
    private long rate;

    @Option(
            names = "--stop-after",
            paramLabel = "N",
            description = "End when N letters came back; each hundred is waited for then.")
    private Long stopAfter;

    @Option(
            names = "--wait",
            paramLabel = "TIME",
            defaultValue = "60s",
            converter = DurationConverter.class,
            description = {
                "How long to wait for what becomes of them; ${DEFAULT-VALUE}.",
                "The lake is behind by sluice.sink.s3.file.max-age."
            })
    private Duration patience;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        if (file != null && coordinates == null) {
            throw new StandaloneException("--with-file is for one letter; name it");
        }
        if (coordinates != null && !mending.mend().isNone()) {
            throw new StandaloneException("a rule mends all letters that match; one letter is mended --with-file");
        }
        if (stopAfter != null && stopAfter < 1) {
            throw new StandaloneException("--stop-after must be at least 1, was " + stopAfter);
        }
        ReplayOutcome outcome = coordinates == null ? replayAll() : replayOne();
        PrintWriter out = spec.commandLine().getOut();
        String sentence = sentence("replayed", outcome.letters());
        audit.result(sentence);
        out.println(sentence);
        if (outcome.letters().done() > 0) {
            out.println(fate(outcome));
        }
        return outcome.stopped() ? 1 : 0;
    }

    private ReplayOutcome replayOne() throws IOException {
        Optional<byte[]> mended = file == null ? Optional.empty() : Optional.of(Files.readAllBytes(file));
        return DeadLetterAccess.with(
                kafka, admin -> admin.replay(DeadLetterAccess.required(admin, coordinates), mended, patience));
    }

    private ReplayOutcome replayAll() throws IOException {
        DeadLetterAccess.requireChoice(letters, every);
        ReplayPace pace =
                new ReplayPace(rate, stopAfter == null ? OptionalLong.empty() : OptionalLong.of(stopAfter), patience);
        try (Progress progress = new Progress(spec.commandLine().getErr())) {
            return DeadLetterAccess.with(
                    kafka,
                    letters.filter(),
                    admin -> admin.replay(letters.filter(), mending.mend(), pace, done -> {
                        progress.show(done + " replayed");
                        return true;
                    }));
        }
    }

    static String sentence(String done, DeadLetterOutcome outcome) {
        return String.format(
                Locale.ROOT,
                "%d %s; left alone: %d replayed before, %d discarded before",
                outcome.done(),
                done,
                outcome.alreadyReplayed(),
                outcome.alreadyDiscarded());
    }

    private String fate(ReplayOutcome outcome) {
        StringBuilder fate = new StringBuilder(String.format(
                Locale.ROOT, "%d became events, %d are letters again", outcome.passed(), outcome.cameBack()));
        if (outcome.unknown() > 0) {
            fate.append(String.format(
                    Locale.ROOT,
                    "; %d were not processed within %d s, and dlq list will show those that come back",
                    outcome.unknown(),
                    patience.toSeconds()));
        }
        if (outcome.stopped()) {
            fate.append("; stopped by --stop-after ").append(stopAfter).append(", the rest was left as it is");
        }
        return fate.toString();
    }
}
