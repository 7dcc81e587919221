// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.rules;

import dev.sluice.parsers.engine.ByteSearch;
import dev.sluice.parsers.json.JsonEscapes;
import java.util.Arrays;

/**
 * The event that rules are at work on: finds the fields that they ask for, and is copied before the first change. Not thread-safe.
 */
final class EventDraft {

    private static final int ROOM = 1024;

    private final FieldIndex fields;
    private byte[] own = new byte[4096];

    /** Takes the event where it is written anew, and is {@link #own} from then on. */
    private byte[] spare = new byte[4096];

    private byte[] json;
    private int length;
    private boolean isRead;

    /** Whether anything is escaped behind the head; unless that is known, nothing is that was put in. */
    private boolean hasEscapes;

    private boolean isPlain;

    /** How many bytes from the start are the service's own words, in which nothing is hidden. */
    private int headLength;

    private boolean isHeadUntouched;

    /** Of the text taken last. */
    byte[] text;

    int textFrom;
    int textTo;

    EventDraft(FieldIndex fields) {
        this.fields = fields;
    }

    /** Takes an event, which is not changed itself. */
    void begin(byte[] event, int eventLength, int newHeadLength) {
        json = event;
        length = eventLength;
        headLength = newHeadLength;
        isHeadUntouched = true;
        isRead = false;
        hasEscapes = false;
        isPlain = false;
    }

    byte[] json() {
        return json;
    }

    int length() {
        return length;
    }

    int headLength() {
        return headLength;
    }

    /** Start of the field's value, or -1. */
    int start(int field) {
        if (!isRead) {
            fields.read(json, isHeadUntouched);
            isRead = true;
        }
        return fields.start(field);
    }

    int end(int field) {
        return fields.end(field);
    }

    /** Whether nothing is escaped behind the head, so that texts are as they stand there. Looked for once for an event. */
    boolean isPlain() {
        if (!isPlain && !hasEscapes) {
            isPlain = isRead && isHeadUntouched && fields.isSeenToBePlain()
                    || ByteSearch.indexOf(json, headLength, length, '\\') == length;
            hasEscapes = !isPlain;
        }
        return isPlain;
    }

    /** Takes the text of the scalar in [from, to) of the JSON, its escapes undone. Whether there is one. */
    boolean takeText(int from, int to) {
        byte first = json[from];
        if (first == '{' || first == '[' || first == 'n') {
            return false;
        }
        text = json;
        textFrom = first == '"' ? from + 1 : from;
        textTo = first == '"' ? to - 1 : to;
        boolean mayBeEscaped = first == '"' && (from < headLength || !isPlain());
        if (mayBeEscaped && ByteSearch.indexOf(json, textFrom, textTo, '\\') < textTo) {
            byte[] decoded = new byte[textTo - textFrom];
            textTo = JsonEscapes.decode(json, textFrom, textTo, decoded);
            textFrom = 0;
            text = decoded;
        }
        return true;
    }

    /** Takes the text in [from, to) of the JSON, in which nothing is escaped. */
    void takePlain(int from, int to) {
        text = json;
        textFrom = from;
        textTo = to;
    }

    /** What {@link #takeText} took, as an array of its own. */
    byte[] copyOfText() {
        return Arrays.copyOfRange(text, textFrom, textTo);
    }

    /** Puts {@code value} in the place of [from, to). */
    void replace(int from, int to, byte[] value) {
        int change = value.length - (to - from);
        byte[] target = json == own && own.length >= length + change ? own : room(length + change);
        if (target != json) {
            System.arraycopy(json, 0, target, 0, from);
        }
        System.arraycopy(json, to, target, to + change, length - to);
        System.arraycopy(value, 0, target, from, value.length);
        take(target, length + change);
        noteEscapes(value);
        if (from < headLength) {
            headLength += change;
            isHeadUntouched = false;
        }
        isRead = false;
    }

    /** An array that holds so many bytes, and not the event. */
    private byte[] room(int needed) {
        if (spare.length < needed) {
            spare = new byte[2 * needed + ROOM];
        }
        return spare;
    }

    /** From now on the event is what that array holds. */
    private void take(byte[] target, int newLength) {
        if (target == spare) {
            spare = own;
            own = target;
        }
        json = target;
        length = newLength;
    }

    private void noteEscapes(byte[] value) {
        hasEscapes = hasEscapes || ByteSearch.indexOf(value, 0, value.length, '\\') < value.length;
        isPlain = isPlain && !hasEscapes;
    }

    /**
     * Puts {@code value} in the place of texts of one length, all at once.
     *
     * @param places where they start, behind the head and inside of scalars, in order; {@code count} of them
     */
    void replaceAll(int[] places, int count, int width, byte[] value) {
        int change = value.length - width;
        int newLength = length + count * change;
        byte[] target = room(newLength);
        int at = 0;
        int to = 0;
        for (int i = 0; i < count; i++) {
            System.arraycopy(json, at, target, to, places[i] - at);
            to += places[i] - at;
            System.arraycopy(value, 0, target, to, value.length);
            to += value.length;
            at = places[i] + width;
        }
        System.arraycopy(json, at, target, to, length - at);
        take(target, newLength);
        noteEscapes(value);
        if (isRead) {
            fields.moved(places, count, width, change);
        }
    }

