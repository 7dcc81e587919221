// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.apache;

import dev.sluice.parsers.engine.ByteSearch;
import dev.sluice.parsers.engine.IpAddress;
import dev.sluice.parsers.engine.Line;
import dev.sluice.parsers.engine.Literal;
import dev.sluice.parsers.time.AccessTime;
import java.util.Arrays;

/** Scans a line of an access log once, and knows afterwards where its fields are. Not thread-safe; each line replaces the last. */
final class AccessLine {

    /** What may stand behind the size of a format that many writers add fields to. */
    enum Extras {
        /** Nothing: the format is one's own. */
        NONE,
        /** Fields of which the first two are not both quoted, since that would make the line a combined one. */
        BEHIND_COMMON,
        /** Fields before referrer and user agent or in their place, and behind them; a lone quoted one is half a combined line. */
        BEHIND_COMBINED,
        /** Any. */
        BEHIND_EITHER
    }

    private final byte[] prefix;
    private final Element[] elements;
    /** By element: whether a number follows it, which tells a closing quote from one inside. */
    private final boolean[] beforeNumber;

    private final Extras extrasBehind;
    private final boolean mayEndInExtras;

    /** What may stand before the time; null in a format of one's own, which says so itself. */
    private final AccessHead head;

    private final AccessTail tail = new AccessTail();

    /** Null if the format's time is httpd's own. */
    private final LoggedTimes times;

    /** One bit for each {@link AccessField} that the line has. */
    private long there;

    /** One bit for each of them that has a value. */
    private long present;

    private final int[] starts;
    private final int[] ends;
    private final boolean[] escaped;
    private final boolean[] plain;

    /** @param extrasBehind what may follow besides the format's own fields; in all but a format of one's own more may stand before the time, too */
    AccessLine(AccessLogFormat format, Extras extrasBehind) {
        prefix = format.prefix();
        elements = format.elements().toArray(Element[]::new);
        beforeNumber = new boolean[fieldCount(format)];
        for (int i = 0; i + 1 < elements.length; i++) {
            Element.Kind next = elements[i + 1].kind();
            beforeNumber[elements[i].field()] = next == Element.Kind.NUMBER || next == Element.Kind.STATUS;
        }
        this.extrasBehind = extrasBehind;
        mayEndInExtras = extrasBehind == Extras.BEHIND_COMBINED || extrasBehind == Extras.BEHIND_EITHER;
        head = extrasBehind == Extras.NONE ? null : new AccessHead();
        times = LoggedTimes.of(format);
        int fields = fieldCount(format);
        starts = new int[fields];
        ends = new int[fields];
        escaped = new boolean[fields];
        plain = new boolean[fields];
    }

    int start(int field) {
        return starts[field];
    }

    int end(int field) {
        return ends[field];
    }

    /** Whether the {@link AccessField} is there and is not httpd's hyphen for nothing. */
    boolean has(int field) {
        return (present & 1L << field) != 0;
    }

    /** Whether one of the fields {@code first} to {@code last} is there. */
    boolean hasAny(int first, int last) {
        return present >>> first << 63 - last + first != 0;
    }

    /** Whether the line has the {@link AccessField}, though it may be empty. */
    boolean isThere(int field) {
        return (there & 1L << field) != 0;
    }

    /** Whether the field is known to be printable ASCII without quotes and backslashes. */
    boolean isPlain(int field) {
        return plain[field];
    }

    /** Whether the field holds backslashes. */
    boolean isEscaped(int field) {
        return escaped[field];
    }

    /** What the line's times say, or null if the format's time is httpd's own. */
    LoggedTimes times() {
        return times;
    }

    /** Fields besides the format's own. */
    AccessTail extras() {
        return tail;
    }

    /** What stood before the time, or null in a format of one's own. */
    AccessHead head() {
        return head;
    }

