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
 * milliseconds (6 bytes, big-endian), then the first 10 bytes of MurmurHash3 x64 128 (seed 0) over a source and a number (the number as 8
 * bytes, big-endian). So the same line sent twice has the same id, ids sort roughly by time inside Elasticsearch, and whoever has the id has
 * the time.
 *
 * <p>Sources are told apart by a first byte, so that a batch cannot be mistaken for a stream of the same name: {@code b} and the batch id
 * with the line number; {@code s} and the stream id with the line's byte offset; {@code c} and the names of a CloudWatch log event. Not
 * thread-safe: one instance serves one chunk.
 */
public final class EventIds {

    /** Length of an id in characters, each of them ASCII. */
    public static final int LENGTH = 22;

    /** Characters that hold the time: six bytes are eight characters of base64. */
    private static final int TIME_LENGTH = 8;

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101_0101_0101_0101L;
    private static final byte[] ALPHABET =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".getBytes(UTF_8);
    private static final byte[] VALUES = valuesOf(ALPHABET);

    private static final long C1 = 0x87c37b91114253d5L;
    private static final long C2 = 0x4cf5ad432745937fL;

    private static final int BLOCK = 16;

    /** The source, and zeros up to a whole block: as the hash wants its last bytes, but for the number. */
    private byte[] hashed;

    private int sourceLength;

    /** Where the first block starts that may differ from one id to the next; those before it are hashed once. */
    private final int constantLength;

    private final long constantFirst;
    private final long constantSecond;

    /** The part of the source that all log events of a CloudWatch stream share. */
    private final int streamLength;

    /** The hash's second half: Java returns one value only. */
    private long second;

    /** The last id's characters, in the order of memory; the last eight overlap those before. */
    private long word0;

    private long word1;
    private long word2;

    private EventIds(char kind, String source) {
        byte[] bytes = source.getBytes(UTF_8);
        sourceLength = bytes.length + 1;
        streamLength = sourceLength;
        hashed = new byte[roomFor(sourceLength)];
        hashed[0] = (byte) kind;
        System.arraycopy(bytes, 0, hashed, 1, bytes.length);
        constantLength = sourceLength / BLOCK * BLOCK;
        constantFirst = blocks(0, constantLength, 0, 0);
        constantSecond = second;
    }

    /** Ids for lines of a batch; the number is the line's number within it. */
    public static EventIds ofBatch(String batch) {
        return new EventIds('b', batch);
    }

    /** Ids for lines of a stream; the number is the byte offset of the line in it. */
    public static EventIds ofStream(String stream) {
        return new EventIds('s', stream);
    }

    /**
     * Ids for one CloudWatch log event, which names itself; the number is 0, or tells several events made from it apart. The parts are joined by
     * a NUL, which none of them can hold.
     */
    public static EventIds ofCloudWatch(String owner, String logGroup, String logStream, String eventId) {
        EventIds ids = ofCloudWatch(owner, logGroup, logStream);
        byte[] id = eventId.getBytes(UTF_8);
        ids.nameLogEvent(id, 0, id.length);
        return ids;
    }

    /** The same for all log events of a CloudWatch stream, one after the other: {@link #nameLogEvent} says which is meant. */
    public static EventIds ofCloudWatch(String owner, String logGroup, String logStream) {
        return new EventIds('c', owner + '\0' + logGroup + '\0' + logStream + '\0');
    }

    /** From now on ids are of the CloudWatch log event whose id is the UTF-8 in [from, to). */
    public void nameLogEvent(byte[] eventId, int from, int to) {
        sourceLength = streamLength + to - from;
        if (hashed.length < roomFor(sourceLength)) {
            hashed = Arrays.copyOf(hashed, roomFor(sourceLength));
        }
        System.arraycopy(eventId, from, hashed, streamLength, to - from);
        Arrays.fill(hashed, sourceLength, hashed.length, (byte) 0);
    }

