// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.rules;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.parsers.engine.ByteSearch;
import dev.sluice.parsers.engine.Literal;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds some fields in a finished event by going over it once, skipping what nobody asked for; builds nothing. Relies on what our own writer
 * guarantees: one valid object, no blanks between its parts. Not thread-safe; each event replaces the last.
 */
final class FieldIndex {

    /** A name on the way to a field. */
    private static final class Node {

        private final Literal name;
        private final int length;
        private Node[] children = {};
        private int field = -1;

        /** Members that the object was seen to have, in their order: most events of a format have most of them. */
        private final KnownMember[] known = new KnownMember[MOST_KNOWN];

        private int knownCount;

        private Node(byte[] name) {
            this.name = new Literal(name);
            length = name.length;
        }

        private Node child(byte[] json, int from, int to) {
            for (Node child : children) {
                if (child.length == to - from && child.name.isAt(json, from, to)) {
                    return child;
                }
            }
            return null;
        }

        /** The number of the member that starts at {@code at}, if it is one of the next that are known; -1 where it is not. */
        private int known(byte[] json, int at, int next) {
            int end = Math.min(knownCount, next + MOST_LEFT_OUT);
            for (int i = next; i < end; i++) {
                if (known[i].name.isAt(json, at, json.length)) {
                    return i;
                }
            }
            return -1;
        }

        /** Remembers a member, with quotes and colon from {@code at} to {@code valueFrom}, that comes behind those before {@code next}. */
        private void learn(byte[] json, int at, int valueFrom, Node child, int next) {
            if (knownCount < MOST_KNOWN) {
                System.arraycopy(known, next, known, next + 1, knownCount - next);
                boolean hasEscapes = ByteSearch.indexOf(json, at, valueFrom, '\\') < valueFrom;
                known[next] = new KnownMember(new Literal(Arrays.copyOfRange(json, at, valueFrom)), child, hasEscapes);
                knownCount++;
            }
        }

        private Node childOf(String wanted) {
            byte[] text = wanted.getBytes(UTF_8);
            Node child = child(text, 0, text.length);
            if (child == null) {
                child = new Node(text);
                children = Arrays.copyOf(children, children.length + 1);
                children[children.length - 1] = child;
            }
            return child;
        }
    }

    /** @param child null where nothing in it is wanted */
    private record KnownMember(Literal name, Node child, boolean hasEscapes) {}

    private static final int MOST_KNOWN = 48;

    /** Of members that are known and may not be there, between two that are. */
    private static final int MOST_LEFT_OUT = 6;

    private final Node root = new Node(new byte[0]);
    private final List<String> paths;

    /** By path, whether giving that field another value may change, add or take away one that is wanted. */
    private final Map<String, Boolean> touching = new HashMap<>();

    private final int[] starts;
    private final int[] ends;
    private final int original;

    private byte[] json;
    private int missing;

    /** Whether something is escaped in what was gone over. */
    private boolean hasEscapes;

    /** Length of the start of events that is not read, since it holds nothing that is wanted. */
    private int skipped;

    /** The object that is open behind what is skipped; null where nothing in it is wanted. */
    private Node open;

    /** @param paths dotted; fields are numbered in this order */
    FieldIndex(List<String> paths) {
        this.paths = paths;
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
        hasEscapes = false;
        Arrays.fill(starts, -1);
        if (skipped == 0 || !startsAlike) {
            object(root, 1);
        } else if (open == null || json[skipped - 1] == '}') {
            // The head's last byte is a comma, or the brace of the object that it began, if nothing was added to that.
            int behind = JsonSpans.endOfNested(json, skipped - 1);
            hasEscapes = ByteSearch.indexOf(json, skipped, behind, '\\') < behind;
            object(root, behind);
        } else {
            int behind = object(open, skipped);
            if (missing > 0) {
                object(root, behind);
            }
        }
    }

    /** Whether the whole event was gone over behind what starts all alike, and nothing is escaped in it. */
    boolean isSeenToBePlain() {
        return missing > 0 && !hasEscapes;
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

    /** Any value or members, with nothing that is wanted in them, end at {@code newTo} where they ended at {@code to} before, if there were any. */
    void shifted(int to, int newTo) {
        int change = newTo - to;
        for (int field = 0; field < starts.length; field++) {
            starts[field] += starts[field] >= to ? change : 0;
            ends[field] += ends[field] > to && starts[field] >= 0 ? change : 0;
        }
    }

    /** A field that was not there before. */
    void added(int field, int from, int to) {
        starts[field] = from;
        ends[field] = to;
    }

    /** Whether another value of the field at {@code path} may be one of a field that is wanted, or hold it, or be a part of it. */
    boolean isTouchedBy(FieldPath path) {
        return touching.computeIfAbsent(
                path.text(),
                text -> paths.stream()
                        .anyMatch(wanted ->
                                wanted.equals(text) || wanted.startsWith(text + '.') || text.startsWith(wanted + '.')));
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
        int next = 0;
        while (missing > 0 && json[at] != '}') {
            if (json[at] == ',') {
                at++;
            }
            int known = node.known(json, at, next);
            Node child;
            if (known < 0) {
                int nameEnd = JsonSpans.endOfString(json, at + 1);
                child = node.child(json, at + 1, nameEnd);
                hasEscapes |= ByteSearch.indexOf(json, at + 1, nameEnd, '\\') < nameEnd;
                node.learn(json, at, nameEnd + 2, child, next);
                at = nameEnd + 2;
                next = Math.min(next + 1, node.knownCount);
            } else {
                child = node.known[known].child;
                at += node.known[known].name.length();
                hasEscapes |= node.known[known].hasEscapes;
                next = known + 1;
            }
            if (child == null) {
                at = endOfValue(at);
            } else if (child.field >= 0) {
                at = field(child, at);
            } else if (json[at] == '{') {
                at = object(child, at + 1);
            } else {
                at = endOfValue(at);
            }
        }
        return at + 1;
    }

    private int endOfValue(int at) {
        if (json[at] != '"') {
            int end = JsonSpans.endOfValue(json, at);
            hasEscapes |= (json[at] == '{' || json[at] == '[') && ByteSearch.indexOf(json, at, end, '\\') < end;
            return end;
        }
        int end = ByteSearch.indexOfEither(json, at + 1, json.length, '"', '\\');
        if (json[end] == '"') {
            return end + 1;
        }
        hasEscapes = true;
        return JsonSpans.endOfString(json, end) + 1;
    }

    private int field(Node node, int at) {
        int end = endOfValue(at);
        if (starts[node.field] < 0) {
            starts[node.field] = at;
            ends[node.field] = end;
            missing--;
        }
        if (json[at] == '{' && node.children.length > 0) {
            object(node, at + 1);
        }
        return end;
    }
}
