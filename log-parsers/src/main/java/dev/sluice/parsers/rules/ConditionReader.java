// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.rules;

import dev.sluice.model.sensitive.SensitiveText;
import dev.sluice.parsers.engine.Glob;
import dev.sluice.parsers.yaml.YamlValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Reads and compiles conditions.
 *
 * <pre>
 * if:
 *   event.dataset: apache.*                     # equal to, with * for any characters
 *   http.method: [GET, HEAD]                    # any of them
 *   http.response.status_code: {from: 500}      # a range
 *   source.ip: {cidr: [10.0.0.0/8]}
 *   any: [{url.path: {exists: false}}, {not: {url.path: {matches: "^/api/"}}}]
 * </pre>
 */
final class ConditionReader {

    private static final List<String> TESTS =
            List.of("equals", "one-of", "like", "from", "to", "cidr", "exists", "matches", "detects", "ignore-case");

    private final FieldNumbers fields;

    ConditionReader(FieldNumbers fields) {
        this.fields = fields;
    }

    Condition read(YamlValue value) {
        List<Condition> conditions = new ArrayList<>();
        Map<String, YamlValue> members = value.map();
        if (members.isEmpty()) {
            throw value.problem("there is no condition: leave if: out for a rule that is for every event");
        }
        members.forEach((name, member) -> conditions.add(one(name, member)));
        return conditions.size() == 1 ? conditions.getFirst() : new Condition.All(conditions);
    }

    private Condition one(String name, YamlValue value) {
        return switch (name) {
            case "all" -> new Condition.All(several(value));
            case "any" -> new Condition.Any(several(value));
            case "not" -> new Condition.Not(read(value));
            default -> ofField(RuleValues.field(value, name), value);
        };
    }

    private List<Condition> several(YamlValue value) {
        List<Condition> conditions = value.list().stream().map(this::read).toList();
        if (conditions.isEmpty()) {
            throw value.problem("there is no condition in the list");
        }
        return conditions;
    }

    private Condition ofField(FieldPath path, YamlValue value) {
        if (!value.isMap()) {
            return test(
                    path,
                    anyOf(
                            value,
                            value.texts().stream()
                                    .map(ConditionReader::wildcard)
                                    .toList()));
        }
        Map<String, YamlValue> members = value.map(TESTS);
        boolean ignoresCase =
                members.containsKey("ignore-case") && members.get("ignore-case").truth();
        List<ValueTest> tests = new ArrayList<>();
        members.forEach((name, member) -> {
            if (!List.of("exists", "to", "ignore-case").contains(name)) {
                tests.add(test(name, members, member, ignoresCase));
            }
        });
        if (members.containsKey("to") && !members.containsKey("from")) {
            tests.add(test("from", members, members.get("to"), ignoresCase));
        }
        if (members.containsKey("exists")) {
            return exists(path, members, tests.isEmpty());
        }
        if (tests.isEmpty()) {
            throw value.problem("this says not what the field must hold: write one of " + String.join(", ", TESTS));
        }
        return test(path, tests.size() == 1 ? tests.getFirst() : new ValueTest.AllOf(List.copyOf(tests)));
    }

    private Condition exists(FieldPath path, Map<String, YamlValue> members, boolean isAlone) {
        YamlValue exists = members.get("exists");
        if (!isAlone) {
            throw exists.problem("a field that holds something exists: leave exists out, or what it holds");
        }
        Condition there = new Condition.Exists(fields.of(path));
        return exists.truth() ? there : new Condition.Not(there);
    }

    private ValueTest test(String name, Map<String, YamlValue> members, YamlValue value, boolean ignoresCase) {
        if (ignoresCase && !List.of("equals", "one-of", "like").contains(name)) {
            throw value.problem(name + " has no ignore-case; an expression has (?i)");
        }
        return switch (name) {
            case "equals" -> equal(value.text(), ignoresCase);
            case "one-of" ->
                anyOf(
                        value,
                        value.texts().stream()
                                .map(text -> equal(text, ignoresCase))
                                .toList());
            case "like" ->
                anyOf(
                        value,
                        value.texts().stream()
                                .map(text -> like(text, ignoresCase))
                                .toList());
            case "from" -> range(members.get("from"), members.get("to"));
            case "cidr" -> new ValueTest.InNetwork(networks(value));
            case "matches" -> new ValueTest.Expression(RuleValues.expression(value));
            default -> new ValueTest.Detected(new SensitiveText(RuleValues.detectors(value)));
        };
    }

    private static ValueTest wildcard(String text) {
        return text.indexOf('*') < 0 ? ValueTest.Equal.to(text) : new ValueTest.Wildcard(new Glob(text));
    }

    private static ValueTest equal(String text, boolean ignoresCase) {
        return ignoresCase
                ? new ValueTest.IgnoringCase(ValueTest.Equal.to(text.toLowerCase(Locale.ROOT)))
                : ValueTest.Equal.to(text);
    }

    private static ValueTest like(String text, boolean ignoresCase) {
        return ignoresCase ? new ValueTest.IgnoringCase(wildcard(text.toLowerCase(Locale.ROOT))) : wildcard(text);
    }

    private static ValueTest anyOf(YamlValue place, List<ValueTest> tests) {
        if (tests.isEmpty()) {
            throw place.problem("there is no value in the list");
        }
        return tests.size() == 1 ? tests.getFirst() : new ValueTest.AnyOf(tests);
    }

    private static ValueTest range(YamlValue from, YamlValue to) {
        double low = from == null ? Double.NEGATIVE_INFINITY : RuleValues.number(from);
        double high = to == null ? Double.POSITIVE_INFINITY : RuleValues.number(to);
        if (low > high) {
            throw from.problem("the range ends before it starts");
        }
        return new ValueTest.Range(low, high);
    }

    private static List<IpNetwork> networks(YamlValue value) {
        return value.texts().stream()
                .map(text -> {
                    try {
                        return IpNetwork.parse(text);
                    } catch (IllegalArgumentException e) {
                        throw value.problem(e.getMessage());
                    }
                })
                .toList();
    }

    private Condition test(FieldPath path, ValueTest test) {
        return switch (path.text()) {
            case "event.dataset", "data_stream.dataset" -> new Condition.OfDataStream(true, test);
            case "data_stream.namespace" -> new Condition.OfDataStream(false, test);
            default -> new Condition.OfField(fields.of(path), test);
        };
    }
}
