// SPDX-License-Identifier: Apache-2.0
package dev.sluice.detector.attack;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequiredCharactersTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            quoteCharacter = '~',
            value = {
                "abc abc",
                "a|b -",
                "ab|bc b",
                "(ab|bc)d bd",
                "a?b b",
                "a*b b",
                "a+b ab",
                "a{0,3}b b",
                "a{,3}b b",
                "a{2}b ab",
                "a(b)?c ac",
                "a(bc)+ abc",
                "[xy]z z",
                "[x]z xz",
                "[]x]z z",
                "[\\]x]z z",
                "(?:a|ab)c ac",
                "(?!a)b b",
                "(?<=a)b b",
                "(?i)b b",
                "\\(\\w+\\s\\b= (=",
                "\\x00a a",
                "\\p{L}a a",
                "^a.$ a",
                "a*?b b",
                "(a)\\1 a",
                "((a|b)c|cd) c",
            })
    void ofAnExpression(String pattern, String required) {
        long[] bits = RequiredCharacters.of(pattern);
        long[] wanted = RequiredCharacters.in(required.equals("-") ? "" : required);
        assertThat(bits).as(pattern).isEqualTo(wanted);
    }
}
