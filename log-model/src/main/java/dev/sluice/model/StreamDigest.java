// SPDX-License-Identifier: Apache-2.0
package dev.sluice.model;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;

/**
 * A digest of all bytes of a stream up to some place, which can be written down there and carried on from what was written down: so whoever holds the
 * digest before a chunk and the chunk has the digest behind it, wherever chunks are cut.
 *
 * <p>The bytes are cut into words of seven, each a coefficient of a polynomial that is evaluated at two secret points modulo the prime
 * 2<sup>61</sup> - 1 (a Carter-Wegman hash of 122 bits). The key, which holds the points, is drawn at random by whoever begins the digest and is part
 * of it. Two different streams of n words have the same digest with a chance of at most (n / 2<sup>61</sup>)<sup>2</sup>, unless somebody who knows
 * the key made them so. Not a message authentication code: whoever has the digest has the key.
 *
 * <p>The text form is base64url (RFC 4648, no padding) of 16 bytes of key, 16 of state and up to six bytes that do not fill a word yet: 43 to 51
 * characters. Digests are equal if their text forms are. Not thread-safe.
 */
public final class StreamDigest {

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle BIG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final long PRIME = (1L << 61) - 1;
    private static final int WORD = 7;
    private static final long WORD_MASK = (1L << WORD * Byte.SIZE) - 1;
    private static final int FIXED = 4 * Long.BYTES;
    private static final int WORDS = 6;
    /**
     * Factors are multiplied in halves, l + h times 2 to the 30th, by ll', hh' and (l + h)(l' + h'), each added up over the words. Six words are the
     * most at which no sum has more than 64 bits but the last, whose excess goes when the others are taken off it. {@link Math#multiplyHigh} would do
     * with less, but is slow in the compiler that the agent has.
     */
    private static final int HALF = 30;

    private static final long LOW = (1L << HALF) - 1;

    private final Point first;
    private final Point second;
    private long firstSum;
    private long secondSum;
    /** Bytes that do not fill a word yet, the oldest lowest. */
    private long partial;

    private int partialLength;

    /** One of the two points, with its powers in halves: six words are taken at once. */
    private static final class Point {
        final long key;
        final long point;
        final long low1;
        final long high1;
        final long both1;
        final long low2;
        final long high2;
        final long both2;
        final long low3;
        final long high3;
        final long both3;
        final long low4;
        final long high4;
        final long both4;
        final long low5;
        final long high5;
        final long both5;
        final long low6;
        final long high6;
        final long both6;

        Point(long key) {
            this.key = key;
            // 0 and 1 would make all streams of a length alike, or all orders of their words.
            long number = canonical(key & PRIME);
            point = number < 2 ? number + 2 : number;
            long[] powers = new long[WORDS];
            powers[0] = point;
            for (int i = 1; i < WORDS; i++) {
                powers[i] = canonical(multiply(powers[i - 1], point));
            }
            low1 = powers[0] & LOW;
            high1 = powers[0] >>> HALF;
            both1 = low1 + high1;
            low2 = powers[1] & LOW;
            high2 = powers[1] >>> HALF;
            both2 = low2 + high2;
            low3 = powers[2] & LOW;
            high3 = powers[2] >>> HALF;
            both3 = low3 + high3;
            low4 = powers[3] & LOW;
            high4 = powers[3] >>> HALF;
            both4 = low4 + high4;
            low5 = powers[4] & LOW;
            high5 = powers[4] >>> HALF;
            both5 = low5 + high5;
            low6 = powers[5] & LOW;
            high6 = powers[5] >>> HALF;
            both6 = low6 + high6;
        }

        long next(long sum, long word) {
            return reduce(multiply(sum, point) + word);
        }
    }

    private StreamDigest(Point first, Point second) {
        this.first = first;
        this.second = second;
        // So that words of zeros count.
        firstSum = 1;
        secondSum = 1;
    }

    /** The digest of no bytes, under a new key. */
    public static StreamDigest start() {
        SecureRandom random = new SecureRandom();
        return new StreamDigest(new Point(random.nextLong()), new Point(random.nextLong()));
    }

