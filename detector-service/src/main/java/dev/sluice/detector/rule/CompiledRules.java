// SPDX-License-Identifier: Apache-2.0
package dev.sluice.detector.rule;

import dev.sluice.detector.event.DetectableEvent;
import dev.sluice.detector.event.EventField;
import dev.sluice.detector.match.LiteralMatcher;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Many rules, compiled together. All literals of a field are looked for in one pass; only those rules are evaluated of which a literal was found that
 * they cannot be true without. So the cost of an event follows its length, and hardly the number of rules. Thread-safe.
 */
public final class CompiledRules {

    /** A literal and the field it must be in. */
    private record Literal(EventField field, String text) {}

    private final List<DetectionRule> rules;

    /** The literals' numbers, by field. */
    private final Map<EventField, Map<String, Integer>> numbers = new EnumMap<>(EventField.class);

    private final Map<EventField, LiteralMatcher> matchers = new EnumMap<>(EventField.class);

    /** By field and literal: the rules that need it. */
    private final Map<EventField, int[][]> waiting = new EnumMap<>(EventField.class);

    /** Rules that need no literal. */
    private final BitSet always = new BitSet();

    public CompiledRules(List<DetectionRule> rules) {
        this.rules = List.copyOf(rules);
        List<Set<Literal>> needs = new ArrayList<>();
        for (int rule = 0; rule < rules.size(); rule++) {
            Set<Literal> needed = needed(rules.get(rule).condition());
            needs.add(needed);
            if (needed == null) {
                always.set(rule);
            } else {
                needed.forEach(literal -> numbers.computeIfAbsent(literal.field, field -> new LinkedHashMap<>())
                        .computeIfAbsent(
                                literal.text, text -> numbers.get(literal.field).size()));
            }
        }
        numbers.forEach((field, literals) -> {
            matchers.put(field, new LiteralMatcher(List.copyOf(literals.keySet())));
            int[][] waitingHere = new int[literals.size()][];
            literals.forEach((text, number) -> waitingHere[number] = java.util.stream.IntStream.range(0, rules.size())
                    .filter(rule -> needs.get(rule) != null && needs.get(rule).contains(new Literal(field, text)))
                    .toArray());
            waiting.put(field, waitingHere);
        });
    }

    public List<DetectionRule> rules() {
        return rules;
    }

    /** The rules that are true of {@code event}, in the order in which they were given. */
    public List<DetectionRule> matching(DetectableEvent event) {
        BitSet candidates = (BitSet) always.clone();
        BitSet found = new BitSet();
        matchers.forEach((field, matcher) -> {
            String text = event.get(field);
            if (text != null) {
                found.clear();
                matcher.find(text, found);
                int[][] waitingHere = waiting.get(field);
                for (int literal = found.nextSetBit(0); literal >= 0; literal = found.nextSetBit(literal + 1)) {
                    for (int rule : waitingHere[literal]) {
                        candidates.set(rule);
                    }
                }
            }
        });
        if (candidates.isEmpty()) {
            return List.of();
        }
        List<DetectionRule> matching = new ArrayList<>();
        for (int rule = candidates.nextSetBit(0); rule >= 0; rule = candidates.nextSetBit(rule + 1)) {
            if (Conditions.test(rules.get(rule).condition(), event)) {
                matching.add(rules.get(rule));
            }
        }
        return matching;
    }

    /** Literals of which at least one is in every event that {@code condition} is true of; null if there are none. */
    private static Set<Literal> needed(EventCondition condition) {
        return switch (condition) {
            case EventCondition.AllOf all ->
                all.conditions().stream()
                        .map(CompiledRules::needed)
                        .filter(needed -> needed != null)
                        .max((a, b) -> Integer.compare(worth(a), worth(b)))
                        .orElse(null);
            case EventCondition.AnyOf any -> {
                Set<Literal> union = new java.util.HashSet<>();
                for (EventCondition one : any.conditions()) {
                    Set<Literal> needed = needed(one);
                    if (needed == null) {
                        yield null;
                    }
                    union.addAll(needed);
                }
                yield union;
            }
            case EventCondition.Text text -> literal(text.field(), text.literal());
            case EventCondition.Wildcard wildcard ->
                literal(wildcard.field(), Conditions.longestLiteral(wildcard.pattern()));
            case EventCondition.Not not -> null;
            case EventCondition.Exists exists -> null;
            case EventCondition.SameAs same -> null;
            case EventCondition.Regex regex ->
                literal(regex.field(), RegexLiteral.of(regex.pattern().pattern()));
            case EventCondition.Network network -> null;
            case EventCondition.Number number -> null;
        };
    }

    private static Set<Literal> literal(EventField field, String text) {
        boolean ascii = text.chars().allMatch(c -> c < 0x80);
        return text.isEmpty() || !ascii ? null : Set.of(new Literal(field, Conditions.lower(text)));
    }

    /** The rarest is the best; a method or a status is in every second event, so its shortness counts. */
    private static int worth(Set<Literal> literals) {
        return literals.stream()
                .mapToInt(literal -> literal.field == EventField.METHOD || literal.field == EventField.STATUS
                        ? 0
                        : literal.text.length())
                .min()
                .orElse(0);
    }

    /** Names of the rules by id, for those who show them. */
    public Map<String, DetectionRule> byId() {
        Map<String, DetectionRule> byId = new HashMap<>();
        rules.forEach(rule -> byId.put(rule.id(), rule));
        return byId;
    }

    /** All fields that any rule reads. */
    public Set<EventField> fields() {
        return new TreeSet<>(numbers.keySet());
    }
}
