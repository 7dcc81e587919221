// SPDX-License-Identifier: Apache-2.0
package dev.sluice.standalone.cli;

import dev.sluice.model.DeadLetter.Coordinates;
import dev.sluice.model.concurrent.Ticker;
import dev.sluice.operations.deadletter.DeadLetterAdmin;
import dev.sluice.operations.deadletter.DeadLetterAdmin.DeadLetterOutcome;
import dev.sluice.operations.deadletter.DeadLetterRecord;
import dev.sluice.operations.deadletter.DeadLetterSummary;
import dev.sluice.operations.deadletter.DeadLetterSummary.Cause;
import dev.sluice.operations.deadletter.DeadLetterSummary.Group;
import dev.sluice.operations.deadletter.Resolution;
import dev.sluice.standalone.StandaloneException;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.KafkaException;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.json.JsonMapper;

/** {@code sluice dlq}: what could not be processed, and what to do about it. */
@Command(
        name = "dlq",
        mixinStandardHelpOptions = true,
        description = {
            "Look at dead letters, replay them, discard them.",
            "A letter is named by its coordinates, as list prints them. It is replayed once, however often it is asked for."
        },
        synopsisSubcommandLabel = "COMMAND")
final class DlqCommand {

    /** As ASCII: nothing that a sender has sent can turn into a command for the terminal. */
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    @Spec
    private CommandSpec spec;

    @Command(name = "list", mixinStandardHelpOptions = true, description = "List letters that nothing was done about.")
    int list(
            @Mixin KafkaOptions kafka,
            @Mixin DeadLetterOptions letters,
            @Option(names = "--all", description = "Also those that were replayed or discarded.") boolean all,
            @Option(names = "--limit", paramLabel = "N", defaultValue = "100", description = "At most N; 100.")
                    long limit,
            @Option(names = "--json", description = "Print one JSON object a line.") boolean json)
            throws IOException {
        PrintWriter out = out();
        long[] printed = {0};
        withAdmin(kafka, admin -> {
            admin.visit(letters.filter(), (letter, resolution) -> {
                if (resolution.isEmpty() || all) {
                    if (printed[0] == limit) {
                        err().println("sluice: there are more; see --limit");
                        return false;
                    }
                    out.println(
                            json ? JSON.writeValueAsString(described(letter, resolution)) : line(letter, resolution));
                    printed[0]++;
                }
                return true;
            });
            return null;
        });
        return 0;
    }

    @Command(
            name = "summary",
            mixinStandardHelpOptions = true,
            description =
                    "Count letters that nothing was done about, in groups that probably have one cause; the largest first.")
    int summary(
            @Mixin KafkaOptions kafka,
            @Mixin DeadLetterOptions letters,
            @Option(names = "--json", description = "Print one JSON object a line.") boolean json)
            throws IOException {
        DeadLetterSummary summary = new DeadLetterSummary();
        withAdmin(kafka, admin -> {
            admin.visit(letters.filter(), (letter, resolution) -> {
                if (resolution.isEmpty()) {
                    summary.add(letter);
                }
                return true;
            });
            return null;
        });
        for (Group group : summary.groups()) {
            out().println(json ? JSON.writeValueAsString(group) : line(group));
        }
        return 0;
    }

    @Command(
            name = "show",
            mixinStandardHelpOptions = true,
            description = "Print a letter's headers and its value, control characters escaped.")
    int show(
            @Mixin KafkaOptions kafka,
            @Parameters(paramLabel = "LETTER", converter = Place.class) Coordinates coordinates,
            @Option(
                            names = "--value",
                            description =
                                    "Print the value alone, byte for byte: save it, mend it, replay it --with-file.")
                    boolean value)
            throws IOException {
        DeadLetterRecord letter = withAdmin(kafka, admin -> required(admin, coordinates));
        if (value) {
            System.out.write(letter.value());
            System.out.flush();
            return 0;
        }
        PrintWriter out = out();
        letter.headers()
                .forEach((name, text) -> out.println(TerminalText.escaped(name) + ": " + TerminalText.escaped(text)));
        withAdmin(kafka, admin -> admin.resolutionOf(coordinates))
                .ifPresent(resolution -> out.println("resolution: " + JSON.writeValueAsString(resolution)));
        out.println();
        out.println(TerminalText.escaped(new String(letter.value(), StandardCharsets.UTF_8)));
        return 0;
    }

