// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.cloudwatch;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.sluice.model.DeadLetterReason;
import dev.sluice.parsers.engine.ByteSearch;
import dev.sluice.parsers.engine.EcsEventWriter;
import dev.sluice.parsers.engine.PayloadParser;
import dev.sluice.parsers.json.JsonReader;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.stream.Stream;

/**
 * CloudWatch Logs subscription payloads
 * (<a href="https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/SubscriptionFilters.html">subscription filters</a>), in each wrapping that
 * reaches us: gzip, also several members glued together; base64 of that, also several with line breaks between; the envelope that Lambda is called
 * with; and plain JSON, documents glued together or on lines. This class unwraps; {@link SubscriptionData} reads what is inside.
 */
public final class CloudWatchParser implements PayloadParser {

    /** An envelope holds gzip, which holds a document: nothing real is wrapped deeper. */
    private static final int MAX_WRAPPINGS = 4;

    private static final byte[] AWSLOGS = "awslogs".getBytes(US_ASCII);
    private static final byte[] DATA = "data".getBytes(US_ASCII);

    /** How gzip and a JSON object start in base64. */
    private static final byte[] GZIP_IN_BASE64 = "H4sI".getBytes(US_ASCII);

    private static final byte[] JSON_IN_BASE64 = "ey".getBytes(US_ASCII);

    /** What a document may begin with, as AWS writes it or as tools sort it. */
    private static final byte[][] FIRST_NAMES = Stream.of(
                    "messageType",
                    "owner",
                    "logGroup",
                    "logStream",
                    "logEvents",
                    "subscriptionFilters",
                    "policyLevel",
                    "awslogs")
            .map(name -> ('"' + name + '"').getBytes(US_ASCII))
            .toArray(byte[][]::new);

    private static final String FIRST_LETTERS = "molspa";
    private static final int SHORTEST_PAYLOAD = 32;

    /** What an unusually large payload needed beyond this is given back behind it, bytes and JSON values. */
    private static final int KEPT_BYTES = 16 * 1024 * 1024;

    private static final int KEPT_NODES = 256 * 1024;

    private final GzipDecompressor gzip;
    private final Base64Decoder base64 = new Base64Decoder();

    /** One for each wrapping, since a document is still being read while what it holds is. */
    private final JsonReader[] readers = new JsonReader[MAX_WRAPPINGS + 1];

    private final PayloadBuffer[] unpacked = new PayloadBuffer[MAX_WRAPPINGS + 1];

    private final SubscriptionData data;

    /**
     * @param maxPayloadBytes payloads that grow longer when decompressed are dead letters
     * @param messages of the log groups
     */
    public CloudWatchParser(int maxPayloadBytes, int maxJsonDepth, LogGroups messages) {
        gzip = new GzipDecompressor(maxPayloadBytes);
        Arrays.setAll(readers, wrapping -> new JsonReader(maxJsonDepth));
        Arrays.setAll(unpacked, wrapping -> new PayloadBuffer());
        data = new SubscriptionData(messages);
    }

    @Override
    public void parse(byte[] payload, int from, int to, EcsEventWriter event, Entries entries) {
        try {
            payloads(payload, from, to, event, entries);
        } finally {
            shrink();
        }
    }

    /**
     * Whether a line is a payload for sure, so that it can be taken for one though nobody said so: a document with all that a subscription's have,
     * bare, in Lambda's envelope, or as base64 of its gzip.
     */
    public boolean isPayload(byte[] bytes, int from, int to) {
        if (!mayBePayload(bytes, from, to)) {
            return false;
        }
        try {
            return isPayload(bytes, from, to, 0);
        } catch (UnpackException e) {
            return false;
        } finally {
            shrink();
        }
    }

    private boolean isPayload(byte[] bytes, int from, int to, int wrappings) throws UnpackException {
        if (wrappings > MAX_WRAPPINGS || from == to) {
            return false;
        }
        if (isBinary(bytes, from, to)) {
            PayloadBuffer plain = unpacked[wrappings];
            gzip.decompress(bytes, from, to, plain);
            return isPayload(plain.bytes, 0, plain.length, wrappings + 1);
        }
        if (bytes[from] != '{') {
            ByteBuffer decoded = base64.decode(bytes, from, to);
            return isPayload(decoded.array(), 0, decoded.limit(), wrappings + 1);
        }
        JsonReader json = readers[wrappings];
        json.load(bytes, from, to);
        if (!json.readNext() || !json.isAtEnd()) {
            return false;
        }
        int inner = json.member(json.member(json.root(), AWSLOGS), DATA);
        if (!json.isString(inner)) {
            return SubscriptionData.isIn(json);
        }
        int length = json.decode(inner);
        return isPayload(json.decoded(), 0, length, wrappings + 1);
    }

    /** A quick look that nearly all other lines fail. */
    private static boolean mayBePayload(byte[] bytes, int from, int to) {
        if (to - from < SHORTEST_PAYLOAD) {
            return false;
        }
        if (bytes[from] != '{') {
            return ByteSearch.startsWith(bytes, from, to, GZIP_IN_BASE64);
        }
        int name = skipBlanks(bytes, from + 1, to);
        if (name + 1 >= to || FIRST_LETTERS.indexOf(bytes[name + 1]) < 0) {
            return false;
        }
        for (byte[] first : FIRST_NAMES) {
            if (ByteSearch.startsWith(bytes, name, to, first)) {
                return true;
            }
        }
        return false;
    }

