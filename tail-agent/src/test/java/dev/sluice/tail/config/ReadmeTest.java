// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The README's table of settings is what the agent takes. A default in {@code `code`} is a value; others are explained in words. */
class ReadmeTest {

    private static final String LEAST =
            "server: {url: 'http://x:1'%s}\nagent: {%s}\nfollow: {%s}\ninputs: [{paths: /a%s, multiline: {%s}, lines: {%s}}]\n";
    private static final List<String> SECTIONS =
            List.of("server", "agent", "follow", "inputs[]", "inputs[].multiline", "inputs[].lines");
    private static final Pattern ROW = Pattern.compile("\\| `([^`]+)\\.([^`.]+)` \\| ([^|]+) \\|.*");
    private static final Pattern VALUE = Pattern.compile("`([^`]*[^N`])`");

    /** A row of the table. */
    record Row(String section, String key, String otherwise) {}

    @ParameterizedTest
    @MethodSource("rows")
    void aDefaultIsWhatASettingIsWhenItIsLeftOut(Row row) {
        Matcher value = VALUE.matcher(row.otherwise());
        if (value.matches()) {
            assertThat(read(row.section(), row.key() + ": '" + value.group(1) + "'"))
                    .as(row.toString())
                    .isEqualTo(read(row.section(), ""));
        }
    }

    @Test
    void everySettingIsThereAndNoOther() throws IOException {
        for (String section : SECTIONS) {
            TreeSet<String> documented = new TreeSet<>();
            rows().filter(row -> row.section().equals(section)).forEach(row -> documented.add(row.key()));
            if (section.equals("inputs[]")) {
                documented.add("multiline");
                documented.add("lines");
            }
            assertThat(documented).as(section).isEqualTo(taken(section));
        }
    }

    /** What the agent says that it knows when it is given something else. */
    private static TreeSet<String> taken(String section) {
        try {
            read(section, "zzzzzzzzzzzz: 1");
        } catch (ConfigException e) {
            String known =
                    e.getMessage().substring(e.getMessage().indexOf("known here are ") + "known here are ".length());
            return new TreeSet<>(Arrays.asList(known.split(", ")));
        }
        throw new AssertionError(section + " took an unknown setting");
    }

    private static AgentConfig read(String section, String setting) {
        boolean first = section.equals("agent") || section.equals("follow") || section.startsWith("inputs[].");
        Object[] settings = SECTIONS.stream()
                .map(each -> each.equals(section) && !setting.isEmpty() ? (first ? "" : ", ") + setting : "")
                .toArray();
        return new ConfigReader(Map.of()).read(new StringReader(LEAST.formatted(settings)), "a.yaml");
    }

    static Stream<Row> rows() throws IOException {
        return Files.readAllLines(Path.of("README.md")).stream()
                .dropWhile(line -> !line.equals("| setting | default | |"))
                .skip(2)
                .takeWhile(line -> line.startsWith("|"))
                .map(line -> {
                    Matcher row = ROW.matcher(line);
                    assertThat(row.matches()).as(line).isTrue();
                    return new Row(row.group(1), row.group(2), row.group(3));
                });
    }
}
