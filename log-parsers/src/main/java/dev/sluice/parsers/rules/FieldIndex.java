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
    private final int original;

    private byte[] json;
    private int missing;

    /** Length of the start of events that is not read, since it holds nothing that is wanted. */
    private int skipped;

    /** The object that is open behind what is skipped; null where nothing in it is wanted. */
    private Node open;

    /** @param paths dotted; fields are numbered in this order */
    FieldIndex(List<String> paths) {
        for (int field = 0; field < paths.size(); field++) {
            add(root, paths.get(field), field);
        }
        starts = new int[paths.size()];
        ends = new int[paths.size()];
        original = paths.indexOf(Redaction.ORIGINAL.text());
    }

    /** The number of {@code event.original}, or -1 where it has none. */
    int original() {
        return original;
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
        open = null;
        skipped = isHeadWanted(root, 1, headLength) ? 0 : headLength;
    }

    /** Whether any member that ends before {@code to} is wanted; takes note of the one that does not, if that may hold what is. */
    private boolean isHeadWanted(Node node, int from, int to) {
        for (int at = from; at < to; at++) {
            int nameEnd = JsonSpans.endOfString(json, at + 1);
            Node child = node.child(json, at + 1, nameEnd);
            int valueFrom = nameEnd + 2;
            at = JsonSpans.endOfValue(json, valueFrom);
            if (child != null) {
                boolean isOpen = at >= to && node == root && child.field < 0 && json[valueFrom] == '{';
                if (!isOpen || isHeadWanted(child, valueFrom + 1, to)) {
                    return true;
                }
                open = child;
            }
        }
        return false;
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
        if (skipped == 0 || !startsAlike) {
            object(root, 1);
        } else if (open == null || json[skipped - 1] == '}') {
            // The head's last byte is a comma, or the brace of the object that it began, if nothing was added to that.
            object(root, JsonSpans.endOfNested(json, skipped - 1));
        } else {
            int behind = object(open, skipped);
            if (missing > 0) {
                object(root, behind);
            }
        }
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