    /** Finds the fields of {@code line}, or stops in it. */
    boolean scan(Line line) {
        if (starts.length > AccessField.COUNT) {
            Arrays.fill(starts, AccessField.COUNT, starts.length, -1);
        }
        there = 0;
        present = 0;
        tail.clear();
        byte[] bytes = line.bytes;
        int to = line.to;
        int at = line.from;
        if (prefix.length > 0) {
            if (!ByteSearch.startsWith(bytes, at, to, prefix)) {
                return line.stop(at, "the text before the first field");
            }
            at += prefix.length;
        }
        for (Element element : elements) {
            int end = endOf(element, line, at);
            if (end < 0) {
                return scanBehindSize(line, element, at) || line.stop(at, element.expected());
            }
            set(element.field(), at, end, bytes);
            if (head != null && element.field() == AccessField.USER && !readHead(bytes, line.from)) {
                return line.stop(line.from, "the client's address, identity and user before the time");
            }
            if (end == to && element.until().length() > 0) {
                return true;
            }
            at = end + element.until().length();
        }
        if (at == to) {
            return true;
        }
        return switch (extrasBehind) {
            case BEHIND_COMBINED, BEHIND_EITHER -> tail.scan(line, at);
            case BEHIND_COMMON ->
                scanBehindSize(line, elements[elements.length - 1], starts[AccessField.BODY_BYTES])
                        || line.stop(at, "the end of the line");
            case NONE -> line.stop(at, "the end of the line");
        };
    }

    private int endOf(Element element, Line line, int at) {
        byte[] bytes = line.bytes;
        int to = line.to;
        return switch (element.kind()) {
            case TOKEN -> endOfToken(element, line, at);
            case NUMBER -> NumberFields.endOfNumber(element, bytes, at, to);
            case STATUS -> NumberFields.endOfStatus(element, bytes, at, to);
            case HEX -> NumberFields.endOfHex(element, bytes, at, to);
            case QUOTED -> endOfQuoted(element, line, at);
            case TIME -> {
                int end = AccessTime.end(bytes, at, to);
                yield end >= 0 && element.until().isAt(bytes, end, to) ? end : -1;
            }
            case TIME_PATTERN -> endOfTime(element, bytes, at, to);
        };
    }

    private int endOfTime(Element element, byte[] bytes, int at, int to) {
        int end = times.read(element.time(), bytes, at, to);
        return end >= 0 && element.until().isAt(bytes, end, to) ? end : -1;
    }

    private int endOfToken(Element element, Line line, int at) {
        byte[] bytes = line.bytes;
        int to = line.to;
        Literal until = element.until();
        if (until.length() == 0) {
            return to;
        }
        byte first = until.first();
        boolean backslash = false;
        int i = at;
        while ((i = indexOfOrBackslash(line, i, first)) < to) {
            if (bytes[i] == first && until.isAt(bytes, i, to)) {
                escaped[element.field()] = backslash;
                return i;
            }
            backslash |= bytes[i] == '\\';
            i++;
        }
        escaped[element.field()] = backslash;
        return element.mayEnd() ? to : -1;
    }

    /**
     * httpd escapes quotes inside a field, but older versions and other writers don't: a quote ends the field only if what must follow does
     * follow.
     */
    private int endOfQuoted(Element element, Line line, int at) {
        byte[] bytes = line.bytes;
        int to = line.to;
        boolean isPlain = line.isPlain();
        Literal until = element.until();
        boolean backslash = false;
        int i = at;
        while (true) {
            i = indexOfOrBackslash(line, i, '"');
            if (i >= to) {
                return -1;
            }
            if (bytes[i] == '\\') {
                backslash = true;
                i += 2;
            } else if (until.isAt(bytes, i, to) && endsThere(element, bytes, i + until.length(), to)) {
                escaped[element.field()] = backslash;
                plain[element.field()] = isPlain;
                return i;
            } else {
                isPlain = false;
                i++;
            }
        }
    }

    /** Index of the first {@code wanted} or backslash from {@code from} on, or the line's end. */
    private static int indexOfOrBackslash(Line line, int from, int wanted) {
        return line.isPlain()
                ? ByteSearch.indexOf(line.bytes, from, line.to, wanted)
                : ByteSearch.indexOfEither(line.bytes, from, line.to, wanted, '\\');
    }

    private boolean endsThere(Element element, byte[] bytes, int next, int to) {
        if (element == elements[elements.length - 1]) {
            return next == to || mayEndInExtras && bytes[next] == ' ';
        }
        return !beforeNumber[element.field()] || next < to && (bytes[next] == '-' || ByteSearch.isDigit(bytes[next]));
    }

