// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.rules;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.parsers.rules.SensitiveParts.Hidden;
import java.util.List;
import java.util.Random;
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
                "über     | {\"a\":\"Vorüber, also über uns\"}            | {\"a\":\"Vorüber, also [m] uns\"}",
                // Where something is escaped, what stands before it may be no part of a word, and what looks like the
                // text may be none.
                "bob      | {\"a\":\"x\\nbob\",\"b\":\"bob\"}           | {\"a\":\"x\\n[m]\",\"b\":\"[m]\"}",
                "nob      | {\"a\":\"x\\nob\",\"b\":\"nob\"}            | {\"a\":\"x\\nob\",\"b\":\"[m]\"}",
                "bob      | {\"a\":\"bob \\\"bob\\\"\",\"b\":\"bob\"}    | {\"a\":\"[m] \\\"[m]\\\"\",\"b\":\"[m]\"}",
                "bob      | {\"a\\\"bob\":\"1\",\"b\":\"bob\\\\\"}      | {\"a\\\"bob\":\"1\",\"b\":\"[m]\\\\\"}",
                "bob      | {\"a\":\"\\u0062ob\",\"b\":\"bob\"}        | {\"a\":\"[m]\",\"b\":\"[m]\"}",
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
                "\",\" | {\"a\":[\"x\",\"y\"]}"
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

    /** Taking all values one by one, which is slower, is the measure. */
    @Test
    void hidesWhatIsHiddenWhenEachValueIsTaken() {
        Random random = new Random(20261129);
        byte[] text = "bob.x".getBytes(UTF_8);
        for (int round = 0; round < 50_000; round++) {
            byte[] json = someJson(random);
            byte[] mask = (random.nextBoolean() ? "[m]" : "a longer mask").getBytes(UTF_8);
            EventDraft expected = new EventDraft(new FieldIndex(List.of()));
            expected.begin(json, json.length, 0);
            Hidden hidden = new Hidden(text, mask);
            JsonTexts.change(
                    expected,
                    0,
                    0,
                    (draft, nameFrom, nameTo) -> Redaction.replaced(draft.text, draft.textFrom, draft.textTo, hidden));
            event.begin(json, json.length, 0);
            int second = event.start(1);

            assertThat(PlainRedaction.replace(event, text, mask)).isTrue();

            assertThat(now()).isEqualTo(new String(expected.json(), 0, expected.length(), UTF_8));
            assertThat(second < 0 ? "" : value(1)).isEqualTo(second < 0 ? "" : valueRead());
        }
    }

    private String valueRead() {
        FieldIndex anew = new FieldIndex(List.of("a", "z"));
        anew.read(event.json(), false);
        return new String(event.json(), anew.start(1), anew.end(1) - anew.start(1), UTF_8);
    }

    private static byte[] someJson(Random random) {
        String[] parts = {"bob.x", "bob.x", "b", ".", " ", "ob.x", "\\n", "\\\"", "\\\\", "\\u0062", "ü"};
        StringBuilder json = new StringBuilder("{\"a\":\"");
        for (String name : List.of("b", "bob.x", "z")) {
            for (int i = random.nextInt(6); i > 0; i--) {
                json.append(parts[random.nextInt(parts.length)]);
            }
            json.append(random.nextBoolean() ? "\",\"" : "\",\"n\":[1.5,\"bob.x\"],\"")
                    .append(name)
                    .append("\":\"");
        }
        return json.append("bob.x\"}").toString().getBytes(UTF_8);
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
