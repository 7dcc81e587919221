// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.engine;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ByteSearchTest {

    /** Of few different bytes, so that parts of what is wanted are found everywhere; some are of characters that are not ASCII. */
    @Test
    void findsATextWhereverItStandsWhole() {
        Random random = new Random(20261129);
        byte[] alphabet = {'a', 'b', '.', (byte) 0xc3, (byte) 0xc2, 0};
        for (int round = 0; round < 200_000; round++) {
            byte[] text = some(alphabet, random.nextInt(40), random);
            byte[] wanted = some(alphabet, 1 + random.nextInt(round % 2 == 0 ? 3 : 12), random);
            int from = random.nextInt(text.length + 1);
            int to = from + random.nextInt(text.length - from + 1);

            // A byte is a character of its own here.
            int expected = new String(text, from, to - from, ISO_8859_1).indexOf(new String(wanted, ISO_8859_1));

            assertThat(ByteSearch.indexOf(text, from, to, wanted))
                    .as("%s in %s from %d to %d", Arrays.toString(wanted), Arrays.toString(text), from, to)
                    .isEqualTo(expected < 0 ? -1 : from + expected);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {'x', 0xc3, (byte) 0xc3, 0xff, (byte) 0xff})
    void findsAByteInEachPlace(int wanted) {
        for (int length = 1; length < 30; length++) {
            for (int at = 0; at < length; at++) {
                byte[] text = new byte[length];
                Arrays.fill(text, (byte) 0xc2);
                text[at] = (byte) wanted;
                assertThat(ByteSearch.indexOf(text, 0, length, wanted)).isEqualTo(at);
                assertThat(ByteSearch.indexOfEither(text, 0, length, '"', wanted))
                        .isEqualTo(at);
            }
        }
    }

    private static byte[] some(byte[] alphabet, int length, Random random) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = alphabet[random.nextInt(alphabet.length)];
        }
        return bytes;
    }
}
