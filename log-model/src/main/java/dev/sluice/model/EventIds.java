// SPDX-License-Identifier: Apache-2.0
package dev.sluice.model;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Makes the {@code event.id} of each event of one source.
 *
 * <p>An id is 22 characters of base64url (RFC 4648, no padding) of 16 bytes: the event's {@code @timestamp} in epoch
 * milliseconds (6 bytes, big-endian), then the first 10 bytes of SipHash-2-4-128 over a source and a number, under the cluster's
 * {@link EventIdSecret}. So the same line sent twice has the same id, ids sort roughly by time inside Elasticsearch, whoever has the id has
 * the time, and nobody can make the id of a line that he has not sent.
 *
 * <p>A source is who sends, the namespace, and what is sent: {@code b} and the batch id with the line number; {@code s} and the stream id with the
 * line's byte offset; {@code c} and the names of a CloudWatch log event; {@code r} and the name of a
 * report of Sluice itself. Every part stands behind its length, so that no two sources are the same
 * bytes. Not thread-safe: one instance serves one chunk.
 *
 * <p>SipHash: Aumasson, Bernstein, <i>SipHash: a fast short-input PRF</i>, 2012; the variant with 128 bits is that of its authors' reference.
 */
public final class EventIds {

    /** Length of an id in characters, each of them ASCII. */
    public static final int LENGTH = 22;

    /** Characters that hold the time: six bytes are eight characters of base64. */
    private static final int TIME_LENGTH = 8;

    private static final int TIME_BITS = 48;

    /**
     * The time's 48 bits from which they mean a time before 1970, which reaches back to 1900. All others are from 1970 on, so that "never",
     * which is often written as the end of the year 9999, is what it says.
     */
    private static final long FIRST_BEFORE_1970 = (1L << TIME_BITS) - 2_208_988_800_000L;

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101_0101_0101_0101L;
    private static final byte[] ALPHABET =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".getBytes(UTF_8);
    private static final byte[] VALUES = valuesOf(ALPHABET);

    /** SipHash's state after the source; only the number is hashed on top of it. */
    private final long[] source = new long[4];

    private int sourceLength;

    /** The same after that part of the source that all log events of a CloudWatch stream share. */
    private final long[] stream;

    private final int streamLength;

    /** SipHash's state at work, and how many bytes have gone into it: whole words. */
    private long v0;

    private long v1;
    private long v2;
    private long v3;
    private int length;

    /** The last id's characters, in the order of memory; the last eight overlap those before. */
    private long word0;

    private long word1;
    private long word2;

    private EventIds(EventIdSecret secret, String... parts) {
        v0 = secret.key0 ^ 0x736f6d6570736575L;
        v1 = secret.key1 ^ 0x646f72616e646f6dL ^ 0xee;
        v2 = secret.key0 ^ 0x6c7967656e657261L;
        v3 = secret.key1 ^ 0x7465646279746573L;
        for (String part : parts) {
            byte[] bytes = part.getBytes(UTF_8);
            add(bytes, 0, bytes.length);
        }
        keepSource();
        stream = source.clone();
        streamLength = length;
    }

    /** Ids for the lines of a chunk with these headers; the number is the byte offset of the line in its stream, or else its number in the batch. */
    public static EventIds of(EventIdSecret secret, ChunkHeaders headers) {
        String sender = headers.sender();
        String namespace = headers.namespaceOrDefault();
        return headers.stream() == null
                ? ofBatch(secret, sender, namespace, headers.batch())
                : ofStream(secret, sender, namespace, headers.stream());
    }

    /** Ids for lines of a batch; the number is the line's number within it. */
    public static EventIds ofBatch(EventIdSecret secret, String sender, String namespace, String batch) {
        return new EventIds(secret, "b", sender, namespace, batch);
    }

    /** Ids for lines of a stream; the number is the byte offset of the line in it. */
    public static EventIds ofStream(EventIdSecret secret, String sender, String namespace, String stream) {
        return new EventIds(secret, "s", sender, namespace, stream);
    }

    /**
     * Ids for all log events of a CloudWatch stream, one after the other: {@link #nameLogEvent} says which is meant. The number is 0, or tells
     * several events made from one log event apart.
     */
    public static EventIds ofCloudWatch(
            EventIdSecret secret, String sender, String namespace, String owner, String logGroup, String logStream) {
        return new EventIds(secret, "c", sender, namespace, owner, logGroup, logStream);
    }

    /** Ids for what Sluice itself reports, by a name that says all that tells one report from another. */
    public static EventIds ofReport(EventIdSecret secret, String name) {
        return new EventIds(secret, "r", name);
    }

    /** From now on ids are of the CloudWatch log event whose id is the UTF-8 in [from, to). */
    public void nameLogEvent(byte[] eventId, int from, int to) {
        begin(stream, streamLength);
        add(eventId, from, to);
        keepSource();
    }

    /**
     * Writes the id as {@value #LENGTH} ASCII bytes to {@code out}, from {@code at}.
     *
     * @param timestamp epoch milliseconds, the low 48 bits of which are kept: enough for 1900 to the year 10819
     */
    public void write(long timestamp, long number, byte[] out, int at) {
        hash(timestamp, number);
        writeAgain(out, at);
    }

