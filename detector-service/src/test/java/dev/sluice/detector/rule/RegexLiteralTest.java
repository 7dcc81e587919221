// SPDX-License-Identifier: Apache-2.0
package dev.sluice.detector.rule;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RegexLiteralTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            quoteCharacter = '~',
            value = {
                "abc abc",
                "^/a/b\\.php$ /a/b.php",
                "abc?d ab",
                "abcx*def abc",
                "ab{2,3}cde cde",
                "ab+cd ab",
                "(abc|d)ef ef",
                "(?:abc)de de",
                "[abc]de[^]f]+ghi ghi",
                "[[:alpha:]]x x",
                "a\\dbc bc",
                "a|b -",
                "(?i)abc -",
                "\\x41bc -",
                "\\Qa.b\\E -",
                "(a(b)c)+x x",
                "[0-9]+ -",
            })
    void ofAnExpression(String expression, String literal) {
        assertThat(RegexLiteral.of(expression)).isEqualTo(literal.equals("-") ? "" : literal);
    }
}
