// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.rules;

import dev.sluice.parsers.yaml.YamlValue;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Rules in their order, compiled. Immutable, but for the rates that its limits have seen; one serves all parsers of a process, so that a
 * limit is one of the process.
 */
public final class RuleSet {

    /** No rule. */
    public static final RuleSet NONE = new RuleSet(List.of(), List.of(), List.of());

    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9_.-]{0,99}");

    private final List<CompiledRule> rules;
    private final List<String> paths;
    private final List<String> warnings;
    private final List<String> samplingNames;

    private RuleSet(List<CompiledRule> rules, List<String> paths, List<String> warnings) {
        this.rules = List.copyOf(rules);
        this.paths = List.copyOf(paths);
        this.warnings = List.copyOf(warnings);
        samplingNames = rules.stream()
                .filter(rule -> rule.actions().stream().anyMatch(Action.Sample.class::isInstance))
                .map(CompiledRule::name)
                .toList();
    }

    /**
     * Reads files of rules, one after the other.
     *
     * @param hashKey of the action {@code hash}; null where there is none
     * @param usedNames of what else is left out on purpose: no rule may have them
     * @throws IllegalArgumentException if a file can't be read or understood; the message names the file, the line and the column
     */
    public static RuleSet read(List<Path> files, HashKey hashKey, Set<String> usedNames) {
        return of(texts(files), hashKey, usedNames);
    }

    /**
     * What files of rules say, by their names, in order.
     *
     * @throws IllegalArgumentException if one can't be read; the message names it
     */
    public static Map<String, String> texts(List<Path> files) {
        Map<String, String> texts = new LinkedHashMap<>();
        files.forEach(file -> texts.put(file.toString(), YamlValue.textOf(file, "sluice.parser.rule-files")));
        return texts;
    }

    /** The same of texts, by the names of their files. */
    public static RuleSet of(Map<String, String> texts, HashKey hashKey, Set<String> usedNames) {
        FieldNumbers fields = new FieldNumbers();
        List<CompiledRule> rules = new ArrayList<>();
        Map<String, String> names = new LinkedHashMap<>();
        usedNames.forEach(name -> names.put(name, "the service itself"));
        texts.forEach((file, text) -> {
            YamlValue root = YamlValue.read(file, text);
            Map<String, YamlValue> members = root.map(List.of("rules", "tests"));
            if (!members.containsKey("rules")) {
                throw root.problem("there are no rules: write them below rules");
            }
            members.get("rules").list().forEach(each -> rules.add(rule(each, fields, hashKey, names)));
        });
        if (rules.stream().flatMap(rule -> rule.actions().stream()).anyMatch(RuleSet::hides)) {
            fields.of(Redaction.ORIGINAL);
        }
        return new RuleSet(rules, fields.paths(), MaskedReads.of(rules, fields));
    }

    /** Whether the action looks for the line itself in each event that it changes. */
    static boolean hides(Action action) {
        return switch (action) {
            case Action.MaskField mask -> true;
            case Action.MaskParts mask -> true;
            case Action.HashTo hash -> true;
            case Action.Remove remove -> true;
            default -> false;
        };
    }

    private static CompiledRule rule(YamlValue value, FieldNumbers fields, HashKey hashKey, Map<String, String> names) {
        Map<String, YamlValue> members = value.map(List.of("name", "if", "then"));
        if (!members.containsKey("name") || !members.containsKey("then")) {
            throw value.problem("a rule needs name and then");
        }
        YamlValue name = members.get("name");
        if (!NAME.matcher(name.text()).matches()) {
            throw name.problem("'" + name.text() + "' can't be the name of a rule: use 1 to 100 of a-z A-Z 0-9 _ . -");
        }
        String used = names.put(name.text(), value.place().toString());
        if (used != null) {
            throw name.problem("the name '" + name.text() + "' is used by " + used
                    + " already: what the two leave out could not be told apart");
        }
        Condition condition =
                members.containsKey("if") ? new ConditionReader(fields).read(members.get("if")) : Condition.ALWAYS;
        ActionReader reader = new ActionReader(fields, hashKey);
        YamlValue then = members.get("then");
        List<Action> actions = new ArrayList<>();
        for (YamlValue action : then.isList() ? then.list() : List.of(then)) {
            if (!actions.isEmpty() && isLast(actions.getLast())) {
                throw action.problem("nothing comes after keep, drop or route, which end the rules");
            }
            actions.addAll(reader.read(action));
        }
        if (actions.isEmpty()) {
            throw then.problem("the rule does nothing: write at least one action");
        }
        return new CompiledRule(name.text(), value.place().toString(), condition, List.copyOf(actions));
    }

    private static boolean isLast(Action action) {
        return action instanceof Action.Keep || action instanceof Action.Drop || action instanceof Action.Route;
    }

    public boolean isEmpty() {
        return rules.isEmpty();
    }

    /** The same rules, whose limits begin anew: for trials, which must not use up what the events themselves may. */
    public RuleSet forTrial() {
        List<CompiledRule> copies = rules.stream()
                .map(rule -> new CompiledRule(
                        rule.name(),
                        rule.place(),
                        rule.condition(),
                        rule.actions().stream().map(RuleSet::forTrial).toList()))
                .toList();
        return new RuleSet(copies, paths, warnings);
    }

    private static Action forTrial(Action action) {
        return action instanceof Action.Limit limit
                ? new Action.Limit(limit.rate().anew(), limit.by())
                : action;
    }

    /** Names of the rules, in order. */
    public List<String> names() {
        return rules.stream().map(CompiledRule::name).toList();
    }

    /** Names of the rules that sample, in order. */
    public List<String> samplingNames() {
        return samplingNames;
    }

    /** What is allowed, and hardly meant. */
    public List<String> warnings() {
        return warnings;
    }

    List<CompiledRule> rules() {
        return rules;
    }

    List<String> paths() {
        return paths;
    }
}
