// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class PlainTextTest {

    @Test
    void endsAtWhateverJsonCannotHaveInAString() {
        for (int value = Byte.MIN_VALUE; value <= Byte.MAX_VALUE; value++) {
            boolean isPlain = value >= 0x20 && value != '"' && value != '\\';
            for (int at = 0; at < 20; at++) {
                byte[] text = text(20);
                text[at] = (byte) value;
                assertThat(PlainText.end(text, 0, 20)).as("%d at %d", value, at).isEqualTo(isPlain ? 20 : at);
            }
        }
    }

    @Test
    void doesNotLookBeyondItsPart() {
        byte[] text = text(20);
        text[3] = '"';
        text[17] = '"';

        for (int to = 4; to <= 20; to++) {
            assertThat(PlainText.end(text, 4, to)).isEqualTo(Math.min(to, 17));
        }
        assertThat(PlainText.end(text, 20, 20)).isEqualTo(20);
    }

    private static byte[] text(int length) {
        byte[] text = new byte[length];
        Arrays.fill(text, (byte) 'a');
        return text;
    }
}