    /** The digest of no bytes, under the key of this one. */
    public StreamDigest restart() {
        return new StreamDigest(first, second);
    }

    /**
     * Carries on from a text form.
     *
     * @throws IllegalArgumentException if {@code text} is nothing of the kind
     */
    public static StreamDigest parse(String text) {
        byte[] bytes;
        try {
            bytes = Base64.getUrlDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            bytes = new byte[0];
        }
        return of(bytes);
    }

    /**
     * Carries on from what {@link #toBytes} gave.
     *
     * @throws IllegalArgumentException if {@code bytes} is nothing of the kind
     */
    public static StreamDigest of(byte[] bytes) {
        if (bytes.length < FIXED || bytes.length >= FIXED + WORD) {
            throw new IllegalArgumentException("a digest of a stream is base64url of 32 to 38 bytes");
        }
        StreamDigest digest =
                new StreamDigest(new Point((long) BIG.get(bytes, 0)), new Point((long) BIG.get(bytes, Long.BYTES)));
        digest.firstSum = (long) BIG.get(bytes, 2 * Long.BYTES);
        digest.secondSum = (long) BIG.get(bytes, 3 * Long.BYTES);
        if (digest.firstSum < 0 || digest.firstSum >= PRIME || digest.secondSum < 0 || digest.secondSum >= PRIME) {
            throw new IllegalArgumentException("a digest of a stream holds two numbers below 2^61 - 1");
        }
        digest.partialLength = bytes.length - FIXED;
        for (int i = 0; i < digest.partialLength; i++) {
            digest.partial |= (bytes[FIXED + i] & 0xffL) << i * Byte.SIZE;
        }
        return digest;
    }

    /** The same digest, which from now on goes its own way. */
    public StreamDigest copy() {
        StreamDigest copy = new StreamDigest(first, second);
        copy.firstSum = firstSum;
        copy.secondSum = secondSum;
        copy.partial = partial;
        copy.partialLength = partialLength;
        return copy;
    }

    /** Takes the stream's next bytes, those in [from, to). */
    public void update(byte[] bytes, int from, int to) {
        int at = from;
        while (partialLength > 0 && at < to) {
            add(bytes[at++]);
        }
        Point one = first;
        Point two = second;
        long sum1 = firstSum;
        long sum2 = secondSum;
        while (to - at > WORDS * WORD) {
            long low = sum1 & LOW;
            long high = sum1 >>> HALF;
            long lows1 = low * one.low6;
            long highs1 = high * one.high6;
            long both1 = (low + high) * one.both6;
            low = sum2 & LOW;
            high = sum2 >>> HALF;
            long lows2 = low * two.low6;
            long highs2 = high * two.high6;
            long both2 = (low + high) * two.both6;
            high = (long) LONG.get(bytes, at);
            low = high & LOW;
            high = high << Byte.SIZE >>> Byte.SIZE + HALF;
            lows1 += low * one.low5;
            highs1 += high * one.high5;
            lows2 += low * two.low5;
            highs2 += high * two.high5;
            high += low;
            both1 += high * one.both5;
            both2 += high * two.both5;

            high = (long) LONG.get(bytes, at + WORD);
            low = high & LOW;
            high = high << Byte.SIZE >>> Byte.SIZE + HALF;
            lows1 += low * one.low4;
            highs1 += high * one.high4;
            lows2 += low * two.low4;
            highs2 += high * two.high4;
            high += low;
            both1 += high * one.both4;
            both2 += high * two.both4;

            high = (long) LONG.get(bytes, at + 2 * WORD);
            low = high & LOW;
            high = high << Byte.SIZE >>> Byte.SIZE + HALF;
            lows1 += low * one.low3;
            highs1 += high * one.high3;
            lows2 += low * two.low3;
            highs2 += high * two.high3;
            high += low;
            both1 += high * one.both3;
            both2 += high * two.both3;

            high = (long) LONG.get(bytes, at + 3 * WORD);
            low = high & LOW;
            high = high << Byte.SIZE >>> Byte.SIZE + HALF;
            lows1 += low * one.low2;
            highs1 += high * one.high2;
            lows2 += low * two.low2;
            highs2 += high * two.high2;
            high += low;
            both1 += high * one.both2;
            both2 += high * two.both2;

            high = (long) LONG.get(bytes, at + 4 * WORD);
            low = high & LOW;
            high = high << Byte.SIZE >>> Byte.SIZE + HALF;
            lows1 += low * one.low1;
            highs1 += high * one.high1;
            lows2 += low * two.low1;
            highs2 += high * two.high1;
            high += low;
            both1 += high * one.both1;
            both2 += high * two.both1;
            long last = (long) LONG.get(bytes, at + 5 * WORD) & WORD_MASK;
            sum1 = reduce(sum(lows1, both1 - lows1 - highs1, highs1) + last);
            sum2 = reduce(sum(lows2, both2 - lows2 - highs2, highs2) + last);
            at += WORDS * WORD;
        }
        while (to - at > WORD) {
            long word = (long) LONG.get(bytes, at) & WORD_MASK;
            sum1 = first.next(sum1, word);
            sum2 = second.next(sum2, word);
            at += WORD;
        }
        firstSum = sum1;
        secondSum = sum2;
        while (at < to) {
            add(bytes[at++]);
        }
    }

