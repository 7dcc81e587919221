// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.json;

import dev.sluice.parsers.engine.Bytes;
import java.util.Arrays;

/** Reads JSON documents that are not events themselves. Nodes are valid until the next document is read. Not thread-safe. */
public final class JsonReader {

    /** No node. */
    public static final int NONE = JsonDocument.NONE;

    private final JsonDocument document;
    private int root = NONE;

    public JsonReader(int maxDepth) {
        document = new JsonDocument(maxDepth);
    }

    /** Takes [from, to) to be read, document by document. */
    public void load(byte[] bytes, int from, int to) {
        document.load(bytes, from, to);
    }

    /** Whether nothing but blanks is left. */
    public boolean isAtEnd() {
        return document.isAtEnd();
    }

    /** Reads the next document, whatever is behind it; whether there was one. */
    public boolean readNext() {
        root = document.readNext();
        return root != NONE;
    }

    public int root() {
        return root;
    }

    /** Bytes read so far. */
    public int consumed() {
        return document.consumed();
    }

    /** What was expected where reading stopped. */
    public String problem() {
        return document.problem();
    }

    /** Index of the byte where reading stopped. */
    public int problemAt() {
        return document.problemAt();
    }

    /** The member of an object, or {@link #NONE}, also where {@code node} is no object. */
    public int member(int node, byte[] name) {
        return node == NONE ? NONE : document.member(node, name);
    }

    public boolean isString(int node) {
        return node != NONE && document.kind(node) == JsonDocument.STRING;
    }

    public boolean isArray(int node) {
        return node != NONE && document.kind(node) == JsonDocument.ARRAY;
    }

    /** A string's text, a number as it was written. */
    public byte[] string(int node) {
        int length = document.decode(node);
        return Arrays.copyOf(document.decoded(), length);
    }

    /** A whole number of at most 18 digits, or {@code otherwise}. */
    public long number(int node, long otherwise) {
        if (node == NONE || document.kind(node) != JsonDocument.NUMBER && document.kind(node) != JsonDocument.STRING) {
            return otherwise;
        }
        int from = document.from(node);
        int to = document.to(node);
        return to - from <= 18 && Bytes.isDigits(document.text(), from, to)
                ? Bytes.number(document.text(), from, to)
                : otherwise;
    }

    /** First element of an array or member of an object, or {@link #NONE}. */
    public int first(int node) {
        return document.firstChild(node);
    }

    public int next(int node) {
        return document.next(node);
    }

    /** The text that was read, in which {@link #from} and {@link #to} are indexes. */
    public byte[] text() {
        return document.text();
    }

    public int from(int node) {
        return document.from(node);
    }

    public int to(int node) {
        return document.to(node);
    }
}
