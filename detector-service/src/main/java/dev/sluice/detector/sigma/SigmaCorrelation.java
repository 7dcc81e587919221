// SPDX-License-Identifier: Apache-2.0
package dev.sluice.detector.sigma;

import dev.sluice.detector.event.EventField;
import dev.sluice.detector.rule.CorrelationRule;
import dev.sluice.detector.window.WindowSpec;
import dev.sluice.detector.window.WindowSpec.Measure;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;

/**
 * A correlation rule of the Sigma correlation rules specification 2.1: {@code event_count}, {@code value_count}, {@code temporal} and
 * {@code temporal_ordered}.
 *
 * @param rule whose {@link CorrelationRule#rules} are what the file calls them: names, or ids
 */
public record SigmaCorrelation(CorrelationRule rule, List<String> changes) implements RuleDocument {

    private static final Pattern TIMESPAN = Pattern.compile("(\\d{1,6})([smhd])");
    private static final Map<String, Integer> SECONDS = Map.of("s", 1, "m", 60, "h", 3_600, "d", 86_400);

    /** A window is kept for each group, so it has a bound. */
    private static final int LONGEST = 7 * 86_400;

    /** Seconds below the threshold after which an incident is over. */
    private static final int QUIET = 300;

    public SigmaCorrelation {
        changes = List.copyOf(changes);
    }

    /** None: an example is one event. */
    @Override
    public int examples() {
        return 0;
    }

    static SigmaCorrelation read(MappingNode root, Map<String, Node> fields, String version) {
        MappingNode map = SigmaReader.map(fields.get("correlation"), "correlation");
        Map<String, Node> parts = SigmaReader.fields(map);
        for (String name : List.of("aliases", "extended-condition")) {
            if (parts.containsKey(name)) {
                throw new SigmaException(parts.get(name), name + " is not supported");
            }
        }
        List<String> changes = new ArrayList<>();
        Node type = SigmaReader.need(map, parts, "type");
        List<String> rules = list(SigmaReader.need(map, parts, "rules"));
        int seconds = timespan(SigmaReader.need(map, parts, "timespan"));
        Optional<EventField> value = Optional.empty();
        WindowSpec spec;
        switch (SigmaReader.scalar(type, "type")) {
            case "event_count" -> spec = spec(Measure.SUM, seconds, threshold(map, parts, changes), parts);
            case "value_count" -> {
                spec = spec(Measure.DISTINCT, seconds, threshold(map, parts, changes), parts);
                value = Optional.of(valueField(map, parts));
            }
            case "temporal" -> spec = spec(Measure.DISTINCT, seconds, all(parts, rules), parts);
            case "temporal_ordered" -> spec = spec(Measure.SEQUENCE, seconds, all(parts, rules), parts);
            default ->
                throw new SigmaException(
                        type,
                        "type is event_count, value_count, temporal or temporal_ordered, was '"
                                + SigmaReader.scalar(type, "type") + "'");
        }
        String title = SigmaReader.scalar(SigmaReader.need(root, fields, "title"), "title");
        CorrelationRule rule = new CorrelationRule(
                SigmaReader.text(fields, "id", title),
                version,
                title,
                SigmaReader.level(fields),
                SigmaReader.origin(fields),
                rules,
                groupBy(parts.get("group-by")),
                value,
                spec,
                SigmaReader.text(parts, "generate", "false").equals("true"),
                false);
        return new SigmaCorrelation(rule, changes);
    }

    private static WindowSpec spec(Measure measure, int seconds, long threshold, Map<String, Node> parts) {
        try {
            return new WindowSpec(measure, seconds, threshold, QUIET);
        } catch (IllegalArgumentException e) {
            throw new SigmaException(parts.get("condition"), e.getMessage());
        }
    }

    private static int timespan(Node node) {
        Matcher timespan = TIMESPAN.matcher(SigmaReader.scalar(node, "timespan"));
        long seconds = timespan.matches() ? Long.parseLong(timespan.group(1)) * SECONDS.get(timespan.group(2)) : 0;
        if (seconds < 1 || seconds > LONGEST) {
            throw new SigmaException(
                    node,
                    "timespan is a number with s, m, h or d, at most 7d, was '" + SigmaReader.scalar(node, "timespan")
                            + "'");
        }
        return (int) seconds;
    }

    /** All rules are to come; a condition may say so. */
    private static long all(Map<String, Node> parts, List<String> rules) {
        Node condition = parts.get("condition");
        if (condition != null) {
            Map<String, Node> bounds = SigmaReader.fields(SigmaReader.map(condition, "condition"));
            if (!SigmaReader.text(bounds, "gte", SigmaReader.text(bounds, "eq", ""))
                    .equals(Integer.toString(rules.size()))) {
                throw new SigmaException(
                        condition,
                        "a temporal correlation is of all its rules: a condition can be gte: " + rules.size());
            }
        }
        return rules.size();
    }

    private static long threshold(MappingNode map, Map<String, Node> parts, List<String> changes) {
        MappingNode condition = SigmaReader.map(SigmaReader.need(map, parts, "condition"), "condition");
        Map<String, Node> bounds = SigmaReader.fields(condition);
        for (Map.Entry<String, Node> bound : bounds.entrySet()) {
            switch (bound.getKey()) {
                case "field" -> {
                    // What is counted, and no bound.
                }
                case "gte" -> {
                    return number(bound.getValue());
                }
                case "gt" -> {
                    return number(bound.getValue()) + 1;
                }
                case "eq" -> {
                    changes.add(
                            "eq is taken as gte: when a number is reached, nobody knows yet that it stays the last");
                    return number(bound.getValue());
                }
                default ->
                    throw new SigmaException(
                            bound.getValue(),
                            bound.getKey()
                                    + " is not supported: what does not happen is true of everybody; use gte or gt");
            }
        }
        throw new SigmaException(condition, "condition has no gte or gt");
    }

    private static long number(Node node) {
        String text = SigmaReader.scalar(node, "a bound");
        if (!text.matches("\\d{1,9}")) {
            throw new SigmaException(node, "a bound is a whole number, was '" + text + "'");
        }
        return Long.parseLong(text);
    }

    private static EventField valueField(MappingNode map, Map<String, Node> parts) {
        MappingNode condition = SigmaReader.map(SigmaReader.need(map, parts, "condition"), "condition");
        Node field = SigmaReader.need(condition, SigmaReader.fields(condition), "field");
        return field(field, SigmaReader.scalar(field, "field"));
    }

    private static List<EventField> groupBy(Node node) {
        if (node == null) {
            return List.of();
        }
        return list(node).stream().map(name -> field(node, name)).toList();
    }

    private static EventField field(Node where, String name) {
        return SigmaFields.find(name)
                .orElseThrow(
                        () -> new SigmaException(where, "there is no field '" + name + "' in events of web servers"));
    }

    /** A list, or one. */
    private static List<String> list(Node node) {
        List<String> list = node instanceof ScalarNode scalar ? List.of(scalar.getValue()) : SigmaReader.texts(node);
        if (list.isEmpty()) {
            throw new SigmaException(node, "must be a list of names");
        }
        return list;
    }
}
