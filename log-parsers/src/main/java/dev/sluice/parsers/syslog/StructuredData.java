// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.syslog;

import dev.sluice.parsers.engine.ByteSearch;
import dev.sluice.parsers.engine.JsonBuffer;
import dev.sluice.parsers.engine.Key;
import dev.sluice.parsers.engine.Line;
import java.util.Arrays;

/**
 * Structured data of RFC 5424 section 6.3. Elements and parameters that come twice are joined: a parameter's values become an array, as
 * section 6.3.3 allows a name to be repeated. Not thread-safe; each line replaces the last.
 */
final class StructuredData {

    private static final Key STRUCTURED_DATA = Key.of("structured_data");

    /** More are refused, so that finding repeated names stays cheap. */
    private static final int MAX_ELEMENTS = 256;

    private static final int MAX_PARAMETERS = 1024;
    private static final int SLICE = 2;

    private final int[] elements = new int[SLICE * MAX_ELEMENTS];
    private int elementCount;

    /** For each parameter its name, its value and the element it belongs to. */
    private final int[] names = new int[SLICE * MAX_PARAMETERS];

    private final int[] values = new int[SLICE * MAX_PARAMETERS];
    private final int[] owners = new int[MAX_PARAMETERS];
    private final boolean[] written = new boolean[MAX_PARAMETERS];
    private int parameterCount;

    /** Whether names and values need neither unescaping nor escaping: neither can hold a bare quote. */
    private boolean plain;

    private byte[] unescaped = new byte[256];

    /**
     * Finds the elements from {@code from} on.
     *
     * @return the index behind them, or -1 if the line was stopped
     */
    int scan(Line line, int from) {
        elementCount = 0;
        parameterCount = 0;
        byte[] bytes = line.bytes;
        int to = line.to;
        if (from < to && bytes[from] == '-') {
            return from + 1;
        }
        int at = from;
        while (at < to && bytes[at] == '[') {
            at = scanElement(line, at + 1);
            if (at < 0) {
                return -1;
            }
        }
        return at > from ? at : stop(line, at, "structured data: a hyphen or an element in brackets");
    }

    /** Writes the object {@code structured_data}, or nothing where there was none. */
    void write(JsonBuffer json, Line line) {
        if (elementCount == 0) {
            return;
        }
        plain = line.isPlain();
        Arrays.fill(written, 0, parameterCount, false);
        int start = json.open(STRUCTURED_DATA);
        for (int element = 0; element < elementCount; element++) {
            writeElement(json, line.bytes, element);
        }
        json.close(start);
    }

    private int scanElement(Line line, int from) {
        byte[] bytes = line.bytes;
        int to = line.to;
        int end = endOfName(bytes, from, to);
        if (end == from) {
            return stop(line, from, "the id of an element of structured data");
        }
        int element = elementWithId(bytes, from, end);
        if (element < 0) {
            return stop(line, from, "at most " + MAX_ELEMENTS + " elements of structured data");
        }
        int at = end;
        while (at < to && bytes[at] == ' ') {
            if (at + 1 < to && bytes[at + 1] == ']') {
                // A blank before the bracket is against the RFC, but common.
                at++;
                break;
            }
            at = scanParameter(line, at + 1, element);
            if (at < 0) {
                return -1;
            }
        }
        return at < to && bytes[at] == ']'
                ? at + 1
                : stop(line, at, "the bracket that closes an element of structured data");
    }

    private int scanParameter(Line line, int from, int element) {
        byte[] bytes = line.bytes;
        int to = line.to;
        int end = endOfName(bytes, from, to);
        if (end == from || end + 1 >= to || bytes[end] != '=' || bytes[end + 1] != '"') {
            return stop(line, from, "a parameter of structured data: name=\"value\"");
        }
        if (parameterCount == MAX_PARAMETERS) {
            return stop(line, from, "at most " + MAX_PARAMETERS + " parameters of structured data");
        }
        int start = end + 2;
        int close = closingQuote(line, start);
        if (close >= to) {
            return stop(line, start, "the quote that closes a parameter's value");
        }
        int slice = SLICE * parameterCount;
        names[slice] = from;
        names[slice + 1] = end;
        values[slice] = start;
        values[slice + 1] = close;
        owners[parameterCount++] = element;
        return close + 1;
    }

