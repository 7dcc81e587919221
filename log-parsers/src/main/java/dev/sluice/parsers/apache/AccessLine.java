// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.apache;

import dev.sluice.parsers.engine.ByteScan;
import dev.sluice.parsers.engine.Line;
import java.util.Arrays;

/** Scans a line of an access log once, and knows afterwards where its fields are. Not thread-safe; each line replaces the last. */
final class AccessLine {

    private static final int MAX_DIGITS = 18;
    private static final int MAX_EXTRAS = 64;

    private final byte[] prefix;
    private final Element[] elements;
    /** By element: whether a number follows it, which tells a closing quote from one inside. */
    private final boolean[] beforeNumber;

    private final boolean virtualHost;
    private final boolean tail;

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

    private final int[] extraStarts = new int[MAX_EXTRAS];
    private final int[] extraEnds = new int[MAX_EXTRAS];
    private int extras;

    /**
     * @param virtualHost whether a {@code host:port} may stand before the line, as in httpd's {@code vhost_combined}
     * @param tail whether more fields may follow, quoted or not
     */
    AccessLine(AccessLogFormat format, boolean virtualHost, boolean tail) {
        prefix = format.prefix();
        elements = format.elements().toArray(Element[]::new);
        beforeNumber = new boolean[fieldCount(format)];
        for (int i = 0; i + 1 < elements.length; i++) {
            beforeNumber[elements[i].field()] = elements[i + 1].kind() == Element.Kind.NUMBER;
        }
        this.virtualHost = virtualHost;
        this.tail = tail;
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

    int extras() {
        return extras;
    }

    int extraStart(int extra) {
        return extraStarts[extra];
    }

    int extraEnd(int extra) {
        return extraEnds[extra];
    }

    /** Finds the fields of {@code line}, or stops in it. */
    boolean scan(Line line) {
        if (starts.length > AccessField.COUNT) {
            Arrays.fill(starts, AccessField.COUNT, starts.length, -1);
        }
        there = 0;
        present = 0;
        extras = 0;
        byte[] bytes = line.bytes;
        int to = line.to;
        int at = virtualHost ? scanVirtualHost(bytes, line.from, to) : line.from;
        if (prefix.length > 0) {
            if (!ByteScan.startsWith(bytes, at, to, prefix)) {
                return line.stop(at, "the text before the first field");
            }
            at += prefix.length;
        }
        for (Element element : elements) {
            int end = endOf(element, line, at);
            if (end < 0) {
                return line.stop(at, element.expected());
            }
            set(element.field(), at, end, bytes);
            if (end == to && element.until().length() > 0) {
                return true;
            }
            at = end + element.until().length();
        }
        return at == to || tail && scanTail(line, at) || !tail && line.stop(at, "the end of the line");
    }

    private int endOf(Element element, Line line, int at) {
        byte[] bytes = line.bytes;
        int to = line.to;
        return switch (element.kind()) {
            case TOKEN -> endOfToken(element, line, at);
            case NUMBER -> endOfNumber(element, bytes, at, to);
            case QUOTED -> endOfQuoted(element, line, at);
            case TIME ->
                at + AccessTime.LENGTH <= to && element.until().isAt(bytes, at + AccessTime.LENGTH, to)
                        ? at + AccessTime.LENGTH
                        : -1;
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

    private static int endOfNumber(Element element, byte[] bytes, int at, int to) {
        int i = at;
        if (i < to && bytes[i] == '-') {
            i++;
        } else {
            i = ByteScan.endOfDigits(bytes, at, to);
            if (i == at || i - at > MAX_DIGITS) {
                return -1;
            }
        }
        if (i == to && (element.mayEnd() || element.until().length() == 0)) {
            return i;
        }
        return element.until().isAt(bytes, i, to) ? i : -1;
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
                ? ByteScan.indexOf(line.bytes, from, line.to, wanted)
                : ByteScan.indexOfEither(line.bytes, from, line.to, wanted, '\\');
    }

    private boolean endsThere(Element element, byte[] bytes, int next, int to) {
        if (element == elements[elements.length - 1]) {
            return next == to || tail && bytes[next] == ' ';
        }
        return !beforeNumber[element.field()] || next < to && (bytes[next] == '-' || ByteScan.isDigit(bytes[next]));
    }

    private static int fieldCount(AccessLogFormat format) {
        return AccessField.COUNT + format.named().size();
    }

    /** Takes a {@code host:port} before the client's address; that has no colon, or at least two. */
    private int scanVirtualHost(byte[] bytes, int from, int to) {
        int colonOrEnd = ByteScan.indexOfEither(bytes, from, to, ':', ' ');
        if (colonOrEnd == to || bytes[colonOrEnd] == ' ') {
            return from;
        }
        int colon = -1;
        boolean bracketed = from < to && bytes[from] == '[';
        int i = from;
        for (; i < to && bytes[i] != ' '; i++) {
            if (bytes[i] == ':') {
                if (colon >= 0 && !bracketed) {
                    return from;
                }
                colon = i;
            }
        }
        if (colon <= from || i == to || i - colon > 6 || !ByteScan.isDigits(bytes, colon + 1, i)) {
            return from;
        }
        boolean brackets = bracketed && bytes[colon - 1] == ']';
        set(AccessField.SERVER, brackets ? from + 1 : from, brackets ? colon - 1 : colon, bytes);
        set(AccessField.SERVER_PORT, colon + 1, i, bytes);
        escaped[AccessField.SERVER] = false;
        return i + 1;
    }

    private void set(int field, int start, int end, byte[] bytes) {
        starts[field] = start;
        ends[field] = end;
        if (field < AccessField.COUNT) {
            there |= 1L << field;
            present |= isValue(bytes, start, end) ? 1L << field : 0;
        }
    }

    /** Whether [start, end) is more than nothing and httpd's hyphen for it. */
    static boolean isValue(byte[] bytes, int start, int end) {
        return end - start > 1 || end > start && bytes[start] != '-';
    }

    /** More fields behind the format's own, each after a space; what is more than fits belongs to the last. */
    private boolean scanTail(Line line, int from) {
        byte[] bytes = line.bytes;
        int to = line.to;
        int at = from;
        while (at < to) {
            if (bytes[at] != ' ') {
                return line.stop(at, "a space before the next field");
            }
            at++;
            if (at == to) {
                return true;
            }
            boolean quoted = bytes[at] == '"';
            int start = quoted ? at + 1 : at;
            int end = extras == MAX_EXTRAS - 1
                    ? to
                    : quoted ? closingQuote(bytes, start, to) : ByteScan.indexOf(bytes, at, to, ' ');
            if (end < 0) {
                return line.stop(at, "the quote that closes this field");
            }
            extraStarts[extras] = start;
            extraEnds[extras++] = end;
            at = quoted && end < to ? end + 1 : end;
        }
        return true;
    }

    private static int closingQuote(byte[] bytes, int from, int to) {
        int i = from;
        while (i < to) {
            if (bytes[i] == '\\') {
                i++;
            } else if (bytes[i] == '"' && (i + 1 == to || bytes[i + 1] == ' ')) {
                return i;
            }
            i++;
        }
        return -1;
    }
}
