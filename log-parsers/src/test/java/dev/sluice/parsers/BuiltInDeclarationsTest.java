// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.sluice.model.ChunkHeaders;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

    /** As an agent sends the lines of one event: joined by carriage returns, in a stream. */
    @ParameterizedTest
    @CsvSource({"java,true", "auto,true", "java,false"})
    void aStackTraceIsTakenOffTheMessage(String format, boolean isJoined) {
        String line = "2026-11-20T11:00:00.123Z ERROR 4711 --- [main] c.e.Shop : order 17 failed\r"
                + "java.lang.IllegalStateException: not open\r\tat c.e.Shop.open(Shop.java:12)\r"
                + "Caused by: java.io.IOException: x\r\t... 3 more";
        ChunkHeaders headers = Parsed.headers(format);
        Parsed.Event event = Parsed.of(
                        Parsed.settings(),
                        isJoined ? headers.with(ChunkHeaders.Position.ofStream("batch", "stream", 0)) : headers,
                        line.getBytes(UTF_8))
                .event();

        assertThat(event.string("log.logger")).isEqualTo("c.e.Shop");
        if (isJoined) {
            assertThat(event.string("message")).isEqualTo("order 17 failed");
            assertThat(event.string("error.type")).isEqualTo("java.lang.IllegalStateException");
            assertThat(event.string("error.message")).isEqualTo("not open");
            assertThat(event.string("error.stack_trace"))
                    .startsWith("java.lang.IllegalStateException: not open\n\tat c.e.Shop.open(Shop.java:12)\n")
                    .endsWith("Caused by: java.io.IOException: x\n\t... 3 more");
        } else {
            assertThat(event.at("error").isMissingNode()).isTrue();
        }
    }

    private static void verify(String format, Specification specified) {
        Parsed parsed = Parsed.of(Parsed.settings(), Parsed.headers(format), specified.line());
        assertThat(Specification.outcomeOf(parsed)).containsExactlyElementsOf(specified.outcome());
    }
}