    /**
     * All parts, modulo the prime: 2<sup>61</sup> is 1, so what is beyond it comes in again at the bottom.
     *
     * @param low unsigned
     * @param middle unsigned, times 2<sup>30</sup>
     * @param high unsigned, times 2<sup>60</sup>
     * @return below 2<sup>63</sup> - 2<sup>60</sup>
     */
    private static long sum(long low, long middle, long high) {
        return reduce(low)
                + ((middle & (1L << 61 - HALF) - 1) << HALF)
                + (middle >>> 61 - HALF)
                + ((high & 1) << 2 * HALF)
                + (high >>> 1);
    }

    private void add(byte next) {
        partial |= (next & 0xffL) << partialLength * Byte.SIZE;
        if (++partialLength == WORD) {
            firstSum = first.next(firstSum, partial);
            secondSum = second.next(secondSum, partial);
            partial = 0;
            partialLength = 0;
        }
    }

    /** Whether {@code other} was begun under the same key: only then can the two be compared. */
    public boolean hasKeyOf(StreamDigest other) {
        return first.key == other.first.key && second.key == other.second.key;
    }

    /** 32 to 38 bytes, from which {@link #of} carries on. */
    public byte[] toBytes() {
        byte[] bytes = new byte[FIXED + partialLength];
        BIG.set(bytes, 0, first.key);
        BIG.set(bytes, Long.BYTES, second.key);
        BIG.set(bytes, 2 * Long.BYTES, canonical(firstSum));
        BIG.set(bytes, 3 * Long.BYTES, canonical(secondSum));
        for (int i = 0; i < partialLength; i++) {
            bytes[FIXED + i] = (byte) (partial >>> i * Byte.SIZE);
        }
        return bytes;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof StreamDigest digest && Arrays.equals(toBytes(), digest.toBytes());
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(toBytes());
    }

    /** The text form. */
    @Override
    public String toString() {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(toBytes());
    }

    /**
     * The product modulo the prime, not wholly reduced.
     *
     * @param a below 2^62
     * @param b below 2^61
     * @return below 2^62 + 2^61
     */
    private static long multiply(long a, long b) {
        long low = a * b;
        return (low & PRIME) + (low >>> 61 | Math.multiplyHigh(a, b) << 3);
    }

    /** @return the same modulo the prime, below 2^61 + 8; {@code value} is taken as unsigned */
    private static long reduce(long value) {
        return (value & PRIME) + (value >>> 61);
    }

    /** The one number below the prime; {@code value} is below 2^63. */
    private static long canonical(long value) {
        long reduced = reduce(reduce(value));
        return reduced >= PRIME ? reduced - PRIME : reduced;
    }
}
