// SPDX-License-Identifier: Apache-2.0
package dev.sluice.detector.attack;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QueryDecoderTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "a=b|a=b",
                "a+b%20c|a b c",
                "%27%20or%201=1|' or 1=1",
                "%2527|'",
                "%252527|'",
                "%25252527|%27",
                "%c0%af|/",
                "%e0%80%af|/",
                "%f0%80%80%af|/",
                "%u0027|'",
                "%c3%a4|ä",
                "%e4|ä",
                "%f0%9f%98%80|😀",
                "100%|100%",
                "%zz%4|%zz%4",
                "&#39;&#x27;&lt;&quot;|''<\"",
                "&unknown;&#9999999999;|&unknown;&#9999999999;",
                "a%2bb|a+b",
                "100%25+c%2b%2b|100% c++",
                "%2527%2bor%2b1|' or 1",
            })
    void readsWhatServersRead(String raw, String decoded) {
        assertThat(QueryDecoder.decode(raw)).isEqualTo(decoded);
    }
}
