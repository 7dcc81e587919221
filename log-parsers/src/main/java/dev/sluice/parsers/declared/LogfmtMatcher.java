// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.declared;

import dev.sluice.parsers.engine.ByteSearch;

/**
 * Pairs such as {@code level=info msg="it \"works\""} with blanks between them, as <a href="https://pkg.go.dev/github.com/kr/logfmt">logfmt</a> has
 * them. A name alone is {@code true}. Escapes in quotes are those of JSON.
 */
final class LogfmtMatcher implements Matcher {

    private static final String PAIR = "a name, = and a value";

    private final NameSlots names;
    private final int[] required;
    private final String[] requiredNames;

    /** @param required slots without which a line is not of the format */
    LogfmtMatcher(NameSlots names, int[] required, String[] requiredNames) {
        this.names = names;
        this.required = required.clone();
        this.requiredNames = requiredNames.clone();
    }

    @Override
    public boolean match(byte[] bytes, int from, int to, Captures captures) {
        int at = skipBlanks(bytes, from, to);
        boolean hasValue = false;
        while (at < to) {
            int nameFrom = at;
            while (at < to && bytes[at] > ' ' && bytes[at] != '=' && bytes[at] != '"' || at < to && bytes[at] < 0) {
                at++;
            }
            int nameTo = at;
            if (nameTo == nameFrom || at < to && bytes[at] == '"') {
                return captures.stop(at, PAIR);
            }
            boolean isPair = at < to && bytes[at] == '=';
            at = isPair ? value(bytes, at + 1, to, nameFrom, nameTo, captures) : flag(nameFrom, nameTo, captures);
            if (at < 0) {
                return false;
            }
            if (!isPair) {
                at = nameTo;
            }
            hasValue |= isPair;
            if (at < to && bytes[at] != ' ' && bytes[at] != '\t' && bytes[at] != '\n') {
                return captures.stop(at, "a blank between pairs");
            }
            at = skipBlanks(bytes, at, to);
        }
        if (!hasValue) {
            return captures.stop(from, PAIR);
        }
        for (int i = 0; i < required.length; i++) {
            if (!captures.has(required[i])) {
                return captures.stop(to, requiredNames[i]);
            }
        }
        return true;
    }

    private static int skipBlanks(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to && (bytes[at] == ' ' || bytes[at] == '\t' || bytes[at] == '\n')) {
            at++;
        }
        return at;
    }

    /** @return where the value ends, or -1 */
    private int value(byte[] bytes, int from, int to, int nameFrom, int nameTo, Captures captures) {
        if (from == to || bytes[from] != '"') {
            int end = from;
            while (end < to && bytes[end] != ' ' && bytes[end] != '\t' && bytes[end] != '\n') {
                end++;
            }
            return put(bytes, nameFrom, nameTo, false, from, end, captures) ? end : -1;
        }
        int close = from + 1;
        boolean escaped = false;
        while (true) {
            close = ByteSearch.indexOfEither(bytes, close, to, '"', '\\');
            if (close >= to) {
                captures.stop(from, "a quote at the end of the value");
                return -1;
            }
            if (bytes[close] == '"') {
                break;
            }
            escaped = true;
            close = Math.min(to, close + 2);
        }
        boolean isPut;
        if (escaped) {
            int start = captures.beginInBuffer();
            JsonUnescaper.unescape(bytes, from + 1, close, captures);
            isPut = put(bytes, nameFrom, nameTo, true, start, captures.bufferLength(), captures);
        } else {
            isPut = put(bytes, nameFrom, nameTo, false, from + 1, close, captures);
        }
        return isPut ? close + 1 : -1;
    }

    private int flag(int nameFrom, int nameTo, Captures captures) {
        int start = captures.beginInBuffer();
        for (char c : "true".toCharArray()) {
            captures.put((byte) c);
        }
        return put(captures.line(), nameFrom, nameTo, true, start, captures.bufferLength(), captures) ? nameTo : -1;
    }

    private boolean put(byte[] bytes, int nameFrom, int nameTo, boolean inBuffer, int from, int to, Captures captures) {
        int slot = names.slot(bytes, nameFrom, nameTo);
        if (slot >= 0 && !captures.has(slot)) {
            if (inBuffer) {
                captures.setInBuffer(slot, from);
            } else {
                captures.set(slot, from, to);
            }
            return true;
        }
        return captures.addNamed(false, nameFrom, nameTo, inBuffer, from, to)
                || captures.stop(nameFrom, "fewer pairs in one line");
    }
}