    private void payloads(byte[] payload, int from, int to, EcsEventWriter event, Entries entries) {
        if (isBinary(payload, from, to)) {
            unpack(payload, from, to, event, entries);
            return;
        }
        int at = skipBlanks(payload, from, to);
        while (at < to) {
            int end = payload[at] == '{' ? to : endOfBase64(payload, at, to);
            unpack(payload, at, trimEnd(payload, at, end), event, entries);
            at = skipBlanks(payload, end, to);
        }
    }

    private void shrink() {
        base64.shrink(KEPT_BYTES);
        for (int i = 0; i < readers.length; i++) {
            readers[i].shrink(KEPT_BYTES, KEPT_NODES);
            unpacked[i].shrink(KEPT_BYTES);
        }
    }

    private void unpack(byte[] payload, int from, int to, EcsEventWriter event, Entries entries) {
        try {
            unwrap(payload, from, to, 0, event, entries);
        } catch (UnpackException e) {
            entries.deadLetter(payload, from, to, e.reason, e.getMessage());
        }
    }

    private void unwrap(byte[] bytes, int from, int to, int wrappings, EcsEventWriter event, Entries entries)
            throws UnpackException {
        if (wrappings > MAX_WRAPPINGS) {
            throw new UnpackException(
                    DeadLetterReason.BOMB, "the payload is wrapped more than " + MAX_WRAPPINGS + " times");
        }
        if (isBinary(bytes, from, to)) {
            PayloadBuffer plain = unpacked[wrappings];
            gzip.decompress(bytes, from, to, plain);
            unwrap(plain.bytes, 0, plain.length, wrappings + 1, event, entries);
        } else if (bytes[skipBlanks(bytes, from, to - 1)] == '{') {
            documents(bytes, from, to, wrappings, event, entries);
        } else {
            ByteBuffer decoded = base64.decode(bytes, from, to);
            byte[] plain = decoded.array();
            int length = decoded.limit();
            if (length == 0 || !GzipDecompressor.startsAt(plain, 0, length) && plain[0] != '{') {
                throw new UnpackException(
                        DeadLetterReason.BAD_GZIP, "the payload is base64, but of neither gzip nor JSON");
            }
            unwrap(plain, 0, length, wrappings + 1, event, entries);
        }
    }

    /** JSON documents, with or without blanks between. Each ends by itself: one that can't be read spoils only what is behind it. */
    private void documents(byte[] bytes, int from, int to, int wrappings, EcsEventWriter event, Entries entries) {
        JsonReader json = readers[wrappings];
        json.load(bytes, from, to);
        while (!json.isAtEnd()) {
            int start = from + json.consumed();
            if (!json.readNext()) {
                entries.deadLetter(
                        bytes,
                        start,
                        to,
                        DeadLetterReason.BAD_JSON,
                        "expected " + json.problem() + " at byte " + json.problemAt());
                return;
            }
            document(json, bytes, start, from + json.consumed(), wrappings, event, entries);
        }
    }

    private void document(
            JsonReader json, byte[] bytes, int from, int to, int wrappings, EcsEventWriter event, Entries entries) {
        int envelope = json.member(json.root(), AWSLOGS);
        if (envelope == JsonReader.NONE) {
            data.read(json, bytes, from, to, event, entries);
            return;
        }
        int inner = json.member(envelope, DATA);
        try {
            int length = json.isString(inner) ? json.decode(inner) : 0;
            if (length == 0) {
                throw new UnpackException(DeadLetterReason.BAD_BASE64, "awslogs.data is not there or empty");
            }
            unwrap(json.decoded(), 0, length, wrappings + 1, event, entries);
        } catch (UnpackException e) {
            entries.deadLetter(bytes, from, to, e.reason, e.getMessage());
        }
    }

    /**
     * Where one base64 payload ends and the next begins: at a line break behind which another one starts. Other line breaks are inside, as
     * tools wrap base64 at 76 characters.
     */
    private static int endOfBase64(byte[] bytes, int from, int to) {
        int end = ByteSearch.indexOf(bytes, from, to, '\n');
        while (end < to) {
            int next = skipBlanks(bytes, end, to);
            boolean startsAnother = bytes[end - 1] == '='
                    || next < to
                            && (bytes[next] == '{'
                                    || ByteSearch.startsWith(bytes, next, to, GZIP_IN_BASE64)
                                    || ByteSearch.startsWith(bytes, next, to, JSON_IN_BASE64));
            if (startsAnother) {
                return end;
            }
            end = ByteSearch.indexOf(bytes, Math.min(next, to), to, '\n');
        }
        return to;
    }

    private static boolean isBinary(byte[] bytes, int from, int to) {
        return GzipDecompressor.startsAt(bytes, from, to);
    }

    private static int skipBlanks(byte[] bytes, int from, int to) {
        int i = from;
        while (i < to && (bytes[i] == ' ' || bytes[i] == '\n' || bytes[i] == '\r' || bytes[i] == '\t')) {
            i++;
        }
        return i;
    }

    private static int trimEnd(byte[] bytes, int from, int to) {
        int i = to;
        while (i > from && bytes[i - 1] <= ' ' && bytes[i - 1] >= 0) {
            i--;
        }
        return i;
    }
}
