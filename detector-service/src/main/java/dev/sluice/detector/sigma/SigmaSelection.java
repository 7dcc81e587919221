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
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/** One selection of a rule's {@code detection}: a map is all of its fields, a list is any of its items, a text is a keyword. */
final class SigmaSelection {

    private static final Set<String> KNOWN = known();

    private static final java.util.regex.Pattern PLACEHOLDER = java.util.regex.Pattern.compile("%([\\w.-]+)%");

    /** Texts that one value may become. */
    private static final int MAX_EXPANDED = 10_000;

    /** What a rule asks for beyond what we do; told in the report. */
    private final List<String> changes;

    private final Map<String, List<String>> placeholders;

    /** @param placeholders what stands for {@code %name%} where {@code expand} is asked for */
    SigmaSelection(List<String> changes, Map<String, List<String>> placeholders) {
        this.changes = changes;
        this.placeholders = placeholders;
    }

    private static Set<String> known() {
        Set<String> known = new TreeSet<>(SigmaEncoding.MODIFIERS);
        known.addAll(
                List.of("contains", "startswith", "endswith", "all", "re", "i", "m", "s", "cidr", "exists", "neq"));
        known.addAll(List.of("lt", "lte", "gt", "gte", "cased", "fieldref", "expand"));
        return known;
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
        List<String> modifiers = new ArrayList<>(parts.subList(1, parts.size()));
        for (String modifier : modifiers) {
            if (!KNOWN.contains(modifier)) {
                throw new SigmaException(
                        entry.getKeyNode(),
                        "the modifier '" + modifier + "' is not supported; those are " + String.join(", ", KNOWN));
            }
        }
        String name = parts.getFirst();
        if (SigmaFields.isInNoEvent(name)) {
            changes.add("'" + name + "' is in no event here, and taken as missing");
            return isTrueOfNone(modifiers, entry.getValueNode())
                    ? new EventCondition.AllOf(List.of())
                    : new EventCondition.AnyOf(List.of());
        }
        if (name.isEmpty()) {
            // A keyword is somewhere in an event.
            modifiers.add("contains");
        }
        List<Node> values =
                entry.getValueNode() instanceof SequenceNode list ? list.getValue() : List.of(entry.getValueNode());
        List<EventCondition> conditions = new ArrayList<>();
        for (Node value : values) {
            conditions.add(any(fields(entry.getKeyNode(), name, modifiers, value).stream()
                    .map(field -> one(field, modifiers, value))
                    .toList()));
        }
        EventCondition condition = modifiers.contains("all") && conditions.size() > 1
                ? new EventCondition.AllOf(conditions)
                : any(conditions);
        return modifiers.contains("neq") ? new EventCondition.Not(condition) : condition;
    }

    /** Rules mean by the query what stands behind the path, or path and query: where it matters how it begins, either is tried. */
    private static List<EventField> fields(Node where, String name, List<String> modifiers, Node value) {
        if (name.isEmpty()) {
            return SigmaFields.KEYWORDS;
        }
        if (!SigmaFields.isQuery(name)) {
            return List.of(known(where, name));
        }
        if (value.getTag().equals(Tag.NULL) || modifiers.contains("exists")) {
            return List.of(EventField.URL_QUERY);
        }
        return modifiers.contains("contains") || modifiers.contains("endswith")
                ? List.of(EventField.URL_ORIGINAL)
                : List.of(EventField.URL_ORIGINAL, EventField.URL_QUERY);
    }

    private static boolean isTrueOfNone(List<String> modifiers, Node value) {
        boolean isNull = value.getTag().equals(Tag.NULL);
        boolean isFalse =
                value instanceof ScalarNode scalar && scalar.getValue().equals("false");
        boolean isDash = value instanceof ScalarNode scalar && scalar.getValue().equals("-") && modifiers.isEmpty();
        return modifiers.contains("neq") || (modifiers.contains("exists") ? isFalse : isNull || isDash);
    }

