// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.json;

import java.util.Arrays;

/**
 * The values of a document by number, in the order in which they start: an object or array is followed by what is in it. A row of eight numbers for
 * each, one behind the other, in an array that is used again.
 */
final class JsonNodes {

    /** No node. */
    static final int NONE = -1;

    private static final int ROW_BITS = 3;
    private static final int INITIAL_COUNT = 64;

    private static final int KIND = 0;
    private static final int KEY_FROM = 1;
    private static final int KEY_TO = 2;
    private static final int KEY_HASH = 3;
    private static final int FROM = 4;
    private static final int TO = 5;
    private static final int NEXT = 6;
    private static final int NEXT_SAME = 7;

    /** Flags beside the kind. */
    private static final int KIND_MASK = 0xf;

    private static final int PLAIN = 0x10;
    private static final int REPEATED = 0x20;
    private static final int HAS_CHILDREN = 0x40;

    private int[] rows = new int[INITIAL_COUNT << ROW_BITS];
    private int count;

    void clear() {
        count = 0;
    }

    int count() {
        return count;
    }

    /** Adds a value that starts at {@code at}; returns its number. */
    int add(int kind, int at) {
        int node = count++;
        int row = node << ROW_BITS;
        if (row == rows.length) {
            rows = Arrays.copyOf(rows, 2 * row);
        }
        rows[row + KIND] = kind;
        rows[row + KEY_FROM] = 0;
        rows[row + KEY_TO] = 0;
        rows[row + FROM] = at;
        rows[row + TO] = at;
        rows[row + NEXT] = NONE;
        rows[row + NEXT_SAME] = NONE;
        return node;
    }

    byte kind(int node) {
        return (byte) (rows[node << ROW_BITS] & KIND_MASK);
    }

    int keyFrom(int node) {
        return rows[(node << ROW_BITS) + KEY_FROM];
    }

    int keyTo(int node) {
        return rows[(node << ROW_BITS) + KEY_TO];
    }

    /** {@link NameHash} of the name. */
    int keyHash(int node) {
        return rows[(node << ROW_BITS) + KEY_HASH];
    }

    void setKey(int node, int from, int to, int hash) {
        int row = node << ROW_BITS;
        rows[row + KEY_FROM] = from;
        rows[row + KEY_TO] = to;
        rows[row + KEY_HASH] = hash;
    }

    int from(int node) {
        return rows[(node << ROW_BITS) + FROM];
    }

    int to(int node) {
        return rows[(node << ROW_BITS) + TO];
    }

    void setTo(int node, int to) {
        rows[(node << ROW_BITS) + TO] = to;
    }

    /** The inside of a string. */
    void setInside(int node, int from, int to, boolean plain) {
        int row = node << ROW_BITS;
        rows[row + KIND] |= plain ? PLAIN : 0;
        rows[row + FROM] = from;
        rows[row + TO] = to;
    }

    /** Whether a string is printable ASCII without quotes and backslashes. */
    boolean isPlain(int node) {
        return (rows[node << ROW_BITS] & PLAIN) != 0;
    }

    /** First member of an object or element of an array, or {@link #NONE}. */
    int firstChild(int node) {
        return (rows[node << ROW_BITS] & HAS_CHILDREN) != 0 ? node + 1 : NONE;
    }

    int next(int node) {
        return rows[(node << ROW_BITS) + NEXT];
    }

    /** Makes {@code child} the child of {@code parent} behind {@code last}, which is {@link #NONE} for the first. */
    void link(int parent, int last, int child) {
        if (last == NONE) {
            rows[parent << ROW_BITS] |= HAS_CHILDREN;
        } else {
            rows[(last << ROW_BITS) + NEXT] = child;
        }
    }

    /** The next member of the same name, or {@link #NONE}. */
    int nextSame(int node) {
        return rows[(node << ROW_BITS) + NEXT_SAME];
    }

    /** Whether a member of the same name comes before. */
    boolean isRepeated(int node) {
        return (rows[node << ROW_BITS] & REPEATED) != 0;
    }

    /** Says that {@code node} is the next of the name of {@code earlier}. */
    void chain(int earlier, int node) {
        rows[(earlier << ROW_BITS) + NEXT_SAME] = node;
        rows[node << ROW_BITS] |= REPEATED;
    }

    /** Gives back what is more than {@code most} nodes; all of them are lost then. */
    void shrink(int most) {
        if (rows.length >>> ROW_BITS > most) {
            rows = new int[INITIAL_COUNT << ROW_BITS];
            count = 0;
        }
    }
}
