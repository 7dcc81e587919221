// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.apache;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.sluice.parsers.engine.ByteSearch;
import dev.sluice.parsers.engine.Line;
import java.util.stream.Stream;

/** Finds the parts of an error log's line behind its time. Not thread-safe; each line replaces the last. */
final class ErrorLine {

    private static final byte[] PID = "[pid ".getBytes(US_ASCII);
    private static final byte[] TID = ":tid ".getBytes(US_ASCII);
    private static final byte[] CLIENT = "[client ".getBytes(US_ASCII);
    private static final byte[] REMOTE = "[remote ".getBytes(US_ASCII);
    private static final byte[] REFERER = ", referer: ".getBytes(US_ASCII);
    private static final byte[] FILE_DOES_NOT_EXIST = "File does not exist: ".getBytes(US_ASCII);
    private static final int MAX_NUMBER = 18;

    /** By <a href="https://httpd.apache.org/docs/2.4/mod/core.html#loglevel">LogLevel</a>; all but {@code trace1} to {@code trace8}. */
    private static final byte[][] LEVELS = Stream.of(
                    "error", "notice", "info", "warn", "debug", "crit", "alert", "emerg")
            .map(level -> level.getBytes(US_ASCII))
            .toArray(byte[][]::new);

    private static final byte[] TRACE = "trace".getBytes(US_ASCII);

    final Slice level = new Slice();
    final Slice module = new Slice();
    final Slice pid = new Slice();
    final Slice thread = new Slice();
    final Slice client = new Slice();
    final Slice clientPort = new Slice();
    final Slice sourceFile = new Slice();
    final Slice sourceLine = new Slice();
    final Slice osError = new Slice();
    final Slice osErrorText = new Slice();
    final Slice code = new Slice();
    final Slice message = new Slice();
    final Slice referrer = new Slice();

    /** The file of "File does not exist". */
    final Slice missingFile = new Slice();

    private final Slice[] optional = {
        level,
        module,
        pid,
        thread,
        client,
        clientPort,
        sourceFile,
        sourceLine,
        osError,
        osErrorText,
        code,
        referrer,
        missingFile
    };

    /** Finds the parts from {@code from}, where the first blank is, or stops. */
    boolean scan(Line line, int from) {
        for (Slice slice : optional) {
            slice.clear();
        }
        byte[] bytes = line.bytes;
        int to = line.to;
        int at = skipBlank(bytes, from, to);
        if (at == from || at == to) {
            return line.stop(at, "a blank and what happened");
        }
        if (bytes[at] == '[' && !ByteSearch.startsWith(bytes, at, to, PID) && !isClient(bytes, at, to)) {
            int end = scanLevel(bytes, at, to);
            if (end < 0) {
                return line.stop(at, "a level in brackets, such as [error] or [core:error]");
            }
            at = skipBlank(bytes, end, to);
        }
        // 2.2 writes the client before an OS error, 2.4 the other way round; modules add parts of their own.
        int next = at;
        while (next >= 0) {
            at = skipBlank(bytes, next, to);
            next = scanPart(bytes, at, to);
        }
        int end = scanReferrer(bytes, at, to);
        scanCode(bytes, at, end);
        message.set(at, end);
        int text = code.exists() ? skipBlank(bytes, code.to + 1, end) : at;
        if (ByteSearch.startsWith(bytes, text, end, FILE_DOES_NOT_EXIST) && end > text + FILE_DOES_NOT_EXIST.length) {
            missingFile.set(text + FILE_DOES_NOT_EXIST.length, end);
        }
        return true;
    }

    /** Whether the level is emerg, alert, crit or error: no other starts with one of their letters. */
    boolean isError(byte[] bytes) {
        return level.exists() && (bytes[level.from] == 'e' || bytes[level.from] == 'a' || bytes[level.from] == 'c');
    }

    /** Whether the level is one of httpd's, and behind a time that other logs have, too, the module and the process or client as well. */
    boolean isSure(byte[] bytes, boolean isCommonTime) {
        return level.exists()
                && isLevel(bytes)
                && (!isCommonTime || module.exists() && (pid.exists() || client.exists()));
    }

    private boolean isLevel(byte[] bytes) {
        for (byte[] known : LEVELS) {
            if (ByteSearch.equal(bytes, level.from, level.to, known)) {
                return true;
            }
        }
        int digit = level.to - 1;
        return ByteSearch.equal(bytes, level.from, digit, TRACE) && bytes[digit] >= '1' && bytes[digit] <= '8';
    }

    /** {@code [error]}, {@code [core:error]} or {@code [:error]}. */
    private int scanLevel(byte[] bytes, int at, int to) {
        int close = ByteSearch.indexOf(bytes, at, to, ']');
        int colon = ByteSearch.lastIndexOf(bytes, at + 1, close, ':');
        if (close == to || !isName(bytes, at + 1, colon) || !isName(bytes, colon + 1, close) || colon + 1 == close) {
            return -1;
        }
        if (colon > at + 1) {
            module.set(at + 1, colon);
        }
        level.set(colon + 1, close);
        return close + 1;
    }

    /** Index behind the next part before the message, or -1. */
    private int scanPart(byte[] bytes, int at, int to) {
        if (at == to) {
            return -1;
        }
        if (bytes[at] == '[') {
            return ByteSearch.startsWith(bytes, at, to, PID)
                    ? scanPid(bytes, at, to)
                    : isClient(bytes, at, to) ? scanClient(bytes, at, to) : -1;
        }
        return bytes[at] == '(' ? scanOsError(bytes, at, to) : scanSource(bytes, at, to);
    }

