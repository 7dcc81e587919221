// SPDX-License-Identifier: Apache-2.0
package dev.sluice.e2e;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads a PromQL expression and notes which metrics and labels it uses. It knows the grammar of <a
 * href="https://prometheus.io/docs/prometheus/latest/querying/basics/">Prometheus' documentation</a> but for {@code @}, sub-queries and
 * vector matching, and of the functions {@code time} and those that {@link #FUNCTIONS} lists: what it does not know it refuses.
 */
final class PromQl {

    /** A use of a metric, with the labels that the expression expects its series to have. */
    record Selector(String metric, Set<String> labels) {}

    private static final Set<String> FUNCTIONS =
            Set.of("rate", "irate", "increase", "delta", "deriv", "max_over_time", "min_over_time", "avg_over_time");

    private static final Set<String> AGGREGATIONS = Set.of("sum", "max", "min", "avg", "count");
    private static final Set<String> OPERATORS =
            Set.of("+", "-", "*", "/", "%", "^", "==", "!=", ">", "<", ">=", "<=", "and", "or", "unless");

    private static final Pattern TOKEN = Pattern.compile(
            "\\s*(?:(?<string>\"(?:[^\"\\\\]|\\\\.)*\")|(?<range>\\[(?:\\d+(?:ms|[smhdwy])|\\$__rate_interval)])"
                    + "|(?<number>\\d+(?:\\.\\d+)?(?:[eE][+-]?\\d+)?)|(?<name>[a-zA-Z_:][a-zA-Z0-9_:]*)"
                    + "|(?<sign>=~|!~|==|!=|>=|<=|[-+*/%^<>=(){},]))");

    private final String expression;
    private final List<String> tokens = new ArrayList<>();
    private final List<Selector> selectors = new ArrayList<>();
    private int next;

    private PromQl(String expression) {
        this.expression = expression;
        Matcher matcher = TOKEN.matcher(expression);
        int at = 0;
        String rest = expression.stripTrailing();
        while (at < rest.length()) {
            matcher.region(at, rest.length());
            if (!matcher.lookingAt()) {
                throw wrong("cannot read '" + rest.substring(at).strip() + "'");
            }
            tokens.add(matcher.group().strip());
            at = matcher.end();
        }
    }

    /**
     * All uses of metrics in an expression.
     *
     * @throws IllegalArgumentException if it is not PromQL; the message says where
     */
    static List<Selector> selectors(String expression) {
        PromQl reader = new PromQl(expression);
        reader.expression();
        if (reader.next < reader.tokens.size()) {
            throw reader.wrong("nothing expected before '" + reader.peek() + "'");
        }
        return reader.selectors;
    }

    private void expression() {
        operand();
        while (OPERATORS.contains(peek())) {
            take();
            operand();
        }
    }

    private void operand() {
        String token = take();
        if (token.equals("-")) {
            operand();
        } else if (token.equals("(")) {
            expression();
            take(")");
        } else if (isName(token)) {
            named(token);
        } else if (!Character.isDigit(token.charAt(0))) {
            throw wrong("a metric, number or '(' expected, not '" + token + "'");
        }
    }

    private void named(String name) {
        if (AGGREGATIONS.contains(name)) {
            aggregation();
        } else if (name.equals("histogram_quantile")) {
            take("(");
            number();
            take(",");
            int first = selectors.size();
            expression();
            expect(Set.of("le"), first);
            take(")");
        } else if (name.equals("time")) {
            take("(");
            take(")");
        } else if (FUNCTIONS.contains(name)) {
            take("(");
            selector(take());
            if (!peek().startsWith("[")) {
                throw wrong(name + " needs a range such as [5m]");
            }
            take();
            take(")");
        } else if (peek().equals("(")) {
            throw wrong("no function " + name + " is known");
        } else {
            selector(name);
        }
    }

    private void aggregation() {
        int first = selectors.size();
        Set<String> labels = new HashSet<>();
        if (peek().equals("by")) {
            labels.addAll(labels());
        }
        take("(");
        expression();
        take(")");
        if (peek().equals("by")) {
            labels.addAll(labels());
        }
        expect(labels, first);
    }

    private Set<String> labels() {
        take("by");
        take("(");
        Set<String> labels = new HashSet<>();
        labels.add(name());
        while (peek().equals(",")) {
            take();
            labels.add(name());
        }
        take(")");
        return labels;
    }

    private void selector(String metric) {
        if (!isName(metric)) {
            throw wrong("a metric expected, not '" + metric + "'");
        }
        Set<String> labels = new HashSet<>();
        if (peek().equals("{")) {
            do {
                take();
                labels.add(name());
                String operator = take();
                if (!Set.of("=", "!=", "=~", "!~").contains(operator)) {
                    throw wrong("a matcher has =, !=, =~ or !~, not '" + operator + "'");
                }
                String value = take();
                if (!value.startsWith("\"")) {
                    throw wrong("a matcher's value is a string, not " + value);
                }
                if (operator.endsWith("~")) {
                    Pattern.compile(value.substring(1, value.length() - 1));
                }
            } while (peek().equals(","));
            take("}");
        }
        selectors.add(new Selector(metric, labels));
    }

    /** Whatever was selected since {@code first} must have these labels. */
    private void expect(Set<String> labels, int first) {
        selectors
                .subList(first, selectors.size())
                .forEach(selector -> selector.labels().addAll(labels));
    }

    private void number() {
        String token = take();
        if (!Character.isDigit(token.charAt(0))) {
            throw wrong("a number expected, not '" + token + "'");
        }
    }

    private String name() {
        String token = take();
        if (!isName(token)) {
            throw wrong("a label expected, not '" + token + "'");
        }
        return token;
    }

    private static boolean isName(String token) {
        return token.matches("[a-zA-Z_:][a-zA-Z0-9_:]*") && !OPERATORS.contains(token) && !token.equals("by");
    }

    private String peek() {
        return next < tokens.size() ? tokens.get(next) : "";
    }

    private String take() {
        if (next == tokens.size()) {
            throw wrong("it ends too early");
        }
        return tokens.get(next++);
    }

    private void take(String token) {
        if (!peek().equals(token)) {
            throw wrong("'" + token + "' expected, not '" + peek() + "'");
        }
        next++;
    }

    private IllegalArgumentException wrong(String why) {
        return new IllegalArgumentException("not PromQL: " + why + " in " + expression);
    }
}
