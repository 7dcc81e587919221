// SPDX-License-Identifier: Apache-2.0
package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.e2e.Launcher.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code ./sluice up} with a file that a service cannot use: one sentence, which says which file that is, what is wrong with it, and where. */
class ITStartFailures {

    private TemporaryFolder folder;
    private Path data;
    private int offset;

    @BeforeEach
    void prepare() throws IOException {
        folder = new TemporaryFolder("start-failures");
        data = folder.path().resolve("data");
        offset = FreePorts.findOffset();
    }

    @AfterEach
    void delete() throws IOException {
        folder.delete();
    }

    /** Of the service that starts first, and of a later one. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "SLUICE_INGEST_TOKENSFILE | tokens.yaml | tokens: {web: {hash: x, namspace: a}} | sluice.ingest.tokens-file FILE: token web: 'namspace' is not known; did you mean 'namespace'?",
                "SLUICE_INGEST_TOKENSFILE | tokens.yaml | | sluice.ingest.tokens-file FILE cannot be read: FILE is not there",
                "SLUICE_PARSER_RULEFILES | rules.yaml | rules: [{nam: a}] | FILE:1:",
            })
    void aFileThatCannotBeUsedIsOneSentence(String variable, String name, String content, String sentence)
            throws IOException, InterruptedException {
        assertOneSentence(variable, name, content, sentence);
    }

    /** The same way as that of rules; {@code DeclaredFormatsTest} has the places. */
    @Test
    @Tag("faults")
    void aFileOfFormatsThatCannotBeUsedIsOneSentence() throws IOException, InterruptedException {
        assertOneSentence("SLUICE_PARSER_FORMATFILES", "formats.yaml", "formats: [{nam: a}]", "FILE:1:");
    }

    /**
     * @param content what is in the file; without one there is no file
     * @param sentence part of what is said, with FILE for the file's path
     */
    private void assertOneSentence(String variable, String name, String content, String sentence)
            throws IOException, InterruptedException {
        Path file = folder.path().resolve(name);
        if (content != null) {
            Files.writeString(file, content + '\n');
        }
        Outcome up = new Launcher(data, offset, Map.of(variable, file.toString())).run("up");

        assertThat(up.output())
                .contains("sluice: the start failed: ")
                .contains(sentence.replace("FILE", file.toString()))
                .contains("; sluice.log in the data folder has more")
                .doesNotContain("\tat ", "bean");
        assertThat(up.exitCode()).isEqualTo(1);
    }
}
