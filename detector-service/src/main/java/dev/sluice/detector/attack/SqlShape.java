// SPDX-License-Identifier: Apache-2.0
package dev.sluice.detector.attack;

import java.util.regex.Pattern;

/**
 * Text as a database's scanner would read it, a letter for each token: {@code 1 or 2=2} is {@code nlncn}. So what is typical of an injection
 * is a short pattern over letters, whatever names, numbers, blanks and comments stand in it.
 *
 * <p>An injected text may begin inside a string of the statement around it. Such a reading begins with {@link #BREAKOUT}, which stands for all up to
 * the quote that ends the string.
 */
final class SqlShape {

    static final char BREAKOUT = 'Q';
    static final char STRING = 's';
    /** A string that does not end. */
    static final char OPEN_STRING = 't';

    static final char NUMBER = 'n';
    static final char VARIABLE = 'v';
    static final char WORD = 'w';
    static final char TELLING_FUNCTION = 'f';
    static final char COMMON_FUNCTION = 'g';
    /** Any other word with a parenthesis right behind it. */
    static final char OTHER_FUNCTION = 'h';

    static final char SET_OPERATION = 'u';
    static final char SELECT = 'e';
    static final char STATEMENT = 'm';
    static final char FROM = 'F';
    static final char INTO = 'I';
    static final char WHERE = 'W';
    static final char HAVING = 'H';
    static final char ORDER = 'G';
    static final char VALUES = 'V';
    static final char LIMIT = 'L';
    static final char LOGIC = 'l';
    static final char NOT = 'N';
    static final char COMPARISON = 'c';
    static final char ARITHMETIC = 'o';
    static final char CAST = 'p';
    static final char CONSTANT = 'z';
    static final char KEYWORD = 'k';
    /** Between a set operation and its select, or behind the select: all, distinct. */
    static final char QUANTIFIER = 'a';
    /** A comment to the end of the line. */
    static final char COMMENT = 'C';
    /** A comment within the text: {@code /* *}{@code /}. */
    static final char INLINE_COMMENT = 'x';

    static final char QUOTED_NAME = 'b';
    static final char OTHER = '?';

    /** Tokens looked at; an injection that needs more has shown itself before. */
    private static final int MAX_TOKENS = 400;

    /** What makes a statement's part of the words order and group. */
    private static final Pattern BY = Pattern.compile("(\\s|/\\*.*?\\*/|[^a-z0-9])*by\\b");

    private final String text;
    private final StringBuilder letters = new StringBuilder();
    private int at;

    private SqlShape(String text, int at) {
        this.text = text;
        this.at = at;
    }

    /** @param text in lower case */
    static String of(String text) {
        return new SqlShape(text, 0).read();
    }

    /** The same from the first {@code quote} on, as if the text stood between two of them; null if it has none. */
    static String inside(String text, char quote) {
        int end = text.indexOf(quote);
        if (end < 0) {
            return null;
        }
        SqlShape shape = new SqlShape(text, end + 1);
        shape.letters.append(BREAKOUT);
        return shape.read();
    }

    private String read() {
        while (at < text.length() && letters.length() < MAX_TOKENS) {
            char c = text.charAt(at);
            if (c <= ' ' || c == 0xa0) {
                at++;
            } else if (c == '\'' || c == '"') {
                string(c);
            } else if (c == '`') {
                quotedName();
            } else if (isDigit(c) || c == '.' && isDigit(peek(1))) {
                number();
            } else if (isWordStart(c)) {
                word();
            } else if (c == '@') {
                variable();
            } else if (c == '-' && peek(1) == '-' || c == '#' && isComment()) {
                comment();
            } else if (c == '/' && peek(1) == '*') {
                inlineComment();
            } else if (c == '-' && at > 0 && isLetter(text.charAt(at - 1)) && isLetter(peek(1))) {
                // e-mail is a word, whatever it would be to a database.
                at++;
            } else {
                operator(c);
            }
        }
        return letters.toString();
    }

    private void string(char quote) {
        int end = at + 1;
        while (end < text.length() && text.charAt(end) != quote) {
            end += text.charAt(end) == '\\' ? 2 : 1;
        }
        letters.append(end < text.length() ? STRING : OPEN_STRING);
        at = end + 1;
    }

    private void quotedName() {
        int end = text.indexOf('`', at + 1);
        letters.append(end < 0 ? OTHER : QUOTED_NAME);
        at = end < 0 ? at + 1 : end + 1;
    }

    private void number() {
        int start = at;
        if (text.charAt(at) == '0' && (peek(1) == 'x' || peek(1) == 'b')) {
            at += 2;
            while (at < text.length() && Character.digit(text.charAt(at), 16) >= 0) {
                at++;
            }
        } else {
            while (at < text.length() && (isDigit(text.charAt(at)) || text.charAt(at) == '.')) {
                at++;
            }
            if (peek(0) == 'e' && (isDigit(peek(1)) || !isWordPart(peek(1)))) {
                at++;
                while (at < text.length() && isDigit(text.charAt(at))) {
                    at++;
                }
            }
        }
        if (isWordPart(peek(0)) && at - start > 0) {
            // 4or2 is a name to a person, and 4 or 2 to MySQL.
            int letter = at;
            while (at < text.length() && isWordPart(text.charAt(at))) {
                at++;
            }
            char kind = SqlWords.letterOf(text.substring(letter, at));
            letters.append(kind == WORD ? WORD : NUMBER);
            if (kind != WORD) {
                at = letter;
            }
            return;
        }
        letters.append(NUMBER);
    }

