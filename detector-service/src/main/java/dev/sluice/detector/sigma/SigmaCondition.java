// SPDX-License-Identifier: Apache-2.0
package dev.sluice.detector.sigma;

import dev.sluice.detector.rule.Condition;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.nodes.Node;

/**
 * The expression of a rule's {@code condition}: {@code not} binds tighter than {@code and}, {@code and} tighter than {@code or}; {@code 1 of} and
 * {@code all of} stand before a name, a name with {@code *}, or {@code them} (Sigma rules specification 2.1, "Condition").
 */
final class SigmaCondition {

    private static final Pattern TOKEN = Pattern.compile("\\s*(\\(|\\)|[^\\s()]+)");

    /** Parentheses in each other: more than anybody writes, less than a thread's stack. */
    private static final int MAX_DEPTH = 50;

    private final Node where;
    private final Map<String, Condition> selections;
    private final List<String> tokens = new ArrayList<>();
    private int at;
    private int depth;

    private SigmaCondition(Node where, String text, Map<String, Condition> selections) {
        this.where = where;
        this.selections = selections;
        Matcher matcher = TOKEN.matcher(text.strip());
        while (matcher.lookingAt()) {
            tokens.add(matcher.group(1));
            matcher.region(matcher.end(), matcher.regionEnd());
        }
    }

    static Condition parse(Node where, String text, Map<String, Condition> selections) {
        SigmaCondition parser = new SigmaCondition(where, text, selections);
        Condition condition = parser.or();
        if (parser.at < parser.tokens.size()) {
            throw new SigmaException(where, "condition: '" + parser.tokens.get(parser.at) + "' is one word too many");
        }
        return condition;
    }

    private Condition or() {
        if (++depth > MAX_DEPTH) {
            throw new SigmaException(where, "condition: parentheses are more than " + MAX_DEPTH + " deep");
        }
        List<Condition> any = new ArrayList<>(List.of(and()));
        while (take("or")) {
            any.add(and());
        }
        depth--;
        return any.size() == 1 ? any.getFirst() : new Condition.AnyOf(any);
    }

    private Condition and() {
        List<Condition> all = new ArrayList<>(List.of(not()));
        while (take("and")) {
            all.add(not());
        }
        return all.size() == 1 ? all.getFirst() : new Condition.AllOf(all);
    }

    private Condition not() {
        boolean negated = false;
        while (take("not")) {
            negated = !negated;
        }
        Condition condition = operand();
        return negated ? new Condition.Not(condition) : condition;
    }

    private Condition operand() {
        if (take("(")) {
            Condition condition = or();
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
        Condition selection = selections.get(word);
        if (selection == null) {
            throw new SigmaException(where, "condition: there is no selection '" + word + "'");
        }
        return selection;
    }

    private Condition of(boolean all) {
        if (at >= tokens.size()) {
            throw new SigmaException(where, "condition: ends behind 'of'");
        }
        String name = tokens.get(at++);
        Pattern pattern = Pattern.compile(
                name.equals("them") ? "[^_].*" : Pattern.quote(name).replace("*", "\\E.*\\Q"));
        List<Condition> matching = selections.entrySet().stream()
                .filter(entry -> pattern.matcher(entry.getKey()).matches())
                .map(Map.Entry::getValue)
                .toList();
        if (matching.isEmpty()) {
            throw new SigmaException(where, "condition: no selection fits '" + name + "'");
        }
        return all ? new Condition.AllOf(matching) : new Condition.AnyOf(matching);
    }

    private boolean take(String token) {
        boolean here = at < tokens.size() && tokens.get(at).equalsIgnoreCase(token);
        at += here ? 1 : 0;
        return here;
    }
}
