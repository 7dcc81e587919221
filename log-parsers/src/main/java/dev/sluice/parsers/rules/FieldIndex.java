// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.rules;

import dev.sluice.parsers.engine.ByteSearch;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds some fields in a finished event by going over it once, skipping what nobody asked for; builds nothing. Relies on what our own writer
 * guarantees: one valid object, no blanks between its parts. Not thread-safe; each event replaces the last.
 */
final class FieldIndex {

    private static final int MOST_CREDIT = 10_000;
    private static final int COST = 20;

    private final FieldNode root = new FieldNode(new byte[0]);
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
    private FieldNode open;

    private final EventShapes shapes = new EventShapes();

    /** Where all of an event begins, where its members begin behind what is skipped, and where those of the object do that is open there. */
    private final EventShapes.Place whole;

    private EventShapes.Place inside;

    /** What shapes may still cost: each event that has none takes from it, each that has one gives a little back. */
    private int credit;

    /** @param paths dotted; fields are numbered in this order */
    FieldIndex(List<String> paths) {
        this(paths, MOST_CREDIT);
    }

    /** @param credit 0 where nothing is to be learnt from one event for the next */
    FieldIndex(List<String> paths, int credit) {
        this.paths = paths;
        this.credit = credit;
        for (int field = 0; field < paths.size(); field++) {
            add(root, paths.get(field), field);
        }
        starts = new int[paths.size()];
        ends = new int[paths.size()];
        original = paths.indexOf(Redaction.ORIGINAL.text());
        whole = shapes.place(List.of(root));
    }

    /** The number of {@code event.original}, or -1 where it has none. */
    int original() {
        return original;
    }

    /** What is not of our schema keeps names with dots in them: each dot may be a step or a part of a name. */
    private static void add(FieldNode node, String path, int field) {
        node.childOf(path).isField(field);
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
        inside = open == null ? whole : shapes.place(List.of(root, open));
    }

    /** Whether any member that ends before {@code to} is wanted; takes note of the one that does not, if that may hold what is. */
    private boolean isHeadWanted(FieldNode node, int from, int to) {
        for (int at = from; at < to; at++) {
            int nameEnd = JsonSpans.endOfString(json, at + 1);
            FieldNode child = node.child(json, at + 1, nameEnd);
            int valueFrom = nameEnd + 2;
            at = JsonSpans.endOfValue(json, valueFrom);
            if (child != null) {
                boolean isOpen = at >= to && node == root && child.field() < 0 && json[valueFrom] == '{';
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
        begin();
        boolean isWhole = skipped == 0 || !startsAlike;
        // The head's last byte is a comma, or the brace of the object that it began, if nothing was added to that.
        boolean isInside = !isWhole && open != null && json[skipped - 1] != '}';
        int from = isWhole ? 1 : isInside ? skipped : JsonSpans.endOfNested(json, skipped - 1);
        boolean isEscapedBefore = !isWhole && !isInside && ByteSearch.indexOf(json, skipped, from, '\\') < from;
        if (credit <= 0 || !followShape(isInside ? inside : whole, from)) {
            begin();
            int behind = object(isInside ? open : root, from);
            if (isInside && missing > 0) {
                object(root, behind);
            }
        }
        hasEscapes |= isEscapedBefore;
    }

    private void begin() {
        missing = starts.length;
        hasEscapes = false;
        Arrays.fill(starts, -1);
    }

    /** Goes from value to value, as far as what stands between them is known. False where it is not, and nothing counts. */
    private boolean followShape(EventShapes.Place first, int from) {
        EventShapes.Place place = first;
        int at = from;
        while (missing > 0) {
            EventShapes.Gap known = place.gap(json, at);
            EventShapes.Gap gap = known == null ? shapes.learn(place, json, at) : known;
            if (gap == null) {
                credit -= COST;
                return false;
            }
            hasEscapes |= gap.hasEscapes;
            at += gap.length();
            if (gap.kind == null) {
                break;
            }
            int valueFrom = gap.kind == EventShapes.Kind.STRING ? at - 1 : at;
            at = endOfValue(valueFrom);
            if (gap.field >= 0) {
                found(gap.field, valueFrom, at);
            }
            place = gap.next;
        }
        credit += credit < MOST_CREDIT ? 1 : 0;
        return true;
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

    /** The same of scalars' parts of one length, {@code change} bytes of which were added to each. @param places where they start, in order */
    void moved(int[] places, int count, int width, int change) {
        for (int field = 0; field < starts.length; field++) {
            int start = starts[field];
            int end = ends[field];
            if (start < 0 || end <= places[0]) {
                continue;
            }
            int before = 0;
            int inside = 0;
            for (int i = 0; i < count && places[i] < end; i++) {
                before += places[i] < start ? 1 : 0;
                inside += places[i] + width <= end ? 1 : 0;
            }
            starts[field] = start + before * change;
            ends[field] = end + inside * change;
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
    private int object(FieldNode node, int from) {
        int at = from;
        int next = 0;
        while (missing > 0 && json[at] != '}') {
            if (json[at] == ',') {
                at++;
            }
            int known = node.known(json, at, next);
            FieldNode child;
            if (known < 0) {
                int nameEnd = JsonSpans.endOfString(json, at + 1);
                child = node.child(json, at + 1, nameEnd);
                hasEscapes |= ByteSearch.indexOf(json, at + 1, nameEnd, '\\') < nameEnd;
                node.learn(json, at, nameEnd + 2, child, next);
                at = nameEnd + 2;
                next = Math.min(next + 1, node.knownCount());
            } else {
                FieldNode.KnownMember member = node.known(known);
                child = member.child();
                at += member.name().length();
                hasEscapes |= member.hasEscapes();
                next = known + 1;
            }
            if (child == null) {
                at = endOfValue(at);
            } else if (child.field() >= 0) {
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

    /** The first of several values counts. */
    private void found(int field, int from, int to) {
        if (starts[field] < 0) {
            starts[field] = from;
            ends[field] = to;
            missing--;
        }
    }

    private int field(FieldNode node, int at) {
        int end = endOfValue(at);
        found(node.field(), at, end);
        if (json[at] == '{' && node.hasChildren()) {
            object(node, at + 1);
        }
        return end;
    }
}
