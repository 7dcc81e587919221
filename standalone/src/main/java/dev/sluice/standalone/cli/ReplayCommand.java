// SPDX-License-Identifier: Apache-2.0
package dev.sluice.standalone.cli;

import dev.sluice.model.Topics;
import dev.sluice.operations.replay.RangeReplay;
import dev.sluice.operations.replay.RangeReplay.ReplayProgress;
import dev.sluice.operations.replay.RangeReplay.TimeRange;
import dev.sluice.operations.rules.RulesHistory;
import dev.sluice.standalone.StandaloneException;
import java.io.IOException;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.apache.kafka.common.KafkaException;
import org.springframework.util.unit.DataSize;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sluice replay}: runs what was received through the parser again. */
@Command(
        name = "replay",
        mixinStandardHelpOptions = true,
        description = {
            "Run raw chunks through the parser again, after it was mended, into a namespace of its own, in both"
                    + " stores.",
            "When it is interrupted, the same command goes on where it was; once it is done, it does nothing."
        })
final class ReplayCommand implements Callable<Integer> {

    @Mixin
    private KafkaOptions kafka;

    @Mixin
    private AuditedAction audit;

    @Option(
            names = "--from",
            paramLabel = "TIME",
            required = true,
            converter = InstantConverter.class,
            description = "Received at or after this, e.g. 2026-03-01T12:00:00Z.")
    private Instant from;

    @Option(
            names = "--to",
            paramLabel = "TIME",
            required = true,
            converter = InstantConverter.class,
            description = "Received before this.")
    private Instant to;

    @Option(names = "--namespace", paramLabel = "N", required = true, description = "Where the events go.")
    private String namespace;

    @Option(
            names = "--rules",
            paramLabel = "VERSION",
            description = "Parses by this version of the rules, see sluice rules history; by the newest unless given.")
    private String rules;

    @Option(
            names = "--rate",
            paramLabel = "SIZE",
            defaultValue = "20MB",
            converter = DataSizeConverter.class,
            description = "At most so many bytes of chunks a second; 20MB.")
    private DataSize rate;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        try (Progress progress = new Progress(spec.commandLine().getErr())) {
            requireRules();
            ReplayProgress end = new RangeReplay(kafka.kafka())
                    .run(
                            new TimeRange(from, to, namespace, rules),
                            Math.max(1, rate.toBytes()),
                            state -> progress.show(sentence(state)));
            progress.close();
            audit.result(sentence(end));
            spec.commandLine().getOut().println(sentence(end));
            return 0;
        } catch (KafkaException e) {
            throw new StandaloneException("Kafka: " + e.getMessage() + "; what was done stays done, ask again", e);
        }
    }

    /** Chunks for a version that there is none of would be dead letters. */
    private void requireRules() throws IOException {
        if (rules == null) {
            return;
        }
        try (RulesHistory history = RulesHistory.of(Topics.RULES, kafka.kafka())) {
            if (history.read().stream().noneMatch(known -> known.version().equals(rules))) {
                throw new StandaloneException(
                        "there is no version " + rules + " of the rules: ./sluice rules history says which there are");
            }
        }
    }

    private static String sentence(ReplayProgress progress) {
        return String.format(
                Locale.ROOT,
                "%d chunks, %.1f MB replayed; %d records left",
                progress.chunks(),
                progress.bytes() / 1e6,
                progress.left());
    }
}
