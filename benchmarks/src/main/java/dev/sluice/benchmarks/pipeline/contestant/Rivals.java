// SPDX-License-Identifier: Apache-2.0
package dev.sluice.benchmarks.pipeline.contestant;

import dev.sluice.benchmarks.pipeline.contestant.RivalProgram.Found;
import dev.sluice.benchmarks.pipeline.corpus.EventLayout;
import dev.sluice.benchmarks.pipeline.machine.MeasuredProcess;
import dev.sluice.benchmarks.pipeline.run.BenchBroker;
import dev.sluice.benchmarks.pipeline.run.Contestant;
import dev.sluice.benchmarks.pipeline.run.Feed;
import dev.sluice.benchmarks.pipeline.run.Part;
import dev.sluice.benchmarks.pipeline.run.Stage;
import dev.sluice.benchmarks.pipeline.run.TopicDestination;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Other tools as contestants: one process each, with a configuration file of {@code benchmarks/rivals}, writing to a topic of their own. */
final class Rivals {

    private static final String TOPIC = "events";

    private final SourceTree tree;

    Rivals(SourceTree tree) {
        this.tree = tree;
    }

    /** How lines get into a rival: where it follows files or listens, by names of its configuration file's values. */
    @FunctionalInterface
    interface Inlet {
        Opened open(Path folder) throws IOException;
    }

    /** An inlet of one contestant. */
    record Opened(Feed feed, Map<String, String> values) {}

    /** @param configuration file in {@code benchmarks/rivals} */
    Candidate candidate(RivalProgram program, String configuration, Inlet inlet, EventLayout layout) {
        return program.find(tree)
                .<Candidate>map(found -> new Candidate.Present(
                        program.name(), stage -> contestant(program, found, configuration, inlet, layout, stage)))
                .orElseGet(() -> new Candidate.Absent(program.name(), program.notFound()));
    }

    private Contestant contestant(
            RivalProgram program, Found found, String configuration, Inlet inlet, EventLayout layout, Stage stage)
            throws IOException {
        Path folder = stage.folder(program.name());
        BenchBroker broker = stage.broker(program.name());
        broker.createTopics(Map.of(), TOPIC);
        Opened opened = inlet.open(folder);
        Map<String, String> values = new HashMap<>(opened.values());
        values.put("RIVALS", tree.rivals().toString());
        values.put("WORK", Files.createDirectories(folder.resolve("work")).toString());
        values.put("BROKERS", broker.bootstrapServers());
        values.put("TOPIC", TOPIC);
        Path rendered = tree.render(configuration, values, folder);
        Map<String, String> environment = found.libraries();
        MeasuredProcess process = new MeasuredProcess(
                program.executable(),
                command(program, found, rendered, folder),
                environment,
                folder.resolve("output.log"));
        return new Contestant(
                program.name(),
                program.version(found),
                List.of(Part.of(process)),
                broker.process(),
                List.of(),
                opened.feed(),
                new TopicDestination(broker, TOPIC),
                layout);
    }

    /** In the foreground, and with nothing outside of its folder. */
    private static List<String> command(RivalProgram program, Found found, Path configuration, Path folder) {
        List<String> command = new ArrayList<>(List.of(found.executable().toString()));
        Path root = found.root();
        switch (program.kind()) {
            case RSYSLOG -> {
                command.addAll(List.of(
                        "-n",
                        "-f",
                        configuration.toString(),
                        "-i",
                        folder.resolve("pid").toString()));
                if (found.unpacked()) {
                    command.add("-M" + root.resolve("usr/lib/x86_64-linux-gnu/rsyslog"));
                }
            }
            case SYSLOG_NG -> {
                command.addAll(List.of(
                        "-F",
                        "--no-caps",
                        "--cfgfile=" + configuration,
                        "--persist-file=" + folder.resolve("persist"),
                        "--pidfile=" + folder.resolve("pid"),
                        "--control=" + folder.resolve("control")));
                if (found.unpacked()) {
                    command.add("--module-path=" + root.resolve("usr/lib/syslog-ng/3.38"));
                }
            }
            case FLUENT_BIT -> command.addAll(List.of("-c", configuration.toString()));
            case VECTOR -> command.addAll(List.of("--config", configuration.toString(), "--quiet"));
        }
        return command;
    }
}
