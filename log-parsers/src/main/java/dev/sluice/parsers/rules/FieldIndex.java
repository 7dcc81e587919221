// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.rules;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.parsers.engine.ByteSearch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Finds some fields in a finished event by going over it once, skipping what nobody asked for; builds nothing. Relies on what our own writer
 * guarantees: one valid object, no blanks between its parts. Not thread-safe; each event replaces the last.
 */
final class FieldIndex {

    /** A name on the way to a field. */
    private static final class Node {

        private final byte[] name;
        private final List<Node> children = new ArrayList<>();
        private int field = -1;

        private Node(String name) {
            this.name = name.getBytes(UTF_8);
        }

        private Node child(byte[] json, int from, int to) {
            for (Node child : children) {
                if (ByteSearch.equal(json, from, to, child.name)) {
                    return child;
                }
            }
            return null;
        }

        private Node childOf(String wanted) {
            byte[] text = wanted.getBytes(UTF_8);
            Node child = child(text, 0, text.length);
            if (child == null) {
                child = new Node(wanted);
                children.add(child);
            }
            return child;
        }
    }

    private final Node root = new Node("");
    private final int[] starts;
    private final int[] ends;

    private byte[] json;
    private int missing;

    /** Length of the start of events that is not read, since it holds nothing that is wanted. */
    private int skipped;

    /** @param paths dotted; fields are numbered in this order */
    FieldIndex(List<String> paths) {
        for (int field = 0; field < paths.size(); field++) {
            add(root, paths.get(field), field);
        }
        starts = new int[paths.size()];
        ends = new int[paths.size()];
    }

    /** What is not of our schema keeps names with dots in them: each dot may be a step or a part of a name. */
    private static void add(Node node, String path, int field) {
        node.childOf(path).field = field;
        for (int dot = path.indexOf('.'); dot > 0; dot = path.indexOf('.', dot + 1)) {
            add(node.childOf(path.substring(0, dot)), path.substring(dot + 1), field);
        }
    }

    /**
     * From now on events start alike.
     *
     * @param event one of them, complete
     * @param headLength bytes that they start with: whole members, and a part of an object that is the next
     */
    void expectHead(byte[] event, int headLength) {
        json = event;
        skipped = headLength;
        for (int at = 1; at < headLength; at++) {
            int nameEnd = JsonSpans.endOfString(json, at + 1);
            if (root.child(json, at + 1, nameEnd) != null) {
                skipped = 0;
                return;
            }
            at = JsonSpans.endOfValue(json, nameEnd + 2);
        }
    }

    /**
     * Finds the fields of the event that starts at 0.
     *
     * @param startsAlike whether its start was not changed
     */
    void read(byte[] event, boolean startsAlike) {
        json = event;
        missing = starts.length;
        Arrays.fill(starts, -1);
        // The head's last byte is a comma, or the brace of the object that it began, if nothing was added to that.
        object(root, skipped == 0 || !startsAlike ? 1 : JsonSpans.endOfNested(json, skipped - 1));
    }

    /** A scalar, perhaps in a field, ends at {@code newTo} where it ended at {@code to} before: all that comes behind it has moved. */
    void moved(int from, int to, int newTo) {
        int change = newTo - to;
        for (int field = 0; field < starts.length; field++) {
            if (starts[field] >= 0) {
                starts[field] += starts[field] > from ? change : 0;
                ends[field] += ends[field] >= to ? change : 0;
            }
        }
    }

    /** Start of the field's value as it stands in the JSON, or -1. */
    int start(int field) {
        return starts[field];
    }

    int end(int field) {
        return ends[field];
    }

    /** Goes over the members that start at {@code from}; returns the index behind the object, or any other once nothing is missing. */
    private int object(Node node, int from) {
        int at = from;
        while (missing > 0 && json[at] != '}') {
            if (json[at] == ',') {
                at++;
            }
            int nameEnd = JsonSpans.endOfString(json, at + 1);
            Node child = node.child(json, at + 1, nameEnd);
            at = nameEnd + 2;
            if (child == null) {
                at = JsonSpans.endOfValue(json, at);
            } else if (child.field >= 0) {
                at = field(child, at);
            } else if (json[at] == '{') {
                at = object(child, at + 1);
            } else {
                at = JsonSpans.endOfValue(json, at);
            }
        }
        return at + 1;
    }

    private int field(Node node, int at) {
        int end = JsonSpans.endOfValue(json, at);
        if (starts[node.field] < 0) {
            starts[node.field] = at;
            ends[node.field] = end;
            missing--;
        }
        if (json[at] == '{' && !node.children.isEmpty()) {
            object(node, at + 1);
        }
        return end;
    }
}
