// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.syslog;

import dev.sluice.parsers.engine.ByteSearch;

/**
 * Reads what names the program in BSD syslog: {@code TAG:}, {@code TAG[PID]:} or {@code TAG[PID]} up to a blank or the end. Real tags hold slashes,
 * dots, parentheses and more, so anything goes but blanks; a few programs have those too ({@code Plex Media Server[12]:}). Not thread-safe.
 */
final class SyslogTag {

    private static final int MAX_GLUED = 48;
    private static final int MAX_WITH_BLANKS = 64;
    private static final int MAX_WORDS = 4;

    int from;
    int to;
    int procFrom;
    int procTo;

    /** Index behind the tag and its colon. */
    int end;

    /** Whether a tag without blanks starts at {@code start}. */
    boolean read(byte[] bytes, int start, int limit) {
        if (start >= limit || opensSomethingElse(bytes[start])) {
            return false;
        }
        int open = -1;
        for (int i = start; i < limit && bytes[i] != ' '; i++) {
            byte b = bytes[i];
            boolean ends = i + 1 == limit || bytes[i + 1] == ' ';
            if (b == '[' && i > start && open < 0) {
                open = i;
            } else if (b == ']' && open > 0 && i > open + 1) {
                boolean colon = i + 1 < limit && bytes[i + 1] == ':';
                if (colon || ends) {
                    return set(start, open, open + 1, i, colon ? i + 2 : i + 1);
                }
            } else if (b == ':' && i > start && (ends || open < 0 && isGlued(bytes, start, i, limit))) {
                // A number is what a device counts its messages with, and no program.
                return !ByteSearch.isDigits(bytes, start, i) && set(start, i, i, i, i + 1);
            }
        }
        return false;
    }

    /** The same for a tag that may have blanks; it must have a process id then. */
    boolean readWithBlanks(byte[] bytes, int start, int limit) {
        if (read(bytes, start, limit)) {
            return true;
        }
        int words = 1;
        int capitals = isCapital(bytes, start, limit) ? 1 : 0;
        int most = Math.min(limit, start + MAX_WITH_BLANKS);
        for (int i = start; i < most; i++) {
            if (bytes[i] == ' ') {
                words++;
                capitals += isCapital(bytes, i + 1, limit) ? 1 : 0;
            } else if (bytes[i] == '[') {
                int close = ByteSearch.endOfDigits(bytes, i + 1, limit);
                boolean closes = close > i + 1
                        && close + 1 < limit
                        && bytes[close] == ']'
                        && bytes[close + 1] == ':'
                        && bytes[i - 1] != ' ';
                return closes
                        && (words <= 2 || words <= MAX_WORDS && capitals == words)
                        && set(start, i, i + 1, close, close + 2);
            } else if (!isTagCharacter(bytes[i])) {
                return false;
            }
        }
        return false;
    }

    boolean hasProcessId() {
        return procTo > procFrom;
    }

    private boolean set(int newFrom, int newTo, int newProcFrom, int newProcTo, int newEnd) {
        from = newFrom;
        to = newTo;
        procFrom = newProcFrom;
        procTo = newProcTo;
        end = newEnd;
        return true;
    }

    /**
     * Whether the colon at {@code colon} ends a tag although no blank follows: not in {@code http://}, {@code a::b}, {@code C:\} or
     * {@code x.c:12}.
     */
    private static boolean isGlued(byte[] bytes, int start, int colon, int limit) {
        if (colon - start < 2 || colon - start > MAX_GLUED || colon + 1 >= limit) {
            return false;
        }
        byte next = bytes[colon + 1];
        if (next == ':' || next == '/' || next == '\\' || ByteSearch.isDigit(next)) {
            return false;
        }
        boolean hasLetter = false;
        for (int i = start; i < colon; i++) {
            if (!isTagCharacter(bytes[i])) {
                return false;
            }
            hasLetter |= isLetter(bytes[i]);
        }
        return hasLetter;
    }

    private static boolean isCapital(byte[] bytes, int at, int limit) {
        return at < limit && (bytes[at] >= 'A' && bytes[at] <= 'Z' || ByteSearch.isDigit(bytes[at]));
    }

    /** JSON, a list or a quotation is no tag. */
    private static boolean opensSomethingElse(byte b) {
        return b == '{' || b == '[' || b == '"' || b == '\'' || b == '(';
    }

    private static boolean isTagCharacter(byte b) {
        return isLetter(b) || ByteSearch.isDigit(b) || b == '_' || b == '-' || b == '.' || b == '/';
    }

    private static boolean isLetter(byte b) {
        return b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z';
    }
}
