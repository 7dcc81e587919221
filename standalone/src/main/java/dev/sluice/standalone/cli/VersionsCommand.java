// SPDX-License-Identifier: Apache-2.0
package dev.sluice.standalone.cli;

import dev.sluice.operations.rules.RulesHistory;
import dev.sluice.operations.rules.RulesVersion;
import dev.sluice.standalone.StandaloneException;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.apache.kafka.common.KafkaException;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Says which versions the rules of a service had, which are records of a topic. */
abstract class VersionsCommand implements Callable<Integer> {

    private final String topic;
    private final String name;

    @Mixin
    private KafkaOptions kafka;

    @Option(names = "--show", paramLabel = "VERSION", description = "Print what the files said at this version.")
    private String shown;

    @Option(names = "--json", description = "Print JSON, a version a line, with what its files said.")
    private boolean json;

    @Spec
    private CommandSpec spec;

    /** @param name of the command */
    VersionsCommand(String topic, String name) {
        this.topic = topic;
        this.name = name;
    }

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        print(read(), out);
        out.flush();
        return 0;
    }

    private List<RulesVersion> read() throws IOException {
        try (RulesHistory history = RulesHistory.of(topic, kafka.kafka())) {
            return history.read();
        } catch (KafkaException e) {
            throw new StandaloneException("Kafka: " + e.getMessage() + "; ask again", e);
        }
    }

    private void print(List<RulesVersion> versions, PrintWriter out) {
        if (shown != null) {
            show(versions, out);
        } else if (json) {
            versions.forEach(version -> out.println(TerminalText.json(version)));
        } else if (versions.isEmpty()) {
            out.println("no rules were published yet");
        } else {
            RulesVersion before = null;
            for (RulesVersion version : versions) {
                out.println(TerminalText.escaped(version.version() + "  " + version.at() + "  " + version.by()));
                changes(before, version).forEach(change -> out.println("  " + TerminalText.escaped(change)));
                before = version;
            }
        }
    }

    private void show(List<RulesVersion> versions, PrintWriter out) {
        RulesVersion version = versions.stream()
                .filter(each -> each.version().equals(shown))
                .findFirst()
                .orElseThrow(() -> new StandaloneException(
                        "there is no version " + shown + " of the rules: ./sluice " + name + " says which there are"));
        version.files().forEach((file, text) -> {
            out.println(TerminalText.escaped("# " + file));
            text.lines().forEach(line -> out.println(TerminalText.escaped(line)));
        });
    }

    /** Lines that came and went, file by file. */
    static List<String> changes(RulesVersion before, RulesVersion now) {
        Map<String, String> old = before == null ? Map.of() : before.files();
        Set<String> files = new LinkedHashSet<>(old.keySet());
        files.addAll(now.files().keySet());
        List<String> changes = new ArrayList<>();
        for (String file : files) {
            List<String> gone =
                    new ArrayList<>(old.getOrDefault(file, "").lines().toList());
            List<String> come = new ArrayList<>();
            now.files()
                    .getOrDefault(file, "")
                    .lines()
                    .filter(line -> !gone.remove(line))
                    .forEach(come::add);
            if (!gone.isEmpty() || !come.isEmpty()) {
                changes.add(file);
                gone.forEach(line -> changes.add("- " + line));
                come.forEach(line -> changes.add("+ " + line));
            }
        }
        return changes;
    }
}
