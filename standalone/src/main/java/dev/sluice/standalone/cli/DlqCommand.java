// SPDX-License-Identifier: Apache-2.0
package dev.sluice.standalone.cli;

import dev.sluice.model.DeadLetter.Coordinates;
import dev.sluice.model.sensitive.SensitiveText;
import dev.sluice.operations.deadletter.DeadLetterGroups;
import dev.sluice.operations.deadletter.DeadLetterGroups.Cause;
import dev.sluice.operations.deadletter.DeadLetterGroups.Group;
import dev.sluice.operations.deadletter.DeadLetterRecord;
import dev.sluice.operations.deadletter.Resolution;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sluice dlq}: what could not be processed, and what to do about it. */
@Command(
        name = "dlq",
        mixinStandardHelpOptions = true,
        description = {
            "Look at dead letters, replay them, discard them.",
            "A letter is named by its coordinates, as list prints them. It is replayed once, however often it is asked for."
        },
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {DlqTryCommand.class, DlqReplayCommand.class, DlqProveCommand.class, DlqDiscardCommand.class})
final class DlqCommand {

    /** As they are listed. */
    private static final Comparator<Coordinates> ORDER = Comparator.comparing(Coordinates::topic)
            .thenComparingInt(Coordinates::partition)
            .thenComparingLong(Coordinates::offset);

    @Spec
    private CommandSpec spec;

    @Command(
            name = "list",
            mixinStandardHelpOptions = true,
            description = "List letters that nothing was done about, by topic, partition and offset.")
    int list(
            @Mixin KafkaOptions kafka,
            @Mixin DeadLetterOptions letters,
            @Option(names = "--all", description = "Also those that were replayed or discarded.") boolean all,
            @Option(names = "--limit", paramLabel = "N", defaultValue = "100", description = "At most N; 100.")
                    long limit,
            @Option(
                            names = "--after",
                            paramLabel = "LETTER",
                            converter = DeadLetterAccess.Place.class,
                            description = "Begin behind this one: the next page.")
                    Coordinates after,
            @Option(names = "--count", description = "Print only how many there are.") boolean count,
            @Option(names = "--json", description = "Print one JSON object a line.") boolean json)
            throws IOException {
        PrintWriter out = out();
        long[] found = {0};
        String[] last = {null};
        DeadLetterAccess.with(kafka, letters.filter(), admin -> {
            admin.visit(letters.filter(), (letter, resolution) -> {
                boolean wanted = (resolution.isEmpty() || all)
                        && (after == null || ORDER.compare(letter.coordinates(), after) > 0);
                if (!wanted) {
                    return true;
                }
                if (!count && found[0] == limit) {
                    err().println("sluice: there are more; go on with --after " + last[0] + ", or see --limit");
                    return false;
                }
                if (!count) {
                    out.println(json ? TerminalText.json(described(letter, resolution)) : line(letter, resolution));
                    last[0] = letter.coordinates().toString();
                }
                found[0]++;
                return true;
            });
            return null;
        });
        if (count) {
            out.println(found[0]);
        }
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
        DeadLetterGroups grouped = new DeadLetterGroups();
        DeadLetterAccess.with(kafka, letters.filter(), admin -> {
            admin.visit(letters.filter(), (letter, resolution) -> {
                if (resolution.isEmpty()) {
                    grouped.add(letter);
                }
                return true;
            });
            return null;
        });
        for (Group group : grouped.groups()) {
            out().println(json ? TerminalText.json(group) : line(group));
        }
        return 0;
    }

    @Command(
            name = "show",
            mixinStandardHelpOptions = true,
            description =
                    "Print a letter's headers and its value, control characters escaped, secrets and personal data hidden.")
    int show(
            @Mixin KafkaOptions kafka,
            @Parameters(paramLabel = "LETTER", converter = DeadLetterAccess.Place.class) Coordinates coordinates,
            @Option(
                            names = "--value",
                            description =
                                    "Print the value alone, byte for byte, with all that it holds: save it, mend it, replay it --with-file.")
                    boolean value)
            throws IOException {
        DeadLetterRecord letter = DeadLetterAccess.with(kafka, admin -> DeadLetterAccess.required(admin, coordinates));
        if (value) {
            System.out.write(letter.value());
            System.out.flush();
            return 0;
        }
        PrintWriter out = out();
        letter.headers()
                .forEach((name, text) ->
                        out.println(TerminalText.escaped(name) + ": " + TerminalText.escaped(hidden(text))));
        DeadLetterAccess.with(kafka, admin -> admin.resolutionOf(coordinates))
                .ifPresent(resolution -> out.println("resolution: " + TerminalText.json(resolution)));
        out.println();
        out.println(TerminalText.escaped(new String(letter.shownValue(), StandardCharsets.UTF_8)));
        return 0;
    }

    private static String hidden(String text) {
        return new String(SensitiveText.hide(text.getBytes(StandardCharsets.UTF_8)), StandardCharsets.UTF_8);
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
}