    /** Writes the last id once more: cheaper than to copy bytes which the processor has only just stored. */
    public void writeAgain(byte[] out, int at) {
        LONG.set(out, at, word0);
        LONG.set(out, at + 8, word1);
        LONG.set(out, at + LENGTH - 8, word2);
    }

    /** The id as text: for everything off the hot path. */
    public String id(long timestamp, long number) {
        byte[] out = new byte[LENGTH];
        write(timestamp, number, out, 0);
        return new String(out, UTF_8);
    }

    /**
     * The time in an id, epoch milliseconds: from 1900 to the year 10819.
     *
     * @throws IllegalArgumentException if {@code id} cannot be an event id
     */
    public static long timestampOf(byte[] id) {
        if (id == null || id.length != LENGTH) {
            throw new IllegalArgumentException(
                    "an event id has " + LENGTH + " characters, was " + (id == null ? "null" : new String(id, UTF_8)));
        }
        long bits = 0;
        for (int i = 0; i < TIME_LENGTH; i++) {
            int value = id[i] < 0 ? -1 : VALUES[id[i]];
            if (value < 0) {
                throw new IllegalArgumentException("an event id is base64url, was " + new String(id, UTF_8));
            }
            bits = bits << 6 | value;
        }
        return bits < FIRST_BEFORE_1970 ? bits : bits - (1L << TIME_BITS);
    }

    /** The low 48 bits as eight characters of base64url, the first of them lowest: eight lanes of a {@code long} at once. */
    private static long characters(long bits) {
        long x = bits & 0xff_ffffL | (bits & 0xffff_ff00_0000L) << 8;
        x = x & 0x0000_0fff_0000_0fffL | (x & 0x00ff_f000_00ff_f000L) << 4;
        x = x & 0x003f_003f_003f_003fL | (x & 0x0fc0_0fc0_0fc0_0fc0L) << 2;
        x = Long.reverseBytes(x);
        // Where the alphabet's next part begins, the distance from value to character changes.
        return x
                + 'A' * ONES
                + atLeast(x, 26) * ('a' - 26 - 'A')
                - atLeast(x, 52) * ('a' - 26 - ('0' - 52))
                - atLeast(x, 62) * ('0' - 52 - ('-' - 62))
                + atLeast(x, 63) * ('_' - 63 - ('-' - 62));
    }

    /** 1 in each lane that is at least {@code limit}; lanes and limit are below 128. */
    private static long atLeast(long lanes, int limit) {
        return (lanes + (0x80 - limit) * ONES & 0x80 * ONES) >>> 7;
    }

    /** Hashes the length of a part of the source, then its bytes, filled up with zeros to a whole word. */
    private void add(byte[] bytes, int from, int to) {
        word(to - from);
        int i = from;
        for (; i + Long.BYTES <= to; i += Long.BYTES) {
            word((long) LONG.get(bytes, i));
        }
        if (i < to) {
            long last = 0;
            for (int end = to - 1; end >= i; end--) {
                last = last << Byte.SIZE | bytes[end] & 0xff;
            }
            word(last);
        }
    }

    private void begin(long[] state, int hashed) {
        v0 = state[0];
        v1 = state[1];
        v2 = state[2];
        v3 = state[3];
        length = hashed;
    }

    private void keepSource() {
        source[0] = v0;
        source[1] = v1;
        source[2] = v2;
        source[3] = v3;
        sourceLength = length;
    }

    private void word(long word) {
        v3 ^= word;
        rounds(2);
        v0 ^= word;
        length += Long.BYTES;
    }

    private void rounds(int count) {
        long a = v0;
        long b = v1;
        long c = v2;
        long d = v3;
        for (int round = 0; round < count; round++) {
            a += b;
            b = Long.rotateLeft(b, 13) ^ a;
            a = Long.rotateLeft(a, 32);
            c += d;
            d = Long.rotateLeft(d, 16) ^ c;
            a += d;
            d = Long.rotateLeft(d, 21) ^ a;
            c += b;
            b = Long.rotateLeft(b, 17) ^ c;
            c = Long.rotateLeft(c, 32);
        }
        v0 = a;
        v1 = b;
        v2 = c;
        v3 = d;
    }

    /** Hashes the number on top of the source and makes the words of the id; the number never goes through memory, where the processor would wait. */
    private void hash(long timestamp, long number) {
        begin(source, sourceLength);
        word(number);
        // SipHash's last word holds the length only, since all before it are whole.
        word((long) length << 56);
        v2 ^= 0xee;
        rounds(4);
        long first = Long.reverseBytes(v0 ^ v1 ^ v2 ^ v3);
        v1 ^= 0xdd;
        rounds(4);
        long second = Long.reverseBytes(v0 ^ v1 ^ v2 ^ v3);
        // 48 bits of time, 80 bits of hash: 21 characters of 6 bits and one of 2.
        long rest = (first & 0xffff) << 16 | second >>> 48;
        word0 = characters(timestamp);
        word1 = characters(first >>> 16);
        // Six more; the word starts with the two before them, so that nothing behind the id is touched.
        word2 = word1 >>> 48 | characters(rest << 16) << 16;
    }

    private static byte[] valuesOf(byte[] alphabet) {
        byte[] values = new byte[128];
        Arrays.fill(values, (byte) -1);
        for (int i = 0; i < alphabet.length; i++) {
            values[alphabet[i]] = (byte) i;
        }
        return values;
    }
}
