// SPDX-License-Identifier: Apache-2.0
package dev.sluice.standalone.cli;

import dev.sluice.detector.alert.Alert;
import dev.sluice.detector.backtest.Backtest;
import dev.sluice.detector.backtest.PastEvents;
import dev.sluice.detector.detection.EventDetector;
import dev.sluice.detector.detection.RuleFolder;
import dev.sluice.detector.window.IncidentChange;
import dev.sluice.model.Topics;
import dev.sluice.operations.rules.RulesHistory;
import dev.sluice.sink.SinkTools;
import dev.sluice.standalone.StandaloneException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import software.amazon.awssdk.core.exception.SdkException;

/** {@code sluice detect}: looks after the rules of the detector. */
@Command(
        name = "detect",
        mixinStandardHelpOptions = true,
        description = "Look after rules of the detector, and after what it found.",
        subcommands = {TrailCommand.class, DetectHistoryCommand.class},
        synopsisSubcommandLabel = "COMMAND")
final class DetectCommand {

    @Spec
    private CommandSpec spec;

    @Command(
            name = "test",
            mixinStandardHelpOptions = true,
            description = {
                "Say of each Sigma rule and CrowdSec scenario of a folder whether it can be taken, what of it means"
                        + " something else here, or why not.",
                "Each is tried on its own examples; one that is not as they say is not taken.",
                "Exit code 1 if one can't be."
            })
    int test(@Parameters(paramLabel = "FOLDER", description = "The folder with the rules, *.yml.") Path folder) {
        PrintWriter out = spec.commandLine().getOut();
        int refused = 0;
        int examples = 0;
        List<RuleFolder.Entry> report = RuleFolder.report(folder);
        for (RuleFolder.Entry entry : report) {
            Path file = folder.relativize(entry.file());
            List<String> changes = entry.rules().stream()
                    .flatMap(rule -> rule.changes().stream())
                    .toList();
            examples += entry.examples();
            if (!entry.isTaken()) {
                refused++;
                out.println(TerminalText.escaped("refused  " + file + ": " + entry.refusal()));
            } else if (changes.isEmpty()) {
                out.println(TerminalText.escaped("taken    " + file));
            } else {
                out.println(TerminalText.escaped("changed  " + file + ": " + String.join("; ", changes)));
            }
        }
        out.printf(
                "%d of %d files can be taken, tried on %d examples of their own.%n",
                report.size() - refused, report.size(), examples);
        if (refused == 0) {
            // Whether they fit each other: ids, and the rules that correlations name.
            new EventDetector(RuleFolder.rules(List.of(folder)));
        }
        return refused == 0 ? 0 : 1;
    }

    @Command(
            name = "try",
            mixinStandardHelpOptions = true,
            description = {
                "Say what the detector would have told of the events that are on Kafka, or in the lake: by the code"
                        + " that runs, with the ids that it would give.",
                "Tells nobody else, and blocks nobody."
            })
    int attempt(
            @Mixin KafkaOptions kafka,
            @Option(
                            names = "--rules",
                            paramLabel = "FOLDER",
                            description = "A folder of rules, or one file, besides the rules that are built in; may be"
                                    + " repeated.")
                    List<Path> rules,
            @Option(
                            names = "--rules-version",
                            paramLabel = "VERSION",
                            description = "The rules as they were published, see ./sluice detect history; instead of"
                                    + " --rules.")
                    String version,
            @Option(
                            names = "--rule",
                            paramLabel = "ID",
                            description = "Show what this rule tells, and no other; may be repeated.")
                    List<String> only,
            @Option(
                            names = "--from",
                            paramLabel = "TIME",
                            defaultValue = "1970-01-01T00:00:00Z",
                            description = "Receipt of the first events, in the lake their own time, such as"
                                    + " 2026-11-28T12:00:00Z; all unless given.")
                    Instant from,
            @Option(
                            names = "--to",
                            paramLabel = "TIME",
                            defaultValue = "9999-01-01T00:00:00Z",
                            description = "The same time from which on events are left out; none unless given.")
                    Instant to,
            @Option(names = "--lake", description = "Read the lake, and not Kafka.") boolean lake,
            @Option(
                            names = "--set",
                            paramLabel = "NAME=VALUE",
                            description =
                                    "With --lake: a property of the sink service, e.g. sluice.sink.s3.bucket=logs.")
                    Map<String, String> properties)
            throws IOException, InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        EventDetector detector = new EventDetector(
                version == null
                        ? RuleFolder.rules(rules == null ? List.of() : rules)
                        : RuleFolder.rules(published(version, kafka)));
        Set<String> shown = shown(detector, only);
        Backtest backtest = new Backtest(detector);
        long start = System.nanoTime();
        try (Progress progress = new Progress(spec.commandLine().getErr())) {
            if (lake) {
                Map<String, String> settings = properties == null ? Map.of() : properties;
                try (SinkTools tools = StoreOptions.tools(kafka.instance(), settings)) {
                    new LakeEvents(tools.lake())
                            .read(from, to, event -> !LakeEvents.isUnwatched(event), backtest::add, progress::show);
                } catch (SdkException e) {
                    throw new StandaloneException("the lake cannot be read: " + e.getMessage(), e);
                }
            } else {
                PastEvents.read(kafka.kafka(), from, to, event -> {
                    backtest.add(event);
                    progress.show(backtest.events() + " events");
                });
            }
        }
        Map<String, Integer> incidents = new TreeMap<>();
        for (Alert alert : backtest.alerts()) {
            if (alert.change().kind() == IncidentChange.Kind.OPENED
                    && shown.contains(alert.detection().id())) {
                incidents.merge(alert.detection().id(), 1, Integer::sum);
                out.println(TerminalText.escaped("%s  %-13s %s: %s, e.g. %s"
                        .formatted(
                                alert.time(),
                                alert.detection().level().name().toLowerCase(Locale.ROOT),
                                alert.detection().title(),
                                alert.group(),
                                alert.change().signals().getFirst().sample())));
                out.println("                      alert " + alert.id());
            }
        }
        incidents.forEach((rule, count) -> out.println(TerminalText.escaped("%6d  %s".formatted(count, rule))));
        out.printf(
                "%d incidents in %d events, %d of them unreadable, in %.1f s.%n",
                incidents.values().stream().mapToInt(Integer::intValue).sum(),
                backtest.events() + backtest.unreadable(),
                backtest.unreadable(),
                (System.nanoTime() - start) / 1e9);
        return 0;
    }

    private static Map<String, String> published(String version, KafkaOptions kafka) throws IOException {
        try (RulesHistory history = RulesHistory.of(Topics.DETECTIONS, kafka.kafka())) {
            return history.read().stream()
                    .filter(known -> known.version().equals(version))
                    .findFirst()
                    .orElseThrow(() -> new StandaloneException("there is no version " + version
                            + " of the rules: ./sluice detect history says which there are"))
                    .files();
        }
    }

    private static Set<String> shown(EventDetector detector, List<String> only) {
        Set<String> known = new TreeSet<>();
        detector.detections().forEach(detection -> known.add(detection.id()));
        if (only == null) {
            return known;
        }
        for (String id : only) {
            if (!known.contains(id)) {
                throw new StandaloneException("there is no rule '" + id + "'; those are " + String.join(", ", known));
            }
        }
        return Set.copyOf(only);
    }
}
