// SPDX-License-Identifier: Apache-2.0
package dev.sluice.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** {@code ./sluice formats test}: the tests beside a file of formats, as docs/formats.md has them. */
class FormatsCommandTest {

    private static final String FORMATS = """
        formats:
          shop:
            try:
              - dissect: "%{@timestamp} %{log.level} [%{process.thread.name}] %{message}"
              - grok: "%{TIMESTAMP_ISO8601:@timestamp} %{NUMBER:shop.total} %{GREEDYDATA:message}"
            fields:
              shop.total: double
            comment: "#"
        """;
    private static final String RIGHT = """
        tests:
          - format: shop
            lines:
              - line: "2026-11-22T10:00:00Z info [main] started"
                fields: {"@timestamp": "2026-11-22T10:00:00.000Z", log.level: info, process.thread.name: main, message: started}
              - line: "2026-11-22T10:00:00Z 19.90 paid"
                fields: {"@timestamp": "2026-11-22T10:00:00.000Z", numeric_labels.shop.total: 19.90, message: paid}
              - line: "# a comment"
                skipped: true
              - line: "no order at all"
                fails: NOT_THE_FORMAT
        """;

    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();

    @Test
    void eachLineMustBecomeWhatIsExpected() throws IOException {
        assertThat(run(FORMATS, RIGHT)).isZero();
        assertThat(out.toString()).isEqualToNormalizingNewlines("4 of 4 lines became what is expected\n");
    }

    @Test
    void whatIsMissingAndWhatIsThereInsteadIsPrinted() throws IOException {
        assertThat(run(FORMATS, RIGHT.replace("log.level: info", "log.level: warn")))
                .isEqualTo(1);
        assertThat(out.toString())
                .contains("- log.level = \"warn\"", "+ log.level = \"info\"", "3 of 4 lines became what is expected");
    }

    /** Each block of YAML with formats is followed by one with the tests beside it. */
    @Test
    void theFormatsOfThePageBecomeExactlyWhatItSays() throws IOException {
        String page = Files.readString(Path.of("../docs/formats.md"));
        List<String> blocks = Pattern.compile("(?ms)^```yaml\n(.*?)^```$")
                .matcher(page)
                .results()
                .map(block -> block.group(1))
                .toList();
        assertThat(blocks).hasSizeGreaterThanOrEqualTo(4);
        for (int i = 0; i < blocks.size(); i += 2) {
            assertThat(run(blocks.get(i), blocks.get(i + 1))).as(out.toString()).isZero();
        }
    }

    private int run(String formats, String tests) throws IOException {
        Path file = Files.writeString(folder.resolve("shop.yaml"), formats);
        Files.writeString(folder.resolve("shop.test.yaml"), tests);
        return new CommandLine(new FormatsCommand())
                .setOut(new PrintWriter(out))
                .execute("test", file.toString());
    }
}
