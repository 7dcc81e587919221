// SPDX-License-Identifier: Apache-2.0
package dev.sluice.detector.crowdsec;

import java.util.ArrayList;
import java.util.List;

/** The words of an expression, in the language of expr-lang. */
final class ScenarioTokens {

    private static final List<String> SYMBOLS =
            List.of("&&", "||", "==", "!=", "<=", ">=", "(", ")", "[", "]", "{", "}", ",", "+", "!", "<", ">", "#");

    /** What a word is. */
    enum Kind {
        NAME,
        TEXT,
        NUMBER,
        SYMBOL,
        END
    }

    /** @param column from 1, in the expression */
    record Token(Kind kind, String text, int column) {

        boolean is(String other) {
            return (kind == Kind.SYMBOL || kind == Kind.NAME) && text.equals(other);
        }
    }

    private final String expression;
    private int at;

    private ScenarioTokens(String expression) {
        this.expression = expression;
    }

    /** @throws ScenarioException if it is none of the language */
    static List<Token> of(String expression) {
        ScenarioTokens tokens = new ScenarioTokens(expression);
        List<Token> all = new ArrayList<>();
        do {
            all.add(tokens.next());
        } while (all.getLast().kind() != Kind.END);
        return all;
    }

    private Token next() {
        while (at < expression.length() && Character.isWhitespace(expression.charAt(at))) {
            at++;
        }
        int start = at;
        if (at == expression.length()) {
            return new Token(Kind.END, "the end", start + 1);
        }
        char c = expression.charAt(at);
        if (c == '"' || c == '\'' || c == '`') {
            return new Token(Kind.TEXT, text(c), start + 1);
        }
        if (Character.isDigit(c)) {
            while (at < expression.length()
                    && (Character.isDigit(expression.charAt(at)) || expression.charAt(at) == '.')) {
                at++;
            }
            return new Token(Kind.NUMBER, expression.substring(start, at), start + 1);
        }
        if (Character.isLetter(c) || c == '_') {
            while (at < expression.length() && isOfName(expression.charAt(at))) {
                at++;
            }
            return new Token(Kind.NAME, expression.substring(start, at), start + 1);
        }
        for (String symbol : SYMBOLS) {
            if (expression.startsWith(symbol, at)) {
                at += symbol.length();
                return new Token(Kind.SYMBOL, symbol, start + 1);
            }
        }
        throw new ScenarioException("'" + c + "' in column " + (start + 1) + " of the expression is not supported");
    }

    private static boolean isOfName(char c) {
        return Character.isLetterOrDigit(c) || c == '_' || c == '.';
    }

    private String text(char quote) {
        StringBuilder text = new StringBuilder();
        int start = at++;
        while (at < expression.length() && expression.charAt(at) != quote) {
            char c = expression.charAt(at++);
            if (c == '\\' && quote != '`' && at < expression.length()) {
                char escaped = expression.charAt(at++);
                switch (escaped) {
                    case 'n' -> text.append('\n');
                    case 't' -> text.append('\t');
                    case 'r' -> text.append('\r');
                    case '\\', '"', '\'' -> text.append(escaped);
                    default ->
                        throw new ScenarioException(
                                "'\\" + escaped + "' in column " + at + " of the expression is no escape");
                }
            } else {
                text.append(c);
            }
        }
        if (at == expression.length()) {
            throw new ScenarioException("the text in column " + (start + 1) + " of the expression has no end");
        }
        at++;
        return text.toString();
    }
}
