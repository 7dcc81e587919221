// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** {@code auto} makes no wrong event of the layouts that applications write: it is sure, or the line is text. */
class ApplicationLogsTest {

    private record Layout(String expected, String line) {}

    @TestFactory
    Stream<DynamicTest> becomeWhatTheyAre() {
        return layouts().map(layout -> dynamicTest(layout.line(), () -> verify(layout)));
    }

    @Test
    void areSeveralHundred() {
        assertThat(layouts()).hasSizeGreaterThanOrEqualTo(300).doesNotHaveDuplicates();
    }

    private static void verify(Layout layout) {
        Parsed.Event event = Parsed.of("auto", layout.line()).event();
        List<String> expected = List.of(layout.expected().split(" "));
        String dataset = event.string("event.dataset");
        switch (expected.getFirst()) {
            case "text" -> {
                assertThat(dataset).isEqualTo("generic");
                assertThat(event.string("message")).isEqualTo(layout.line());
                assertThat(event.at("log.level").isMissingNode()).isTrue();
            }
            case "syslog" -> {
                assertThat(dataset).isEqualTo("system.syslog");
                assertThat(event.string("host.hostname")).isEqualTo(expected.get(1));
                assertThat(event.at("process.name").asString("-")).isEqualTo(expected.get(2));
            }
            case "access" -> {
                assertThat(dataset).isEqualTo("apache.access");
                assertThat(event.string("source.address")).isEqualTo(expected.get(1));
            }
            case "error" -> {
                assertThat(dataset).isEqualTo("apache.error");
                assertThat(event.string("log.level")).isEqualTo(expected.get(1));
            }
            case "json" -> {
                assertThat(dataset).isEqualTo("generic");
                assertThat(event.string("log.level")).isEqualTo(expected.get(1));
            }
            default -> throw new AssertionError("unknown: " + layout.expected());
        }
    }

    private static Stream<Layout> layouts() {
        try (InputStream resource = ApplicationLogsTest.class.getResourceAsStream("/formats/applications.txt")) {
            return new String(resource.readAllBytes(), UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("# ") && !line.startsWith("#  "))
                    .map(line -> line.split(" \\| ", 2))
                    .map(parts -> new Layout(parts[0], parts[1]));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
