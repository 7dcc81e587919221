// SPDX-License-Identifier: Apache-2.0
package dev.sluice.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

class TerminalTextTest {

    @Test
    void escapesWhatATerminalWouldObey() {
        assertThat(TerminalText.escaped("red \u001b[31m bell \u0007 title \u001b]0;owned\u0007"))
                .isEqualTo("red \\u001b[31m bell \\u0007 title \\u001b]0;owned\\u0007");
        assertThat(TerminalText.escaped("8-bit \u009b2J, delete \u007f, NUL \u0000"))
                .isEqualTo("8-bit \\u009b2J, delete \\u007f, NUL \\u0000");
    }

    @Test
    void keepsOneLineOneLine() {
        assertThat(TerminalText.escaped("a\r\nsluice: all is well\tb\u2028c\u0085d"))
                .isEqualTo("a\\r\\nsluice: all is well\\tb\\u2028c\\u0085d");
    }

    @Test
    void escapesWhatTurnsTheReadingDirection() {
        assertThat(TerminalText.escaped("user\u202etxt.exe\u2066")).isEqualTo("user\\u202etxt.exe\\u2066");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "GET /a?b=c\\d HTTP/1.1", "Grüße, 日本語, \uD83D\uDE00"})
    void leavesOrdinaryTextAlone(String text) {
        assertThat(TerminalText.escaped(text)).isSameAs(text);
    }

    /** JSON itself lets the control characters of eight bits and the marks of direction be as they are. */
    @Test
    void jsonHasNoneOfThemEitherAndSaysTheSame() {
        String message = "title \u009b2J, end \u2028, turned \u202e, line\nand \"quoted\"";

        String json = TerminalText.json(Map.of("message", message));

        assertThat(json).doesNotContain("\u009b", "\u2028", "\u202e", "\n");
        assertThat(JsonMapper.builder().build().readTree(json).path("message").asString())
                .isEqualTo(message);
    }

    /** JSON itself leaves 8-bit commands and marks of direction as they are. */
    @Test
    void noCommandPrintsJsonPastIt() throws IOException {
        try (Stream<Path> sources = Files.list(Path.of("src/main/java/dev/sluice/standalone/cli"))) {
            assertThat(sources.filter(TerminalTextTest::writesJson)
                            .map(file -> file.getFileName().toString()))
                    // The audit record is a file's.
                    .containsExactlyInAnyOrder("AuditedAction.java", "TerminalText.java");
        }
    }

    private static boolean writesJson(Path source) {
        try {
            return Files.readString(source).contains("writeValueAsString");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
