// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.json;

import dev.sluice.parsers.engine.Bytes;
import dev.sluice.parsers.engine.JsonBuffer;
import java.util.Arrays;

/**
 * One JSON value (RFC 8259), read into flat arrays that are used again for the next. Values stay as they were written; names are brought into
 * one form, so that two that mean the same are the same. Members of an object that share a name are chained. Stricter readers would refuse raw
 * control characters inside strings; these are taken, as sloppy writers produce them.
 *
 * <p>Not thread-safe. Memory grows with the longest value read, up to a bound.
 */
final class JsonDocument {

    /** No node. */
    static final int NONE = -1;

    static final byte OBJECT = 1;
    static final byte ARRAY = 2;
    static final byte STRING = 3;
    static final byte NUMBER = 4;
    static final byte TRUE = 5;
    static final byte FALSE = 6;
    static final byte NULL = 7;

    private static final int BYTE_ORDER_MARK = 3;

    /** Bounds what a hostile document can make us allocate to some 50 MB. */
    private static final int MAX_NODES = 1 << 20;

    private final int maxDepth;

    /** The text, and behind it the names that had to be rewritten. */
    private byte[] text = new byte[4096];

    private int textLength;
    private int end;
    private int at;
    private int depth;

    private int count;
    private byte[] kinds = new byte[64];
    private int[] keyFrom = new int[64];
    private int[] keyTo = new int[64];
    private int[] from = new int[64];
    private int[] to = new int[64];
    private int[] firstChild = new int[64];
    private int[] next = new int[64];

    /** The next member of the same name, and whether there is an earlier one. */
    private int[] nextSame = new int[64];

    private boolean[] repeated = new boolean[64];

    private final NameTable names = new NameTable();
    private final JsonBuffer rewritten = new JsonBuffer();
    private byte[] decoded = new byte[64];

    private int problemAt;
    private String problem;

    JsonDocument(int maxDepth) {
        this.maxDepth = maxDepth;
    }

    /**
     * Reads the value that fills [from, to), with blanks around it allowed.
     *
     * @return its node, or {@link #NONE}; then {@link #problem} says why
     */
    int read(byte[] bytes, int start, int stop) {
        load(bytes, start, stop);
        int root = readNext();
        if (root == NONE) {
            return NONE;
        }
        skipBlanks();
        return at == end ? root : fail("the end of the line");
    }

    /** Takes [from, to) to be read, value by value. */
    void load(byte[] bytes, int start, int stop) {
        int length = stop - start;
        if (text.length < length) {
            text = new byte[Math.max(length, 2 * text.length)];
        }
        System.arraycopy(bytes, start, text, 0, length);
        end = length;
        at = 0;
        if (length >= BYTE_ORDER_MARK && text[0] == (byte) 0xef && text[1] == (byte) 0xbb && text[2] == (byte) 0xbf) {
            at = BYTE_ORDER_MARK;
        }
        skipBlanks();
    }

    /** Reads the value that comes next; nodes of the one before are gone. */
    int readNext() {
        textLength = end;
        depth = 0;
        count = 0;
        problem = null;
        names.clear();
        return value();
    }

    /** Whether nothing but blanks is left. */
    boolean isAtEnd() {
        skipBlanks();
        return at == end;
    }

    /** Bytes read so far. */
    int consumed() {
        return at;
    }

    /** What was expected where reading stopped, or null. */
    String problem() {
        return problem;
    }

    /** Index of the byte, counted from the first, where reading stopped. */
    int problemAt() {
        return problemAt;
    }

    byte kind(int node) {
        return kinds[node];
    }

    boolean isScalar(int node) {
        return kinds[node] > ARRAY && kinds[node] != NULL;
    }

    byte[] text() {
        return text;
    }

    int keyFrom(int node) {
        return keyFrom[node];
    }

    int keyTo(int node) {
        return keyTo[node];
    }

    /** Start of a value's text; of a string's inside. */
    int from(int node) {
        return from[node];
    }

    int to(int node) {
        return to[node];
    }

    /** First member of an object or element of an array, or {@link #NONE}. */
    int firstChild(int node) {
        return firstChild[node];
    }

    int next(int node) {
        return next[node];
    }

    boolean keyIs(int node, byte[] name) {
        return Bytes.equal(text, keyFrom[node], keyTo[node], name);
    }

