// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.json;

import dev.sluice.parsers.engine.EcsEventWriter;
import dev.sluice.parsers.engine.JsonBuffer;
import dev.sluice.parsers.engine.Key;
import java.util.Arrays;

/**
 * What a line holds besides ECS: written below {@code fields}, each value under its own path as it was written. Paths of values that have an ECS
 * field but don't fit it are listed in {@code sluice.moved}. Not thread-safe; each line replaces the last.
 */
final class UnmappedFields {

    private static final Key FIELDS = Key.of("fields");
    private static final Key MOVED = Key.of("moved");

    private final JsonDocument document;

    /** The paths one behind the other, and where each ends. */
    private byte[] paths = new byte[1024];

    private int[] pathEnds = new int[32];
    private int[] nodes = new int[32];
    private boolean[] moved = new boolean[32];
    private int count;

    /** Slots of a hash table: numbers of fields plus one; and for each field the next of the same path. */
    private int[] table = new int[64];

    private int[] nextSame = new int[32];
    private boolean[] repeated = new boolean[32];

    UnmappedFields(JsonDocument document) {
        this.document = document;
    }

    void clear() {
        if (count > 0) {
            Arrays.fill(table, 0);
        }
        count = 0;
    }

    /** A value that has no ECS field: {@code name} below the path of {@code parent}. */
    void add(EcsField parent, int node) {
        add(parent.path, document.keyFrom(node), document.keyTo(node), node, false);
    }

    /** A value that doesn't fit its field. */
    void move(EcsField field, int node) {
        add(field.path, 0, 0, node, true);
    }

    void write(EcsEventWriter event) {
        JsonBuffer json = event.json();
        int fields = json.open(FIELDS);
        for (int i = 0; i < count; i++) {
            if (!repeated[i]) {
                json.encoded(paths, start(i), pathEnds[i]);
                json.byteOf(':');
                writeValue(json, i);
                json.byteOf(',');
            }
        }
        json.close(fields);
        int sluice = event.openSluice();
        int list = json.openArray(MOVED);
        for (int i = 0; i < count; i++) {
            if (moved[i] && !repeated[i]) {
                json.encoded(paths, start(i), pathEnds[i]);
                json.byteOf(',');
            }
        }
        json.closeArray(list);
        json.close(sluice);
    }

    private void writeValue(JsonBuffer json, int field) {
        if (nextSame[field] < 0) {
            document.write(json, nodes[field]);
            return;
        }
        json.byteOf('[');
        for (int same = field; same >= 0; same = nextSame[same]) {
            if (same != field) {
                json.byteOf(',');
            }
            document.write(json, nodes[same]);
        }
        json.byteOf(']');
    }

    private void add(byte[] prefix, int keyFrom, int keyTo, int node, boolean isMoved) {
        int needed = prefix.length + 1 + keyTo - keyFrom;
        int at = count == 0 ? 0 : pathEnds[count - 1];
        if (paths.length - at < needed) {
            paths = Arrays.copyOf(paths, Math.max(at + needed, 2 * paths.length));
        }
        if (count == nodes.length) {
            grow();
        }
        System.arraycopy(prefix, 0, paths, at, prefix.length);
        at += prefix.length;
        if (prefix.length > 0 && keyTo > keyFrom) {
            paths[at++] = '.';
        }
        System.arraycopy(document.text(), keyFrom, paths, at, keyTo - keyFrom);
        pathEnds[count] = at + keyTo - keyFrom;
        nodes[count] = node;
        moved[count] = isMoved;
        nextSame[count] = -1;
        repeated[count] = false;
        enter(count++);
    }

    private void enter(int field) {
        int slot = slot(field);
        if (table[slot] != 0) {
            // The table points to the last of a path, so that a chain of any length costs nothing to lengthen.
            int earlier = table[slot] - 1;
            nextSame[earlier] = field;
            repeated[field] = true;
        }
        table[slot] = field + 1;
    }

    private int slot(int field) {
        int from = start(field);
        int to = pathEnds[field];
        int mask = table.length - 1;
        int slot = NameHash.of(paths, from, to) & mask;
        while (table[slot] != 0) {
            int other = table[slot] - 1;
            if (Arrays.equals(paths, from, to, paths, start(other), pathEnds[other])) {
                return slot;
            }
            slot = slot + 1 & mask;
        }
        return slot;
    }

    private int start(int field) {
        return field == 0 ? 0 : pathEnds[field - 1];
    }

    private void grow() {
        int size = 2 * count;
        pathEnds = Arrays.copyOf(pathEnds, size);
        nodes = Arrays.copyOf(nodes, size);
        moved = Arrays.copyOf(moved, size);
        nextSame = Arrays.copyOf(nextSame, size);
        repeated = Arrays.copyOf(repeated, size);
        int[] old = table;
        table = new int[2 * size];
        for (int entry : old) {
            if (entry != 0) {
                table[slot(entry - 1)] = entry;
            }
        }
    }
}
