// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Who greps for a meter's name finds it, whole, in one class and in the README. */
class MeterNamesTest {

    private static final Path SOURCES = Path.of("src/main/java");

    private static final Pattern CONSTANT =
            Pattern.compile("private static final String ([A-Z_]+) = \"(sluice\\.[a-z.]+)\";");

    /** The first argument of whatever makes a meter. */
    private static final Pattern MADE = Pattern.compile(
            "(?:(?:Timer|Gauge|Counter|FunctionCounter|DistributionSummary)\\s*\\.builder|registry\\s*\\.(?:counter|timer|gauge|summary))"
                    + "\\(\\s*([^,)]+)[,)]");

    @Test
    void onlyOneClassMakesMeters() throws IOException {
        try (Stream<Path> files = Files.walk(SOURCES)) {
            assertThat(files.filter(file -> file.toString().endsWith(".java"))
                            .filter(file -> MADE.matcher(read(file)).find()))
                    .extracting(file -> file.getFileName().toString())
                    .containsExactly("IngestMetrics.java");
        }
    }

    @Test
    void everyNameIsWrittenWholeAndListedInTheReadme() {
        String source = read(SOURCES.resolve("dev/sluice/ingest/metrics/IngestMetrics.java"));
        List<MatchResult> names = CONSTANT.matcher(source).results().toList();
        String readme = read(Path.of("README.md"));

        assertThat(MADE.matcher(source).results().map(made -> made.group(1)))
                .isNotEmpty()
                .isSubsetOf(names.stream().map(name -> name.group(1)).toList());
        assertThat(names).allSatisfy(name -> assertThat(readme).contains("`" + name.group(2) + "`"));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
