// SPDX-License-Identifier: Apache-2.0
package dev.sluice.standalone.cli;

import dev.sluice.operations.erasure.ErasureLog;
import dev.sluice.operations.erasure.ErasureRecord;
import dev.sluice.standalone.StandaloneException;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.apache.kafka.common.KafkaException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sluice erase history}: who had what deleted, and when. */
@Command(
        name = "history",
        mixinStandardHelpOptions = true,
        description = "Show who had which events deleted, when, and what came of it; without the values.")
final class EraseHistoryCommand implements Callable<Integer> {

    @Mixin
    private KafkaOptions kafka;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        List<ErasureRecord> records;
        try {
            records = ErasureLog.history(kafka.kafka());
        } catch (KafkaException e) {
            throw new StandaloneException("Kafka: " + e.getMessage(), e);
        }
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(TerminalText.json(records));
        } else {
            records.forEach(record -> out.println(sentence(record)));
        }
        return 0;
    }

    private static String sentence(ErasureRecord record) {
        String state =
                record.ended() == null ? record.state().name().toLowerCase(Locale.ROOT) : "done " + record.ended();
        return TerminalText.escaped(record.at() + " " + record.by() + ", " + record.field() + ", " + state + ". "
                + EraseCommand.sentence(record.events())
                + (record.note().isEmpty() ? "" : " (" + record.note() + ")"));
    }
}
