// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each format does what its specification in {@code src/test/resources/formats} says, line by line and field by field. */
class FormatsSpecificationTest {

    static final List<String> FORMATS =
            List.of("apache_common", "apache_combined", "apache_error", "syslog", "json", "text", "auto");

    @TestFactory
    Stream<DynamicTest> lines() {
        return FORMATS.stream()
                .flatMap(format -> Specification.of(format).stream()
                        .map(specified ->
                                dynamicTest(format + ": " + specified.rule(), () -> verify(format, specified))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"apache_common", "apache_combined", "apache_error", "syslog", "json", "text", "auto"})
    void isSpecifiedByAtLeastFortyLines(String format) {
        List<Specification> cases = Specification.of(format);
        assertThat(cases).hasSizeGreaterThanOrEqualTo(40);
        assertThat(cases).extracting(Specification::rule).doesNotHaveDuplicates();
    }

    /** What any format accepts, {@code auto} makes the same event of, unless it is said to be text there; what none accepts is text. */
    @TestFactory
    Stream<DynamicTest> automatically() {
        return FORMATS.stream()
                .filter(format -> !format.equals("text") && !format.equals("auto"))
                .flatMap(format -> Specification.of(format).stream()
                        .map(specified ->
                                dynamicTest(format + ": " + specified.rule(), () -> verifyAuto(format, specified))));
    }

    private static void verify(String format, Specification specified) {
        Parsed parsed = Parsed.of(Parsed.settings(), Parsed.headers(format), specified.line());
        assertThat(Specification.outcomeOf(parsed)).containsExactlyElementsOf(specified.outcome());
    }

    private static void verifyAuto(String format, Specification specified) {
        Parsed named = Parsed.of(Parsed.settings(), Parsed.headers(format), specified.line());
        Parsed found = Parsed.of(Parsed.settings(), Parsed.headers("auto"), specified.line());
        assertThat(found.deadLetters()).isEmpty();
        if (specified.isTextUnderAuto()) {
            assertIsText(found, specified);
        } else if (!named.events().isEmpty()) {
            assertThat(found.event().text()).isEqualTo(named.event().text());
        } else if (accepters(specified.line()).isEmpty()) {
            assertIsText(found, specified);
        }
    }

    private static void assertIsText(Parsed found, Specification specified) {
        Parsed text = Parsed.of(Parsed.settings(), Parsed.headers("text"), specified.line());
        assertThat(found.event().text()).isEqualTo(text.event().text());
    }

    private static List<String> accepters(byte[] line) {
        return FORMATS.stream()
                .filter(format -> !format.equals("text") && !format.equals("auto"))
                .filter(format -> !Parsed.of(Parsed.settings(), Parsed.headers(format), line)
                        .events()
                        .isEmpty())
                .toList();
    }
}
