// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.container;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.sluice.parsers.engine.ByteSearch;
import dev.sluice.parsers.engine.DateTime;
import dev.sluice.parsers.engine.EcsEventWriter;
import dev.sluice.parsers.engine.Envelope;
import dev.sluice.parsers.engine.JsonBuffer;
import dev.sluice.parsers.engine.Key;
import dev.sluice.parsers.engine.Line;
import dev.sluice.parsers.engine.LineParser;

/**
 * The lines of Kubernetes' container runtimes (CRI): {@code 2026-11-28T11:00:00.123456789Z stdout F } and what a container wrote. The prefix can be
 * nothing else; what stands behind it is parsed as what it is. A part of a line, marked by {@code P}, is text.
 */
public final class CriParser implements LineParser, Envelope {

    private static final byte[] STDOUT = "stdout".getBytes(US_ASCII);
    private static final byte[] STDERR = "stderr".getBytes(US_ASCII);
    private static final Key STREAM = Key.of("iostream");
    private static final Key PARTIAL = Key.ofJson("\"flags\":[\"partial\"],");
    private static final int STREAM_LENGTH = 6;
    /** That of {@code 2026-11-28T11:00:00Z stdout F}: a whole second is written without a fraction. */
    private static final int SHORTEST = 29;

    private final LineParser whole;
    private final LineParser partial;
    private final DateTime time = new DateTime();

    private byte[] stream;
    private boolean isPartial;
    private int inside;

    /**
     * @param whole takes what a container wrote as one line
     * @param partial takes a part of a line that was longer than the runtime's limit
     */
    public CriParser(LineParser whole, LineParser partial) {
        this.whole = whole;
        this.partial = partial;
    }

    @Override
    public boolean parse(Line line, EcsEventWriter event) {
        if (!readPrefix(line.bytes, line.from, line.to)) {
            return line.stop(line.from, "a prefix such as 2026-11-28T11:00:00.123456789Z stdout F");
        }
        int prefix = line.open(inside);
        Envelope outside = event.open(this, line);
        boolean taken = (isPartial || inside == line.to ? partial : whole).parse(line, event);
        line.close(prefix);
        event.close(outside);
        return taken;
    }

    /** Whether the prefix may start at {@code from}: a quick look that most lines fail. */
    public static boolean mayStartAt(byte[] bytes, int from, int to) {
        return to - from >= SHORTEST
                && bytes[from + 4] == '-'
                && bytes[from + 10] == 'T'
                && mayNameStream(bytes, from + 19);
    }

    /** A fraction, or an offset from UTC that a stream's name follows. */
    private static boolean mayNameStream(byte[] bytes, int behindSeconds) {
        return switch (bytes[behindSeconds]) {
            case '.' -> true;
            case 'Z' -> bytes[behindSeconds + 2] == 's' && bytes[behindSeconds + 4] == 'd';
            case '+', '-' -> bytes[behindSeconds + 7] == 's' && bytes[behindSeconds + 9] == 'd';
            default -> false;
        };
    }

    private boolean readPrefix(byte[] bytes, int from, int to) {
        if (!mayStartAt(bytes, from, to) || !time.read(bytes, from, to) || !time.exists() || time.isLocal()) {
            return false;
        }
        int at = time.end() + 1;
        int flag = at + STREAM_LENGTH + 1;
        if (flag >= to || bytes[at - 1] != ' ' || bytes[flag - 1] != ' ') {
            return false;
        }
        boolean isOut = ByteSearch.equal(bytes, at, at + STREAM_LENGTH, STDOUT);
        if (!isOut && !ByteSearch.equal(bytes, at, at + STREAM_LENGTH, STDERR)) {
            return false;
        }
        stream = isOut ? STDOUT : STDERR;
        isPartial = bytes[flag] == 'P';
        // The first of several tags says whether the line is whole.
        int end = ByteSearch.indexOf(bytes, flag, to, ' ');
        inside = Math.min(end + 1, to);
        return (isPartial || bytes[flag] == 'F') && (end == flag + 1 || bytes[flag + 1] == ':');
    }

    @Override
    public long timestamp() {
        return time.millis();
    }

    @Override
    public void writeLog(JsonBuffer json, Line line) {
        json.string(STREAM, stream);
        if (isPartial) {
            json.key(PARTIAL);
        }
    }
}