    /** Puts {@code value}, JSON or nothing, in the place of [from, to), which is what is to change of the field at {@code path}. */
    private void replace(FieldPath path, int from, int to, byte[] value) {
        boolean staysRead = isRead && !fields.isTouchedBy(path);
        replace(from, to, value);
        if (staysRead) {
            fields.shifted(to, from + value.length);
            isRead = true;
        }
    }

    /** Adds a member, which was not there, to the event's top level. */
    void add(int field, FieldPath path, byte[] value) {
        boolean wasRead = isRead;
        insert(length - 1, 0, path, 0, value);
        if (wasRead) {
            fields.added(field, length - 1 - value.length, length - 1);
            isRead = true;
        }
    }

    /** The same for one scalar in the place of another. */
    void replaceScalar(int from, int to, byte[] value) {
        boolean wasRead = isRead;
        replace(from, to, value);
        if (wasRead) {
            fields.moved(from, to, from + value.length);
            isRead = true;
        }
    }

    /** Gives the field that value, which is JSON; objects on the way to it are made where they are missing. */
    void set(FieldPath path, byte[] value) {
        if (ByteSearch.indexOf(json, 0, length, path.quotedStart()) < 0) {
            insert(length - 1, 0, path, 0, value);
            return;
        }
        int at = 1;
        for (int i = 0; i < path.steps(); i++) {
            Member member = member(at, path, i);
            if (member.valueFrom < 0) {
                insert(member.end, at, path, i, value);
                return;
            }
            if (i == path.steps() - 1 || member.isJoined) {
                replace(path, member.valueFrom, member.end, value);
                return;
            }
            if (json[member.valueFrom] != '{') {
                replace(path, member.valueFrom, member.end, path.nested(i + 1, value));
                return;
            }
            at = member.valueFrom + 1;
        }
    }

    private void insert(int end, int objectFrom, FieldPath path, int first, byte[] value) {
        replace(path, end, end, path.member(first, value, end != objectFrom));
    }

    /** Removes the field, and objects that are empty without it. Whether it was there. */
    boolean remove(FieldPath path) {
        int at = 1;
        int removeFrom = -1;
        int removeTo = -1;
        for (int i = 0; i < path.steps(); i++) {
            Member member = member(at, path, i);
            if (member.valueFrom < 0) {
                return false;
            }
            boolean isOnly = json[member.from - 1] == '{' && json[member.end] == '}';
            if (removeFrom < 0 || !isOnly) {
                removeFrom = member.from;
                removeTo = member.end;
            }
            if (member.isJoined) {
                break;
            }
            if (i < path.steps() - 1 && json[member.valueFrom] != '{') {
                return false;
            }
            at = member.valueFrom + 1;
        }
        if (json[removeTo] == ',') {
            removeTo++;
        } else if (json[removeFrom - 1] == ',') {
            removeFrom--;
        }
        replace(path, removeFrom, removeTo, new byte[0]);
        return true;
    }

    /** The value of a field that no index knows, as JSON; null where there is none. */
    byte[] value(FieldPath path) {
        Span span = find(path);
        return span == null ? null : Arrays.copyOfRange(json, span.from(), span.to());
    }

    /** A part of the JSON. */
    record Span(int from, int to) {}

    /** Where the value of a field that no index knows is; null where there is none. */
    Span find(FieldPath path) {
        int at = 1;
        for (int i = 0; i < path.steps(); i++) {
            Member member = member(at, path, i);
            if (member.valueFrom < 0) {
                return null;
            }
            if (i == path.steps() - 1 || member.isJoined) {
                return new Span(member.valueFrom, member.end);
            }
            if (json[member.valueFrom] != '{') {
                return null;
            }
            at = member.valueFrom + 1;
        }
        return null;
    }

    /** Where the line itself is, if the event keeps it; null where it does not. */
    Span original() {
        if (fields.original() < 0) {
            return find(Redaction.ORIGINAL);
        }
        int from = start(fields.original());
        return from < 0 ? null : new Span(from, end(fields.original()));
    }

    /**
     * @param from of its name
     * @param valueFrom -1 where there is no such member
     * @param end of its value; of the object where there is no such member
     * @param isJoined whether its name is all the rest of the path, dots included
     */
    private record Member(int from, int valueFrom, int end, boolean isJoined) {}

    private Member member(int objectFrom, FieldPath path, int index) {
        byte[] joined = path.rest(index);
        int at = objectFrom;
        while (json[at] != '}') {
            if (json[at] == ',') {
                at++;
            }
            int nameEnd = JsonSpans.endOfString(json, at + 1);
            int valueEnd = JsonSpans.endOfValue(json, nameEnd + 2);
            boolean isJoined = joined != null && ByteSearch.equal(json, at + 1, nameEnd, joined);
            if (isJoined || ByteSearch.equal(json, at + 1, nameEnd, path.name(index))) {
                return new Member(at, nameEnd + 2, valueEnd, isJoined);
            }
            at = valueEnd;
        }
        return new Member(-1, -1, at, false);
    }
}
