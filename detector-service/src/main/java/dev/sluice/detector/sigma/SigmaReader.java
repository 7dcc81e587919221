// SPDX-License-Identifier: Apache-2.0
package dev.sluice.detector.sigma;

import dev.sluice.detector.rule.DetectionRule;
import dev.sluice.detector.rule.DetectionRule.Level;
import dev.sluice.detector.rule.EventCondition;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * Reads rules in the form of the Sigma rules specification 2.1 whose {@code logsource.category} is {@code webserver}. Rules are shown with the
 * author and the licence that they name, as the Detection Rule License 1.1 asks.
 */
public final class SigmaReader {

    /** What the rules of the public repository stand under where they do not say it themselves. */
    private static final String PUBLIC_LICENCE = "DRL-1.1";

    private static final Pattern TECHNIQUE = Pattern.compile("attack\\.(t\\d{4}(\\.\\d{3})?)");

    /** Characters of a rule file: a hundred times what the longest public one has. */
    private static final int MAX_LENGTH = 1 << 20;

    private SigmaReader() {}

    /**
     * A rule that was taken, and what of it means something else here than in the specification.
     *
     * @param name by which a correlation may call it; empty if it has none
     * @param examples of its own, on which it was tried
     */
    public record Taken(String name, DetectionRule rule, List<String> changes, int examples) implements RuleDocument {
        public Taken {
            changes = List.copyOf(changes);
        }
    }

    /** @throws SigmaException if it is not one rule over single events that can be taken */
    public static Taken read(String yaml) {
        if (readAll(yaml).getFirst() instanceof Taken taken) {
            return taken;
        }
        throw new SigmaException((Node) null, "is a correlation");
    }

    /**
     * The rules of a file, which may hold several documents.
     *
     * @throws SigmaException if one of them can't be taken
     */
    public static List<RuleDocument> readAll(String yaml) {
        return readAll(yaml, Map.of());
    }

    /**
     * The same where {@code placeholders} are given for rules that ask for {@code expand}.
     *
     * @throws SigmaException if one of them can't be taken
     */
    public static List<RuleDocument> readAll(String yaml, Map<String, List<String>> placeholders) {
        return roots(yaml).stream()
                .map(root -> read(root, SigmaVersions.of(root, yaml, placeholders), placeholders))
                .toList();
    }

    private static RuleDocument read(MappingNode root, String version, Map<String, List<String>> placeholders) {
        Map<String, Node> fields = fields(root);
        if (fields.containsKey("correlation")) {
            return SigmaCorrelation.read(root, fields, version);
        }
        String category = text(fields(map(need(root, fields, "logsource"), "logsource")), "category", "");
        if (!category.equals("webserver")) {
            throw new SigmaException(
                    fields.get("logsource"), "only the category webserver is supported, was '" + category + "'");
        }
        List<String> changes = new ArrayList<>();
        MappingNode detection = map(need(root, fields, "detection"), "detection");
        EventCondition condition = condition(detection, new SigmaSelection(changes, placeholders), changes);
        if (condition.isNever()) {
            throw new SigmaException(detection, "can never be true: " + String.join("; ", changes));
        }
        String title = scalar(need(root, fields, "title"), "title");
        DetectionRule rule =
                new DetectionRule(text(fields, "id", title), version, title, level(fields), origin(fields), condition);
        int examples = SigmaExamples.check(rule, fields.get(SigmaExamples.FIELD));
        return new Taken(text(fields, "name", ""), rule, changes, examples);
    }

    static DetectionRule.Origin origin(Map<String, Node> fields) {
        return new DetectionRule.Origin(
                text(fields, "author", "unknown"),
                text(fields, "license", PUBLIC_LICENCE),
                texts(fields.get("references")),
                techniques(texts(fields.get("tags"))));
    }

    /** The documents of a file. */
    public static List<MappingNode> roots(String yaml) {
        if (yaml.length() > MAX_LENGTH) {
            throw new SigmaException(
                    (Node) null, "a rule has at most " + MAX_LENGTH + " characters, was " + yaml.length());
        }
        LoaderOptions options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        options.setMaxAliasesForCollections(10);
        try {
            List<MappingNode> roots = new ArrayList<>();
            for (Node node : new Yaml(new SafeConstructor(options)).composeAll(new StringReader(yaml))) {
                roots.add(map(node, "a rule"));
            }
            if (roots.isEmpty()) {
                throw new SigmaException((Node) null, "there is no rule in it");
            }
            return roots;
        } catch (MarkedYAMLException e) {
            throw new SigmaException(e.getProblemMark(), "is no YAML: " + e.getProblem());
        }
    }

    private static EventCondition condition(MappingNode detection, SigmaSelection reader, List<String> changes) {
        Map<String, EventCondition> selections = new LinkedHashMap<>();
        Node condition = null;
        for (NodeTuple entry : detection.getValue()) {
            String name = scalar(entry.getKeyNode(), "a selection's name");
            if (name.equals("condition")) {
                condition = entry.getValueNode();
            } else if (name.equals("timeframe")) {
                changes.add("timeframe is ignored: it has no meaning without an aggregation");
            } else {
                selections.put(name, reader.read(entry.getValueNode()));
            }
        }
        if (condition == null) {
            throw new SigmaException(detection, "detection has no condition");
        }
        if (condition instanceof SequenceNode list) {
            return new EventCondition.AnyOf(list.getValue().stream()
                    .map(one -> SigmaCondition.parse(one, scalar(one, "condition"), selections))
                    .toList());
        }
        return SigmaCondition.parse(condition, scalar(condition, "condition"), selections);
    }

    static Level level(Map<String, Node> fields) {
        String level = text(fields, "level", "medium");
        try {
            return Level.valueOf(level.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new SigmaException(
                    fields.get("level"), "level is informational, low, medium, high or critical, was '" + level + "'");
        }
    }

    private static List<String> techniques(List<String> tags) {
        return tags.stream()
                .map(TECHNIQUE::matcher)
                .filter(java.util.regex.Matcher::matches)
                .map(matcher -> matcher.group(1).toUpperCase(Locale.ROOT))
                .toList();
    }

    /** The texts of a list; none if it is none. */
    public static List<String> texts(Node node) {
        return node instanceof SequenceNode list
                ? list.getValue().stream().map(item -> scalar(item, "an item")).toList()
                : List.of();
    }

    /** The text of a field without blanks around it, or another if there is none. */
    public static String text(Map<String, Node> fields, String name, String otherwise) {
        Node node = fields.get(name);
        return node instanceof ScalarNode scalar ? scalar.getValue().strip() : otherwise;
    }

    /** @throws SigmaException if there is no such field */
    public static Node need(MappingNode root, Map<String, Node> fields, String name) {
        Node node = fields.get(name);
        if (node == null) {
            throw new SigmaException(root, "there is no " + name);
        }
        return node;
    }

    /** The fields of a map, in their order. */
    public static Map<String, Node> fields(MappingNode map) {
        Map<String, Node> fields = new LinkedHashMap<>();
        map.getValue().forEach(entry -> fields.put(scalar(entry.getKeyNode(), "a name"), entry.getValueNode()));
        return fields;
    }

    /** @throws SigmaException if it is no map */
    public static MappingNode map(Node node, String what) {
        if (node instanceof MappingNode map) {
            return map;
        }
        throw new SigmaException(node, what + " must be a map");
    }

    /** @throws SigmaException if it is no text */
    public static String scalar(Node node, String what) {
        if (node instanceof ScalarNode scalar) {
            return scalar.getValue();
        }
        throw new SigmaException(node, what + " must be a text");
    }
}
