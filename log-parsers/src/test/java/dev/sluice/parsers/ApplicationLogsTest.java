// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.sluice.model.LogFormat;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** {@code auto} makes no wrong event of the layouts that applications write: it is sure, or the line is text. */
class ApplicationLogsTest {

    /** Formats that take anything, or whose lines without a name could be another application's. */
    private static final Set<String> NEVER_SURE = Set.of("auto", "text", "syslog", "apache_error", "java", "logfmt");

    private record Layout(String expected, String line) {}

    @TestFactory
    Stream<DynamicTest> becomeWhatTheyAre() {
        return layouts().map(layout -> dynamicTest(layout.line(), () -> verify(layout)));
    }

    @Test
    void areSeveralHundred() {
        assertThat(layouts()).hasSizeGreaterThanOrEqualTo(300).doesNotHaveDuplicates();
    }

    /** Those who name their format get it; of what {@code auto} could take there is little that it leaves as text. */
    @Test
    void areMostlyRecognisedWhereTheirFormatIsSupported() {
        List<Layout> supported =
                layouts().filter(ApplicationLogsTest::isSupported).toList();
        long recognised = supported.stream()
                .filter(layout -> !layout.expected().equals("text"))
                .count();
        assertThat(supported).hasSizeGreaterThanOrEqualTo(40);
        assertThat(recognised * 100 / supported.size()).isGreaterThanOrEqualTo(90);
    }

    /** Whether a format other than text takes it by name; of Java's patterns only those that {@code auto} can tell from other applications'. */
    private static boolean isSupported(Layout layout) {
        return !layout.expected().equals("text")
                || LogFormat.wireNames().stream()
                        .filter(format -> !NEVER_SURE.contains(format))
                        .anyMatch(format ->
                                !Parsed.of(format, layout.line()).events().isEmpty());
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
            case "declared" -> {
                assertThat(dataset).isEqualTo(expected.get(1));
                assertThat(event.string(expected.get(2))).isEqualTo(expected.get(3));
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
