// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.json;

import dev.sluice.parsers.engine.ByteSearch;
import dev.sluice.parsers.engine.JsonBuffer;

/**
 * One JSON value (RFC 8259), read into flat arrays that are used again for the next. Values stay as they were written; names are brought into
 * one form, so that two that mean the same are the same. Members of an object that share a name are chained. Stricter readers would refuse raw
 * control characters inside strings; these are taken, as sloppy writers produce them.
 *
 * <p>Not thread-safe. Memory grows with the longest value read, up to a bound.
 */
final class JsonDocument {

    /** No node. */
    static final int NONE = JsonNodes.NONE;

    static final byte OBJECT = 1;
    static final byte ARRAY = 2;
    static final byte STRING = 3;
    static final byte NUMBER = 4;
    static final byte TRUE = 5;
    static final byte FALSE = 6;
    static final byte NULL = 7;

    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};

    private final DocumentText text = new DocumentText();
    private final JsonNodes nodes = new JsonNodes();
    private final NodeWriter writer = new NodeWriter(text, nodes);
    private final JsonScanner scanner;
    private byte[] decoded = new byte[64];

    /** @param maxDepth objects and arrays nested deeper are refused; the outermost is 1 */
    JsonDocument(int maxDepth) {
        scanner = new JsonScanner(maxDepth, text, nodes);
    }

    /**
     * Reads the value that fills [from, to), with blanks around it allowed.
     *
     * @return its node, or {@link #NONE}; then {@link #problem} says why
     */
    int read(byte[] bytes, int from, int to) {
        load(bytes, from, to);
        int root = readNext();
        if (root == NONE) {
            return NONE;
        }
        return scanner.isAtEnd() ? root : scanner.fail("the end of the line");
    }

    /** Takes [from, to) to be read, value by value. */
    void load(byte[] bytes, int from, int to) {
        text.load(bytes, from, to);
        boolean marked = ByteSearch.startsWith(text.bytes, 0, text.end, BYTE_ORDER_MARK);
        scanner.begin(marked ? BYTE_ORDER_MARK.length : 0);
    }

    /** Reads the value that comes next; nodes of the one before are gone. */
    int readNext() {
        return scanner.readNext();
    }

    /** Whether nothing but blanks is left. */
    boolean isAtEnd() {
        return scanner.isAtEnd();
    }

    /** Bytes read so far. */
    int consumed() {
        return scanner.at();
    }

    /** What was expected where reading stopped, or null. */
    String problem() {
        return scanner.problem();
    }

    /** Index of the byte, counted from the first, where reading stopped. */
    int problemAt() {
        return scanner.problemAt();
    }

    /** Gives back memory beyond so many bytes of text and so many nodes; what was read is lost then. */
    void shrink(int mostBytes, int mostNodes) {
        text.shrink(mostBytes);
        nodes.shrink(mostNodes);
        scanner.shrink(mostNodes);
        if (decoded.length > mostBytes) {
            decoded = new byte[64];
        }
    }

    byte kind(int node) {
        return nodes.kind(node);
    }

    boolean isScalar(int node) {
        byte kind = nodes.kind(node);
        return kind > ARRAY && kind != NULL;
    }

    byte[] text() {
        return text.bytes;
    }

    int keyFrom(int node) {
        return nodes.keyFrom(node);
    }

    int keyTo(int node) {
        return nodes.keyTo(node);
    }

    /** {@link NameHash} of a member's name. */
    int keyHash(int node) {
        return nodes.keyHash(node);
    }

    /** Start of a value's text; of a string's inside. */
    int from(int node) {
        return nodes.from(node);
    }

    int to(int node) {
        return nodes.to(node);
    }

    /** First member of an object or element of an array, or {@link #NONE}. */
    int firstChild(int node) {
        return nodes.firstChild(node);
    }

    int next(int node) {
        return nodes.next(node);
    }

    /** The member of {@code object} with that name, the last if there are several; {@link #NONE} if there is none. */
    int member(int object, byte[] name) {
        int found = NONE;
        if (nodes.kind(object) == OBJECT) {
            for (int child = nodes.firstChild(object); child != NONE; child = nodes.next(child)) {
                if (ByteSearch.equal(text.bytes, nodes.keyFrom(child), nodes.keyTo(child), name)) {
                    found = child;
                }
            }
        }
        return found;
    }

    /** Whether a member of the same name comes before. */
    boolean isRepeated(int node) {
        return nodes.isRepeated(node);
    }

    /** Writes a value with nothing behind it. */
    void write(JsonBuffer json, int node) {
        writer.write(json, node);
    }

    /** Writes the text of a scalar as a string with nothing behind it. */
    void writeText(JsonBuffer json, int node) {
        writer.writeText(json, node);
    }

    /** The inside of a string with its escapes undone: UTF-8 where the text is. Returns the length in {@link #decoded}. */
    int decode(int node) {
        int length = nodes.to(node) - nodes.from(node);
        if (decoded.length < length) {
            decoded = new byte[Math.max(length, 2 * decoded.length)];
        }
        return JsonEscapes.decode(text.bytes, nodes.from(node), nodes.to(node), decoded);
    }

    /** What {@link #decode} wrote; overwritten by the next call. */
    byte[] decoded() {
        return decoded;
    }
}
