// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail.lines;

/**
 * Docker's json-file lines. Docker writes {@code log} first, then perhaps {@code attrs}, {@code stream} and {@code time}; any order is read.
 * A line that is not such an object is kept as it is.
 */
final class DockerEnvelope implements LineEnvelope {

    private static final char REPLACEMENT = '\uFFFD';

    /** The text between the quotes of {@code log}, its last {@code \n} left out; -1 where the line is not ours. */
    private int textFrom;

    private int textTo;

    @Override
    public Piece look(byte[] bytes, int from, int to) {
        textFrom = -1;
        boolean error = false;
        int at = ByteScan.skip(bytes, (byte) ' ', from, to);
        if (at >= to || bytes[at++] != '{') {
            return Piece.OUT;
        }
        int logFrom = -1;
        int logTo = -1;
        while (at < to && bytes[at] == '"') {
            int nameEnd = endOfText(bytes, at + 1, to);
            if (nameEnd < 0 || nameEnd + 2 >= to || bytes[nameEnd + 1] != ':') {
                return Piece.OUT;
            }
            int value = nameEnd + 2;
            int valueEnd = bytes[value] == '"' ? endOfText(bytes, value + 1, to) : endOfObject(bytes, value, to);
            if (valueEnd < 0) {
                return Piece.OUT;
            }
            int name = at + 1;
            if (nameEnd - name == 3 && Continuation.startsWith(bytes, name, nameEnd, "log") && bytes[value] == '"') {
                logFrom = value + 1;
                logTo = valueEnd;
            } else if (nameEnd - name == 6 && Continuation.startsWith(bytes, name, nameEnd, "stream")) {
                error = Continuation.startsWith(bytes, value, to, "\"stderr\"");
            }
            at = valueEnd + 1;
            if (at < to && bytes[at] == ',') {
                at++;
            }
        }
        if (logFrom < 0 || at >= to || bytes[at] != '}') {
            return Piece.OUT;
        }
        boolean ended = endsWithNewline(bytes, logFrom, logTo);
        textFrom = logFrom;
        textTo = ended ? logTo - 2 : logTo;
        return Piece.of(error, !ended);
    }

    @Override
    public void unwrap(byte[] bytes, int from, int to, GrowableBytes out) {
        if (textFrom < 0) {
            out.append(bytes, from, to - from);
            return;
        }
        int at = textFrom;
        while (at < textTo) {
            int escape = ByteScan.indexOf(bytes, (byte) '\\', at, textTo);
            int plain = escape < 0 ? textTo : escape;
            out.append(bytes, at, plain - at);
            at = escape < 0 ? textTo : unescape(bytes, escape, out);
        }
    }

    /** Undoes the escape at {@code at} (RFC 8259, section 7) and answers where the text goes on. */
    private int unescape(byte[] bytes, int at, GrowableBytes out) {
        int kind = at + 1 < textTo ? bytes[at + 1] : '\\';
        switch (kind) {
            // A line inside a line: as in events of several lines.
            case 'n', 'r' -> out.append('\r');
            case 't' -> out.append('\t');
            case 'b' -> out.append('\b');
            case 'f' -> out.append('\f');
            case 'u' -> {
                return unicode(bytes, at, out);
            }
            default -> out.append(kind);
        }
        return at + 2;
    }

    private int unicode(byte[] bytes, int at, GrowableBytes out) {
        int unit = hex(bytes, at + 2);
        if (unit < 0) {
            out.append('\\');
            return at + 1;
        }
        int next = at + 6;
        if (Character.isHighSurrogate((char) unit)
                && next + 6 <= textTo
                && bytes[next] == '\\'
                && bytes[next + 1] == 'u') {
            int low = hex(bytes, next + 2);
            if (low >= 0 && Character.isLowSurrogate((char) low)) {
                out.appendUtf8(Character.toCodePoint((char) unit, (char) low));
                return next + 6;
            }
        }
        boolean alone = Character.isSurrogate((char) unit);
        out.appendUtf8(alone ? REPLACEMENT : unit == '\n' ? '\r' : unit);
        return next;
    }

    private int hex(byte[] bytes, int at) {
        if (at + 4 > textTo) {
            return -1;
        }
        int value = 0;
        for (int i = at; i < at + 4; i++) {
            int digit = Character.digit(bytes[i], 16);
            if (digit < 0) {
                return -1;
            }
            value = value << 4 | digit;
        }
        return value;
    }

    /** Whether the text ends with an escaped newline, and not with an escaped backslash and an n. */
    private static boolean endsWithNewline(byte[] bytes, int from, int to) {
        if (to - from < 2 || bytes[to - 1] != 'n') {
            return false;
        }
        int backslash = to - 2;
        while (backslash >= from && bytes[backslash] == '\\') {
            backslash--;
        }
        return (to - 2 - backslash) % 2 == 1;
    }

    /** Index of the quote that ends the text which begins at {@code from}, or -1. */
    private static int endOfText(byte[] bytes, int from, int to) {
        int at = from;
        while (true) {
            int quote = ByteScan.indexOf(bytes, (byte) '"', at, to);
            if (quote < 0) {
                return -1;
            }
            int before = quote;
            while (before > from && bytes[before - 1] == '\\') {
                before--;
            }
            if ((quote - before) % 2 == 0) {
                return quote;
            }
            at = quote + 1;
        }
    }

    /** Index of the brace that ends the object which begins at {@code from}, or -1: {@code attrs} is a flat object of texts. */
    private static int endOfObject(byte[] bytes, int from, int to) {
        if (bytes[from] != '{') {
            return -1;
        }
        int at = from + 1;
        while (at < to) {
            if (bytes[at] == '}') {
                return at;
            }
            at = bytes[at] == '"' ? endOfText(bytes, at + 1, to) + 1 : at + 1;
            if (at == 0) {
                return -1;
            }
        }
        return -1;
    }
}
