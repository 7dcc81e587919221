// SPDX-License-Identifier: Apache-2.0
package dev.sluice.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class StreamDigestTest {

    private static final BigInteger PRIME = BigInteger.TWO.pow(61).subtract(BigInteger.ONE);

    private final Random random = new Random(61);

    @Test
    void isThePolynomialOfItsWordsAtTwoPoints() {
        byte[] bytes = new byte[7 * 50];
        for (int kind = 0; kind < 20; kind++) {
            random.nextBytes(bytes);
            if (kind == 0) {
                // The largest words that there are.
                Arrays.fill(bytes, (byte) 0xff);
            }
            StreamDigest digest = kind == 0 ? ofTheLargestPoints() : StreamDigest.start();
            digest.update(bytes, 0, bytes.length);
            ByteBuffer state = ByteBuffer.wrap(digest.toBytes());

            assertThat(state.capacity()).isEqualTo(32);
            for (int point = 0; point < 2; point++) {
                BigInteger key =
                        BigInteger.valueOf(state.getLong(point * 8)).and(PRIME).mod(PRIME);
                assertThat(BigInteger.valueOf(state.getLong(16 + point * 8))).isEqualTo(polynomial(bytes, key));
            }
        }
    }

    private static StreamDigest ofTheLargestPoints() {
        long largest = PRIME.longValueExact() - 1;
        ByteBuffer nothing = ByteBuffer.allocate(32)
                .putLong(largest)
                .putLong(largest - 1)
                .putLong(1)
                .putLong(1);
        return StreamDigest.of(nothing.array());
    }

    private static BigInteger polynomial(byte[] bytes, BigInteger point) {
        BigInteger sum = BigInteger.ONE;
        for (int at = 0; at < bytes.length; at += 7) {
            BigInteger word = BigInteger.ZERO;
            for (int i = 6; i >= 0; i--) {
                word = word.shiftLeft(8).or(BigInteger.valueOf(bytes[at + i] & 0xff));
            }
            sum = sum.multiply(point).add(word).mod(PRIME);
        }
        return sum;
    }

    @Test
    void dependsOnTheBytesAndNotOnHowTheyCame() {
        byte[] bytes = new byte[10_000];
        random.nextBytes(bytes);
        StreamDigest whole = StreamDigest.start();
        StreamDigest parts = whole.restart();
        whole.update(bytes, 0, bytes.length);

        int at = 0;
        while (at < bytes.length) {
            int to = Math.min(bytes.length, at + random.nextInt(100));
            parts.update(bytes, at, to);
            at = to;
            parts = random.nextBoolean() ? StreamDigest.parse(parts.toString()) : parts.copy();
        }

        assertThat(parts).isEqualTo(whole).hasSameHashCodeAs(whole).hasToString(whole.toString());
    }

    @Test
    void tellsEveryChangeApart() {
        byte[] bytes = new byte[60];
        StreamDigest digest = StreamDigest.start();
        digest.update(bytes, 0, bytes.length);
        for (int i = 0; i < bytes.length; i++) {
            byte[] other = bytes.clone();
            other[i] = 1;
            StreamDigest changed = digest.restart();
            changed.update(other, 0, other.length);
            assertThat(changed).isNotEqualTo(digest);
            // Zeros count, too.
            StreamDigest shorter = digest.restart();
            shorter.update(bytes, 0, i);
            assertThat(shorter).isNotEqualTo(digest);
        }
    }

    @Test
    void onlyDigestsUnderOneKeyCanBeCompared() {
        StreamDigest digest = StreamDigest.start();

        assertThat(digest.hasKeyOf(digest.restart())).isTrue();
        assertThat(digest.hasKeyOf(StreamDigest.start())).isFalse();
        assertThat(digest).isNotEqualTo(StreamDigest.start());
    }

    @Test
    void refusesWhatIsNoDigest() {
        String valid = StreamDigest.start().toString();
        byte[] tooLarge = StreamDigest.start().toBytes();
        Arrays.fill(tooLarge, 16, 24, (byte) 0x7f);

        for (String wrong : new String[] {"", "?", valid.substring(4), valid + "AAAAAAAAAA"}) {
            assertThatThrownBy(() -> StreamDigest.parse(wrong)).isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> StreamDigest.of(tooLarge)).isInstanceOf(IllegalArgumentException.class);
    }
}
