// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.apache;

import dev.sluice.parsers.engine.ByteSearch;
import dev.sluice.parsers.engine.Line;

/** More fields behind those of a format, quoted or bare, each after a space; what is more than fits belongs to the last. Not thread-safe. */
final class AccessTail {

    private static final int MAX_FIELDS = 64;

    private final int[] starts = new int[MAX_FIELDS];
    private final int[] ends = new int[MAX_FIELDS];
    private final boolean[] quoted = new boolean[MAX_FIELDS];
    private int count;

    void clear() {
        count = 0;
    }

    int count() {
        return count;
    }

    int start(int field) {
        return starts[field];
    }

    int end(int field) {
        return ends[field];
    }

    /** Finds the fields from the space at {@code from} on, or stops. */
    boolean scan(Line line, int from) {
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
            boolean isQuoted = bytes[at] == '"';
            int start = isQuoted ? at + 1 : at;
            int end =
                    count == MAX_FIELDS - 1 ? to : isQuoted ? closingQuote(bytes, start, to) : endOfBare(bytes, at, to);
            if (end < 0) {
                return line.stop(at, "the quote that closes this field");
            }
            starts[count] = start;
            ends[count] = end;
            quoted[count++] = isQuoted;
            at = isQuoted && end < to ? end + 1 : end;
        }
        return true;
    }

    /** Index of the first of two quoted fields side by side, or -1: referrer and user agent, whatever stands before them. */
    int pair() {
        for (int i = 0; i + 1 < count; i++) {
            if (quoted[i] && quoted[i + 1]) {
                return i;
            }
        }
        return -1;
    }

    /** Takes the fields {@code first} and the one behind it out. */
    void removePair(int first) {
        for (int i = first; i + 2 < count; i++) {
            starts[i] = starts[i + 2];
            ends[i] = ends[i + 2];
            quoted[i] = quoted[i + 2];
        }
        count -= 2;
    }

    /** Whether there is one field alone, and a quoted one. */
    boolean isOneQuoted() {
        return count == 1 && quoted[0];
    }

    /** A name may stand before the quote: {@code X-Forwarded-For="192.0.2.1, 192.0.2.2"}. */
    private static int endOfBare(byte[] bytes, int from, int to) {
        int blank = ByteSearch.indexOf(bytes, from, to, ' ');
        int quote = ByteSearch.indexOf(bytes, from, blank, '"');
        if (quote == from || quote >= blank - 1 || bytes[quote - 1] != '=') {
            return blank;
        }
        int closing = closingQuote(bytes, quote + 1, to);
        return closing < 0 ? blank : closing + 1;
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
