// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.chunk;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class NewlinesTest {

    private static final byte[] ALPHABET = {'\n', '\r', 'a', 0, (byte) 0x8a, (byte) 0xff, '\t', 0x0b};

    @Test
    void findsAndCountsLikeTheSimplestLoop() {
        Random random = new Random(7);
        for (int round = 0; round < 20_000; round++) {
            byte[] bytes = new byte[random.nextInt(40)];
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = ALPHABET[random.nextInt(ALPHABET.length)];
            }
            int from = random.nextInt(bytes.length + 1);

            assertThat(Newlines.first(bytes, from, bytes.length)).isEqualTo(first(bytes, from));
            assertThat(Newlines.count(bytes, bytes.length)).isEqualTo(count(bytes));
        }
    }

    @Test
    void findsTheLastNewlineBeforeAnEnd() {
        byte[] bytes = {'a', '\n', 'b', '\n'};

        assertThat(Newlines.last(bytes, 4)).isEqualTo(3);
        assertThat(Newlines.last(bytes, 3)).isEqualTo(1);
        assertThat(Newlines.last(bytes, 1)).isEqualTo(-1);
    }

    private static int first(byte[] bytes, int from) {
        for (int i = from; i < bytes.length; i++) {
            if (bytes[i] == '\n') {
                return i;
            }
        }
        return -1;
    }

    private static Newlines.Lines count(byte[] bytes) {
        int all = 0;
        int notEmpty = 0;
        StringBuilder line = new StringBuilder();
        for (int i = 0; i <= bytes.length; i++) {
            boolean end = i == bytes.length;
            if (end && line.isEmpty()) {
                break;
            }
            if (end || bytes[i] == '\n') {
                all++;
                notEmpty += line.isEmpty() || line.toString().equals("\r") ? 0 : 1;
                line.setLength(0);
            } else {
                line.append((char) (bytes[i] & 0xff));
            }
        }
        return new Newlines.Lines(all, notEmpty);
    }
}
