// SPDX-License-Identifier: Apache-2.0
package dev.sluice.detector.sigma;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.sluice.detector.event.EventField;
import dev.sluice.detector.rule.AddressRange;
import dev.sluice.detector.rule.EventCondition;
import dev.sluice.detector.rule.EventCondition.Text.Place;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/** One selection of a rule's {@code detection}: a map is all of its fields, a list is any of its items, a text is a keyword. */
final class SigmaSelection {

    private static final Set<String> KNOWN = Set.of(
            "contains",
            "startswith",
            "endswith",
            "all",
            "re",
            "i",
            "cidr",
            "exists",
            "lt",
            "lte",
            "gt",
            "gte",
            "cased");

    /** What a rule asks for beyond what we do; told in the report. */
    private final List<String> changes;

    SigmaSelection(List<String> changes) {
        this.changes = changes;
    }

    EventCondition read(Node node) {
        return switch (node) {
            case MappingNode map ->
                new EventCondition.AllOf(
                        map.getValue().stream().map(this::field).toList());
            case SequenceNode list ->
                new EventCondition.AnyOf(
                        list.getValue().stream().map(this::read).toList());
            case ScalarNode keyword -> keyword(keyword);
            default -> throw new SigmaException(node, "a selection is a map, a list or a text");
        };
    }

    private EventCondition keyword(ScalarNode node) {
        return new EventCondition.AnyOf(SigmaFields.KEYWORDS.stream()
                .map(field -> text(field, Place.ANYWHERE, node.getValue()))
                .toList());
    }

    private EventCondition field(NodeTuple entry) {
        String key = ((ScalarNode) entry.getKeyNode()).getValue();
        List<String> parts = Arrays.asList(key.split("\\|"));
        List<String> modifiers = parts.subList(1, parts.size());
        for (String modifier : modifiers) {
            if (!KNOWN.contains(modifier)) {
                throw new SigmaException(
                        entry.getKeyNode(),
                        "the modifier '" + modifier + "' is not supported; those are "
                                + String.join(", ", KNOWN.stream().sorted().toList()));
            }
        }
        if (modifiers.contains("cased")) {
            changes.add("'" + key + "' is compared without regard to case");
        }
        List<Node> values =
                entry.getValueNode() instanceof SequenceNode list ? list.getValue() : List.of(entry.getValueNode());
        List<EventField> fields = parts.getFirst().isEmpty()
                ? SigmaFields.KEYWORDS
                : List.of(known(entry.getKeyNode(), parts.getFirst()));
        List<EventCondition> conditions = new ArrayList<>();
        for (Node value : values) {
            List<EventCondition> any =
                    fields.stream().map(field -> one(field, modifiers, value)).toList();
            conditions.add(any.size() == 1 ? any.getFirst() : new EventCondition.AnyOf(any));
        }
        if (conditions.size() == 1) {
            return conditions.getFirst();
        }
        return modifiers.contains("all") ? new EventCondition.AllOf(conditions) : new EventCondition.AnyOf(conditions);
    }

    private static EventField known(Node where, String name) {
        return SigmaFields.find(name)
                .orElseThrow(() -> new SigmaException(where, "no event has the field '" + name + "'"));
    }

    private EventCondition one(EventField field, List<String> modifiers, Node node) {
        if (!(node instanceof ScalarNode scalar)) {
            throw new SigmaException(node, "a value is a text or a number");
        }
        String value = scalar.getValue();
        if (scalar.getTag().equals(Tag.NULL)) {
            return new EventCondition.Not(new EventCondition.Exists(field));
        }
        if (modifiers.contains("exists")) {
            EventCondition exists = new EventCondition.Exists(field);
            return Boolean.parseBoolean(value) ? exists : new EventCondition.Not(exists);
        }
        if (modifiers.contains("re")) {
            return regex(field, modifiers, node, value);
        }
        if (modifiers.contains("cidr")) {
            try {
                return new EventCondition.Network(field, AddressRange.parse(value));
            } catch (IllegalArgumentException e) {
                throw new SigmaException(node, "'" + value + "' is no network: " + e.getMessage());
            }
        }
        for (String modifier : modifiers) {
            if (Set.of("lt", "lte", "gt", "gte").contains(modifier)) {
                return number(field, modifier, node, value);
            }
        }
        Place place = modifiers.contains("contains")
                ? Place.ANYWHERE
                : modifiers.contains("startswith")
                        ? Place.START
                        : modifiers.contains("endswith") ? Place.END : Place.WHOLE;
        return text(field, place, value);
    }

    private static EventCondition regex(EventField field, List<String> modifiers, Node node, String value) {
        try {
            return new EventCondition.Regex(
                    field, Pattern.compile(value, modifiers.contains("i") ? Pattern.CASE_INSENSITIVE : 0));
        } catch (PatternSyntaxException e) {
            throw new SigmaException(
                    node,
                    "the expression can't be run in linear time (RE2 has no look-around or back-reference): "
                            + e.getMessage());
        }
    }

    private static EventCondition number(EventField field, String modifier, Node node, String value) {
        try {
            return new EventCondition.Number(
                    field,
                    switch (modifier) {
                        case "lt" -> EventCondition.Number.Comparison.LESS;
                        case "lte" -> EventCondition.Number.Comparison.LESS_OR_EQUAL;
                        case "gt" -> EventCondition.Number.Comparison.GREATER;
                        default -> EventCondition.Number.Comparison.GREATER_OR_EQUAL;
                    },
                    new BigDecimal(value));
        } catch (NumberFormatException e) {
            throw new SigmaException(node, "'" + value + "' is no number");
        }
    }

    /** A value may hold wildcards; without any it is a literal at a place. */
    private static EventCondition text(EventField field, Place place, String value) {
        StringBuilder literal = new StringBuilder();
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '\\' && i + 1 < value.length() && "*?\\".indexOf(value.charAt(i + 1)) >= 0) {
                literal.append(value.charAt(++i));
            } else if (c == '*' || c == '?') {
                return wildcard(field, place, value);
            } else {
                literal.append(c);
            }
        }
        return new EventCondition.Text(field, place, literal.toString());
    }

    private static EventCondition wildcard(EventField field, Place place, String value) {
        String before = place == Place.ANYWHERE || place == Place.END ? "*" : "";
        String behind = place == Place.ANYWHERE || place == Place.START ? "*" : "";
        return new EventCondition.Wildcard(field, before + value + behind);
    }
}
