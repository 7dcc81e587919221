// SPDX-License-Identifier: Apache-2.0
package dev.sluice.detector.detection;

import dev.sluice.detector.rule.DetectionRule;
import dev.sluice.detector.sigma.SigmaException;
import dev.sluice.detector.sigma.SigmaReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Reads all Sigma rules of a folder and of those in it. */
public final class RuleFolder {

    private RuleFolder() {}

    /**
     * What became of a rule file.
     *
     * @param rule null if it was refused
     * @param refusal why, with line and column; empty if it was taken
     */
    public record Entry(Path file, DetectionRule rule, List<String> changes, String refusal) {}

    /** The report on each file, in the order of their names. */
    public static List<Entry> report(Path folder) {
        List<Path> files;
        try (Stream<Path> all = Files.walk(folder)) {
            files = all.filter(file ->
                            file.toString().endsWith(".yml") || file.toString().endsWith(".yaml"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("rules can't be read from " + folder, e);
        }
        return files.stream().map(RuleFolder::read).toList();
    }

    /** @throws IllegalArgumentException if a rule can't be taken; the message names all of them */
    public static List<DetectionRule> rules(List<Path> folders) {
        List<DetectionRule> rules = new ArrayList<>();
        List<String> refused = new ArrayList<>();
        for (Path folder : folders) {
            for (Entry entry : report(folder)) {
                if (entry.rule() == null) {
                    refused.add(entry.file() + ": " + entry.refusal());
                } else {
                    rules.add(entry.rule());
                }
            }
        }
        if (!refused.isEmpty()) {
            throw new IllegalArgumentException(
                    "rules that can't be taken; mend them or take them away: " + String.join("; ", refused));
        }
        return rules;
    }

    private static Entry read(Path file) {
        try {
            SigmaReader.Taken taken = SigmaReader.read(Files.readString(file));
            return new Entry(file, taken.rule(), taken.changes(), "");
        } catch (SigmaException e) {
            return new Entry(file, null, List.of(), e.getMessage());
        } catch (IOException e) {
            return new Entry(file, null, List.of(), "can't be read: " + e.getMessage());
        }
    }
}
