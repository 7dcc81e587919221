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
import dev.sluice.parsers.json.JsonReader;

/**
 * The lines of Docker's driver json-file, its default: <code>{"log":"text\n","stream":"stdout","time":"2026-11-28T11:00:00.123456789Z"}</code>, with
 * {@code attrs} where the daemon adds labels. Nothing else has these names and no other; what {@code log} holds is parsed as what it is. Docker cuts
 * long lines at 16 KiB: such a part has no line break at its end, and is text.
 */
public final class JsonFileParser implements LineParser, Envelope {

    private static final byte[] LOG = "log".getBytes(US_ASCII);
    private static final byte[] STREAM = "stream".getBytes(US_ASCII);
    private static final byte[] ATTRIBUTES = "attrs".getBytes(US_ASCII);
    private static final byte[] TIME = "time".getBytes(US_ASCII);
    private static final byte[] STDOUT = "stdout".getBytes(US_ASCII);
    private static final byte[] STDERR = "stderr".getBytes(US_ASCII);
    private static final Key IOSTREAM = Key.of("iostream");
    private static final Key ATTRS = Key.of("attrs");
    private static final Key PARTIAL = Key.ofJson("\"flags\":[\"partial\"],");
    private static final int SHORTEST = 60;
    private static final int PART_BYTES = 16 * 1024;

    /** Memory that is kept from line to line. */
    private static final int KEPT_BYTES = 1 << 20;

    private static final int KEPT_VALUES = 1 << 10;

    private final LineParser whole;
    private final LineParser partial;
    private final JsonReader document;
    private final DateTime time = new DateTime();

    private byte[] stream;
    private int log;
    private int attributes;
    private boolean isPartial;

    /**
     * @param whole takes what a container wrote as one line
     * @param partial takes a part of a line that was longer than Docker's limit
     * @param maxDepth objects and arrays nested deeper are refused; the outermost is 1
     */
    public JsonFileParser(LineParser whole, LineParser partial, int maxDepth) {
        this.whole = whole;
        this.partial = partial;
        document = new JsonReader(maxDepth);
    }

    /** Whether such an object may start at {@code from}: a quick look that most lines fail. */
    public static boolean mayStartAt(byte[] bytes, int from, int to) {
        if (to - from < SHORTEST || bytes[from] != '{') {
            return false;
        }
        int name = bytes[from + 1] == ' ' ? from + 2 : from + 1;
        return bytes[name] == '"'
                && (bytes[name + 4] == '"' && bytes[name + 1] == 'l' && bytes[name + 3] == 'g'
                        || bytes[name + 7] == '"' && bytes[name + 1] == 's' && bytes[name + 6] == 'm');
    }

    @Override
    public boolean parse(Line line, EcsEventWriter event) {
        if (!readObject(line.bytes, line.from, line.to)) {
            return line.stop(line.from, "an object of log, stream and time");
        }
        int length = document.decode(log);
        byte[] text = document.decoded();
        boolean ends = length > 0 && text[length - 1] == '\n';
        isPartial = !ends && length >= PART_BYTES;
        length -= ends ? 1 : 0;
        length -= ends && length > 0 && text[length - 1] == '\r' ? 1 : 0;
        Line.Sent sent = line.openDecoded(text, length);
        Envelope outside = event.open(this, line);
        boolean taken = (isPartial || length == 0 ? partial : whole).parse(line, event);
        line.close(sent);
        event.close(outside);
        document.shrink(KEPT_BYTES, KEPT_VALUES);
        return taken || line.stop(line.from, line.reason(), line.expected());
    }

    private boolean readObject(byte[] bytes, int from, int to) {
        if (!mayStartAt(bytes, from, to)) {
            return false;
        }
        document.load(bytes, from, to);
        if (!document.readNext() || !document.isAtEnd() || !document.isObject(document.root())) {
            return false;
        }
        int root = document.root();
        log = document.member(root, LOG);
        attributes = document.member(root, ATTRIBUTES);
        int streamNode = document.member(root, STREAM);
        int timeNode = document.member(root, TIME);
        if (!document.isString(log) || !document.isString(streamNode) || !document.isString(timeNode)) {
            return false;
        }
        byte[] written = document.text();
        boolean isOut = ByteSearch.equal(written, document.from(streamNode), document.to(streamNode), STDOUT);
        if (!isOut && !ByteSearch.equal(written, document.from(streamNode), document.to(streamNode), STDERR)) {
            return false;
        }
        stream = isOut ? STDOUT : STDERR;
        return members(root) == (attributes == JsonReader.NONE ? 3 : 4)
                && time.read(written, document.from(timeNode), document.to(timeNode))
                && time.end() == document.to(timeNode)
                && time.exists()
                && !time.isLocal();
    }

    private int members(int object) {
        int count = 0;
        for (int node = document.first(object); node != JsonReader.NONE; node = document.next(node)) {
            count++;
        }
        return count;
    }

    @Override
    public long timestamp() {
        return time.millis();
    }

    @Override
    public void writeLog(JsonBuffer json, Line line) {
        json.string(IOSTREAM, stream);
        if (isPartial) {
            json.key(PARTIAL);
        }
        if (attributes != JsonReader.NONE) {
            json.key(ATTRS);
            document.write(json, attributes);
            json.byteOf(',');
        }
    }
}
