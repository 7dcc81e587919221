// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.json;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.parsers.engine.ByteSearch;
import dev.sluice.parsers.engine.JsonBuffer;

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

    public boolean isObject(int node) {
        return node != NONE && document.kind(node) == JsonDocument.OBJECT;
    }

    /** Writes a value as JSON without line breaks, with nothing behind it. */
    public void write(JsonBuffer json, int node) {
        document.write(json, node);
    }

    /** Undoes the escapes of a string. Returns the length of its text in {@link #decoded}. */
    public int decode(int node) {
        return document.decode(node);
    }

    /** What {@link #decode} wrote; overwritten by the next call. */
    public byte[] decoded() {
        return document.decoded();
    }

    /** A string's text, or nothing if {@code node} is no string. */
    public String string(int node) {
        if (!isString(node)) {
            return "";
        }
        int length = document.decode(node);
        return new String(document.decoded(), 0, length, UTF_8);
    }

    /** Gives back memory beyond so many bytes of text and so many values; what was read is lost then. */
    public void shrink(int mostBytes, int mostValues) {
        document.shrink(mostBytes, mostValues);
    }

    /** A whole number of at most 18 digits, or {@code otherwise}. */
    public long number(int node, long otherwise) {
        if (node == NONE || document.kind(node) != JsonDocument.NUMBER && document.kind(node) != JsonDocument.STRING) {
            return otherwise;
        }
        int from = document.from(node);
        int to = document.to(node);
        return to - from <= 18 && ByteSearch.isDigits(document.text(), from, to)
                ? ByteSearch.number(document.text(), from, to)
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
