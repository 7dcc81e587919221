// SPDX-License-Identifier: Apache-2.0
package dev.sluice.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.model.LogFormat;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ParseCommandTest {

    private static final String COMMON = "192.0.2.7 - - [22/Nov/2026:00:00:00 +0000] \"GET / HTTP/1.1\" 200 1\n";

    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void explainsWhichFormatTakesEachLineAndWhereTheOthersStop() throws IOException {
        int exitCode = run(COMMON + "\r\n\n{}", "--explain");

        assertThat(exitCode).isZero();
        assertThat(out.toString().lines())
                .startsWith(
                        "line 1: taken by apache_common",
                        "  apache_common    takes it",
                        "  apache_combined  NOT_THE_FORMAT: expected %b followed by ' \"' at byte 64")
                .contains(
                        "  json             BAD_JSON: expected the end of the line at byte 5", "line 4: taken by json")
                .noneMatch(line -> line.startsWith("line 2") || line.startsWith("line 3"));
    }

    @Test
    void failsWhereTheFormatAskedForDoesNotTakeALine() throws IOException {
        int exitCode = run(COMMON + "{}\n", "--explain", "--format", "json");

        assertThat(exitCode).isEqualTo(1);
        assertThat(out.toString()).contains("line 1: not json", "line 2: taken by json");
    }

    /** Each heading has the format's name, and below it first the line. */
    @Test
    void takesTheLineOfEveryFormatOfThePage() throws IOException {
        Map<String, String> lines = Pattern.compile("(?ms)^### `([a-z0-9_]+)`$.*?^```\\w*\n(.*?)\n```$")
                .matcher(Files.readString(Path.of("../docs/formats.md")))
                .results()
                .collect(Collectors.toMap(found -> found.group(1), found -> found.group(2)));
        assertThat(lines)
                .containsOnlyKeys(LogFormat.wireNames().stream()
                        .filter(name -> !name.equals("auto"))
                        .toList());
        for (Map.Entry<String, String> each : lines.entrySet()) {
            out.getBuffer().setLength(0);
            assertThat(run(each.getValue() + '\n', "--explain", "--format", each.getKey()))
                    .as(each.getKey() + ": " + out)
                    .isZero();
            assertThat(out.toString()).contains("line 1: taken by " + each.getKey());
        }
    }

    @Test
    void knowsLinesThatAreLongerThanABlock() throws IOException {
        int exitCode = run("a\n" + "b".repeat(3 << 20) + "\nc\n", "--explain", "--format", "text");

        assertThat(exitCode).isEqualTo(1);
        assertThat(out.toString())
                .contains("line 1: taken by text", "line 2: not text", "LINE_TOO_LONG", "line 3: taken by text");
    }

    private int run(String lines, String... options) throws IOException {
        Path file = Files.writeString(folder.resolve("lines"), lines);
        CommandLine commandLine = Sluice.commandLine();
        commandLine.setOut(new PrintWriter(out, true));
        commandLine.setErr(new PrintWriter(err, true));
        String[] arguments = new String[options.length + 3];
        arguments[0] = "parse";
        arguments[1] = "--file";
        arguments[2] = file.toString();
        System.arraycopy(options, 0, arguments, 3, options.length);
        return commandLine.execute(arguments);
    }
}
