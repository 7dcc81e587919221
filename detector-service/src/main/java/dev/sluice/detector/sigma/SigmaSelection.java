// SPDX-License-Identifier: Apache-2.0
package dev.sluice.detector.sigma;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.sluice.detector.event.EventField;
import dev.sluice.detector.rule.AddressRange;
import dev.sluice.detector.rule.Condition;
import dev.sluice.detector.rule.Condition.Text.Place;
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

    Condition read(Node node) {
        return switch (node) {
            case MappingNode map ->
                new Condition.AllOf(map.getValue().stream().map(this::field).toList());
            case SequenceNode list ->
                new Condition.AnyOf(list.getValue().stream().map(this::read).toList());
            case ScalarNode keyword -> keyword(keyword);
            default -> throw new SigmaException(node, "a selection is a map, a list or a text");
        };
    }

    private Condition keyword(ScalarNode node) {
        return new Condition.AnyOf(SigmaFields.KEYWORDS.stream()
                .map(field -> text(field, Place.ANYWHERE, node.getValue()))
                .toList());
    }

    private Condition field(NodeTuple entry) {
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
        List<Condition> conditions = new ArrayList<>();
        for (Node value : values) {
            List<Condition> any =
                    fields.stream().map(field -> one(field, modifiers, value)).toList();
            conditions.add(any.size() == 1 ? any.getFirst() : new Condition.AnyOf(any));
        }
        if (conditions.size() == 1) {
            return conditions.getFirst();
        }
        return modifiers.contains("all") ? new Condition.AllOf(conditions) : new Condition.AnyOf(conditions);
    }

    private static EventField known(Node where, String name) {
        return SigmaFields.find(name)
                .orElseThrow(() -> new SigmaException(where, "no event has the field '" + name + "'"));
    }

    private Condition one(EventField field, List<String> modifiers, Node node) {
        if (!(node instanceof ScalarNode scalar)) {
            throw new SigmaException(node, "a value is a text or a number");
        }
        String value = scalar.getValue();
        if (scalar.getTag().equals(Tag.NULL)) {
            return new Condition.Not(new Condition.Exists(field));
        }
        if (modifiers.contains("exists")) {
            Condition exists = new Condition.Exists(field);
            return Boolean.parseBoolean(value) ? exists : new Condition.Not(exists);
        }
        if (modifiers.contains("re")) {
            return regex(field, modifiers, node, value);
        }
        if (modifiers.contains("cidr")) {
            try {
                return new Condition.Network(field, AddressRange.parse(value));
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

    private static Condition regex(EventField field, List<String> modifiers, Node node, String value) {
        try {
            return new Condition.Regex(
                    field, Pattern.compile(value, modifiers.contains("i") ? Pattern.CASE_INSENSITIVE : 0));
        } catch (PatternSyntaxException e) {
            throw new SigmaException(
                    node,
                    "the expression can't be run in linear time (RE2 has no look-around or back-reference): "
                            + e.getMessage());
        }
    }

    private static Condition number(EventField field, String modifier, Node node, String value) {
        try {
            return new Condition.Number(
                    field,
                    switch (modifier) {
                        case "lt" -> Condition.Number.Comparison.LESS;
                        case "lte" -> Condition.Number.Comparison.LESS_OR_EQUAL;
                        case "gt" -> Condition.Number.Comparison.GREATER;
                        default -> Condition.Number.Comparison.GREATER_OR_EQUAL;
                    },
                    new BigDecimal(value));
        } catch (NumberFormatException e) {
            throw new SigmaException(node, "'" + value + "' is no number");
        }
    }

    /** A value may hold wildcards; without any it is a literal at a place. */
    private static Condition text(EventField field, Place place, String value) {
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
        return new Condition.Text(field, place, literal.toString());
    }

    private static Condition wildcard(EventField field, Place place, String value) {
        String before = place == Place.ANYWHERE || place == Place.END ? "*" : "";
        String behind = place == Place.ANYWHERE || place == Place.START ? "*" : "";
        return new Condition.Wildcard(field, before + value + behind);
    }
}