    private static int fieldCount(AccessLogFormat format) {
        return AccessField.COUNT + format.named().size();
    }

    /** Looks closer at what stands before the time if it is more than client, identity and user. */
    private boolean readHead(byte[] bytes, int from) {
        head.clear();
        int userTo = ends[AccessField.USER];
        boolean hasBlanks = userTo - starts[AccessField.USER] > 1
                && ByteSearch.indexOf(bytes, starts[AccessField.USER], userTo, ' ') < userTo;
        int clientTo = ends[AccessField.ADDRESS];
        boolean hasIdentity = ends[AccessField.IDENTITY] - starts[AccessField.IDENTITY] > 1;
        if (!hasBlanks
                && !hasIdentity
                && bytes[from] != '"'
                && (ByteSearch.indexOfEither(bytes, from, clientTo, ':', ',') == clientTo
                        || IpAddress.of(bytes, from, clientTo) != IpAddress.NONE)) {
            return true;
        }
        if (!head.read(bytes, from, userTo)) {
            return !hasBlanks && !head.isNoClient();
        }
        setIfThere(AccessField.ADDRESS, head.client, bytes);
        setIfThere(AccessField.PORT, head.clientPort, bytes);
        setIfThere(AccessField.SERVER, head.server, bytes);
        setIfThere(AccessField.SERVER_PORT, head.serverPort, bytes);
        present &= head.identity.exists() ? present : ~(1L << AccessField.IDENTITY);
        setIfThere(AccessField.IDENTITY, head.identity, bytes);
        setIfThere(AccessField.USER, head.user, bytes);
        return true;
    }

    private void setIfThere(int field, Slice slice, byte[] bytes) {
        if (slice.exists()) {
            set(field, slice.from, slice.to, bytes);
            escaped[field] = ByteSearch.indexOf(bytes, slice.from, slice.to, '\\') < slice.to;
        }
    }

    /** Takes a line that has more fields between its size and its referrer, or neither referrer nor user agent but more fields. */
    private boolean scanBehindSize(Line line, Element element, int at) {
        boolean isBehind = element.field() == AccessField.REFERRER || element.field() == AccessField.USER_AGENT;
        if (extrasBehind == Extras.NONE || element.field() != AccessField.BODY_BYTES && !isBehind) {
            return false;
        }
        byte[] bytes = line.bytes;
        int start = isBehind ? starts[AccessField.BODY_BYTES] : at;
        int end = start < line.to && bytes[start] == '-' ? start + 1 : ByteSearch.endOfDigits(bytes, start, line.to);
        if (end == start || end - start > NumberFields.MAX_DIGITS || end == line.to || !tail.scan(line, end)) {
            return false;
        }
        int pair = tail.pair();
        if (pair == 0 && extrasBehind == Extras.BEHIND_COMMON
                || tail.isOneQuoted() && extrasBehind == Extras.BEHIND_COMBINED) {
            return false;
        }
        set(AccessField.BODY_BYTES, start, end, bytes);
        present &= ~(1L << AccessField.REFERRER | 1L << AccessField.USER_AGENT);
        if (pair >= 0) {
            setQuoted(AccessField.REFERRER, pair, bytes);
            setQuoted(AccessField.USER_AGENT, pair + 1, bytes);
            tail.removePair(pair);
        }
        return true;
    }

    private void setQuoted(int field, int ofTail, byte[] bytes) {
        set(field, tail.start(ofTail), tail.end(ofTail), bytes);
        plain[field] = false;
        escaped[field] = ByteSearch.indexOf(bytes, tail.start(ofTail), tail.end(ofTail), '\\') < tail.end(ofTail);
    }

    private void set(int field, int start, int end, byte[] bytes) {
        starts[field] = start;
        ends[field] = end;
        if (field < AccessField.COUNT) {
            there |= 1L << field;
            present = present & ~(1L << field) | (isValue(bytes, start, end) ? 1L << field : 0);
        }
    }

    /** Whether [start, end) is more than nothing and httpd's hyphen for it. */
    static boolean isValue(byte[] bytes, int start, int end) {
        return end - start > 1 || end > start && bytes[start] != '-';
    }
}
