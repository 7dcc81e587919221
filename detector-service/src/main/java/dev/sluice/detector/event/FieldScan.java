// SPDX-License-Identifier: Apache-2.0
package dev.sluice.detector.event;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Finds the fields that detections read in an event's bytes and looks into nothing else: most events are of no interest, and taking one apart would
 * cost more than all that is looked for in it. What it steps over it does not check, and what it does not know it leaves to a parser: names with
 * escapes, and whatever is no JSON.
 */
final class FieldScan {

    private static final VarHandle EIGHT_BYTES =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private static final long ONES = 0x0101010101010101L;
    private static final long HIGH_BITS = 0x8080808080808080L;
    private static final long QUOTES = '"' * ONES;
    private static final long BACKSLASHES = '\\' * ONES;

    private static final FieldNames ROOT = FieldNames.ofAllFields();
    private static final int FIELDS = EventField.values().length;

    private final byte[] json;
    private final int[] from = new int[FIELDS];
    private final int[] to = new int[FIELDS];
    private int escaped;
    private int at;
    private boolean stringHasEscape;

    private FieldScan(byte[] json) {
        this.json = json;
        Arrays.fill(from, -1);
    }

    /** Null if {@code json} must be left to a parser. */
    static FieldScan of(byte[] json) {
        FieldScan scan = new FieldScan(json);
        return scan.next() == '{' && scan.object(ROOT) ? scan : null;
    }

    boolean has(EventField field) {
        return from[field.ordinal()] >= 0;
    }

    /** Whether its text is not what its bytes are. */
    boolean isEscaped(EventField field) {
        return (escaped & 1 << field.ordinal()) != 0;
    }

    int from(EventField field) {
        return from[field.ordinal()];
    }

    int to(EventField field) {
        return to[field.ordinal()];
    }

    /** Reads the object that begins here. */
    private boolean object(FieldNames names) {
        at++;
        if (next() == '}') {
            at++;
            return true;
        }
        while (next() == '"') {
            int start = ++at;
            int end = endOfString();
            if (end < 0 || stringHasEscape) {
                return false;
            }
            at = end + 1;
            if (next() != ':') {
                return false;
            }
            at++;
            if (!value(names.child(json, start, end))) {
                return false;
            }
            int separator = next();
            at++;
            if (separator == '}') {
                return true;
            }
            if (separator != ',') {
                return false;
            }
        }
        return false;
    }

    private boolean value(FieldNames name) {
        return switch (next()) {
            case '"' -> string(name);
            case '{' -> name == null ? nested() : object(name);
            case '[' -> nested();
            case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 't', 'f', 'n' -> literal(name);
            default -> false;
        };
    }

    private boolean string(FieldNames name) {
        int start = ++at;
        int end = endOfString();
        if (end < 0) {
            return false;
        }
        keep(name, start, end, stringHasEscape);
        at = end + 1;
        return true;
    }

    /** A number, true, false or null. */
    private boolean literal(FieldNames name) {
        int start = at;
        while (at < json.length && isOfLiteral(json[at])) {
            at++;
        }
        if (json[start] != 'n') {
            keep(name, start, at, false);
        }
        return true;
    }

    private static boolean isOfLiteral(byte b) {
        return b >= '0' && b <= '9' || b >= 'a' && b <= 'z' || b == '-' || b == '.' || b == '+' || b == 'E';
    }

    private void keep(FieldNames name, int start, int end, boolean hasEscape) {
        if (name != null && name.field() != null) {
            int field = name.field().ordinal();
            from[field] = start;
            to[field] = end;
            escaped = hasEscape ? escaped | 1 << field : escaped & ~(1 << field);
        }
    }

    /** Steps over an object or an array. */
    private boolean nested() {
        int depth = 0;
        while (at < json.length) {
            switch (json[at++]) {
                case '{', '[' -> depth++;
                case '}', ']' -> {
                    if (--depth == 0) {
                        return true;
                    }
                }
                case '"' -> {
                    int end = endOfString();
                    if (end < 0) {
                        return false;
                    }
                    at = end + 1;
                }
                default -> {}
            }
        }
        return false;
    }

    /** Index of the quote that ends the string in which {@link #at} is; -1 if there is none. */
    private int endOfString() {
        stringHasEscape = false;
        int i = at;
        while (i < json.length) {
            i = quoteOrBackslash(i);
            if (i < json.length && json[i] == '"') {
                return i;
            }
            stringHasEscape = true;
            i += 2;
        }
        return -1;
    }

    private int quoteOrBackslash(int start) {
        int i = start;
        for (; i + Long.BYTES <= json.length; i += Long.BYTES) {
            long bytes = (long) EIGHT_BYTES.get(json, i);
            long found = zeros(bytes ^ QUOTES) | zeros(bytes ^ BACKSLASHES);
            if (found != 0) {
                return i + (Long.numberOfTrailingZeros(found) >>> 3);
            }
        }
        while (i < json.length && json[i] != '"' && json[i] != '\\') {
            i++;
        }
        return i;
    }

    /** The high bit of each byte that is zero; bytes above the first one may be wrong. */
    private static long zeros(long bytes) {
        return bytes - ONES & ~bytes & HIGH_BITS;
    }

    /** The next byte that is no blank, without taking it; -1 at the end. */
    private int next() {
        while (at < json.length && json[at] <= ' ' && json[at] >= 0) {
            at++;
        }
        return at < json.length ? json[at] : -1;
    }
}