    private static EventCondition any(List<EventCondition> conditions) {
        return conditions.size() == 1 ? conditions.getFirst() : new EventCondition.AnyOf(conditions);
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
        Place place = modifiers.contains("contains")
                ? Place.ANYWHERE
                : modifiers.contains("startswith")
                        ? Place.START
                        : modifiers.contains("endswith") ? Place.END : Place.WHOLE;
        if (modifiers.contains("fieldref")) {
            return new EventCondition.SameAs(field, place, known(node, value));
        }
        List<EventCondition> any = new ArrayList<>();
        for (String expanded : modifiers.contains("expand") ? expand(node, value) : List.of(value)) {
            for (String text : SigmaEncoding.of(expanded, modifiers)) {
                any.add(text(field, modifiers, place, node, text));
            }
        }
        return any(any);
    }

    private EventCondition text(EventField field, List<String> modifiers, Place place, Node node, String value) {
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
        EventCondition condition = SigmaEncoding.encodes(modifiers)
                ? new EventCondition.Text(field, place, value)
                : text(field, place, value);
        if (value.equals("-") && place == Place.WHOLE) {
            // A server's way to write that there is none, and events lack the field then.
            return new EventCondition.AnyOf(
                    List.of(condition, new EventCondition.Not(new EventCondition.Exists(field))));
        }
        // The comparison without regard to case finds it quickly, the expression looks closely.
        return modifiers.contains("cased")
                ? new EventCondition.AllOf(List.of(condition, new EventCondition.Regex(field, cased(condition))))
                : condition;
    }

    private static Pattern cased(EventCondition condition) {
        if (condition instanceof EventCondition.Text text) {
            String quoted = Pattern.quote(text.literal());
            return Pattern.compile(
                    switch (text.place()) {
                        case WHOLE -> "\\A" + quoted + "\\z";
                        case START -> "\\A" + quoted;
                        case END -> quoted + "\\z";
                        case ANYWHERE -> quoted;
                    });
        }
        String pattern = ((EventCondition.Wildcard) condition).pattern();
        StringBuilder expression = new StringBuilder("\\A");
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            if (c == '\\' && i + 1 < pattern.length() && "*?\\".indexOf(pattern.charAt(i + 1)) >= 0) {
                expression.append(Pattern.quote(pattern.substring(++i, i + 1)));
            } else {
                expression.append(c == '*' ? ".*" : c == '?' ? "." : Pattern.quote(String.valueOf(c)));
            }
        }
        return Pattern.compile(expression + "\\z", Pattern.DOTALL);
    }

    /** The value with each {@code %name%} replaced by each of its texts. */
    private List<String> expand(Node node, String value) {
        java.util.regex.Matcher name = PLACEHOLDER.matcher(value);
        if (!name.find()) {
            return List.of(value);
        }
        List<String> texts = placeholders.get(name.group(1));
        if (texts == null) {
            throw new SigmaException(
                    node,
                    "nothing is given for the placeholder " + name.group() + "; list it in a file "
                            + SigmaPlaceholders.FILE + " beside the rules");
        }
        List<String> expanded = new ArrayList<>();
        for (String text : texts) {
            expand(node, value.substring(name.end()))
                    .forEach(rest -> expanded.add(value.substring(0, name.start()) + text + rest));
        }
        if (expanded.size() > MAX_EXPANDED) {
            throw new SigmaException(node, "placeholders make more than " + MAX_EXPANDED + " texts of one value");
        }
        return expanded;
    }

    private static EventCondition regex(EventField field, List<String> modifiers, Node node, String value) {
        try {
            int flags = (modifiers.contains("i") ? Pattern.CASE_INSENSITIVE : 0)
                    | (modifiers.contains("m") ? Pattern.MULTILINE : 0)
                    | (modifiers.contains("s") ? Pattern.DOTALL : 0);
            return new EventCondition.Regex(field, Pattern.compile(value, flags));
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
