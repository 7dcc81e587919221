// SPDX-License-Identifier: Apache-2.0
package dev.sluice.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** What a person hears whose file or setting a service cannot use: which one that is, and what is wrong with it. */
class StartFailureTest {

    private static final String WRONG = "token web: 'namspace' is not known; did you mean 'namespace'?";

    @TempDir
    private Path folder;

    @Test
    void whoeverKnowsTheFileAndWhoeverKnowsTheFaultAreBothHeard() {
        assertThat(sentenceOf(new IllegalArgumentException("tokens-file t.yaml", new IllegalStateException(WRONG))))
                .isEqualTo("tokens-file t.yaml: " + WRONG);
    }

    @Test
    void nothingIsSaidTwice() {
        assertThat(sentenceOf(new IllegalArgumentException(
                        "tokens-file t.yaml: " + WRONG, new IllegalArgumentException(WRONG))))
                .isEqualTo("tokens-file t.yaml: " + WRONG);
        assertThat(sentenceOf(new IllegalStateException(new IllegalArgumentException(WRONG))))
                .isEqualTo(WRONG);
    }

    @Test
    void aFileThatIsNotThereIsNamedOnce() throws IOException {
        Path missing = folder.resolve("missing.mmdb");
        IOException cause = null;
        try {
            Files.readString(missing);
        } catch (IOException e) {
            cause = e;
        }

        assertThat(sentenceOf(new UncheckedIOException("enrich.geo " + missing + " cannot be read", cause)))
                .isEqualTo("enrich.geo " + missing + " cannot be read: " + missing + " is not there");
        assertThat(sentenceOf(new IllegalStateException("no key store", new FileNotFoundException("a.p12"))))
                .isEqualTo("no key store: a.p12");
    }

    /** What stands behind the first line is the place, and may be a secret. */
    @Test
    void ofSeveralLinesTheFirstIsSaid() {
        assertThat(sentenceOf(new IllegalArgumentException("rules.yaml", new RuntimeException("line 3\n  secret"))))
                .isEqualTo("rules.yaml: line 3");
    }

    @Test
    void whatHasNoWordsIsNamed() {
        assertThat(sentenceOf(new IllegalStateException())).isEqualTo("java.lang.IllegalStateException");
    }

    /** As a service hears it: of a bean within a bean. */
    private static String sentenceOf(RuntimeException failure) {
        String[] sentence = {null};
        new ApplicationContextRunner()
                .withBean("inner", Object.class, (Supplier<Object>) () -> {
                    throw failure;
                })
                .withBean(Outer.class)
                .run(context -> sentence[0] = StartFailure.sentence(context.getStartupFailure()));
        return sentence[0];
    }

    record Outer(Object inner) {}
}
