// SPDX-License-Identifier: Apache-2.0
package dev.sluice.detector.rule;

/**
 * The longest text that is in everything that an expression of RE2 is found in, read off the expression, so that the expression is tried only where
 * that text is. Alternatives at the top have none; groups, classes and what may be left out are passed over.
 */
final class RegexLiteral {

    private final String expression;
    private final StringBuilder run = new StringBuilder();
    private String longest = "";
    private int at;

    private RegexLiteral(String expression) {
        this.expression = expression;
    }

    /** Empty if there is none. */
    static String of(String expression) {
        RegexLiteral reader = new RegexLiteral(expression);
        return reader.read() ? reader.longest : "";
    }

    /** False if nothing can be said: alternatives, flags, or a form that is not known here. */
    private boolean read() {
        while (at < expression.length()) {
            char c = expression.charAt(at);
            if (c == '|' || expression.startsWith("(?", at) && !expression.startsWith("(?:", at)) {
                return false;
            }
            switch (c) {
                case '(' -> {
                    end();
                    if (!group()) {
                        return false;
                    }
                }
                case '[' -> {
                    end();
                    characterClass();
                }
                case '\\' -> {
                    if (!escape()) {
                        return false;
                    }
                }
                case '.', '^', '$' -> {
                    end();
                    at++;
                }
                case '*', '?', '{' -> {
                    leaveOut(c);
                }
                case '+' -> {
                    end();
                    at++;
                }
                default -> {
                    run.append(c);
                    at++;
                }
            }
        }
        end();
        return true;
    }

    /** What stands before a quantifier may be missing. */
    private void leaveOut(char quantifier) {
        if (!run.isEmpty()) {
            run.setLength(run.length() - 1);
        }
        end();
        int close = quantifier == '{' ? expression.indexOf('}', at) : at;
        at = close < 0 ? at + 1 : close + 1;
    }

    private boolean escape() {
        if (at + 1 >= expression.length()) {
            return false;
        }
        char c = expression.charAt(at + 1);
        if (c >= '0' && c <= '9' || c == 'x' || c == 'p' || c == 'P' || c == 'Q') {
            return false;
        }
        if (c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z') {
            end();
        } else {
            run.append(c);
        }
        at += 2;
        return true;
    }

    private boolean group() {
        int depth = 0;
        while (at < expression.length()) {
            char c = expression.charAt(at);
            if (c == '\\') {
                at += 2;
                continue;
            }
            if (c == '[') {
                characterClass();
                continue;
            }
            depth += c == '(' ? 1 : c == ')' ? -1 : 0;
            at++;
            if (depth == 0) {
                return true;
            }
        }
        return false;
    }

    private void characterClass() {
        at++;
        at += expression.startsWith("^", at) ? 1 : 0;
        at += expression.startsWith("]", at) ? 1 : 0;
        while (at < expression.length() && expression.charAt(at) != ']') {
            int name = expression.startsWith("[:", at) ? expression.indexOf(":]", at) : -1;
            at = name >= 0 ? name + 2 : at + (expression.charAt(at) == '\\' ? 2 : 1);
        }
        at++;
    }

    private void end() {
        longest = run.length() > longest.length() ? run.toString() : longest;
        run.setLength(0);
    }
}