    @Command(
            name = "replay",
            mixinStandardHelpOptions = true,
            description = {
                "Send letters again to where they came from: one by its name, or all that match.",
                "When it is interrupted, the same command goes on where it was."
            })
    int replay(
            @Mixin KafkaOptions kafka,
            @Mixin DeadLetterOptions letters,
            @Parameters(paramLabel = "LETTER", arity = "0..1", converter = Place.class) Coordinates coordinates,
            @Option(names = "--every", description = "Every letter, where nothing says which.") boolean every,
            @Option(
                            names = "--with-file",
                            paramLabel = "FILE",
                            description = "Send this in place of the letter's own value.")
                    Path file,
            @Option(
                            names = "--rate",
                            paramLabel = "N",
                            defaultValue = "500",
                            description = "At most N letters a second; 500.")
                    long rate)
            throws IOException {
        if (file != null && coordinates == null) {
            throw new StandaloneException("--with-file is for one letter; name it");
        }
        Optional<byte[]> mended = file == null ? Optional.empty() : Optional.of(Files.readAllBytes(file));
        DeadLetterOutcome outcome = withAdmin(kafka, admin -> {
            if (coordinates != null) {
                return admin.replay(required(admin, coordinates), mended);
            }
            requireChoice(letters, every);
            return admin.replay(letters.filter(), rate, done -> err().println(done + " replayed"));
        });
        return report("replayed", outcome);
    }

    @Command(
            name = "discard",
            mixinStandardHelpOptions = true,
            description = "Do nothing about letters, for good: they are not listed and not replayed any more.")
    int discard(
            @Mixin KafkaOptions kafka,
            @Mixin DeadLetterOptions letters,
            @Parameters(paramLabel = "LETTER", arity = "0..1", converter = Place.class) Coordinates coordinates,
            @Option(names = "--every", description = "Every letter, where nothing says which.") boolean every)
            throws IOException {
        DeadLetterOutcome outcome = withAdmin(kafka, admin -> {
            if (coordinates != null) {
                return admin.discard(required(admin, coordinates));
            }
            requireChoice(letters, every);
            return admin.discard(letters.filter(), done -> {});
        });
        return report("discarded", outcome);
    }

    private interface Work<T> {
        T at(DeadLetterAdmin admin) throws IOException;
    }

    private static <T> T withAdmin(KafkaOptions kafka, Work<T> work) throws IOException {
        try {
            return work.at(new DeadLetterAdmin(kafka.kafka(), whoIAm(), Clock.systemUTC(), Ticker.SYSTEM));
        } catch (KafkaException e) {
            throw new StandaloneException("Kafka: " + e.getMessage() + "; what was done stays done, ask again", e);
        }
    }

    private static String whoIAm() throws IOException {
        return System.getProperty("user.name")
                + '@'
                + InetAddress.getLocalHost().getHostName();
    }

    private static DeadLetterRecord required(DeadLetterAdmin admin, Coordinates coordinates) {
        return admin.find(coordinates)
                .orElseThrow(() -> new StandaloneException(
                        "there is no dead letter " + coordinates + "; it may have left Kafka (retention)"));
    }

    private static void requireChoice(DeadLetterOptions letters, boolean every) {
        if (letters.isAll() && !every) {
            throw new StandaloneException("say which letters: one by its name, some by --topic, --reason, --dataset, "
                    + "--from, --to, or all of them by --every");
        }
    }

    private int report(String done, DeadLetterOutcome outcome) {
        out().printf(
                        Locale.ROOT,
                        "%d %s; left alone: %d replayed before, %d discarded before%n",
                        outcome.done(),
                        done,
                        outcome.alreadyReplayed(),
                        outcome.alreadyDiscarded());
        return 0;
    }

    private static Map<String, Object> described(DeadLetterRecord letter, Optional<Resolution> resolution) {
        Map<String, Object> described = new LinkedHashMap<>();
        described.put("letter", letter.coordinates().toString());
        described.put("at", letter.at().toString());
        described.put("reason", letter.reason());
        described.put("dataset", letter.dataset().orElse(null));
        described.put("message", letter.message());
        resolution.ifPresent(said -> described.put("resolution", said));
        return described;
    }

    private static String line(DeadLetterRecord letter, Optional<Resolution> resolution) {
        return TerminalText.escaped(String.join(
                "  ",
                letter.coordinates().toString(),
                letter.at().toString(),
                letter.reason(),
                letter.dataset().orElse("-"),
                resolution
                        .map(said -> said.decision().name().toLowerCase(Locale.ROOT))
                        .orElse("open"),
                letter.message()));
    }

    private static String line(Group group) {
        Cause cause = group.cause();
        return TerminalText.escaped(String.join(
                "  ",
                Long.toString(group.count()),
                cause.stage(),
                cause.reason(),
                cause.dataset(),
                cause.sender(),
                group.first() + "…" + group.last(),
                cause.shape(),
                "e.g. " + group.example()));
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }

    private PrintWriter err() {
        return spec.commandLine().getErr();
    }

    /** {@code topic-partition-offset}. */
    static final class Place implements ITypeConverter<Coordinates> {
        @Override
        public Coordinates convert(String text) {
            try {
                return Coordinates.parse(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }
}
