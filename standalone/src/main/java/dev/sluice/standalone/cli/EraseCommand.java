// SPDX-License-Identifier: Apache-2.0
package dev.sluice.standalone.cli;

import dev.sluice.model.concurrent.Ticker;
import dev.sluice.operations.erasure.AcceptedBefore;
import dev.sluice.operations.erasure.ErasureLog;
import dev.sluice.operations.erasure.ErasureRecord.Subject;
import dev.sluice.operations.ledger.LedgerGroups;
import dev.sluice.sink.SinkTools;
import dev.sluice.sink.erasure.ErasableStore;
import dev.sluice.sink.erasure.Erasure;
import dev.sluice.sink.erasure.Erasure.ErasureOutcome;
import dev.sluice.sink.erasure.ErasureRequest;
import dev.sluice.sink.s3.compaction.LakeLock;
import dev.sluice.standalone.StandaloneException;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.apache.kafka.common.KafkaException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import software.amazon.awssdk.core.exception.SdkException;

/** {@code sluice erase}: deletes one person's events from both stores. */
@Command(
        name = "erase",
        mixinStandardHelpOptions = true,
        description = {
            "Delete the events that have a value in a field, e.g. one person's, from Elasticsearch and the lake.",
            "What was accepted before the command is gone from both when it says so; it waits for what is on its way.",
            "When it is interrupted, the same command goes on where it was. What it did is kept on sluice.erasures, the"
                    + " value itself only as a salted digest.",
            "Not searched: logs.raw, dead letters, the agent's files; see docs/privacy.md for when those are gone.",
            "Exit code 1 if not all could be deleted yet, 0 otherwise."
        },
        subcommands = EraseHistoryCommand.class)
final class EraseCommand implements Callable<Integer> {

    /** As the ledger calls it. */
    static final String LAKE = "s3";

    private static final String LOOKING = "Looking for the events …";
    private static final Map<String, String> STORES = Map.of("elasticsearch", "Elasticsearch", LAKE, "the lake");

    @Mixin
    private StoreOptions stores;

    @Option(names = "--field", paramLabel = "F", description = "The field, e.g. user.name; below fields, too.")
    private String field;

    @Option(
            names = "--value",
            paramLabel = "V",
            arity = "0..1",
            interactive = true,
            echo = true,
            prompt = "Value: ",
            description = {
                "Its value, exactly; without one it is asked for, so that it is in no list of processes and no shell's"
                        + " history."
            })
    private String value;

    @Option(
            names = "--from",
            paramLabel = "TIME",
            converter = InstantConverter.class,
            description = "Events of this time or later, e.g. 2026-03-01T12:00:00Z; all unless given.")
    private Instant from;

    @Option(
            names = "--to",
            paramLabel = "TIME",
            converter = InstantConverter.class,
            description = "Events before this.")
    private Instant to;

    @Option(names = "--dataset", paramLabel = "D", description = "Of this dataset only.")
    private String dataset;

    @Option(names = "--namespace", paramLabel = "N", description = "Of this namespace only.")
    private String namespace;

    @Option(names = "--dry-run", description = "Count them, and delete nothing.")
    private boolean dryRun;

    @Option(names = "--yes", description = "Do not ask.")
    private boolean yes;

    @Option(names = "--note", paramLabel = "TEXT", defaultValue = "", description = "Why; is kept with the record.")
    private String note;

    @Option(
            names = "--wait",
            paramLabel = "TIME",
            defaultValue = "15m",
            converter = DurationConverter.class,
            description = {
                "How long to wait until what was accepted before is stored; ${DEFAULT-VALUE}.",
                "The lake is behind by sluice.sink.s3.file.max-age."
            })
    private Duration patience;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (field == null || value == null) {
            throw new ParameterException(spec.commandLine(), "--field and --value say whose events");
        }
        ErasureRequest request = new ErasureRequest(field, value, from, to, dataset, namespace);
        try (SinkTools tools = stores.toolsWithBrokers();
                Progress progress = new Progress(spec.commandLine().getErr())) {
            return dryRun ? count(tools, request, progress) : erase(tools, request, progress);
        } catch (KafkaException | SdkException | IllegalStateException e) {
            throw new StandaloneException(
                    "not all could be deleted: " + e.getMessage() + "; what was done stays done, run it again", e);
        }
    }

    private int count(SinkTools tools, ErasureRequest request, Progress progress)
            throws IOException, InterruptedException {
        try (Stores erasers = new Stores(tools.erasers(id -> false, () -> {}))) {
            progress.show(LOOKING);
            Map<String, Long> counts = erasers.erasure().count(request, progress::show);
            progress.close();
            spec.commandLine().getOut().println(sentence(counts) + " would be deleted");
            return 0;
        }
    }

    private int erase(SinkTools tools, ErasureRequest request, Progress progress)
            throws IOException, InterruptedException {
        confirm();
        try (LakeLock lock = tools.lakeLock(progress::show);
                ErasureLog log = ErasureLog.open(
                        tools.kafka(),
                        new Subject(field, value, from, to, dataset, namespace),
                        AuditedAction.operator(),
                        note,
                        Clock.systemUTC());
                AcceptedBefore accepted =
                        new AcceptedBefore(tools.kafka(), LedgerGroups.DEFAULTS.parser(), tools.groups());
                Stores erasers = new Stores(tools.erasers(id -> log.isErased(LAKE, id), lock::require))) {
            PrintWriter out = spec.commandLine().getOut();
            if (log.record().runs() > 1) {
                out.println("Goes on with the erasure of " + log.record().at());
            }
            progress.show(LOOKING);
            ErasureOutcome outcome = erasers.erasure()
                    .run(request, new LoggedErasure(log), accepted::isStored, patience, progress::show);
            progress.close();
            Map<String, Long> events =
                    outcome.complete() ? log.done().events() : log.pause().events();
            out.println(sentence(events) + " deleted; erasure " + log.record().id());
            if (!outcome.complete()) {
                out.println("What was accepted before is not all stored yet, and was not looked at: run it again.");
            }
            return outcome.complete() ? 0 : 1;
        }
    }

    private void confirm() {
        if (yes) {
            return;
        }
        String question = "All events with " + field + " = '" + TerminalText.escaped(value)
                + "' would be deleted from both stores for good";
        if (!Progress.isTerminal()) {
            throw new StandaloneException(question + "; look how many with --dry-run, and say --yes if you mean it");
        }
        String answer = System.console().readLine("%s. Type the value to go on: ", question);
        if (answer == null || !answer.equals(value)) {
            throw new StandaloneException("nothing was deleted");
        }
    }

    /** {@code 12 events in Elasticsearch, 12 in the lake}. */
    static String sentence(Map<String, Long> counts) {
        return counts.isEmpty()
                ? "0 events"
                : counts.entrySet().stream()
                        .sorted(Map.Entry.comparingByKey())
                        .map(store -> store.getValue() + " in " + STORES.getOrDefault(store.getKey(), store.getKey()))
                        .collect(Collectors.joining(", ", "Events: ", ""));
    }

    /** Closes what has connections. */
    private record Stores(List<ErasableStore> all) implements AutoCloseable {

        Erasure erasure() {
            return new Erasure(all, Ticker.SYSTEM);
        }

        @Override
        public void close() throws IOException {
            for (ErasableStore store : all) {
                store.close();
            }
        }
    }
}