    /** The member of {@code object} with that name, the last if there are several; {@link #NONE} if there is none. */
    int member(int object, byte[] name) {
        int found = NONE;
        if (kinds[object] == OBJECT) {
            for (int child = firstChild[object]; child != NONE; child = next[child]) {
                if (keyIs(child, name)) {
                    found = child;
                }
            }
        }
        return found;
    }

    /** Whether a member of the same name comes before. */
    boolean isRepeated(int node) {
        return repeated[node];
    }

    /** Writes a value with nothing behind it. */
    void write(JsonBuffer json, int node) {
        switch (kinds[node]) {
            case STRING -> json.encoded(text, from[node], to[node]);
            case OBJECT -> writeObject(json, node);
            case ARRAY -> writeArray(json, node);
            default -> json.bytes(text, from[node], to[node]);
        }
    }

    /** Writes a member's value; values of the same name become one array. */
    void writeMember(JsonBuffer json, int node) {
        if (nextSame[node] == NONE) {
            write(json, node);
            return;
        }
        json.byteOf('[');
        for (int same = node; same != NONE; same = nextSame[same]) {
            if (same != node) {
                json.byteOf(',');
            }
            write(json, same);
        }
        json.byteOf(']');
    }

    /** The inside of a string with its escapes undone: UTF-8 where the text is. Returns the length in {@link #decoded}. */
    int decode(int node) {
        return decode(from[node], to[node]);
    }

    /** What {@link #decode} wrote; overwritten by the next call. */
    byte[] decoded() {
        return decoded;
    }

    private void writeObject(JsonBuffer json, int node) {
        json.byteOf('{');
        boolean first = true;
        for (int child = firstChild[node]; child != NONE; child = next[child]) {
            if (!repeated[child]) {
                if (!first) {
                    json.byteOf(',');
                }
                first = false;
                json.encoded(text, keyFrom[child], keyTo[child]);
                json.byteOf(':');
                writeMember(json, child);
            }
        }
        json.byteOf('}');
    }

    private void writeArray(JsonBuffer json, int node) {
        json.byteOf('[');
        for (int child = firstChild[node]; child != NONE; child = next[child]) {
            if (child != firstChild[node]) {
                json.byteOf(',');
            }
            write(json, child);
        }
        json.byteOf(']');
    }

    private int value() {
        if (at == end) {
            return fail("a value");
        }
        if (count == MAX_NODES) {
            return fail("at most " + MAX_NODES + " values");
        }
        return switch (text[at]) {
            case '{' -> object();
            case '[' -> array();
            case '"' -> string();
            case 't' -> literal("true", TRUE);
            case 'f' -> literal("false", FALSE);
            case 'n' -> literal("null", NULL);
            default -> number();
        };
    }

    private int object() {
        int node = add(OBJECT);
        if (++depth > maxDepth) {
            return fail("nesting no deeper than the limit");
        }
        at++;
        skipBlanks();
        int last = NONE;
        while (at == end || text[at] != '}') {
            if (last != NONE && !skipComma()) {
                return fail("a comma or a closing brace");
            }
            if (at == end || text[at] != '"') {
                return fail("a name in quotes");
            }
            int start = at + 1;
            if (!skipString()) {
                return NONE;
            }
            int stop = at - 1;
            skipBlanks();
            if (at == end || text[at] != ':') {
                return fail("a colon");
            }
            at++;
            skipBlanks();
            int child = value();
            if (child == NONE) {
                return NONE;
            }
            name(child, start, stop);
            chain(node, child);
            last = link(node, last, child);
            skipBlanks();
        }
        return close(node);
    }

    private int array() {
        int node = add(ARRAY);
        if (++depth > maxDepth) {
            return fail("nesting no deeper than the limit");
        }
        at++;
        skipBlanks();
        int last = NONE;
        while (at == end || text[at] != ']') {
            if (last != NONE && !skipComma()) {
                return fail("a comma or a closing bracket");
            }
            int child = value();
            if (child == NONE) {
                return NONE;
            }
            last = link(node, last, child);
            skipBlanks();
        }
        return close(node);
    }

    private int close(int node) {
        at++;
        depth--;
        to[node] = at;
        return node;
    }

    private int link(int parent, int last, int child) {
        if (last == NONE) {
            firstChild[parent] = child;
        } else {
            next[last] = child;
        }
        return child;
    }

    private int string() {
        int node = add(STRING);
        if (!skipString()) {
            return NONE;
        }
        from[node]++;
        to[node] = at - 1;
        return node;
    }

