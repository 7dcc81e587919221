// SPDX-License-Identifier: Apache-2.0
package dev.sluice.detector.crowdsec;

import dev.sluice.detector.crowdsec.ScenarioComparison.Case;
import dev.sluice.detector.crowdsec.ScenarioTokens.Kind;
import dev.sluice.detector.crowdsec.ScenarioTokens.Token;
import dev.sluice.detector.event.EventField;
import dev.sluice.detector.rule.AddressRange;
import dev.sluice.detector.rule.EventCondition;
import dev.sluice.detector.rule.EventCondition.AllOf;
import dev.sluice.detector.rule.EventCondition.AnyOf;
import dev.sluice.detector.rule.EventCondition.Not;
import dev.sluice.detector.rule.EventCondition.Text.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Reads the subset of expr-lang that scenarios over web logs use as a filter.
 *
 * <pre>
 * or         = and { ("||" | "or") and }
 * and        = not { ("&amp;&amp;" | "and") not }
 * not        = ("!" | "not") not | "(" or ")" | call | comparison
 * comparison = field operator text | field ["not"] "in" "[" text { "," text } "]"
 * operator   = "==" | "!=" | ["not"] ("contains" | "startsWith" | "endsWith" | "matches")
 * field      = name | ("Lower" | "Upper") "(" field ")"
 * text       = literal | ("Lower" | "Upper") "(" text ")"
 * call       = "any" "(" list "," "{" field operator "#" "}" ")" | "RegexpInFile" "(" field "," literal ")"
 *            | "IpInRange" "(" field "," literal ")"
 * list       = "[" text { "," text } "]" | "File" "(" literal ")"
 * </pre>
 */
final class ScenarioExpression {

    /** A field, and what is done to its text before it is compared. */
    private record Side(String name, Case letters, int column) {}

    private final List<Token> tokens;
    private final Function<String, List<String>> files;
    private int at;

    private ScenarioExpression(String expression, Function<String, List<String>> files) {
        tokens = ScenarioTokens.of(expression);
        this.files = files;
    }

    /**
     * The condition that an expression is.
     *
     * @param files lines of a data file by its name; throws a {@link ScenarioException} where there is none
     * @throws ScenarioException if it can't be taken
     */
    static EventCondition condition(String expression, Function<String, List<String>> files) {
        ScenarioExpression reader = new ScenarioExpression(expression, files);
        EventCondition condition = reader.or();
        reader.expectEnd();
        return condition;
    }

    /**
     * The fields of an expression that joins texts, such as {@code evt.Meta.source_ip + '/' + evt.Parsed.target_fqdn}.
     *
     * @throws ScenarioException if it is another one
     */
    static List<String> joined(String expression) {
        ScenarioExpression reader = new ScenarioExpression(expression, name -> List.of());
        List<String> names = new ArrayList<>();
        do {
            Token token = reader.take();
            if (token.kind() == Kind.NAME && !reader.peek().is("(")) {
                names.add(token.text());
            } else if (token.kind() != Kind.TEXT) {
                throw unsupported(token);
            }
        } while (reader.accept("+"));
        reader.expectEnd();
        return names;
    }

    private EventCondition or() {
        List<EventCondition> any = new ArrayList<>(List.of(and()));
        while (accept("||") || accept("or")) {
            any.add(and());
        }
        return any.size() == 1 ? any.getFirst() : new AnyOf(any);
    }

    private EventCondition and() {
        List<EventCondition> all = new ArrayList<>(List.of(not()));
        while (accept("&&") || accept("and")) {
            all.add(not());
        }
        return all.size() == 1 ? all.getFirst() : new AllOf(all);
    }

    private EventCondition not() {
        if (accept("!") || accept("not")) {
            return new Not(not());
        }
        if (accept("(")) {
            EventCondition inner = or();
            expect(")");
            return inner;
        }
        return switch (peek().text()) {
            case "any" -> any();
            case "RegexpInFile" -> regexInFile();
            case "IpInRange" -> inRange();
            default -> comparison();
        };
    }

    private EventCondition comparison() {
        Side side = side();
        boolean negated = accept("not");
        EventCondition condition;
        if (accept("in")) {
            condition = new AnyOf(
                    list().stream().map(text -> compare(side, "==", text)).toList());
        } else {
            Token operator = take();
            boolean differs = operator.is("!=");
            negated ^= differs;
            condition = compare(side, differs ? "==" : operator(operator), text());
        }
        return negated ? new Not(condition) : condition;
    }

    private static String operator(Token token) {
        return switch (token.text()) {
            case "==", "contains", "startsWith", "endsWith", "matches" -> token.text();
            default -> throw unsupported(token);
        };
    }

