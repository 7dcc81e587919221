// SPDX-License-Identifier: Apache-2.0
package dev.sluice.detector.detection;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.detector.crowdsec.CrowdSecScenario;
import dev.sluice.detector.crowdsec.ScenarioReader;
import dev.sluice.detector.rule.CorrelationRule;
import dev.sluice.detector.rule.DetectionRule;
import dev.sluice.detector.rule.DetectionRules;
import dev.sluice.detector.sigma.RuleDocument;
import dev.sluice.detector.sigma.SigmaCorrelation;
import dev.sluice.detector.sigma.SigmaException;
import dev.sluice.detector.sigma.SigmaPlaceholders;
import dev.sluice.detector.sigma.SigmaReader;
import dev.sluice.detector.sigma.SigmaVersions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Reads all rules of folders and of those in them, or of texts that were published. */
public final class RuleFolder {

    /** Bytes of all rules together, so that they fit into a record. */
    private static final int MAX_BYTES = 4 << 20;

    /** How names of data files end, which scenarios call. */
    private static final String DATA = ".txt";

    private RuleFolder() {}

    /**
     * What became of a rule file.
     *
     * @param rules none if it was refused
     * @param refusal why, with line and column; empty if it was taken
     */
    public record Entry(Path file, List<RuleDocument> rules, String refusal) {

        public boolean isTaken() {
            return refusal.isEmpty();
        }

        /** Examples of their own on which the rules were tried. */
        public int examples() {
            return rules.stream().mapToInt(RuleDocument::examples).sum();
        }
    }

    /**
     * Files with rules, or placeholders, in the order of folders and names.
     *
     * @throws IllegalArgumentException if a folder can't be read
     */
    public static List<Path> files(List<Path> folders) {
        return folders.stream().flatMap(folder -> files(folder).stream()).toList();
    }

