// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.json;

import dev.sluice.parsers.engine.ByteSearch;
import dev.sluice.parsers.engine.PlainText;

/** Reads a document's text by JSON's grammar (RFC 8259) and makes its nodes. Says where it stopped, and what it expected there. */
final class JsonScanner {

    /** Bounds what a hostile document can make us allocate to some 80 MB. */
    private static final int MAX_NODES = 1 << 20;

    private final int maxDepth;
    private final DocumentText text;
    private final JsonNodes nodes;
    private final MemberNames names;

    private int at;
    private int depth;

    /** Whether the string that was skipped last is printable ASCII without quotes and backslashes. */
    private boolean plain;

    private int problemAt;
    private String problem;

    JsonScanner(int maxDepth, DocumentText text, JsonNodes nodes) {
        this.maxDepth = maxDepth;
        this.text = text;
        this.nodes = nodes;
        names = new MemberNames(text, nodes);
    }

    /** Goes to {@code newAt} in the text. */
    void begin(int newAt) {
        at = newAt;
        skipBlanks();
    }

    /** Reads the value that comes next; nodes of the one before are gone. Returns its node, or {@link JsonNodes#NONE}. */
    int readNext() {
        depth = 0;
        problem = null;
        nodes.clear();
        names.clear();
        return value();
    }

    /** Whether nothing but blanks is left. */
    boolean isAtEnd() {
        skipBlanks();
        return at == text.end;
    }

    /** Index of the byte that comes next. */
    int at() {
        return at;
    }

    String problem() {
        return problem;
    }

    int problemAt() {
        return problemAt;
    }

    int fail(String expected) {
        if (problem == null) {
            problem = expected;
            problemAt = at;
        }
        return JsonNodes.NONE;
    }

    void shrink(int mostNames) {
        names.shrink(mostNames);
    }

    private int value() {
        if (at == text.end) {
            return fail("a value");
        }
        if (nodes.count() == MAX_NODES) {
            return fail("at most " + MAX_NODES + " values");
        }
        return switch (text.bytes[at]) {
            case '{' -> object();
            case '[' -> array();
            case '"' -> string();
            case 't' -> literal("true", JsonDocument.TRUE);
            case 'f' -> literal("false", JsonDocument.FALSE);
            case 'n' -> literal("null", JsonDocument.NULL);
            default -> number();
        };
    }

    private int object() {
        int node = nodes.add(JsonDocument.OBJECT, at);
        if (++depth > maxDepth) {
            return fail("nesting no deeper than the limit");
        }
        at++;
        skipBlanks();
        int last = JsonNodes.NONE;
        while (!isNext('}')) {
            if (last != JsonNodes.NONE && !skipComma()) {
                return fail("a comma or a closing brace");
            }
            last = member(node, last);
            if (last == JsonNodes.NONE) {
                return last;
            }
        }
        return close(node);
    }

    private int member(int object, int last) {
        if (!isNext('"')) {
            return fail("a name in quotes");
        }
        int from = at + 1;
        if (!skipString()) {
            return JsonNodes.NONE;
        }
        int to = at - 1;
        boolean nameIsPlain = plain;
        skipBlanks();
        if (!isNext(':')) {
            return fail("a colon");
        }
        at++;
        skipBlanks();
        int child = value();
        if (child != JsonNodes.NONE) {
            names.name(object, child, from, to, nameIsPlain);
            nodes.link(object, last, child);
            skipBlanks();
        }
        return child;
    }

    private int array() {
        int node = nodes.add(JsonDocument.ARRAY, at);
        if (++depth > maxDepth) {
            return fail("nesting no deeper than the limit");
        }
        at++;
        skipBlanks();
        int last = JsonNodes.NONE;
        while (!isNext(']')) {
            if (last != JsonNodes.NONE && !skipComma()) {
                return fail("a comma or a closing bracket");
            }
            int child = value();
            if (child == JsonNodes.NONE) {
                return child;
            }
            nodes.link(node, last, child);
            last = child;
            skipBlanks();
        }
        return close(node);
    }

    private int close(int node) {
        at++;
        depth--;
        nodes.setTo(node, at);
        return node;
    }

    private int string() {
        int node = nodes.add(JsonDocument.STRING, at);
        int from = at + 1;
        if (!skipString()) {
            return JsonNodes.NONE;
        }
        nodes.setInside(node, from, at - 1, plain);
        return node;
    }

    /** Goes behind the closing quote, checking escapes on the way. */
    private boolean skipString() {
        at = PlainText.end(text.bytes, at + 1, text.end);
        plain = isNext('"');
        if (plain) {
            at++;
            return true;
        }
        return skipRestOfString();
    }

    private boolean skipRestOfString() {
        while (true) {
            at = ByteSearch.indexOfEither(text.bytes, at, text.end, '"', '\\');
            if (at == text.end) {
                fail("the quote that closes this string");
                return false;
            }
            if (text.bytes[at] == '"') {
                at++;
                return true;
            }
            if (!skipEscape()) {
                return false;
            }
        }
    }

    private boolean skipEscape() {
        byte[] bytes = text.bytes;
        int end = text.end;
        byte code = at + 1 < end ? bytes[at + 1] : 0;
        switch (code) {
            case '"', '\\', '/', 'b', 'f', 'n', 'r', 't' -> at += 2;
            case 'u' -> {
                int unit = JsonEscapes.hex(bytes, at + 2, end);
                if (unit < 0) {
                    fail("four hexadecimal digits");
                    return false;
                }
                boolean pair = Character.isHighSurrogate((char) unit)
                        && at + 7 < end
                        && bytes[at + 6] == '\\'
                        && bytes[at + 7] == 'u'
                        && Character.isLowSurrogate((char) JsonEscapes.hex(bytes, at + 8, end));
                if (Character.isSurrogate((char) unit) && !pair) {
                    // Half a character can't be written as UTF-8 by whoever reads the event.
                    JsonEscapes.replace(bytes, at);
                }
                at += pair ? 12 : 6;
            }
            default -> {
                fail("an escape that JSON knows");
                return false;
            }
        }
        return true;
    }

    private int number() {
        int node = nodes.add(JsonDocument.NUMBER, at);
        int stop = JsonEscapes.endOfNumber(text.bytes, at, text.end);
        if (stop < 0) {
            return fail("a value");
        }
        at = stop;
        nodes.setTo(node, stop);
        return node;
    }

    private int literal(String word, byte kind) {
        int node = nodes.add(kind, at);
        for (int i = 0; i < word.length(); i++) {
            if (at + i >= text.end || text.bytes[at + i] != word.charAt(i)) {
                return fail("a value");
            }
        }
        at += word.length();
        nodes.setTo(node, at);
        return node;
    }

    private boolean isNext(char wanted) {
        return at < text.end && text.bytes[at] == wanted;
    }

    private boolean skipComma() {
        if (!isNext(',')) {
            return false;
        }
        at++;
        skipBlanks();
        return true;
    }

    private void skipBlanks() {
        byte[] bytes = text.bytes;
        int end = text.end;
        while (at < end && bytes[at] <= ' ' && isBlank(bytes[at])) {
            at++;
        }
    }

    private static boolean isBlank(byte b) {
        return b == ' ' || b == '\t' || b == '\n' || b == '\r';
    }
}
