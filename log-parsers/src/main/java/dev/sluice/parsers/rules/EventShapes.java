// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.rules;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.parsers.engine.ByteSearch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What stands between the values of events that were gone over before: names, braces and commas. Most events of a format have the same in the same
 * order, so that what stands behind a value is compared with what stood there before, all at once, and says which fields the next value is in. What
 * was never seen is taken apart once. Not thread-safe.
 */
final class EventShapes {

    /** Of names that are data there would be no end. */
    private static final int MOST_PLACES = 256;

    private static final int MOST_GAPS = 12;

    /** What the value behind a gap is. */
    enum Kind {
        STRING,
        OBJECT,
        ARRAY,
        NUMBER_OR_WORD
    }

    /** Behind a value, or where members begin; the objects that are open there are known. */
    static final class Place {

        private final List<FieldNode> open;
        private Gap[] gaps = {};

        private Place(List<FieldNode> open) {
            this.open = open;
        }

        /** What of all that is known stands at {@code at}, or null. */
        Gap gap(byte[] json, int at) {
            for (Gap gap : gaps) {
                if (gap.isAt(json, at)) {
                    return gap;
                }
            }
            return null;
        }
    }

    /** All from a value's end to the next one's start, a string's quote included, or to the end of the event. */
    static final class Gap {

        private final int length;

        /** Its bytes in words, and its last eight; of a shorter one one word and its mask. */
        private final long[] words;

        private final long last;
        private final long mask;
        private final byte[] text;

        /** Null behind the last value. */
        final Kind kind;

        /** Which the value is of, or -1. */
        final int field;

        /** Whether a name in it has. */
        final boolean hasEscapes;

        final Place next;

        private Gap(byte[] text, Kind kind, int field, Place next) {
            this.text = text;
            this.kind = kind;
            this.field = field;
            this.next = next;
            length = text.length;
            hasEscapes = ByteSearch.indexOf(text, 0, length, '\\') < length;
            byte[] padded = Arrays.copyOf(text, Math.max(8, length));
            words = new long[Math.max(1, length / 8)];
            Arrays.setAll(words, i -> ByteSearch.eight(padded, 8 * i));
            last = ByteSearch.eight(padded, padded.length - 8);
            mask = length >= 8 ? -1 : (1L << 8 * length) - 1;
        }

        int length() {
            return length;
        }

        boolean isAt(byte[] json, int at) {
            int end = at + length;
            if (at + 8 > json.length || end > json.length) {
                return ByteSearch.startsWith(json, at, json.length, text) && isValueAt(json, end);
            }
            if (((ByteSearch.eight(json, at) ^ words[0]) & mask) != 0) {
                return false;
            }
            for (int i = 1; i < words.length; i++) {
                if (ByteSearch.eight(json, at + 8 * i) != words[i]) {
                    return false;
                }
            }
            return (length <= 8 || ByteSearch.eight(json, end - 8) == last) && isValueAt(json, end);
        }

        /** Whether a value of that kind starts there: a name may be followed by any. */
        private boolean isValueAt(byte[] json, int at) {
            return kind == null || kind == Kind.STRING || kind == kindOf(json[at]);
        }
    }

    private final Map<List<Object>, Place> places = new HashMap<>();

    /** The place in which these objects are open, and no value was seen. */
    Place place(List<FieldNode> open) {
        return places.computeIfAbsent(List.copyOf(open), any -> new Place(List.copyOf(open)));
    }

    /**
     * Learns what stands at a place.
     *
     * @return null where that can't be known beforehand: the value is an object that is wanted and may hold what is wanted; or no more is remembered
     */
    Gap learn(Place place, byte[] json, int from) {
        if (place.gaps.length == MOST_GAPS || places.size() >= MOST_PLACES) {
            return null;
        }
        List<FieldNode> open = new ArrayList<>(place.open);
        int at = from;
        while (true) {
            if (json[at] == '}') {
                open.removeLast();
                at++;
                if (open.isEmpty()) {
                    return add(place, new Gap(Arrays.copyOfRange(json, from, at), null, -1, null));
                }
                continue;
            }
            if (json[at] == ',') {
                at++;
            }
            int nameFrom = at + 1;
            int nameEnd = JsonSpans.endOfString(json, nameFrom);
            FieldNode child = open.getLast().child(json, nameFrom, nameEnd);
            at = nameEnd + 2;
            boolean isObject = json[at] == '{';
            if (isObject && child != null && child.field() < 0) {
                open.add(child);
                at++;
                continue;
            }
            if (isObject && child != null && child.hasChildren()) {
                return null;
            }
            Kind kind = kindOf(json[at]);
            // What comes behind a member depends on which it is.
            List<FieldNode> within = List.copyOf(open);
            String name = new String(json, nameFrom, nameEnd - nameFrom, UTF_8);
            Place next = places.computeIfAbsent(List.of(within, name), any -> new Place(within));
            int to = kind == Kind.STRING ? at + 1 : at;
            return add(
                    place, new Gap(Arrays.copyOfRange(json, from, to), kind, child == null ? -1 : child.field(), next));
        }
    }

    private static Gap add(Place place, Gap gap) {
        place.gaps = Arrays.copyOf(place.gaps, place.gaps.length + 1);
        place.gaps[place.gaps.length - 1] = gap;
        return gap;
    }

    private static Kind kindOf(byte first) {
        return switch (first) {
            case '"' -> Kind.STRING;
            case '{' -> Kind.OBJECT;
            case '[' -> Kind.ARRAY;
            default -> Kind.NUMBER_OR_WORD;
        };
    }
}
