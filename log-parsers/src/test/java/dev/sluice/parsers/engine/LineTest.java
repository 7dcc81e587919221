// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.engine;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class LineTest {

    private static final int LENGTH = 20;

    private final Line line = new Line();

    /** At every distance to the end of the array: eight bytes are looked at together where there are eight. */
    @Test
    void endsAtALineFeedAndIsPlainWithoutWhatJsonEscapesOrAQuoteAlone() {
        for (int behind = 0; behind < 10; behind++) {
            for (int at = 1; at < LENGTH; at++) {
                for (int value = Byte.MIN_VALUE; value <= Byte.MAX_VALUE; value++) {
                    byte[] bytes = text(LENGTH + 1 + behind);
                    bytes[LENGTH] = '\n';
                    bytes[at] = (byte) value;

                    int lineFeed = line.next(bytes, 1, bytes.length);

                    int end = value == '\n' ? at : LENGTH;
                    boolean isReturn = value == '\r' && at == LENGTH - 1;
                    boolean isPlain = value >= 0x20 && value != '\\' || value == '\n';
                    String what = value + " at " + at + ", " + behind + " bytes behind the line";
                    assertThat(lineFeed).as(what).isEqualTo(end);
                    assertThat(line.to).as(what).isEqualTo(isReturn ? at : end);
                    assertThat(line.isPlain()).as(what).isEqualTo(isPlain);
                }
            }
        }
    }

    @Test
    void doesNotLookBeyondThePartItIsIn() {
        for (int behind = 0; behind < 10; behind++) {
            byte[] bytes = text(LENGTH + behind);
            Arrays.fill(bytes, LENGTH, bytes.length, (byte) '\\');

            assertThat(line.next(bytes, 3, LENGTH)).isEqualTo(LENGTH);
            assertThat(line.to).isEqualTo(LENGTH);
            assertThat(line.isPlain()).isTrue();
        }
    }

    @Test
    void isPlainOnlyIfSomebodyLooked() {
        line.next("a\n".getBytes(US_ASCII), 0, 2);
        line.at("b".getBytes(US_ASCII), 0, 1);

        assertThat(line.isPlain()).isFalse();
    }

    private static byte[] text(int length) {
        byte[] text = new byte[length];
        Arrays.fill(text, (byte) 'a');
        return text;
    }
}