    private static int closingQuote(Line line, int from) {
        byte[] bytes = line.bytes;
        if (line.isPlain()) {
            return ByteSearch.indexOf(bytes, from, line.to, '"');
        }
        int close = from;
        while (close < line.to && bytes[close] != '"') {
            close += bytes[close] == '\\' ? 2 : 1;
        }
        return close;
    }

    /** Number of the element with that id, which is made if there is none yet; -1 if there are too many. */
    private int elementWithId(byte[] bytes, int from, int to) {
        for (int i = 0; i < elementCount; i++) {
            if (same(bytes, elements[SLICE * i], elements[SLICE * i + 1], from, to)) {
                return i;
            }
        }
        if (elementCount == MAX_ELEMENTS) {
            return -1;
        }
        elements[SLICE * elementCount] = from;
        elements[SLICE * elementCount + 1] = to;
        return elementCount++;
    }

    private void writeElement(JsonBuffer json, byte[] bytes, int element) {
        name(json, bytes, elements[SLICE * element], elements[SLICE * element + 1]);
        json.byteOf('{');
        int start = json.length();
        for (int i = 0; i < parameterCount; i++) {
            if (owners[i] == element && !written[i]) {
                writeParameter(json, bytes, i);
            }
        }
        if (json.length() > start) {
            json.truncate(json.length() - 1);
        }
        json.byteOf('}');
        json.byteOf(',');
    }

    private void writeParameter(JsonBuffer json, byte[] bytes, int parameter) {
        name(json, bytes, names[SLICE * parameter], names[SLICE * parameter + 1]);
        boolean repeated = false;
        for (int i = parameter + 1; i < parameterCount; i++) {
            if (isSameParameter(bytes, i, parameter)) {
                written[i] = true;
                if (!repeated) {
                    repeated = true;
                    json.byteOf('[');
                    value(json, bytes, parameter);
                }
                json.byteOf(',');
                value(json, bytes, i);
            }
        }
        if (repeated) {
            json.byteOf(']');
        } else {
            value(json, bytes, parameter);
        }
        json.byteOf(',');
    }

    private boolean isSameParameter(byte[] bytes, int one, int other) {
        return owners[one] == owners[other]
                && same(
                        bytes,
                        names[SLICE * one],
                        names[SLICE * one + 1],
                        names[SLICE * other],
                        names[SLICE * other + 1]);
    }

    private void name(JsonBuffer json, byte[] bytes, int from, int to) {
        if (plain) {
            json.plainName(bytes, from, to);
        } else {
            json.quoted(bytes, from, to);
            json.byteOf(':');
        }
    }

    /** Undoes the three escapes of section 6.3.3; any other backslash is one. */
    private void value(JsonBuffer json, byte[] bytes, int parameter) {
        int from = values[SLICE * parameter];
        int to = values[SLICE * parameter + 1];
        if (plain) {
            json.plainQuoted(bytes, from, to);
            return;
        }
        if (ByteSearch.indexOf(bytes, from, to, '\\') == to) {
            json.quoted(bytes, from, to);
            return;
        }
        if (unescaped.length < to - from) {
            unescaped = new byte[2 * (to - from)];
        }
        int length = 0;
        for (int i = from; i < to; i++) {
            boolean escapes = bytes[i] == '\\'
                    && i + 1 < to
                    && (bytes[i + 1] == '"' || bytes[i + 1] == '\\' || bytes[i + 1] == ']');
            unescaped[length++] = bytes[escapes ? ++i : i];
        }
        json.quoted(unescaped, 0, length);
    }

    /** Printable ASCII without blank, equals sign, bracket and quote: section 6.3.2. */
    private static int endOfName(byte[] bytes, int from, int to) {
        int i = from;
        while (i < to && bytes[i] > ' ' && bytes[i] != '=' && bytes[i] != ']' && bytes[i] != '"' && bytes[i] != 0x7f) {
            i++;
        }
        return i;
    }

    private static boolean same(byte[] bytes, int from, int to, int otherFrom, int otherTo) {
        return Arrays.equals(bytes, from, to, bytes, otherFrom, otherTo);
    }

    private static int stop(Line line, int at, String expected) {
        line.stop(at, expected);
        return -1;
    }
}
