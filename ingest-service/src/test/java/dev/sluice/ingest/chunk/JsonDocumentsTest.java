// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.chunk;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.ingest.rejection.RequestRejectedException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonDocumentsTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "{\"a\":1}                      | {\"a\":1}",
                "  {\"a\":[1,{}]}  {\"b\":2}    | {\"a\":[1,{}]};{\"b\":2}",
                "{}{}                           | {};{}",
                "[{\"a\":1},{\"b\":[2,3]}]      | {\"a\":1};{\"b\":[2,3]}",
                "[ {} , {} ] [ {} ]             | {};{};{}",
                "[]                             | ",
                "[[1,2],[3]]                    | [1,2];[3]",
                "[1,\"a,]\",null]               | 1;\"a,]\";null",
                "{\"a\":\"}\\\"{\"}             | {\"a\":\"}\\\"{\"}",
                "{\"a\":\"\\\\\"}{}             | {\"a\":\"\\\\\"};{}",
                "{\"a\":;1,; \"b\":2};[{}];     | {\"a\": 1,  \"b\":2};{}",
            })
    void makesALineOfEachDocument(String json, String lines) throws IOException {
        assertThat(read(json.replace(';', '\n'))).isEqualTo(lines == null ? "" : lines.replace(';', '\n'));
    }

    @Test
    void readsAMillionElements() throws IOException {
        String json = "[" + "{},".repeat(999_999) + "{}]";

        assertThat(read(json).lines()).hasSize(1_000_000).allMatch("{}"::equals);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{", "[", "[{}", "[{},", "{\"a", "{\"a\":\"\\\"}", "hello", "1", "{} x", "[]]", "{\"a\":\"\n\"}"
            })
    void refusesWhatIsNotWholeJson(String json) {
        assertThatThrownBy(() -> read(json))
                .isInstanceOf(RequestRejectedException.class)
                .hasMessageContaining("application/x-ndjson");
    }

    /** Two bytes would otherwise become lines without end. */
    @ParameterizedTest
    @ValueSource(strings = {"[}", "[}]", "[1}", "[\"a\"}]", "[{}}", "[{},}", "{}}", "}", "[1,}]"})
    void refusesABracketThatClosesNothing(String json) {
        assertThatThrownBy(() -> read(json))
                .isInstanceOf(RequestRejectedException.class)
                .hasMessageContaining("closes what was not opened");
    }

    /** Byte by byte and as a whole: the result must be the same. */
    private static String read(String json) throws IOException {
        byte[] bytes = json.getBytes(UTF_8);
        String whole = new String(new JsonDocuments(new ByteArrayInputStream(bytes)).readAllBytes(), UTF_8);
        ByteArrayOutputStream single = new ByteArrayOutputStream();
        try (InputStream in = new JsonDocuments(new ByteArrayInputStream(bytes))) {
            for (int b = in.read(); b >= 0; b = in.read()) {
                single.write(b);
            }
        }
        assertThat(single.toString(UTF_8)).isEqualTo(whole);
        return whole;
    }
}
