// SPDX-License-Identifier: Apache-2.0
package dev.sluice.detector.detection;

import dev.sluice.detector.rule.CorrelationRule;
import dev.sluice.detector.rule.DetectionRule;
import dev.sluice.detector.rule.DetectionRules;
import dev.sluice.detector.sigma.SigmaCorrelation;
import dev.sluice.detector.sigma.SigmaException;
import dev.sluice.detector.sigma.SigmaPlaceholders;
import dev.sluice.detector.sigma.SigmaReader;
import dev.sluice.detector.sigma.SigmaRule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Reads all Sigma rules of a folder and of those in it. */
public final class RuleFolder {

    private RuleFolder() {}

    /**
     * What became of a rule file.
     *
     * @param rules none if it was refused
     * @param refusal why, with line and column; empty if it was taken
     */
    public record Entry(Path file, List<SigmaRule> rules, String refusal) {

        public boolean isTaken() {
            return refusal.isEmpty();
        }

        /** Examples of their own on which the rules were tried. */
        public int examples() {
            return rules.stream()
                    .mapToInt(rule -> rule instanceof SigmaReader.Taken taken ? taken.examples() : 0)
                    .sum();
        }
    }

    /** The report on each file, in the order of their names. */
    public static List<Entry> report(Path folder) {
        try (Stream<Path> all = Files.walk(folder)) {
            List<Path> files = all.filter(file ->
                            file.toString().endsWith(".yml") || file.toString().endsWith(".yaml"))
                    .filter(file -> !file.equals(folder.resolve(SigmaPlaceholders.FILE)))
                    .sorted()
                    .toList();
            Map<String, List<String>> placeholders = SigmaPlaceholders.of(folder);
            return files.stream().map(file -> read(file, placeholders)).toList();
        } catch (SigmaException e) {
            return List.of(new Entry(folder.resolve(SigmaPlaceholders.FILE), List.of(), e.getMessage()));
        } catch (IOException e) {
            throw new UncheckedIOException("rules can't be read from " + folder, e);
        }
    }

    /** @throws IllegalArgumentException if a rule can't be taken; the message names all of them */
    public static DetectionRules rules(List<Path> folders) {
        List<Entry> entries =
                folders.stream().flatMap(folder -> report(folder).stream()).toList();
        List<String> refused = new ArrayList<>();
        entries.stream()
                .filter(entry -> !entry.isTaken())
                .forEach(entry -> refused.add(entry.file() + ": " + entry.refusal()));
        DetectionRules rules = resolve(entries, refused);
        if (!refused.isEmpty()) {
            throw new IllegalArgumentException(
                    "rules that can't be taken; mend them or take them away: " + String.join("; ", refused));
        }
        return rules;
    }

    /** Rules that are together, where correlations call others by name or id. */
    private static DetectionRules resolve(List<Entry> entries, List<String> refused) {
        List<DetectionRule> events = new ArrayList<>();
        Map<String, String> ids = new HashMap<>();
        for (Entry entry : entries) {
            for (SigmaRule rule : entry.rules()) {
                if (rule instanceof SigmaReader.Taken taken) {
                    events.add(taken.rule());
                    ids.put(taken.rule().id(), taken.rule().id());
                    ids.put(taken.name(), taken.rule().id());
                }
            }
        }
        ids.remove("");
        List<CorrelationRule> correlations = new ArrayList<>();
        for (Entry entry : entries) {
            for (SigmaRule rule : entry.rules()) {
                if (rule instanceof SigmaCorrelation correlation) {
                    List<String> unknown = correlation.rule().rules().stream()
                            .filter(name -> !ids.containsKey(name))
                            .toList();
                    if (unknown.isEmpty()) {
                        correlations.add(correlation
                                .rule()
                                .withRules(correlation.rule().rules().stream()
                                        .map(ids::get)
                                        .toList()));
                    } else {
                        refused.add(
                                entry.file() + ": there is no rule over single events with the name or id " + unknown);
                    }
                }
            }
        }
        return new DetectionRules(events, correlations);
    }

    private static Entry read(Path file, Map<String, List<String>> placeholders) {
        try {
            return new Entry(file, SigmaReader.readAll(Files.readString(file), placeholders), "");
        } catch (SigmaException e) {
            return new Entry(file, List.of(), e.getMessage());
        } catch (IOException e) {
            return new Entry(file, List.of(), "can't be read: " + e.getMessage());
        }
    }
}
