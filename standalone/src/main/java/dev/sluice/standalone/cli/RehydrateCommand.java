// SPDX-License-Identifier: Apache-2.0
package dev.sluice.standalone.cli;

import dev.sluice.model.DataStream;
import dev.sluice.sink.SinkTools;
import dev.sluice.sink.rehydration.Rehydration;
import dev.sluice.sink.rehydration.Rehydration.RehydrationProgress;
import dev.sluice.sink.rehydration.Rehydration.RehydrationRequest;
import dev.sluice.standalone.StandaloneException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import software.amazon.awssdk.core.exception.SdkException;

/** {@code sluice rehydrate}: from the lake back to Elasticsearch. */
@Command(
        name = "rehydrate",
        mixinStandardHelpOptions = true,
        description = {
            "Read a span of the lake back into Elasticsearch, into a namespace of its own.",
            "When it is interrupted, the same command goes on where it was. It waits for an Elasticsearch that is away."
        })
final class RehydrateCommand implements Callable<Integer> {

    @Mixin
    private StoreOptions stores;

    @Mixin
    private AuditedAction audit;

    @Option(names = "--dataset", paramLabel = "D", required = true, description = "Which events, e.g. apache.access.")
    private String dataset;

    @Option(
            names = "--from",
            paramLabel = "TIME",
            required = true,
            converter = InstantConverter.class,
            description = "Events of this time or later, e.g. 2026-03-01T12:00:00Z.")
    private Instant from;

    @Option(
            names = "--to",
            paramLabel = "TIME",
            required = true,
            converter = InstantConverter.class,
            description = "Events before this.")
    private Instant to;

    @Option(
            names = "--source",
            paramLabel = "N",
            defaultValue = DataStream.DEFAULT_NAMESPACE,
            description = "The namespace that they have in the lake; ${DEFAULT-VALUE}.")
    private String source;

    @Option(
            names = "--namespace",
            paramLabel = "N",
            defaultValue = "rehydrated",
            description = "Where they go; ${DEFAULT-VALUE}.")
    private String namespace;

    @Option(
            names = "--progress-file",
            paramLabel = "FILE",
            description = "Remembers what is done; .sluice-rehydrate-DATASET-NAMESPACE here unless given.")
    private Path done;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        RehydrationRequest request = new RehydrationRequest(new DataStream(dataset, source), from, to, namespace);
        Path file = done != null ? done : Path.of(".sluice-rehydrate-" + dataset + '-' + namespace);
        try (SinkTools tools = stores.tools();
                Rehydration rehydration = tools.rehydration();
                Progress progress = new Progress(spec.commandLine().getErr())) {
            RehydrationProgress end = rehydration.run(request, file, state -> progress.show(sentence(state)));
            progress.close();
            audit.result(sentence(end));
            spec.commandLine().getOut().println(sentence(end));
            return end.rejected() == 0 ? 0 : 1;
        } catch (SdkException e) {
            throw new StandaloneException(
                    "the lake cannot be read: " + e.getMessage() + "; what was done stays done, ask again", e);
        }
    }

    private static String sentence(RehydrationProgress progress) {
        return String.format(
                Locale.ROOT,
                "%d of %d objects, %d events brought, %d rejected by Elasticsearch",
                progress.objects(),
                progress.ofObjects(),
                progress.events(),
                progress.rejected());
    }
}
