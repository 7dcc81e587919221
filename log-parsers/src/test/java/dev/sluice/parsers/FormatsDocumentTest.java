// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.model.LogFormat;
import dev.sluice.parsers.declared.DeclaredFormats;
import dev.sluice.parsers.declared.FormatExamples;
import dev.sluice.parsers.declared.FormatLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.json.JsonMapper;

/** {@code docs/formats.md} is true: each of its examples becomes what is written below it. */
class FormatsDocumentTest {

    private static final Path DOCUMENT = Path.of("..", "docs", "formats.md");
    private static final JsonMapper MAPPER = JsonMapper.shared();

    private record Example(String format, String line, String json) {}

    @TestFactory
    Stream<DynamicTest> examples() throws IOException {
        return read().stream()
                .map(example -> DynamicTest.dynamicTest(example.format, () -> {
                    Parsed.Event event = Parsed.of(
                                    Parsed.settings(), Parsed.headers(example.format), example.line.getBytes(UTF_8))
                            .event();
                    assertThat(MAPPER.readTree(event.text())).isEqualTo(MAPPER.readTree(example.json));
                }));
    }

    @Test
    void hasAnExampleOfEveryFormat() throws IOException {
        assertThat(read())
                .extracting(Example::format)
                .containsExactlyInAnyOrder(LogFormat.wireNames().stream()
                        .filter(name -> !name.equals("auto"))
                        .toArray(String[]::new));
    }

    /** The first block of YAML is a file of formats, the second the tests beside it. All of them exactly: {@code FormatsCommandTest}. */
    @Test
    void itsFormatOfOnesOwnPassesItsTests() throws IOException {
        FormatFile file = files().getFirst();
        ParserSettings settings =
                Parsed.settings().toBuilder().declaredFormats(file.formats).build();
        assertThat(file.tests.examples()).hasSize(2).allSatisfy(example -> {
            Parsed.Event event = Parsed.of(
                            settings,
                            Parsed.headers(example.format()),
                            example.line().getBytes(UTF_8))
                    .event();
            example.fields()
                    .forEach((path, value) ->
                            assertThat(event.at(path).toString()).isEqualTo(value));
        });
    }

    @Test
    void showsEveryWayToDeclareOneAndEveryWord() throws IOException {
        String all = files().stream().map(FormatFile::text).collect(Collectors.joining("\n"));
        List<String> words = Pattern.compile("(?m)^\\| `([a-z0-9]+)` \\|")
                .matcher(section("## Formats of your own"))
                .results()
                .map(row -> row.group(1))
                .toList();
        assertThat(words)
                .contains("dissect", "grok", "regex", "logfmt", "csv", "w3c", "try", "then", "else")
                .allSatisfy(word -> assertThat(all).containsPattern("\\b" + word + ":\\s"));
        assertThat(files())
                .allSatisfy(file -> assertThat(file.tests.examples())
                        .extracting(FormatExamples.Example::format)
                        .containsAll(file.formats.names()));
    }

    /** A block of YAML with formats, and behind it one with the tests beside it. */
    private record FormatFile(DeclaredFormats formats, FormatExamples tests, String text) {}

    private static List<FormatFile> files() throws IOException {
        String[] blocks = section("## Formats of your own").split("(?m)^```yaml\n");
        assertThat(blocks).hasSize(5);
        return List.of(file(blocks[1], blocks[2]), file(blocks[3], blocks[4]));
    }

    private static FormatFile file(String formats, String tests) {
        return new FormatFile(
                DeclaredFormats.of("shop.yaml", block(formats), FormatLimits.DEFAULT),
                FormatExamples.of("shop.test.yaml", block(tests)),
                block(formats));
    }

    private static String section(String heading) throws IOException {
        String page = Files.readString(DOCUMENT);
        int begin = page.indexOf(heading + '\n');
        return page.substring(begin, page.indexOf("\n## ", begin + 1));
    }

    private static String block(String text) {
        return text.substring(0, text.indexOf("```"));
    }

    /** An example is a heading with the format's name in code, and two blocks: the line and the event. */
    private static List<Example> read() throws IOException {
        return Stream.of(Files.readString(DOCUMENT).split("(?m)^### "))
                .filter(section -> section.startsWith("`"))
                .map(section -> {
                    String[] blocks = section.split("(?m)^```.*\n");
                    return new Example(
                            section.substring(1, section.indexOf('`', 1)), blocks[1].stripTrailing(), blocks[3]);
                })
                .toList();
    }
}
