// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.rules;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlainRedactionTest {

    private final FieldIndex fields = new FieldIndex(List.of("a", "z"));
    private final EventDraft event = new EventDraft(fields);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                // In all values, but in no name, and as words of its own alone.
                "bob      | {\"a\":\"bob\",\"b\":[\"x bob, bob\"]}          | {\"a\":\"[m]\",\"b\":[\"x [m], [m]\"]}",
                "bob      | {\"bob\":{\"my bob\":\"1\"},\"a\":\"bobby kabob\"} | {\"bob\":{\"my bob\":\"1\"},\"a\":\"bobby kabob\"}",
                "192.0.2.1| {\"a\":\"192.0.2.1\",\"b\":\"192.0.2.10 192.0.2.1:80\"} | {\"a\":\"[m]\",\"b\":\"192.0.2.10 [m]:80\"}",
                "größe    | {\"a\":\"die größe\"}                           | {\"a\":\"die [m]\"}",
                "bob      | {\"a\":\"alice\"}                               | {\"a\":\"alice\"}"
            })
    void replacesWordsInValues(String text, String json, String expected) {
        begin(json);

        assertThat(PlainRedaction.replace(event, text.getBytes(UTF_8), "[m]".getBytes(UTF_8)))
                .isTrue();

        assertThat(now()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                // May be numbers, words or punctuation of JSON.
                "200   | {\"a\":200,\"b\":\"200\"}",
                "1.5,2 | {\"a\":[1.5,2.5]}",
                "1.5,2.5 | {\"a\":[1.5,2.5]}",
                "true  | {\"a\":true}",
                // Would be written otherwise.
                "a\"b  | {\"a\":\"x\"}",
                "\",\" | {\"a\":[\"x\",\"y\"]}",
                "bob   | {\"a\":\"bob\\n\"}"
            })
    void leavesAloneWhatTheBytesAroundItDoNotTell(String text, String json) {
        begin(json);

        assertThat(PlainRedaction.replace(event, text.getBytes(UTF_8), "[m]".getBytes(UTF_8)))
                .isFalse();

        assertThat(now()).isEqualTo(json);
    }

    @Test
    void leavesAMaskAloneThatIsWrittenOtherwise() {
        begin("{\"a\":\"bob\"}");

        assertThat(PlainRedaction.replace(event, "bob".getBytes(UTF_8), "\"".getBytes(UTF_8)))
                .isFalse();
    }

    @Test
    void keepsTheIndexOfFields() {
        begin("{\"a\":\"bob and bob\",\"z\":\"last\"}");
        assertThat(event.start(1)).isPositive();

        PlainRedaction.replace(event, "bob".getBytes(UTF_8), "[a longer mask]".getBytes(UTF_8));

        assertThat(value(0)).isEqualTo("\"[a longer mask] and [a longer mask]\"");
        assertThat(value(1)).isEqualTo("\"last\"");
    }

    private void begin(String json) {
        byte[] bytes = json.getBytes(UTF_8);
        event.begin(bytes, bytes.length, 0);
    }

    private String now() {
        return new String(event.json(), 0, event.length(), UTF_8);
    }

    private String value(int field) {
        return new String(event.json(), event.start(field), event.end(field) - event.start(field), UTF_8);
    }
}
