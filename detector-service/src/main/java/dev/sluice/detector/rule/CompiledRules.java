// SPDX-License-Identifier: Apache-2.0
package dev.sluice.detector.rule;

import dev.sluice.detector.event.DetectableEvent;
import dev.sluice.detector.event.EventField;
import dev.sluice.detector.match.LiteralMatcher;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Many rules, compiled together. All literals of a field are looked for in one pass; only those rules are evaluated of which a literal was found that
 * they cannot be true without. So the cost of an event follows its length, and hardly the number of rules. Thread-safe.
 */
public final class CompiledRules {

    /** A literal and the field it must be in. */
    private record Literal(EventField field, String text) {}

    /**
     * All literals that must be in one field.
     *
     * @param waiting by literal: the rules that need it
     */
    private record FieldLiterals(EventField field, LiteralMatcher matcher, int[][] waiting) {

        static FieldLiterals of(EventField field, Map<String, BitSet> waiting) {
            return new FieldLiterals(
                    field,
                    new LiteralMatcher(List.copyOf(waiting.keySet())),
                    waiting.values().stream()
                            .map(rules -> rules.stream().toArray())
                            .toArray(int[][]::new));
        }

        /** Most fields of most events have none, and cost one pass over their bytes. */
        void candidates(DetectableEvent event, BitSet candidates) {
            if (!event.hasAny(field, matcher)) {
                return;
            }
            BitSet found = new BitSet();
            matcher.find(event.get(field), found);
            for (int literal = found.nextSetBit(0); literal >= 0; literal = found.nextSetBit(literal + 1)) {
                for (int rule : waiting[literal]) {
                    candidates.set(rule);
                }
            }
        }
    }

    private final List<DetectionRule> rules;
    private final FieldLiterals[] fields;

    /** Rules that need no literal. */
    private final BitSet always = new BitSet();

    public CompiledRules(List<DetectionRule> rules) {
        this.rules = List.copyOf(rules);
        Map<EventField, Map<String, BitSet>> waiting = new EnumMap<>(EventField.class);
        for (int number = 0; number < rules.size(); number++) {
            int rule = number;
            Set<Literal> needed = needed(rules.get(rule).condition());
            if (needed == null) {
                always.set(rule);
            } else {
                needed.forEach(literal -> waiting.computeIfAbsent(literal.field, field -> new LinkedHashMap<>())
                        .computeIfAbsent(literal.text, text -> new BitSet())
                        .set(rule));
            }
        }
        fields = waiting.entrySet().stream()
                .map(entry -> FieldLiterals.of(entry.getKey(), entry.getValue()))
                .toArray(FieldLiterals[]::new);
    }

    public List<DetectionRule> rules() {
        return rules;
    }

    /** The rules that are true of {@code event}, in the order in which they were given. */
    public List<DetectionRule> matching(DetectableEvent event) {
        BitSet candidates = (BitSet) always.clone();
        for (FieldLiterals literals : fields) {
            literals.candidates(event, candidates);
        }
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
}