    private void word() {
        int start = at;
        while (at < text.length() && isWordPart(text.charAt(at))) {
            at++;
        }
        String word = text.substring(start, at);
        if (text.startsWith("and/or", start)) {
            at = start + "and/or".length();
            letters.append(WORD);
            return;
        }
        char letter = SqlWords.letterOf(word);
        if (letter == COMPARISON
                && (word.equals("in") || word.equals("is") || word.equals("match"))
                && !nextIs('(')
                && !nextIsNull()) {
            // More often a word of English than an operator.
            letter = KEYWORD;
        }
        if (word.equals("between") && text.indexOf("and", at) < 0) {
            letter = KEYWORD;
        }
        if (letter == ORDER && !BY.matcher(text).region(at, text.length()).lookingAt()) {
            letter = KEYWORD;
        }
        if (peek(0) == '(' && letter == WORD || peek(0) == '(' && SqlWords.isCommonFunction(word)) {
            letters.append(
                    SqlWords.isTellingFunction(word)
                            ? TELLING_FUNCTION
                            : SqlWords.isCommonFunction(word) ? COMMON_FUNCTION : OTHER_FUNCTION);
        } else if (letter == WORD && SqlWords.isTellingFunction(word) && nextIs('(')) {
            letters.append(SqlWords.isNatural(word) ? COMMON_FUNCTION : TELLING_FUNCTION);
        } else {
            letters.append(letter);
        }
    }

    private void variable() {
        while (peek(0) == '@') {
            at++;
        }
        while (at < text.length() && (isWordPart(text.charAt(at)) || text.charAt(at) == '.')) {
            at++;
        }
        letters.append(VARIABLE);
    }

    /** To MySQL every number sign is one; but people write #1, and an injection ends with it. */
    private boolean isComment() {
        return peek(1) <= ' ' || at > 0 && text.charAt(at - 1) > ' ';
    }

    private void comment() {
        int end = text.indexOf('\n', at);
        letters.append(COMMENT);
        at = end < 0 ? text.length() : end;
    }

    private void inlineComment() {
        if (peek(2) == '!') {
            // MySQL reads what is in it: /*!50000select*/.
            at += 3;
            while (isDigit(peek(0))) {
                at++;
            }
            letters.append(INLINE_COMMENT);
            return;
        }
        int end = text.indexOf("*/", at + 2);
        letters.append(end < 0 ? COMMENT : INLINE_COMMENT);
        at = end < 0 ? text.length() : end + 2;
    }

    private void operator(char c) {
        char next = peek(1);
        if (c == '*' && next == '/') {
            at += 2;
        } else if (c == '&' && next == '&' || c == '|' && next == '|') {
            letters.append(LOGIC);
            at += 2;
        } else if (c == ':' && next == ':') {
            at += 2;
            // To programmers it stands between the parts of a name.
            letters.append(SqlWords.isType(nextWord()) ? CAST : OTHER);
        } else if (c == ':' && next == '=') {
            letters.append(ARITHMETIC);
            at += 2;
        } else if (c == '!' && next != '=' && next != '<' && next != '>') {
            letters.append(NOT);
            at++;
        } else if (c == '<' && next == '3' && peek(2) <= ' ' && (at == 0 || text.charAt(at - 1) <= ' ')) {
            // A heart.
            letters.append(OTHER);
            at += 2;
        } else if (c == '=' || c == '<' || c == '>' || c == '!') {
            while ("=<>!".indexOf(peek(0)) >= 0) {
                at++;
            }
            letters.append(COMPARISON);
        } else {
            letters.append("+-*/%^|~".indexOf(c) >= 0 ? ARITHMETIC : "(),;.{}[]$:?\\".indexOf(c) >= 0 ? c : OTHER);
            at++;
        }
    }

    private String nextWord() {
        int start = at;
        while (start < text.length() && text.charAt(start) <= ' ') {
            start++;
        }
        int end = start;
        while (end < text.length() && isWordPart(text.charAt(end))) {
            end++;
        }
        return text.substring(start, end);
    }

    private boolean nextIsNull() {
        String next = nextWord();
        return next.equals("null") || next.equals("not") || next.equals("true");
    }

    private boolean nextIs(char wanted) {
        int i = at;
        while (i < text.length() && text.charAt(i) <= ' ') {
            i++;
        }
        return i < text.length() && text.charAt(i) == wanted;
    }

    private char peek(int distance) {
        return at + distance < text.length() ? text.charAt(at + distance) : '\0';
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isLetter(char c) {
        return c >= 'a' && c <= 'z';
    }

    private static boolean isWordStart(char c) {
        return c >= 'a' && c <= 'z' || c == '_' || c > 0xa0;
    }

    private static boolean isWordPart(char c) {
        return isWordStart(c) || isDigit(c) || c == '_';
    }
}
