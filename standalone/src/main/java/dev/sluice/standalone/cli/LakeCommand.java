// SPDX-License-Identifier: Apache-2.0
package dev.sluice.standalone.cli;

import dev.sluice.operations.erasure.ErasedEvents;
import dev.sluice.sink.SinkTools;
import dev.sluice.sink.s3.compaction.LakeCompaction.CompactionOutcome;
import dev.sluice.sink.s3.compaction.LakeCompaction.CompactionRequest;
import dev.sluice.sink.s3.compaction.LakeLock;
import dev.sluice.standalone.StandaloneException;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Predicate;
import org.apache.kafka.common.KafkaException;
import org.springframework.util.unit.DataSize;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import software.amazon.awssdk.core.exception.SdkException;

/** {@code sluice lake}: looks after the lake. */
@Command(
        name = "lake",
        mixinStandardHelpOptions = true,
        description = "Look after the lake.",
        synopsisSubcommandLabel = "COMMAND")
final class LakeCommand {

    @Spec
    private CommandSpec spec;

    @Command(
            name = "compact",
            mixinStandardHelpOptions = true,
            description = {
                "Merge small objects of hours that are over into big ones; one run at a time, and none while sluice"
                        + " erase runs.",
                "A run that was interrupted is finished by the next one."
            })
    int compact(
            @Mixin StoreOptions stores,
            @Mixin AuditedAction audit,
            @Option(
                            names = "--older-than",
                            paramLabel = "TIME",
                            defaultValue = "2h",
                            converter = DurationConverter.class,
                            description =
                                    "How long an hour must be over, and how old its objects, e.g. 90m, 2h, 1d; 2h.")
                    Duration olderThan,
            @Option(
                            names = "--target-size",
                            paramLabel = "SIZE",
                            defaultValue = "256MB",
                            converter = DataSizeConverter.class,
                            description =
                                    "How big a merged object should be; what has half of it stays as it is; 256MB.")
                    DataSize targetSize,
            @Option(names = "--dataset", paramLabel = "D", description = "Of this dataset only.") String dataset)
            throws IOException, InterruptedException {
        try (SinkTools tools = stores.toolsWithBrokers();
                Progress progress = new Progress(spec.commandLine().getErr());
                LakeLock lock = tools.lakeLock(progress::show)) {
            progress.show("Looking for hours to merge …");
            int[] merged = {0};
            CompactionOutcome outcome = tools.compaction(new ErasedFromLake(tools), lock::require)
                    .run(new CompactionRequest(dataset, olderThan, targetSize.toBytes()), key -> {
                        progress.close();
                        spec.commandLine().getErr().println(key);
                        progress.show(++merged[0] + " merged, looking for more …");
                    });
            progress.close();
            String sentence = String.format(
                    Locale.ROOT,
                    "%d objects merged into %d; %d deleted that were in merged ones already",
                    outcome.parts(),
                    outcome.merged(),
                    outcome.finished());
            audit.result(sentence);
            spec.commandLine().getOut().println(sentence);
            return 0;
        } catch (SdkException | KafkaException | IllegalStateException e) {
            throw new StandaloneException(
                    "the lake cannot be compacted: " + e.getMessage() + "; nothing is lost, run it again", e);
        }
    }

    /** Whether an event was erased from the lake; asked only where objects seem to contradict each other, and read then. */
    private static final class ErasedFromLake implements Predicate<String> {
        private final SinkTools tools;
        private ErasedEvents erased;

        private ErasedFromLake(SinkTools tools) {
            this.tools = tools;
        }

        @Override
        public boolean test(String id) {
            if (erased == null) {
                erased = ErasedEvents.readAll(tools.kafka());
            }
            return erased.contains(EraseCommand.LAKE, id);
        }
    }
}