    /**
     * Writes the id as {@value #LENGTH} ASCII bytes to {@code out}, from {@code at}.
     *
     * @param timestamp epoch milliseconds, the low 48 bits of which are kept (some 4,400 years either side of 1970)
     */
    public void write(long timestamp, long number, byte[] out, int at) {
        long h1 = murmur3(Long.reverseBytes(number));
        long h2 = second;
        // 48 bits of time, 80 bits of hash: 21 characters of 6 bits and one of 2.
        long first = Long.reverseBytes(h1);
        long rest = (first & 0xffff) << 16 | (Long.reverseBytes(h2) >>> 48);
        word0 = characters(timestamp);
        word1 = characters(first >>> 16);
        // Six more; the word starts with the two before them, so that nothing behind the id is touched.
        word2 = word1 >>> 48 | characters(rest << 16) << 16;
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
     * The time in an id, epoch milliseconds.
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
        // Sign-extends: times before 1970 are negative.
        return bits << 16 >> 16;
    }

    /** One block more than whole ones, since the bytes behind the last of them are read as one, even if there are none. */
    private static int roomFor(int sourceLength) {
        return sourceLength / BLOCK * BLOCK + BLOCK;
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

    /**
     * MurmurHash3 x64 128, by Austin Appleby, public domain; returns the first half and leaves the second in {@link #second}.
     *
     * <p>The number is put into the words that are hashed, never into memory: the processor can't forward an unaligned store to two loads, and
     * would wait.
     *
     * @param number in the order of memory, its first byte lowest
     */
    private long murmur3(long number) {
        int tail = sourceLength / BLOCK * BLOCK;
        int shift = sourceLength % Long.BYTES * Byte.SIZE;
        long low = number << shift;
        long high = number >>> 1 >>> 63 - shift;
        long h1 = blocks(constantLength, tail, constantFirst, constantSecond);
        long h2 = second;
        long k1 = (long) LONG.get(hashed, tail);
        long k2 = (long) LONG.get(hashed, tail + 8);
        if (sourceLength - tail < 8) {
            k1 |= low;
            k2 = high;
        } else {
            h1 = block1(h1, h2, k1);
            h2 = block2(h1, h2, k2 | low);
            k1 = high;
            k2 = 0;
        }
        int length = sourceLength + Long.BYTES;
        h1 ^= mix1(k1) ^ length;
        h2 ^= mix2(k2) ^ length;
        h1 += h2;
        h2 += h1;
        h1 = finish(h1);
        h2 = finish(h2);
        h1 += h2;
        second = h2 + h1;
        return h1;
    }

    /** Hashes the blocks in [from, to) on top of what was hashed before. */
    private long blocks(int from, int to, long first, long before) {
        long h1 = first;
        long h2 = before;
        for (int i = from; i < to; i += BLOCK) {
            h1 = block1(h1, h2, (long) LONG.get(hashed, i));
            h2 = block2(h1, h2, (long) LONG.get(hashed, i + 8));
        }
        second = h2;
        return h1;
    }

    private static long block1(long h1, long h2, long k1) {
        return (Long.rotateLeft(h1 ^ mix1(k1), 27) + h2) * 5 + 0x52dce729;
    }

    private static long block2(long h1, long h2, long k2) {
        return (Long.rotateLeft(h2 ^ mix2(k2), 31) + h1) * 5 + 0x38495ab5;
    }

    private static long mix1(long k1) {
        return Long.rotateLeft(k1 * C1, 31) * C2;
    }

    private static long mix2(long k2) {
        return Long.rotateLeft(k2 * C2, 33) * C1;
    }

    private static long finish(long hash) {
        long h = (hash ^ hash >>> 33) * 0xff51afd7ed558ccdL;
        h = (h ^ h >>> 33) * 0xc4ceb9fe1a85ec53L;
        return h ^ h >>> 33;
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
