// SPDX-License-Identifier: Apache-2.0
package dev.sluice.detector.sigma;

import dev.sluice.detector.rule.EventCondition;
import dev.sluice.model.NamePattern;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.nodes.Node;

/**
 * The expression of a rule's {@code condition}: {@code not} binds tighter than {@code and}, {@code and} tighter than {@code or}; {@code 1 of} and
 * {@code all of} stand before a name, a name with {@code *}, or {@code them} (Sigma rules specification 2.1, "EventCondition").
 */
final class SigmaCondition {

    private static final Pattern TOKEN = Pattern.compile("\\s*(\\(|\\)|[^\\s()]+)");

    /** Parentheses in each other: more than anybody writes, less than a thread's stack. */
    private static final int MAX_DEPTH = 50;

    private final Node where;
    private final Map<String, EventCondition> selections;
    private final List<String> tokens = new ArrayList<>();
    private int at;
    private int depth;

    private SigmaCondition(Node where, String text, Map<String, EventCondition> selections) {
        this.where = where;
        this.selections = selections;
        Matcher matcher = TOKEN.matcher(text.strip());
        while (matcher.lookingAt()) {
            tokens.add(matcher.group(1));
            matcher.region(matcher.end(), matcher.regionEnd());
        }
    }

    static EventCondition parse(Node where, String text, Map<String, EventCondition> selections) {
        SigmaCondition parser = new SigmaCondition(where, text, selections);
        EventCondition condition = parser.or();
        if (parser.at < parser.tokens.size()) {
            throw new SigmaException(where, "condition: '" + parser.tokens.get(parser.at) + "' is one word too many");
        }
        return condition;
    }

    private EventCondition or() {
        if (++depth > MAX_DEPTH) {
            throw new SigmaException(where, "condition: parentheses are more than " + MAX_DEPTH + " deep");
        }
        List<EventCondition> any = new ArrayList<>(List.of(and()));
        while (take("or")) {
            any.add(and());
        }
        depth--;
        return any.size() == 1 ? any.getFirst() : new EventCondition.AnyOf(any);
    }

    private EventCondition and() {
        List<EventCondition> all = new ArrayList<>(List.of(not()));
        while (take("and")) {
            all.add(not());
        }
        return all.size() == 1 ? all.getFirst() : new EventCondition.AllOf(all);
    }

    private EventCondition not() {
        boolean negated = false;
        while (take("not")) {
            negated = !negated;
        }
        EventCondition condition = operand();
        return negated ? new EventCondition.Not(condition) : condition;
    }

    private EventCondition operand() {
        if (take("(")) {
            EventCondition condition = or();
            if (!take(")")) {
                throw new SigmaException(where, "condition: a parenthesis is not closed");
            }
            return condition;
        }
        if (at >= tokens.size()) {
            throw new SigmaException(where, "condition: ends where a selection is expected");
        }
        String word = tokens.get(at++);
        boolean all = word.equalsIgnoreCase("all");
        if ((all || word.equals("1") || word.equalsIgnoreCase("any")) && take("of")) {
            return of(all);
        }
        if (word.equals("|")) {
            throw new SigmaException(
                    where, "condition: aggregations behind '|' are of the old specification; use a correlation");
        }
        EventCondition selection = selections.get(word);
        if (selection == null) {
            throw new SigmaException(where, "condition: there is no selection '" + word + "'");
        }
        return selection;
    }

    private EventCondition of(boolean all) {
        if (at >= tokens.size()) {
            throw new SigmaException(where, "condition: ends behind 'of'");
        }
        String name = tokens.get(at++);
        NamePattern pattern = new NamePattern(name);
        List<EventCondition> matching = selections.entrySet().stream()
                .filter(entry ->
                        name.equals("them") ? !entry.getKey().startsWith("_") : pattern.matches(entry.getKey()))
                .map(Map.Entry::getValue)
                .toList();
        if (matching.isEmpty()) {
            throw new SigmaException(where, "condition: no selection fits '" + name + "'");
        }
        return all ? new EventCondition.AllOf(matching) : new EventCondition.AnyOf(matching);
    }

    private boolean take(String token) {
        boolean here = at < tokens.size() && tokens.get(at).equalsIgnoreCase(token);
        at += here ? 1 : 0;
        return here;
    }
}
