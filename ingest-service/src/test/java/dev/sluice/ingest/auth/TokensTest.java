// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokensTest {

    private final NewToken web = NewToken.named("web");

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void write() throws IOException {
        file = Files.writeString(folder.resolve("tokens.yaml"), web.configuration() + """
                    namespace: prod
                    formats: [json, text]
                    requests-per-second: 5
                    bytes-per-second: 1MB
                """);
    }

    @Test
    void findsTheSenderOfATokenWithAllThatHangsOnIt() {
        Sender sender = new Tokens(file).find(web.token()).orElseThrow();

        assertThat(sender.name()).isEqualTo("web");
        assertThat(sender.namespace()).isEqualTo("prod");
        assertThat(sender.formats()).containsExactlyInAnyOrder("json", "text");
    }

    @Test
    void findsNobodyForAnythingElse() {
        Tokens tokens = new Tokens(file);
        String secret = web.token().substring(4);

        assertThat(tokens.find("")).isEmpty();
        assertThat(tokens.find(secret)).isEmpty();
        assertThat(tokens.find("web")).isEmpty();
        assertThat(tokens.find("web.")).isEmpty();
        assertThat(tokens.find("other." + secret)).isEmpty();
        assertThat(tokens.find(web.token() + "x")).isEmpty();
        assertThat(tokens.find(NewToken.named("web").token())).isEmpty();
    }

    @Test
    void theFileHoldsNoSecret() throws IOException {
        assertThat(Files.readString(file)).doesNotContain(web.token().substring(4));
        assertThat(web.token()).matches("web\\.[A-Za-z0-9_-]{43}");
    }

    @Test
    void aChangedFileCountsWithoutARestart() throws IOException {
        Tokens tokens = new Tokens(file);
        NewToken other = NewToken.named("other");

        Files.writeString(file, other.configuration());

        await().untilAsserted(() -> {
            assertThat(tokens.find(other.token())).isPresent();
            assertThat(tokens.find(web.token())).isEmpty();
        });
    }

    @Test
    void aBrokenFileChangesNothing() throws IOException {
        Tokens tokens = new Tokens(file);
        NewToken other = NewToken.named("other");

        Files.writeString(file, "tokens: {web: {hash: nonsense}}");
        Path next = Files.writeString(folder.resolve("next"), other.configuration());
        long looks = System.nanoTime() + 1_200_000_000L;
        await().until(() -> System.nanoTime() > looks);
        assertThat(tokens.find(web.token())).isPresent();

        Files.move(next, file, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        await().untilAsserted(() -> assertThat(tokens.find(other.token())).isPresent());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "tokens: {}                                     | holds no tokens",
                "tokens: {web: {hash: 'md5:1'}}                 | a token's hash is sha256:",
                "tokens: {Web: {hash: 'x'}}                     | a token's name is 1 to 63",
                "tokens: {web: {namespace: 'A', hash: 'x'}}     | 'A' cannot be a namespace",
                "tokens: {web: {requests-per-second: 0}}        | at least 1 a second",
            })
    void aFileThatIsWrongAtTheStartIsRefused(String yaml, String message) throws IOException {
        Files.writeString(file, yaml);

        assertThatThrownBy(() -> new Tokens(file)).hasMessageContaining(message);
    }
}
