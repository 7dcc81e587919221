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

    private final Point first;
    private final Point second;
    private long firstSum;
    private long secondSum;
    /** Bytes that do not fill a word yet, the oldest lowest. */
    private long partial;

    private int partialLength;

    /** One of the two points, with its powers: eight words are taken at once. */
    private record Point(
            long key,
            long power1,
            long power2,
            long power3,
            long power4,
            long power5,
            long power6,
            long power7,
            long power8) {

        static Point of(long key) {
            // 0 and 1 would make all streams of a length alike, or all orders of their words.
            long point = canonical(key & PRIME);
            long power1 = point < 2 ? point + 2 : point;
            long power2 = canonical(multiply(power1, power1));
            long power3 = canonical(multiply(power2, power1));
            long power4 = canonical(multiply(power3, power1));
            long power5 = canonical(multiply(power4, power1));
            long power6 = canonical(multiply(power5, power1));
            long power7 = canonical(multiply(power6, power1));
            long power8 = canonical(multiply(power7, power1));
            return new Point(key, power1, power2, power3, power4, power5, power6, power7, power8);
        }

        long next(long sum, long word) {
            return reduce(multiply(sum, power1) + word);
        }

        /**
         * Takes eight words, each times eight. So the upper half of a product with a power is the word's product divided by 2^61, and the lower one
         * eight times what is left: both are added up as they are, seven below 2^56 and seven below 2^61, and reduced once.
         */
        long next(
                long sum,
                long word0,
                long word1,
                long word2,
                long word3,
                long word4,
                long word5,
                long word6,
                long word7) {
            long low = (word0 * power7 >>> 3)
                    + (word1 * power6 >>> 3)
                    + (word2 * power5 >>> 3)
                    + (word3 * power4 >>> 3)
                    + (word4 * power3 >>> 3)
                    + (word5 * power2 >>> 3)
                    + (word6 * power1 >>> 3);
            long high = Math.multiplyHigh(word0, power7)
                    + Math.multiplyHigh(word1, power6)
                    + Math.multiplyHigh(word2, power5)
                    + Math.multiplyHigh(word3, power4)
                    + Math.multiplyHigh(word4, power3)
                    + Math.multiplyHigh(word5, power2)
                    + Math.multiplyHigh(word6, power1);
            return reduce(multiply(sum, power8) + reduce(low) + high + (word7 >>> 3));
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
        return new StreamDigest(Point.of(random.nextLong()), Point.of(random.nextLong()));
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
                new StreamDigest(Point.of((long) BIG.get(bytes, 0)), Point.of((long) BIG.get(bytes, Long.BYTES)));
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
        long sum1 = firstSum;
        long sum2 = secondSum;
        while (to - at > 8 * WORD) {
            long word0 = eightTimesWord(bytes, at);
            long word1 = eightTimesWord(bytes, at + WORD);
            long word2 = eightTimesWord(bytes, at + 2 * WORD);
            long word3 = eightTimesWord(bytes, at + 3 * WORD);
            long word4 = eightTimesWord(bytes, at + 4 * WORD);
            long word5 = eightTimesWord(bytes, at + 5 * WORD);
            long word6 = eightTimesWord(bytes, at + 6 * WORD);
            long word7 = eightTimesWord(bytes, at + 7 * WORD);
            sum1 = first.next(sum1, word0, word1, word2, word3, word4, word5, word6, word7);
            sum2 = second.next(sum2, word0, word1, word2, word3, word4, word5, word6, word7);
            at += 8 * WORD;
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

    /** Without the byte behind it, which is loaded with it. */
    private static long eightTimesWord(byte[] bytes, int at) {
        return (long) LONG.get(bytes, at) << 8 >>> 5;
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