    private static List<Path> files(Path folder) {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(file -> file.toString().endsWith(".yml")
                            || file.toString().endsWith(".yaml")
                            || file.toString().endsWith(DATA))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new IllegalArgumentException("rules can't be read from " + folder + ": " + e.getMessage(), e);
        }
    }

    /**
     * What the files say, by their names.
     *
     * @throws IllegalArgumentException if one can't be read, or there is more than can be published
     */
    public static Map<String, String> texts(List<Path> folders) {
        Map<String, String> texts = new LinkedHashMap<>();
        long bytes = 0;
        for (Path file : files(folders)) {
            try {
                String text = Files.readString(file);
                bytes += text.getBytes(UTF_8).length;
                texts.put(file.toString(), text);
            } catch (IOException e) {
                throw new IllegalArgumentException(file + " can't be read: " + e.getMessage(), e);
            }
        }
        if (bytes > MAX_BYTES) {
            throw new IllegalArgumentException(
                    "all rules of " + folders + " have at most " + MAX_BYTES + " bytes, had " + bytes);
        }
        return texts;
    }

    /** The report on each file, in the order of their names. */
    public static List<Entry> report(Path folder) {
        Map<String, String> texts = new LinkedHashMap<>();
        Map<String, Entry> entries = new TreeMap<>();
        for (Path file : files(folder)) {
            try {
                texts.put(file.toString(), Files.readString(file));
            } catch (IOException e) {
                entries.put(file.toString(), new Entry(file, List.of(), "can't be read: " + e.getMessage()));
            }
        }
        report(texts).forEach(entry -> entries.put(entry.file().toString(), entry));
        return List.copyOf(entries.values());
    }

    /** The report on each text that is no file of placeholders. */
    private static List<Entry> report(Map<String, String> texts) {
        Map<Path, Map<String, List<String>>> placeholders = new HashMap<>();
        List<Entry> entries = new ArrayList<>();
        texts.forEach((name, text) -> {
            Path file = Path.of(name);
            if (isPlaceholders(file)) {
                try {
                    placeholders.put(folderOf(file), SigmaPlaceholders.read(text));
                } catch (SigmaException e) {
                    entries.add(new Entry(file, List.of(), e.getMessage()));
                }
            }
        });
        texts.forEach((name, text) -> {
            Path file = Path.of(name);
            if (!isPlaceholders(file) && !name.endsWith(DATA)) {
                entries.add(read(file, text, nearest(file, placeholders), dataFiles(file, texts)));
            }
        });
        return entries;
    }

    private static boolean isPlaceholders(Path file) {
        return file.endsWith(SigmaPlaceholders.FILE);
    }

    /** Those beside a file and in the folders above, of which the nearest counts. */
    private static Map<String, String> dataFiles(Path file, Map<String, String> texts) {
        Map<String, String> data = new HashMap<>();
        for (Path folder = folderOf(file); folder != null; folder = folder.getParent()) {
            Path parent = folder;
            texts.forEach((name, text) -> {
                Path other = Path.of(name);
                if (name.endsWith(DATA) && folderOf(other).equals(parent)) {
                    data.putIfAbsent(other.getFileName().toString(), text);
                }
            });
        }
        return data;
    }

    private static Path folderOf(Path file) {
        return file.getParent() == null ? Path.of("") : file.getParent();
    }

    private static Map<String, List<String>> nearest(Path file, Map<Path, Map<String, List<String>>> placeholders) {
        for (Path folder = folderOf(file); folder != null; folder = folder.getParent()) {
            if (placeholders.containsKey(folder)) {
                return placeholders.get(folder);
            }
        }
        return Map.of();
    }

    /** @throws IllegalArgumentException if a rule can't be taken; the message names all of them */
    public static DetectionRules rules(List<Path> folders) {
        return rules(texts(folders));
    }

    /**
     * The same of texts by the names of their files.
     *
     * @throws IllegalArgumentException if a rule can't be taken; the message names all of them
     */
    public static DetectionRules rules(Map<String, String> texts) {
        List<Entry> entries = report(texts);
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
        Map<String, DetectionRule> named = new HashMap<>();
        for (Entry entry : entries) {
            for (RuleDocument rule : entry.rules()) {
                if (rule instanceof SigmaReader.Taken taken) {
                    events.add(taken.rule());
                    named.put(taken.rule().id(), taken.rule());
                    named.put(taken.name(), taken.rule());
                }
                if (rule instanceof CrowdSecScenario scenario) {
                    events.add(scenario.filter());
                }
            }
        }
        named.remove("");
        List<CorrelationRule> correlations = new ArrayList<>();
        for (Entry entry : entries) {
            for (RuleDocument rule : entry.rules()) {
                if (rule instanceof CrowdSecScenario scenario) {
                    correlations.add(scenario.bucket());
                }
                if (rule instanceof SigmaCorrelation correlation) {
                    List<String> unknown = correlation.rule().rules().stream()
                            .filter(name -> !named.containsKey(name))
                            .toList();
                    if (unknown.isEmpty()) {
                        correlations.add(resolve(correlation.rule(), named));
                    } else {
                        refused.add(
                                entry.file() + ": there is no rule over single events with the name or id " + unknown);
                    }
                }
            }
        }
        return new DetectionRules(events, correlations);
    }

    private static CorrelationRule resolve(CorrelationRule rule, Map<String, DetectionRule> named) {
        List<DetectionRule> over = rule.rules().stream().map(named::get).toList();
        return rule.withRules(
                over.stream().map(DetectionRule::id).toList(),
                SigmaVersions.over(
                        rule.version(),
                        over.stream().map(DetectionRule::version).toList()));
    }

    private static Entry read(
            Path file, String text, Map<String, List<String>> placeholders, Map<String, String> data) {
        try {
            if (ScenarioReader.isScenario(text)) {
                return new Entry(file, ScenarioReader.readAll(text, data), "");
            }
            return new Entry(file, SigmaReader.readAll(text, placeholders), "");
        } catch (SigmaException e) {
            return new Entry(file, List.of(), e.getMessage());
        }
    }
}
