// SPDX-License-Identifier: Apache-2.0
package dev.sluice.standalone.cli;

import dev.sluice.operations.ledger.LedgerFilter;
import dev.sluice.operations.ledger.LedgerGroups;
import dev.sluice.operations.ledger.LedgerReader;
import dev.sluice.operations.ledger.LedgerReport;
import dev.sluice.standalone.StandaloneException;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import org.apache.kafka.common.KafkaException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sluice ledger}: whether everything that was accepted is accounted for. */
@Command(
        name = "ledger",
        mixinStandardHelpOptions = true,
        description = {
            "Show what became of every accepted line, and of every event in each store.",
            "Exit code 1 if something is not accounted for, 0 otherwise."
        },
        subcommands = LedgerCheckCommand.class)
final class LedgerCommand implements Callable<Integer> {

    private static final Duration DAY = Duration.ofHours(23);

    @Mixin
    private KafkaOptions kafka;

    @Option(
            names = "--hour",
            paramLabel = "TIME",
            converter = InstantConverter.class,
            description =
                    "Of the hour of receipt that holds this time, e.g. 2026-03-01T12:00:00Z; the last 24 unless given.")
    private Instant hour;

    @Option(names = "--sender", paramLabel = "S", description = "Lines of this sender only: the name of its token.")
    private String sender;

    @Option(names = "--dataset", paramLabel = "D", description = "Events of this dataset only.")
    private String dataset;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        Instant now = Clock.systemUTC().instant();
        LedgerFilter filter = LedgerFilter.of(hour == null ? now.minus(DAY) : hour, hour == null ? now : hour)
                .ofSender(sender)
                .ofDataset(dataset);
        LedgerReport report;
        try {
            report = new LedgerReader(kafka.kafka(), LedgerGroups.DEFAULTS, Clock.systemUTC()).read(filter);
        } catch (KafkaException e) {
            throw new StandaloneException("Kafka: " + e.getMessage(), e);
        }
        if (json) {
            spec.commandLine().getOut().println(TerminalText.json(report));
        } else {
            new LedgerPrinter(spec.commandLine().getOut()).print(report);
        }
        return report.unaccounted() == 0 ? 0 : 1;
    }
}
