// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The declared formats that come along do what their specifications in {@code src/test/resources/formats} say, field by field. */
class BuiltInDeclarationsTest {

    private static final List<String> FORMATS = List.of(
            "nginx_access",
            "nginx_error",
            "haproxy_http",
            "haproxy_tcp",
            "aws_alb",
            "aws_s3_access",
            "iis",
            "postgresql",
            "java",
            "logfmt");

    @TestFactory
    Stream<DynamicTest> lines() {
        return FORMATS.stream()
                .flatMap(format -> Specification.of(format).stream()
                        .map(specified ->
                                dynamicTest(format + ": " + specified.rule(), () -> verify(format, specified))));
    }

    private static void verify(String format, Specification specified) {
        Parsed parsed = Parsed.of(Parsed.settings(), Parsed.headers(format), specified.line());
        assertThat(Specification.outcomeOf(parsed)).containsExactlyElementsOf(specified.outcome());
    }
}