    private EventCondition any() {
        take();
        expect("(");
        List<String> texts = list();
        expect(",");
        expect("{");
        Side side = side();
        String operator = operator(take());
        Case letters = Case.AS_IS;
        if (peek().is("Lower") || peek().is("Upper")) {
            letters = letters(take());
            expect("(");
            expect("#");
            expect(")");
        } else {
            expect("#");
        }
        expect("}");
        expect(")");
        Case ofTexts = letters;
        return new AnyOf(texts.stream()
                .map(text -> compare(side, operator, ofTexts.of(text)))
                .toList());
    }

    private EventCondition regexInFile() {
        take();
        expect("(");
        Side side = side();
        expect(",");
        String file = literal();
        expect(")");
        return new AnyOf(files.apply(file).stream()
                .map(line -> compare(side, "matches", line))
                .toList());
    }

    private EventCondition inRange() {
        take();
        expect("(");
        Side side = side();
        expect(",");
        Token where = peek();
        String range = literal();
        expect(")");
        try {
            return new EventCondition.Network(field(side), AddressRange.parse(range));
        } catch (IllegalArgumentException e) {
            throw new ScenarioException("'" + range + "' in column " + where.column() + " is no network");
        }
    }

    private Side side() {
        Token token = take();
        if (token.is("Lower") || token.is("Upper")) {
            expect("(");
            Side inner = side();
            expect(")");
            return new Side(inner.name(), letters(token), token.column());
        }
        if (token.kind() != Kind.NAME || peek().is("(")) {
            throw unsupported(token);
        }
        return new Side(token.text(), Case.AS_IS, token.column());
    }

    private static Case letters(Token token) {
        return token.is("Lower") ? Case.LOWER : Case.UPPER;
    }

    private List<String> list() {
        if (accept("File")) {
            expect("(");
            String name = literal();
            expect(")");
            return files.apply(name);
        }
        expect("[");
        List<String> texts = new ArrayList<>(List.of(text()));
        while (accept(",")) {
            texts.add(text());
        }
        expect("]");
        return texts;
    }

    private String text() {
        if (peek().is("Lower") || peek().is("Upper")) {
            Case letters = letters(take());
            expect("(");
            String inner = text();
            expect(")");
            return letters.of(inner);
        }
        return literal();
    }

    private String literal() {
        Token token = take();
        if (token.kind() != Kind.TEXT) {
            throw unsupported(token);
        }
        return token.text();
    }

    private EventCondition compare(Side side, String operator, String text) {
        if (ScenarioFields.constant(side.name()).isPresent()) {
            String value = ScenarioFields.constant(side.name()).get();
            requireEquals(side, operator);
            return side.letters().of(value).equals(text) ? ScenarioFields.isRequest() : ScenarioComparison.NEVER;
        }
        return switch (side.name()) {
            case ScenarioFields.STATIC -> {
                requireEquals(side, operator);
                yield text.equals("true")
                        ? ScenarioFields.isStatic()
                        : text.equals("false") ? new Not(ScenarioFields.isStatic()) : ScenarioComparison.NEVER;
            }
            case ScenarioFields.SUB_TYPE -> {
                requireEquals(side, operator);
                yield text.equals("auth_fail")
                        ? new EventCondition.Text(EventField.STATUS, Place.WHOLE, "401")
                        : ScenarioComparison.NEVER;
            }
            case ScenarioFields.FILE_NAME -> {
                requireEquals(side, operator);
                yield ScenarioComparison.of(EventField.URL_PATH, side.letters(), "endsWith", "/" + text);
            }
            default -> ScenarioComparison.of(field(side), side.letters(), operator, text);
        };
    }

    private static void requireEquals(Side side, String operator) {
        if (!operator.equals("==")) {
            throw new ScenarioException("'" + operator + "' of " + side.name() + " in column " + side.column()
                    + " is not supported: it can be compared with ==, != and in");
        }
    }

    private static EventField field(Side side) {
        return ScenarioFields.find(side.name())
                .orElseThrow(() -> new ScenarioException(
                        "no event of a web server has " + side.name() + ", in column " + side.column()));
    }

    private Token peek() {
        return tokens.get(at);
    }

    private Token take() {
        Token token = tokens.get(at);
        at = Math.min(at + 1, tokens.size() - 1);
        return token;
    }

    private boolean accept(String text) {
        boolean is = peek().is(text);
        if (is) {
            take();
        }
        return is;
    }

    private void expect(String text) {
        Token token = take();
        if (!token.is(text)) {
            throw new ScenarioException("'" + text + "' was expected in column " + token.column()
                    + " of the expression, and there is '" + token.text() + "'");
        }
    }

    private void expectEnd() {
        if (peek().kind() != Kind.END) {
            throw unsupported(peek());
        }
    }

    private static ScenarioException unsupported(Token token) {
        return new ScenarioException(
                "'" + token.text() + "' in column " + token.column() + " of the expression is not supported");
    }
}