    /** {@code [pid 4101:tid 2969]} or {@code [pid 4101]}. */
    private int scanPid(byte[] bytes, int at, int to) {
        int start = at + PID.length;
        int end = endOfDigits(bytes, start, to);
        if (pid.exists() || end < 0 || end == to) {
            return -1;
        }
        int close = end;
        if (ByteSearch.startsWith(bytes, end, to, TID)) {
            close = endOfDigits(bytes, end + TID.length, to);
        }
        if (close < 0 || close == to || bytes[close] != ']') {
            return -1;
        }
        pid.set(start, end);
        if (close > end) {
            thread.set(end + TID.length, close);
        }
        return close + 1;
    }

    /** {@code [client 192.0.2.1:4711]}, with or without port, or {@code [remote …]} for a proxy's backend. */
    private int scanClient(byte[] bytes, int at, int to) {
        int start = at + CLIENT.length;
        // The address itself is in brackets in some versions: [client [::1]:80].
        boolean bracketed = start < to && bytes[start] == '[';
        int close = ByteSearch.indexOf(bytes, start, to, ']');
        if (bracketed && close < to) {
            close = ByteSearch.indexOf(bytes, close + 1, to, ']');
        }
        if (client.exists() || close == to || close == start) {
            return -1;
        }
        int colon = ByteSearch.lastIndexOf(bytes, start, close, ':');
        boolean hasPort = colon > start
                && close - colon <= 6
                && ByteSearch.isDigits(bytes, colon + 1, close)
                && isPort(bytes, start, colon, bracketed);
        int end = hasPort ? colon : close;
        if (hasPort) {
            clientPort.set(colon + 1, close);
        }
        boolean brackets = bracketed && bytes[end - 1] == ']';
        client.set(brackets ? start + 1 : start, brackets ? end - 1 : end);
        return close + 1;
    }

    /** Whether what follows the colon is a port. httpd writes IPv6 addresses without brackets: eight groups, or a gap, are an address already. */
    private static boolean isPort(byte[] bytes, int start, int colon, boolean bracketed) {
        if (bracketed) {
            return bytes[colon - 1] == ']';
        }
        int colons = 0;
        boolean gap = false;
        for (int i = start; i < colon; i++) {
            if (bytes[i] == ':') {
                gap |= i + 1 < colon && bytes[i + 1] == ':';
                colons++;
            }
        }
        return colons == 0 || colons == 7 || gap && bytes[colon - 1] != ':';
    }

    /** {@code (70007)The timeout specified has expired: }. */
    private int scanOsError(byte[] bytes, int at, int to) {
        int end = endOfDigits(bytes, at + 1, to);
        if (osError.exists() || end < 0 || end >= to || bytes[end] != ')') {
            return -1;
        }
        int colon = end;
        while (colon + 1 < to && (bytes[colon] != ':' || bytes[colon + 1] != ' ')) {
            colon++;
        }
        if (colon + 1 >= to) {
            return -1;
        }
        osError.set(at + 1, end);
        osErrorText.set(end + 1, colon);
        return colon + 1;
    }

    /** {@code mod_ssl.c(123): }, which debug levels write. */
    private int scanSource(byte[] bytes, int at, int to) {
        int open = at;
        while (open < to && isFileName(bytes[open])) {
            open++;
        }
        if (sourceFile.exists() || open == at || open >= to || bytes[open] != '(') {
            return -1;
        }
        int close = endOfDigits(bytes, open + 1, to);
        if (close < 0 || close + 1 >= to || bytes[close] != ')' || bytes[close + 1] != ':') {
            return -1;
        }
        sourceFile.set(at, open);
        sourceLine.set(open + 1, close);
        return close + 2;
    }

    /** Takes {@code , referer: …} off the end; returns where the message ends. */
    private int scanReferrer(byte[] bytes, int from, int to) {
        for (int i = ByteSearch.lastIndexOf(bytes, from, to, ',');
                i >= from;
                i = ByteSearch.lastIndexOf(bytes, from, i, ',')) {
            if (ByteSearch.startsWith(bytes, i, to, REFERER)) {
                referrer.set(i + REFERER.length, to);
                return i;
            }
        }
        return to;
    }

    /** {@code AH01630:}, which stays in the message too, as in Elastic's integration. */
    private void scanCode(byte[] bytes, int at, int to) {
        if (to - at < 4 || bytes[at] != 'A' || bytes[at + 1] != 'H') {
            return;
        }
        int end = endOfDigits(bytes, at + 2, to);
        if (end > 0 && end < to && bytes[end] == ':') {
            code.set(at, end);
        }
    }

    private static boolean isClient(byte[] bytes, int at, int to) {
        return ByteSearch.startsWith(bytes, at, to, CLIENT) || ByteSearch.startsWith(bytes, at, to, REMOTE);
    }

    /** Index behind one to eighteen digits, or -1. */
    private static int endOfDigits(byte[] bytes, int from, int to) {
        int i = from;
        while (i < to && ByteSearch.isDigit(bytes[i])) {
            i++;
        }
        return i == from || i - from > MAX_NUMBER ? -1 : i;
    }

    private static boolean isName(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            byte b = bytes[i];
            if (!(b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b == '_' || b == '-' || ByteSearch.isDigit(b))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isFileName(byte b) {
        return b >= 'a' && b <= 'z'
                || b >= 'A' && b <= 'Z'
                || ByteSearch.isDigit(b)
                || b == '_'
                || b == '-'
                || b == '.'
                || b == '/'
                || b == '+';
    }

    private static int skipBlank(byte[] bytes, int from, int to) {
        int i = from;
        while (i < to && bytes[i] == ' ') {
            i++;
        }
        return i;
    }
}
