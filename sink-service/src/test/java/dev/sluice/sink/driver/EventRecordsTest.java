// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.driver;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class EventRecordsTest {

    /** Whichever byte of a word it is, and whatever the bytes beside it. */
    @Test
    void aLineBreakAnywhereBecomesASpace() {
        for (int length = 1; length <= 33; length++) {
            for (int at = 0; at < length; at++) {
                for (String around : new String[] {"x", "\u000b", "\t", "\u0000", "\u008a"}) {
                    byte[] json = around.repeat(length).getBytes(UTF_8);
                    json[at] = '\n';
                    byte[] expected = json.clone();
                    expected[at] = ' ';
                    assertThat(EventRecords.onOneLine(json))
                            .as("at %d of %d", at, length)
                            .isEqualTo(expected);
                    assertThat(json[at]).as("the record's own bytes").isEqualTo((byte) '\n');
                }
            }
        }
    }

    @Test
    void allLineBreaksBecomeSpaces() {
        assertThat(EventRecords.onOneLine("{\n\"a\":\n[1,\n2]\n}".getBytes(UTF_8)))
                .isEqualTo("{ \"a\": [1, 2] }".getBytes(UTF_8));
    }

    @Test
    void bytesWithoutALineBreakAreNotCopied() {
        byte[] json = "{\"message\":\"\u010a \u0a0a \u000b\"}".getBytes(UTF_8);
        assertThat(EventRecords.onOneLine(json)).isSameAs(json);
    }
}
