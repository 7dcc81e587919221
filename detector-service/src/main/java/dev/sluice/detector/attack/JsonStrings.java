// SPDX-License-Identifier: Apache-2.0
package dev.sluice.detector.attack;

import java.util.ArrayList;
import java.util.List;

/**
 * The names and strings of a JSON text (RFC 8259), so that each can be looked at by itself: JSON's own quotes, colons and braces are no sign of
 * anything. A text that is not JSON from its first character to its last has none, and is looked at as a whole.
 */
final class JsonStrings {

    /** Names and strings that are looked at. */
    private static final int MAX_TEXTS = 256;

    /** Objects and arrays within each other. */
    private static final int MAX_DEPTH = 32;

    private final String text;
    private final List<String> found = new ArrayList<>();
    private int at;

    private JsonStrings(String text) {
        this.text = text;
    }

    /** Names and strings in the order of the text; null if the text is no JSON object or array. */
    static List<String> of(String text) {
        JsonStrings reader = new JsonStrings(text);
        reader.blanks();
        if (reader.peek() != '{' && reader.peek() != '[') {
            return null;
        }
        boolean whole = reader.value(0) && reader.atEnd();
        return whole && reader.found.size() <= MAX_TEXTS ? reader.found : null;
    }

    private boolean value(int depth) {
        blanks();
        return switch (peek()) {
            case '{' -> depth < MAX_DEPTH && members('}', depth);
            case '[' -> depth < MAX_DEPTH && members(']', depth);
            case '"' -> string();
            default -> literal();
        };
    }

    private boolean members(char end, int depth) {
        at++;
        blanks();
        if (peek() == end) {
            at++;
            return true;
        }
        while (true) {
            blanks();
            if (end == '}' && !(peek() == '"' && string() && next(':'))) {
                return false;
            }
            if (!value(depth + 1)) {
                return false;
            }
            blanks();
            if (peek() == end) {
                at++;
                return true;
            }
            if (!next(',')) {
                return false;
            }
        }
    }

    private boolean string() {
        StringBuilder string = new StringBuilder();
        for (at++; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c == '"') {
                at++;
                found.add(string.toString());
                return true;
            }
            if (c == '\\') {
                at++;
                c = escaped();
            }
            string.append(c);
        }
        return false;
    }

    private char escaped() {
        char c = peek();
        if (c == 'u' && at + 4 < text.length()) {
            try {
                char unit = (char) Integer.parseInt(text, at + 1, at + 5, 16);
                at += 4;
                return unit;
            } catch (NumberFormatException e) {
                return c;
            }
        }
        return switch (c) {
            case 'n', 'r', 't', 'b', 'f' -> ' ';
            default -> c;
        };
    }

    /** A number, true, false or null. */
    private boolean literal() {
        int start = at;
        while (at < text.length() && "+-.0123456789abcdefghijklmnopqrstuvwxyzE".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        String literal = text.substring(start, at);
        return literal.equals("true")
                || literal.equals("false")
                || literal.equals("null")
                || literal.matches("-?\\d+(\\.\\d+)?([eE][+-]?\\d+)?");
    }

    private boolean next(char wanted) {
        blanks();
        return peek() == wanted && at++ >= 0;
    }

    private boolean atEnd() {
        blanks();
        return at == text.length();
    }

    private void blanks() {
        while (at < text.length() && text.charAt(at) <= ' ') {
            at++;
        }
    }

    private char peek() {
        return at < text.length() ? text.charAt(at) : '\0';
    }
}