    /** Goes behind the closing quote, checking escapes on the way. */
    private boolean skipString() {
        at++;
        while (true) {
            at = Bytes.indexOfEither(text, at, end, '"', '\\');
            if (at == end) {
                fail("the quote that closes this string");
                return false;
            }
            if (text[at] == '"') {
                at++;
                return true;
            }
            if (!skipEscape()) {
                return false;
            }
        }
    }

    private boolean skipEscape() {
        byte code = at + 1 < end ? text[at + 1] : 0;
        switch (code) {
            case '"', '\\', '/', 'b', 'f', 'n', 'r', 't' -> at += 2;
            case 'u' -> {
                int unit = JsonEscapes.hex(text, at + 2, end);
                if (unit < 0) {
                    fail("four hexadecimal digits");
                    return false;
                }
                boolean pair = Character.isHighSurrogate((char) unit)
                        && at + 7 < end
                        && text[at + 6] == '\\'
                        && text[at + 7] == 'u'
                        && Character.isLowSurrogate((char) JsonEscapes.hex(text, at + 8, end));
                if (Character.isSurrogate((char) unit) && !pair) {
                    // Half a character can't be written as UTF-8 by whoever reads the event.
                    JsonEscapes.replace(text, at);
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
        int node = add(NUMBER);
        int stop = JsonEscapes.endOfNumber(text, at, end);
        if (stop < 0) {
            return fail("a value");
        }
        at = stop;
        to[node] = stop;
        return node;
    }

    private int literal(String word, byte kind) {
        int node = add(kind);
        for (int i = 0; i < word.length(); i++) {
            if (at + i >= end || text[at + i] != word.charAt(i)) {
                return fail("a value");
            }
        }
        at += word.length();
        to[node] = at;
        return node;
    }

    private void name(int node, int start, int stop) {
        keyFrom[node] = start;
        keyTo[node] = stop;
        for (int i = start; i < stop; i++) {
            if (text[i] < 0x20 || text[i] == '\\') {
                rewriteName(node, start, stop);
                return;
            }
        }
    }

    /** Escapes in names are undone and made again, and what is not UTF-8 is replaced: the same name is then the same bytes. */
    private void rewriteName(int node, int start, int stop) {
        rewritten.reset();
        int length = decode(start, stop);
        rewritten.text(decoded, 0, length);
        int size = rewritten.length();
        if (text.length - textLength < size) {
            text = Arrays.copyOf(text, Math.max(textLength + size, 2 * text.length));
        }
        System.arraycopy(rewritten.array(), 0, text, textLength, size);
        keyFrom[node] = textLength;
        textLength += size;
        keyTo[node] = textLength;
    }

    private void chain(int parent, int node) {
        int earlier = names.put(this, parent, node);
        if (earlier != NONE) {
            repeated[node] = true;
            nextSame[earlier] = node;
        }
    }

    private int decode(int start, int stop) {
        if (decoded.length < stop - start) {
            decoded = new byte[Math.max(stop - start, 2 * decoded.length)];
        }
        return JsonEscapes.decode(text, start, stop, decoded);
    }

    private boolean skipComma() {
        if (at == end || text[at] != ',') {
            return false;
        }
        at++;
        skipBlanks();
        return true;
    }

    private void skipBlanks() {
        while (at < end && (text[at] == ' ' || text[at] == '\t' || text[at] == '\n' || text[at] == '\r')) {
            at++;
        }
    }

    private int add(byte kind) {
        if (count == kinds.length) {
            grow();
        }
        int node = count++;
        kinds[node] = kind;
        from[node] = at;
        to[node] = at;
        keyFrom[node] = 0;
        keyTo[node] = 0;
        firstChild[node] = NONE;
        next[node] = NONE;
        nextSame[node] = NONE;
        repeated[node] = false;
        return node;
    }

    private void grow() {
        int size = 2 * count;
        kinds = Arrays.copyOf(kinds, size);
        keyFrom = Arrays.copyOf(keyFrom, size);
        keyTo = Arrays.copyOf(keyTo, size);
        from = Arrays.copyOf(from, size);
        to = Arrays.copyOf(to, size);
        firstChild = Arrays.copyOf(firstChild, size);
        next = Arrays.copyOf(next, size);
        nextSame = Arrays.copyOf(nextSame, size);
        repeated = Arrays.copyOf(repeated, size);
    }

    private int fail(String expected) {
        if (problem == null) {
            problem = expected;
            problemAt = at;
        }
        return NONE;
    }
}
