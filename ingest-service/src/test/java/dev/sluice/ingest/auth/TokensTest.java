// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.ingest.rejection.RequestRejectedException;
import dev.sluice.model.ChunkHeaders.Routing;
import dev.sluice.model.DatasetScope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.health.contributor.Health;

class TokensTest {

    private static final LimitSettings LIMITS = new LimitSettings(1000, 3, 2);

    private final NewToken web = NewToken.named("web");
    private final ManualClock clock = new ManualClock();

    @TempDir
    private Path folder;

    private Path file;

    /** Both clocks of a machine. */
    private static final class ManualClock extends Clock {

        private Instant now = Instant.parse("2026-11-28T12:00:00Z");

        void pass(Duration duration) {
            now = now.plus(duration);
        }

        long nanoTime() {
            return Duration.between(Instant.EPOCH, now).toNanos();
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    @BeforeEach
    void write() throws IOException {
        file = folder.resolve("tokens.yaml");
        write(web.configuration() + """
                namespace: prod
                formats: [json, text]
                requests-per-second: 5
                bytes-per-second: 1MB
            """);
    }

    private void write(String content) throws IOException {
        Files.writeString(file, content);
        Files.setLastModifiedTime(file, FileTime.from(clock.instant()));
    }

    private Tokens tokens() {
        return new Tokens(file, LIMITS, clock, clock::nanoTime);
    }

    @Test
    void findsTheSenderOfATokenWithAllThatHangsOnIt() {
        Sender sender = tokens().find(web.token()).orElseThrow();

        assertThat(sender.name()).isEqualTo("web");
        assertThat(sender.namespaceFor(null)).isEqualTo("prod");
        assertThat(sender.roles()).containsExactly(Role.SEND);
        assertThatCode(() -> sender.requireFormat("text")).doesNotThrowAnyException();
        assertThatThrownBy(() -> sender.requireFormat("syslog")).hasMessageContaining("json, text, not syslog");
    }

    @Test
    void findsNobodyForAnythingElse() {
        Tokens tokens = tokens();
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
    void aNameMayHaveSeveralHashesWhileItsSecretIsReplaced() throws IOException {
        NewToken next = NewToken.named("web");
        write("tokens: {web: {hash: [%s, %s]}}".formatted(hashIn(web), hashIn(next)));
        Tokens tokens = tokens();

        assertThat(tokens.find(web.token()).orElseThrow().name()).isEqualTo("web");
        assertThat(tokens.find(next.token()).orElseThrow().name()).isEqualTo("web");
        assertThat(tokens.find(NewToken.named("web").token())).isEmpty();
    }

    @Test
    void aRemovedTokenIsRefusedWithinSeconds() throws IOException {
        Tokens tokens = tokens();
        NewToken other = NewToken.named("other");

        write(other.configuration());
        clock.pass(Duration.ofSeconds(1));
        tokens.find(web.token());
        clock.pass(Duration.ofSeconds(1));

        assertThat(tokens.find(web.token())).isEmpty();
        assertThat(tokens.find(other.token())).isPresent();
    }

    @Test
    void aTokenRemovedWhileNobodyAskedIsRefusedAtOnce() throws IOException {
        Tokens tokens = tokens();

        write(NewToken.named("web").configuration());
        clock.pass(Duration.ofMinutes(10));

        assertThat(tokens.find(web.token())).isEmpty();
    }

    @Test
    void halfOfAFileThatIsBeingWrittenDoesNotCount() throws IOException {
        Tokens tokens = tokens();
        String whole = Files.readString(file);

        clock.pass(Duration.ofSeconds(5));
        write("");
        assertThat(tokens.find(web.token())).isPresent();
        write(whole);
        clock.pass(Duration.ofSeconds(1));

        assertThat(tokens.find(web.token())).isPresent();
        assertThat(tokens.problem()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"''", "'tokens: {}'", "'# nobody'"})
    void anEmptiedFileMeansNobody(String nothing) throws IOException {
        Tokens tokens = tokens();

        write(nothing);
        clock.pass(Duration.ofSeconds(2));

        assertThat(tokens.find(web.token())).isEmpty();
        assertThat(tokens.problem()).hasValueSatisfying(why -> assertThat(why).contains("nobody may send"));
    }

    @Test
    void aFileThatIsWrongChangesNothingAndHealthSaysSo() throws IOException {
        Tokens tokens = tokens();
        TokensHealthIndicator indicator = new TokensHealthIndicator(java.util.Optional.of(tokens));
        assertThat(indicator.health().getStatus().getCode()).isEqualTo("UP");

        write("tokens: {web: {hash: nonsense}}");
        clock.pass(Duration.ofSeconds(2));

        assertThat(tokens.find(web.token())).isPresent();
        Health health = indicator.health();
        assertThat(health.getStatus().getCode()).isEqualTo("DEGRADED");
        assertThat(health.getDetails().get("reason").toString()).contains("a token's hash is sha256:");

        write(web.configuration());
        clock.pass(Duration.ofSeconds(2));
        assertThat(indicator.health().getStatus().getCode()).isEqualTo("UP");
    }

    @Test
    void aFileThatIsGoneChangesNothingAndHealthSaysSoUntilItIsBack() throws IOException {
        Tokens tokens = tokens();
        String content = Files.readString(file);

        Files.delete(file);
        clock.pass(Duration.ofSeconds(2));
        assertThat(tokens.find(web.token())).isPresent();
        assertThat(tokens.problem()).isPresent();

        write(content);
        clock.pass(Duration.ofSeconds(2));
        assertThat(tokens.problem()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "tokens: {}                                     | holds no tokens",
                "tokens: {web: {hash: 'md5:1'}}                 | a token's hash is sha256:",
                "tokens: {Web: {hash: 'x'}}                     | a token's name is 1 to 63",
                "tokens: {web: {namespace: 'A', hash: H}}       | namespace: 'A' must be 1 to 100",
                "tokens: {web: {hash: H, requests-per-second: 0}} | requests-per-second must be at least 1",
                "tokens: {web: {hash: H, namspace: web}}        | 'namspace' is not known; did you mean 'namespace'?",
                "tokens: {web: {hash: H, format: [text]}}       | 'format' is not known; did you mean 'formats'?",
                "tokens: {web: {hash: H, formats: {text: 1}}}   | 'formats.text' is not known",
                "tokens: {web: {hash: H, formats: []}}          | formats is empty",
                "tokens: {web: {hash: H, namespace: ''}}        | namespace: '' must be 1 to 100",
                "tokens: {web: {hash: H, roles: [sender]}}      | there is no role 'sender'; there are send, metrics",
                "tokens: {web: {hash: H, datasets: [a], max-datasets: 2}} | only one of them can be true",
                "tokens: {web: {hash: H, drop-datasets: []}}    | drop-datasets is empty",
                "tokens: {web: {hash: H, drop-datasets: [App-1]}} | drop-datasets: 'App-1' must be 1 to 100 of a-z 0-9 _ . *",
                "tokens: {web: {hash: H, drop-dataset: a}}      | 'drop-dataset' is not known; did you mean 'drop-datasets'?",
                "tokens: {web: {formats: [text]}}               | has no hash",
                "tokens: {web: secret}                          | token web must hold hash",
                "tokens: [web]                                  | tokens must hold names of tokens",
                "token: {web: {hash: H}}                        | 'token' is not known here",
                "{tokens: {web: {hash: H}}, tokns: {}}          | 'tokns' is not known here",
            })
    void aFileThatIsWrongAtTheStartIsRejectedWithTheNameOfTheKey(String yaml, String message) throws IOException {
        write(yaml.replace("hash: H", "hash: " + hashIn(web)));

        assertThatThrownBy(this::tokens)
                .hasMessageContaining("sluice.ingest.tokens-file")
                .hasMessageContaining(message);
    }

    /** What a reader of YAML says of it shows the lines around, and those hold hashes. */
    @Test
    void aFileThatIsNoYamlIsRejectedWithThePlaceAndWithoutWhatStandsThere() throws IOException {
        String hash = hashIn(web);
        write("tokens:\n  web:\n    hash: " + hash + "\n   formats: [text]\n");

        assertThatThrownBy(this::tokens)
                .hasMessageStartingWith("sluice.ingest.tokens-file " + file + ": line 4, column ")
                .hasMessageContaining("it is no YAML: ")
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain(hash, "\n"));
    }

    @ParameterizedTest
    @CsvSource({
        "'app.debug', app.debug, app.debug",
        "'app.debug', app.debugger,",
        "'app.debug', appxdebug,",
        "'app.*, *.trace', app.web, app.*",
        "'app.*, *.trace', shop.trace, *.trace",
        "'app.*, *.trace', shop.access,",
        "'app.*, *.trace', ,",
        "'*', shop.access, *",
        "'*', , *",
    })
    void knowsWhichDatasetsAreNotKept(String dropped, String dataset, String pattern) throws IOException {
        write(web.configuration() + "    drop-datasets: '" + dropped + "'\n");

        Sender sender = tokens().find(web.token()).orElseThrow();

        assertThat(sender.droppedBy(Routing.of("text").inDataset(dataset))).isEqualTo(Optional.ofNullable(pattern));
    }

    @Test
    void keepsEverythingUnlessToldOtherwise() {
        Sender sender = tokens().find(web.token()).orElseThrow();

        assertThat(sender.droppedBy(Routing.of("text").inDataset("app.debug"))).isEmpty();
        assertThat(sender.droppedBy(Routing.of("text"))).isEmpty();
    }

    @Test
    void namesSoManyDatasetsAndNoMore() throws IOException {
        write(web.configuration() + "    max-datasets: 2\n");
        Sender sender = tokens().find(web.token()).orElseThrow();

        assertThat(sender.admitsDataset(dataset("a"))).isTrue();
        assertThat(sender.admitsDataset(dataset("b"))).isTrue();
        assertThat(sender.admitsDataset(dataset("c"))).isFalse();
        assertThat(sender.admitsDataset(dataset("a"))).isTrue();
        assertThat(sender.admitsDataset(dataset(null))).isTrue();
        assertThat(sender.admitsDataset(dataset("generic"))).isTrue();
    }

    @Test
    void namesTheDatasetsOfItsListAndNoOthers() throws IOException {
        write(web.configuration() + "    datasets: [shop.access, shop.error]\n");
        Sender sender = tokens().find(web.token()).orElseThrow();

        assertThat(sender.admitsDataset(dataset("shop.error"))).isTrue();
        assertThat(sender.admitsDataset(dataset("shop"))).isFalse();
    }

    /** A JSON line can name its dataset itself, and only the parser reads lines. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {"datasets: [b, a] | a,b", "max-datasets: 2 | max=2", "formats: [json] | -"})
    void theParserIsToldWhatLinesMayName(String entry, String scope) throws IOException {
        write(web.configuration() + "    " + entry + "\n");
        Sender sender = tokens().find(web.token()).orElseThrow();

        assertThat(Optional.ofNullable(sender.scoped(Routing.of("json")).named())
                        .map(DatasetScope::toString))
                .isEqualTo(Optional.ofNullable(scope));
        // The request's own dataset counts before those of its lines.
        assertThat(sender.scoped(dataset("a")).named()).isNull();
    }

    @Test
    void withoutANamespaceOfItsOwnItNamesOnlySoMany() throws IOException {
        write(web.configuration());
        Sender sender = tokens().find(web.token()).orElseThrow();

        assertThat(sender.namespaceFor("a")).isEqualTo("a");
        assertThat(sender.namespaceFor("b")).isEqualTo("b");
        assertThatThrownBy(() -> sender.namespaceFor("c"))
                .isInstanceOf(RequestRejectedException.class)
                .hasMessageContaining("sluice.ingest.max-namespaces");
        assertThat(sender.namespaceFor("a")).isEqualTo("a");
    }

    @Test
    void eventsAreLimitedByRequestAndBySecond() throws IOException {
        write(web.configuration() + "    events-per-second: 100\n    events-per-request: 500\n");
        Sender sender = tokens().find(web.token()).orElseThrow();

        assertThatThrownBy(() -> sender.requireEvents(501)).hasMessageContaining("500 events");
        sender.requireRoom();
        sender.chargeEvents(500);
        assertThatThrownBy(sender::requireRoom).hasMessageContaining("rate of events");
        clock.pass(Duration.ofSeconds(5));
        sender.requireRoom();
    }

    private static Routing dataset(String name) {
        return Routing.of("text").inDataset(name);
    }

    private static String hashIn(NewToken token) {
        return token.configuration().replaceAll("(?s).*hash: ", "").strip();
    }
}
