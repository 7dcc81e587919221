// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.driver;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.model.DataStream;
import dev.sluice.model.DeadLetterReason;
import dev.sluice.model.EventIds;
import dev.sluice.model.Headers;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/**
 * Reads from a record's key and headers where its event belongs, so that no sink has to parse the event. Remembers the last data stream, since
 * neighbours mostly share it: one instance serves one thread.
 */
public final class EventRecords {

    private static final VarHandle WORDS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGHEST_BITS = 0x8080808080808080L;
    private static final long LINE_BREAKS = '\n' * ONES;

    private byte[] lastName = {};
    private DataStream lastDataStream;

    /**
     * @throws NotAnEvent if the record cannot be an event as the parser writes them
     */
    public DataStream dataStreamOf(ConsumerRecord<byte[], byte[]> record) throws NotAnEvent {
        requireEventId(record.key());
        requireObject(record.value());
        Header header = record.headers().lastHeader(Headers.DATA_STREAM);
        if (header == null || header.value() == null) {
            throw new NotAnEvent(DeadLetterReason.BAD_HEADERS, "header " + Headers.DATA_STREAM + " is missing");
        }
        byte[] name = header.value();
        if (!Arrays.equals(name, lastName)) {
            lastDataStream = parse(name);
            lastName = name;
        }
        return lastDataStream;
    }

    /**
     * Whether the event is for one other store alone: a rule has said so, or it is the replay of that store's dead letter, and this one has had it
     * the first time.
     */
    public static boolean isForAnotherStore(ConsumerRecord<byte[], byte[]> record, String store) {
        Header route = record.headers().lastHeader(Headers.ROUTE);
        return route != null && route.value() != null && !store.equals(new String(route.value(), UTF_8));
    }

    /** When the event was received, epoch milliseconds: the record's own time, unless a header says otherwise. */
    public static long receivedAt(ConsumerRecord<byte[], byte[]> record) {
        Header header = record.headers().lastHeader(Headers.RECEIVED);
        if (header == null || header.value() == null) {
            return record.timestamp();
        }
        try {
            return Long.parseLong(new String(header.value(), UTF_8));
        } catch (NumberFormatException e) {
            // Only ages are measured by it.
            return record.timestamp();
        }
    }

    /**
     * The event as one line. A line break can only stand between the tokens of a JSON text, where a space means the same; the stores would take it
     * for the event's end.
     */
    public static byte[] onOneLine(byte[] json) {
        int lineBreak = firstLineBreak(json);
        if (lineBreak < 0) {
            return json;
        }
        byte[] line = json.clone();
        for (int i = lineBreak; i < line.length; i++) {
            line[i] = line[i] == '\n' ? (byte) ' ' : line[i];
        }
        return line;
    }

    /** Eight bytes at a time: nearly always there is none, and every byte of every event is looked at. */
    private static int firstLineBreak(byte[] json) {
        int i = 0;
        for (; i <= json.length - Long.BYTES; i += Long.BYTES) {
            // A byte is zero where the word has a line break; the carry of a zero byte sets its highest bit.
            long word = (long) WORDS.get(json, i) ^ LINE_BREAKS;
            if ((word - ONES & ~word & HIGHEST_BITS) != 0) {
                break;
            }
        }
        for (; i < json.length; i++) {
            if (json[i] == '\n') {
                return i;
            }
        }
        return -1;
    }

    private static DataStream parse(byte[] name) throws NotAnEvent {
        try {
            return DataStream.parse(new String(name, UTF_8));
        } catch (IllegalArgumentException e) {
            throw new NotAnEvent(DeadLetterReason.BAD_HEADERS, "header " + Headers.DATA_STREAM + ": " + e.getMessage());
        }
    }

    private static void requireEventId(byte[] key) throws NotAnEvent {
        boolean valid = key != null && key.length == EventIds.LENGTH;
        for (int i = 0; valid && i < key.length; i++) {
            byte c = key[i];
            valid = c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-' || c == '_';
        }
        if (!valid) {
            throw new NotAnEvent(
                    DeadLetterReason.BAD_HEADERS,
                    "the key must be an event id, " + EventIds.LENGTH + " characters of base64url");
        }
    }

    private static void requireObject(byte[] value) throws NotAnEvent {
        if (value == null || value.length < 2 || value[0] != '{' || value[value.length - 1] != '}') {
            throw new NotAnEvent(DeadLetterReason.BAD_JSON, "the value must be one JSON object, from { to }");
        }
    }

    /** The record is no event; it belongs in the dead-letter topic. */
    public static final class NotAnEvent extends Exception {
        private final DeadLetterReason reason;

        public NotAnEvent(DeadLetterReason reason, String message) {
            super(message, null, false, false);
            this.reason = reason;
        }

        public DeadLetterReason reason() {
            return reason;
        }
    }
}
