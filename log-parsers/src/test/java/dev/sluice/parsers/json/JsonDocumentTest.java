// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.parsers.engine.JsonBuffer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonDocumentTest {

    private static final int MAX_DEPTH = 4;

    private final JsonDocument document = new JsonDocument(MAX_DEPTH);

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '~',
            value = {
                "nothing; {}; {}",
                "blanks;  { \"a\" : [ 1 , 2 ] }\t; {\"a\":[1,2]}",
                "objects in arrays; [[],[{}],{\"a\":[]}]; [[],[{}],{\"a\":[]}]",
                "values as they were written; [1.0e5,-0,true,null,\"\\u0041\"]; [1.0e5,-0,true,null,\"\\u0041\"]",
                "a name twice; {\"a\":1,\"b\":2,\"a\":3}; {\"a\":[1,3],\"b\":2}",
                "a name twice, once escaped; {\"a\\u0062\":1,\"ab\":2}; {\"ab\":[1,2]}",
                "the same name in two objects; {\"a\":{\"a\":1},\"b\":{\"a\":2}}; {\"a\":{\"a\":1},\"b\":{\"a\":2}}",
                "half a character; [\"\\ud83d\"]; [\"\\ufffd\"]"
            })
    void readsAndWrites(String rule, String text, String written) {
        assertThat(written(text)).isEqualTo(written);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '~',
            value = {
                "{\"a\":1; 6; a comma or a closing brace",
                "{\"a\" 1}; 5; a colon",
                "{,}; 1; a name in quotes",
                "[1 2]; 3; a comma or a closing bracket",
                "[1,]; 3; a value",
                "[\"a; 3; the quote that closes this string",
                "[\"\\x\"]; 2; an escape that JSON knows",
                "[\"\\u12g4\"]; 2; four hexadecimal digits",
                "[[[[[]]]]]; 4; nesting no deeper than the limit",
                "[] []; 3; the end of the line",
                "[tru]; 1; a value"
            })
    void saysWhereAndWhyItStops(String text, int at, String expected) {
        byte[] bytes = text.getBytes(UTF_8);

        assertThat(document.read(bytes, 0, bytes.length)).isEqualTo(JsonDocument.NONE);
        assertThat(document.problem()).isEqualTo(expected);
        assertThat(document.problemAt()).isEqualTo(at);
    }

    @Test
    void findsRepeatedNamesAmongMany() {
        String members = IntStream.range(0, 20_000)
                .mapToObj(i -> "\"name" + i % 10_000 + "\":" + i)
                .collect(Collectors.joining(",", "{", "}"));

        assertThat(written(members))
                .startsWith("{\"name0\":[0,10000],\"name1\":[1,10001],")
                .endsWith("\"name9999\":[9999,19999]}");
    }

    @Test
    void readsOnAfterItGaveBackItsMemory() {
        findsRepeatedNamesAmongMany();
        document.shrink(8192, 128);

        assertThat(document.text()).hasSizeLessThanOrEqualTo(8192);
        findsRepeatedNamesAmongMany();
    }

    private String written(String text) {
        byte[] bytes = text.getBytes(UTF_8);
        int root = document.read(bytes, 0, bytes.length);
        assertThat(document.problem()).isNull();
        JsonBuffer json = new JsonBuffer();
        document.write(json, root);
        return new String(json.toByteArray(), UTF_8);
    }
}
