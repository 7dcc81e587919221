// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.rules;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QueryParametersTest {

    private final QueryParameters query = new QueryParameters();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "a=1&b=2            | {\"a\":\"1\",\"b\":\"2\"}",
                "a&b=&c=x=y&&d      | {\"a\":\"\",\"b\":\"\",\"c\":\"x=y\",\"d\":\"\"}",
                "/p?a=1#b=2         | {\"a\":\"1\"}",
                "/p#a?b=1           | {\"/p\":\"\"}",
                "a=1&b=2&a=3        | {\"a\":[\"1\",\"3\"],\"b\":\"2\"}",
                "a=%26&b+c=d+%C3%A9 | {\"a\":\"&\",\"b c\":\"d \u00e9\"}",
                "a=\"\\            | {\"a\":\"\\\"\\\\\"}",
                "=1                 | {\"\":\"1\"}",
                "&&                 |",
                "/p?                |"
            })
    void takesParametersApart(String text, String expected) {
        assertThat(object(text)).isEqualTo(expected);
    }

    @Test
    void takesManyToo() {
        for (int count : new int[] {15, 16, 17, 200}) {
            String text =
                    IntStream.range(0, count).mapToObj(i -> "n" + i + "=" + i).collect(Collectors.joining("&"));
            String expected = IntStream.range(0, count)
                    .mapToObj(i -> "\"n" + i + "\":\"" + i + '"')
                    .collect(Collectors.joining(",", "{", "}"));

            assertThat(object(text)).isEqualTo(expected);
        }
    }

    private String object(String text) {
        byte[] bytes = ("<" + text + ">").getBytes(UTF_8);
        byte[] object = query.object(bytes, 1, bytes.length - 1);
        return object == null ? null : new String(object, UTF_8);
    }
}
