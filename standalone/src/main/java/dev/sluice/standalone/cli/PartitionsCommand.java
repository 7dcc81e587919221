// SPDX-License-Identifier: Apache-2.0
package dev.sluice.standalone.cli;

import dev.sluice.parser.ParserService;
import dev.sluice.parser.dedup.PartitionExpansion;
import dev.sluice.parser.dedup.PartitionExpansion.Expansion;
import dev.sluice.standalone.StandaloneException;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.apache.kafka.common.KafkaException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sluice partitions}: a step of what docs/scaling.md describes. */
@Command(
        name = "partitions",
        mixinStandardHelpOptions = true,
        description = {
            "Give Sluice's topics more partitions while ingest and parser are stopped; docs/scaling.md has the steps before and after it.",
            "What the parser remembers goes along, so repeats of what was sent before are still dropped. Refuses while a parser runs or has chunks left.",
            "When it is interrupted, the same command goes on where it was."
        })
final class PartitionsCommand implements Callable<Integer> {

    @Mixin
    private KafkaOptions kafka;

    @Mixin
    private AuditedAction audit;

    @Parameters(paramLabel = "N", description = "How many there are to be; the number never goes down.")
    private int partitions;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        try {
            Expansion growth = new PartitionExpansion(kafka.kafka(), ParserService.GROUP).expandTo(partitions);
            String sentence = growth.before() + " partitions are " + growth.after() + " now; the memory of "
                    + growth.moved() + " streams and batches moved";
            audit.result(sentence);
            spec.commandLine().getOut().println(sentence);
            return 0;
        } catch (IllegalStateException e) {
            throw new StandaloneException(e.getMessage(), e);
        } catch (KafkaException e) {
            throw new StandaloneException("Kafka: " + e.getMessage() + "; ask again", e);
        }
    }
}
