// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whoever adds a sink touches its folder: nothing else in this module's main code names a sink, but for what the recipe says. */
class SinkFoldersTest {

    private static final Path MAIN = Path.of("src/main");
    private static final Path SINKS = MAIN.resolve("java/dev/sluice/sink");

    /** Names of meters; what the command line does with the two stores together; and the disk that is watched, which is that of the lake's spool. */
    private static final Set<Path> MAY_KNOW = Set.of(
            SINKS.resolve("driver/SinkMetrics.java"),
            SINKS.resolve("SinkTools.java"),
            MAIN.resolve("resources/sink-service.yaml"));

    @ParameterizedTest
    @ValueSource(strings = {"elasticsearch", "s3"})
    void onlyItsFolderKnowsASink(String sink) throws IOException {
        try (Stream<Path> files = Files.walk(MAIN)) {
            List<Path> outside = files.filter(Files::isRegularFile)
                    .filter(file -> !file.startsWith(SINKS.resolve(sink)))
                    .filter(file -> !file.startsWith(
                            MAIN.resolve("resources/dev/sluice/sink").resolve(sink)))
                    .filter(file -> !file.startsWith(SINKS.resolve("rehydration")))
                    .filter(file -> !MAY_KNOW.contains(file))
                    .toList();

            assertThat(outside)
                    .hasSizeGreaterThan(20)
                    .filteredOn(file -> isNamedIn(file, sink))
                    .isEmpty();
        }
    }

    private static boolean isNamedIn(Path file, String sink) {
        // The README of another sink may name this one, as people do.
        return !file.toString().endsWith(".md")
                && Pattern.compile("(?i)\\b" + sink + "\\b").matcher(read(file)).find();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
