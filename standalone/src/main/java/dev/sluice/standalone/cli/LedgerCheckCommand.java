// SPDX-License-Identifier: Apache-2.0
package dev.sluice.standalone.cli;

import dev.sluice.model.DataStream;
import dev.sluice.model.ledger.LineRow;
import dev.sluice.operations.erasure.ErasedEvents;
import dev.sluice.operations.ledger.IdRecount;
import dev.sluice.operations.ledger.RecountReport;
import dev.sluice.operations.ledger.WrittenIds;
import dev.sluice.sink.SinkTools;
import dev.sluice.sink.driver.StoreFilter;
import dev.sluice.sink.elasticsearch.DocumentIds;
import dev.sluice.sink.s3.LakeReader;
import dev.sluice.standalone.StandaloneException;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.kafka.common.KafkaException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import software.amazon.awssdk.core.exception.SdkException;
import tools.jackson.databind.node.ObjectNode;

/** {@code sluice ledger check}: recounts an hour in both stores. */
@Command(
        name = "check",
        mixinStandardHelpOptions = true,
        description = {
            "Recount the events of one hour of receipt in both stores, by id, and name up to 100 of each that differ.",
            "What is in flight is missing still; what was erased must not be there. Exit code 1 if an event is not"
                    + " there exactly once, 0 otherwise."
        })
final class LedgerCheckCommand implements Callable<Integer> {

    private static final String ELASTICSEARCH = "elasticsearch";
    private static final String LAKE = "s3";
    private static final Duration HOUR = Duration.ofHours(1);

    @Mixin
    private StoreOptions stores;

    @Option(
            names = "--hour",
            paramLabel = "TIME",
            required = true,
            converter = InstantConverter.class,
            description = "The hour of receipt that holds this time, e.g. 2026-03-01T12:00:00Z.")
    private Instant time;

    @Option(names = "--dataset", paramLabel = "D", description = "Events of this dataset only.")
    private String dataset;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        RecountReport report;
        try (SinkTools tools = stores.toolsWithBrokers();
                Progress progress = new Progress(spec.commandLine().getErr())) {
            report = recount(tools, time.truncatedTo(ChronoUnit.HOURS), progress);
        } catch (KafkaException | SdkException | IllegalStateException e) {
            throw new StandaloneException("the hour cannot be recounted: " + e.getMessage(), e);
        }
        if (json) {
            spec.commandLine().getOut().println(TerminalText.json(report));
        } else {
            print(report);
        }
        return report.differing() == 0 ? 0 : 1;
    }

    private RecountReport recount(SinkTools tools, Instant from, Progress progress)
            throws IOException, InterruptedException {
        Map<String, StoreFilter> filters = tools.filters();
        List<String> names = List.of(ELASTICSEARCH, LAKE);
        IdRecount recount = new IdRecount(
                Map.of(ELASTICSEARCH, filters.get(ELASTICSEARCH)::accepts, LAKE, filters.get(LAKE)::accepts));
        new WrittenIds(tools.kafka(), LineRow.hourOf(from.toEpochMilli()), dataset)
                .read(recount, names, records -> progress.show(records + " records read from Kafka"));
        ErasedEvents.readAll(tools.kafka()).forEach(recount::erased);
        try (DocumentIds documents = tools.documentIds()) {
            long[] count = {0};
            documents.read(
                    "logs-" + (dataset == null ? "*" : dataset + "-*"), from, from.plus(HOUR), (id, dataStream) -> {
                        recount.stored(ELASTICSEARCH, id, dataStream);
                        progress.show(++count[0] + " documents of " + recount.size());
                    });
        }
        countLake(tools.lake(), recount, from, progress);
        return recount.report();
    }

    private void countLake(LakeReader lake, IdRecount recount, Instant from, Progress progress)
            throws IOException, InterruptedException {
        // An object's time is of whole seconds.
        List<String> keys = lake.keysWritten(dataset, from);
        int done = 0;
        for (String key : keys) {
            lake.read(key, event -> {
                if (isReceived(event, from)) {
                    recount.stored(LAKE, event.at("/event/id").asString(""), dataStreamOf(event));
                }
            });
            progress.show(++done + " of " + keys.size() + " objects");
        }
    }

    private static boolean isReceived(ObjectNode event, Instant from) {
        try {
            Instant received = Instant.parse(event.at("/event/created").asString(""));
            return !received.isBefore(from) && received.isBefore(from.plus(HOUR));
        } catch (DateTimeException e) {
            return false;
        }
    }

    private static String dataStreamOf(ObjectNode event) {
        return new DataStream(
                        event.at("/data_stream/dataset").asString(""),
                        event.at("/data_stream/namespace").asString(""))
                .name();
    }

    private void print(RecountReport report) {
        PrintWriter out = spec.commandLine().getOut();
        report.stores().forEach((store, count) -> {
            out.printf(
                    Locale.ROOT,
                    "%s: %d of %d events are as they should be, %d differ%n",
                    store,
                    count.right(),
                    report.written(),
                    count.differing());
            count.named()
                    .forEach(difference -> out.printf(
                            Locale.ROOT,
                            "  %s %s %s, %d times there%n",
                            difference.kind().name().toLowerCase(Locale.ROOT),
                            difference.id(),
                            TerminalText.escaped(difference.dataStream()),
                            difference.copies()));
        });
    }
}
