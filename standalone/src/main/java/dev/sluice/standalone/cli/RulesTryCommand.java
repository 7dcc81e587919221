// SPDX-License-Identifier: Apache-2.0
package dev.sluice.standalone.cli;

import dev.sluice.model.concurrent.Ticker;
import dev.sluice.operations.replay.RawSpan;
import dev.sluice.operations.replay.RawSpan.SpanProgress;
import dev.sluice.parser.settings.ParserSettingsLoader;
import dev.sluice.parsers.ParseOutput;
import dev.sluice.parsers.RulesTrial;
import dev.sluice.parsers.RulesTrial.TrialOfRules;
import dev.sluice.parsers.rules.RuleSet;
import dev.sluice.settings.SettingsCheck;
import dev.sluice.sink.SinkTools;
import dev.sluice.standalone.StandaloneException;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.LongSupplier;
import org.apache.kafka.common.KafkaException;
import org.springframework.core.env.StandardEnvironment;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import software.amazon.awssdk.core.exception.SdkException;

/** {@code sluice rules try}: what rules would have done to what was received. */
@Command(
        name = "try",
        mixinStandardHelpOptions = true,
        description = {
            "Run files of rules over what was received in a span of time, and say by rule what they would have done;"
                    + " nothing is written.",
            "The rules of these files alone are tried, one file after the other, on the lines of logs.raw. Replays are"
                    + " left out; a line that was sent twice counts twice.",
            "With --lake they are tried on the events of the lake, also of times that logs.raw has no more; what"
                    + " earlier rules did is in those.",
            "Samples show events as they were before the rules, whatever is to be hidden in them.",
            "Settings of the parser are taken from the environment, as for sluice parse. Hashes are made under a"
                    + " public key.",
            "The exit code is 0 if the span was tried, also if only a part of it; 1 if the rules can't be used or the"
                    + " brokers can't be read; 2 for wrong usage."
        })
final class RulesTryCommand implements Callable<Integer> {

    private static final long MOST_EVENTS = 100_000_000;
    private static final int MOST_SAMPLES = 100;

    @Mixin
    private KafkaOptions kafka;

    @Parameters(paramLabel = "FILE", arity = "1..*", description = "Files of rules, such as shop.yaml.")
    private List<Path> files;

    @Option(
            names = "--from",
            paramLabel = "TIME",
            required = true,
            converter = InstantConverter.class,
            description = "Received at or after this, in the lake of this time or later, e.g. 2026-03-01T12:00:00Z.")
    private Instant from;

    @Option(
            names = "--to",
            paramLabel = "TIME",
            required = true,
            converter = InstantConverter.class,
            description = "Received before this; in the lake of a time before this.")
    private Instant to;

    @Option(
            names = "--max-events",
            paramLabel = "N",
            defaultValue = "100000",
            description = "Ends with the chunk in which so many events are reached; ${DEFAULT-VALUE}.")
    private long maxEvents;

    @Option(
            names = "--max-samples",
            paramLabel = "N",
            defaultValue = "10",
            description = "Shows so many hits of each rule at most, picked from all over the span; ${DEFAULT-VALUE}.")
    private int maxSamples;

    @Option(names = "--lake", description = "Read the lake, and not Kafka.")
    private boolean lake;

    @Option(
            names = "--set",
            paramLabel = "NAME=VALUE",
            description = "With --lake: a property of the sink service, e.g. sluice.sink.s3.bucket=logs.")
    private Map<String, String> properties = new HashMap<>();

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Spec
    private CommandSpec spec;

    /**
     * What {@code --json} prints.
     *
     * @param lake whether it is of the lake: {@code span} counts objects then
     * @param complete whether all of the span was tried
     * @param warnings what the rules allow and hardly mean
     */
    record RulesTryReport(
            Instant from,
            Instant to,
            boolean lake,
            boolean complete,
            SpanProgress span,
            List<String> warnings,
            TrialOfRules trial) {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        requireUsable();
        StandardEnvironment environment = new StandardEnvironment();
        SettingsCheck.check(environment);
        RuleSet rules = RuleSet.read(files, RulesCommand.PUBLIC_KEY, ParseOutput.OTHER_RULES);
        RulesTrial trial = new RulesTrial(
                ParserSettingsLoader.of(environment).toBuilder().rules(rules).build(),
                maxSamples,
                cpuNanos(),
                Ticker.SYSTEM);
        SpanProgress end = lake ? readLake(trial) : read(trial);
        RulesTryReport report =
                new RulesTryReport(from, to, lake, end.left() == 0, end, rules.warnings(), trial.result());
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(TerminalText.json(report));
        } else {
            new RulesTryPrinter(out).print(report);
        }
        out.flush();
        return 0;
    }

    private void requireUsable() {
        if (!from.isBefore(to)) {
            throw wrongUsage("--from must be before --to, was " + from + " and " + to);
        }
        if (maxEvents < 1 || maxEvents > MOST_EVENTS) {
            throw wrongUsage("--max-events must be between 1 and " + MOST_EVENTS + ", was " + maxEvents);
        }
        if (maxSamples < 0 || maxSamples > MOST_SAMPLES) {
            throw wrongUsage("--max-samples must be between 0 and " + MOST_SAMPLES + ", was " + maxSamples);
        }
    }

    private ParameterException wrongUsage(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    private SpanProgress read(RulesTrial trial) throws IOException {
        try (Progress progress = new Progress(spec.commandLine().getErr())) {
            return new RawSpan(kafka.kafka()).read(from, to, (headers, value, state) -> {
                trial.take(headers, value);
                progress.show(trial.events() + " events tried; " + state.left() + " records left");
                return trial.events() < maxEvents;
            });
        } catch (KafkaException e) {
            throw new StandaloneException("Kafka: " + e.getMessage() + "; nothing was written, ask again", e);
        }
    }

    private SpanProgress readLake(RulesTrial trial) throws IOException, InterruptedException {
        try (SinkTools tools = StoreOptions.tools(kafka.instance(), properties);
                Progress progress = new Progress(spec.commandLine().getErr())) {
            LakeLines lines = new LakeLines(trial::take);
            long[] leftOut = {0};
            SpanProgress end = new LakeEvents(tools.lake())
                    .read(
                            from,
                            to,
                            event -> {
                                boolean enough = trial.events() >= maxEvents;
                                leftOut[0] += enough ? 1 : 0;
                                return !enough && !LakeEvents.isOwn(event);
                            },
                            lines::add,
                            state -> progress.show(trial.events() + " events tried; " + state),
                            () -> trial.events() < maxEvents);
            lines.flush();
            // An object that was read in part is left.
            int inPart = leftOut[0] > 0 ? 1 : 0;
            return new SpanProgress(end.chunks() - inPart, 0, 0, end.left() + inPart);
        } catch (SdkException e) {
            throw new StandaloneException("the lake cannot be read: " + e.getMessage(), e);
        }
    }

    /** CPU time of this thread; stands still where the machine does not tell. */
    private static LongSupplier cpuNanos() {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        return threads.isCurrentThreadCpuTimeSupported() ? threads::getCurrentThreadCpuTime : () -> 0;
    }
}
