// SPDX-License-Identifier: Apache-2.0
package dev.sluice.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.tail.TailAgent;
import dev.sluice.tail.config.ConfigReader;
import dev.sluice.tail.telemetry.AgentLog;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What comes twice is stored once, and what only looks as if it came twice is stored, too: as users see it, in both stores. */
@ExtendWith(LedgerJudge.class)
class ITRepeatsAndForks {

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final String ALL = "{\"match_all\":{}}";

    private final SharedSluice sluice = SharedSluice.get();

    @TempDir
    Path folder;

    @Test
    void anotherBodyUnderTheSameKeyIsRefusedAndTheFirstIsWhole() throws Exception {
        assertThat(post("reused", "1\n2\n", "Idempotency-Key", "report")).isEqualTo(202);
        assertThat(post("reused", "3\n4\n", "Idempotency-Key", "report")).isEqualTo(422);
        assertThat(post("reused", "1\n2\n", "Idempotency-Key", "report")).isEqualTo(202);

        awaitMessages("generic", "reused", "1", "2");
    }

    @Test
    void aCloudWatchEventThatComesUnderTwoKeysIsOne() throws Exception {
        for (String key : List.of("k1", "k2")) {
            String payload = """
                    {"messageType":"DATA_MESSAGE","owner":"123456789012","logGroup":"/e2e/once","logStream":"s-1",\
                    "subscriptionFilters":["f"],"logEvents":[\
                    {"id":"once-1","timestamp":1795384128504,"message":"once"},\
                    {"id":"once-%1$s","timestamp":1795384128505,"message":"%1$s"}]}\
                    """.formatted(key);
            String envelope =
                    "{\"awslogs\":{\"data\":\"" + Base64.getEncoder().encodeToString(Ingest.gzip(payload)) + "\"}}";
            HttpRequest request = HttpRequest.newBuilder(URI.create(
                            "http://127.0.0.1:" + sluice.ingestPort() + "/api/v1/cloudwatch?namespace=cloudtwice"))
                    .header("Idempotency-Key", key)
                    .POST(HttpRequest.BodyPublishers.ofString(envelope))
                    .build();
            assertThat(HttpClient.newHttpClient()
                            .send(request, HttpResponse.BodyHandlers.ofString())
                            .statusCode())
                    .isEqualTo(202);
        }

        awaitMessages("aws.cloudwatch_logs", "cloudtwice", "once", "k1", "k2");
    }

    /** Its letter is written where it is received, twice: the replays of both are one event. */
    @Test
    void aTooLongLineThatIsSentTwiceBecomesOneEvent() throws Exception {
        String body = "short\n" + "x".repeat((1 << 20) + 1);
        Instant start = Instant.now();
        for (int times = 0; times < 2; times++) {
            assertThat(post("toolong", body, "Idempotency-Key", "long")).isEqualTo(202);
        }
        String[] these = {"--reason", "LINE_TOO_LONG", "--from", start.toString()};
        await().atMost(PATIENCE)
                .until(() -> sluice.commandLine()
                        .run(Stream.concat(Stream.of("dlq", "list", "--count"), Stream.of(these))
                                .toArray(String[]::new))
                        .output()
                        .equals("2\n"));

        String replayed = sluice.commandLine()
                .run(Stream.concat(
                                Stream.of("dlq", "replay", "--replace-pattern", "x+=>no longer too long"),
                                Stream.of(these))
                        .toArray(String[]::new))
                .output();

        assertThat(replayed).startsWith("2 replayed");
        awaitMessages("generic", "toolong", "short", "no longer too long");
    }

    @Test
    void aGapIsToldInTheNamespaceOfItsStream() throws Exception {
        assertThat(post("gapped", "1\n", "X-Sluice-Stream", "e2e-gap", "X-Sluice-Offset", "0"))
                .isEqualTo(202);
        assertThat(post("gapped", "2\n", "X-Sluice-Stream", "e2e-gap", "X-Sluice-Offset", "100"))
                .isEqualTo(202);

        awaitMessages("generic", "gapped", "1", "2");
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(sluice.elasticsearch().count("logs-sluice.gaps-gapped", ALL))
                        .isEqualTo(1));
    }

    /** A machine goes back to a snapshot, its data folder too, and goes on from there in another way. */
    @Test
    void aMachineThatIsRestoredFromASnapshotLosesNothing() throws Exception {
        Path logs = Files.createDirectories(folder.resolve("logs")).resolve("app.log");
        Path data = folder.resolve("data");
        append(logs, "before", 50);
        follow(data);
        long size = Files.size(logs);
        copy(data, folder.resolve("snapshot"));

        append(logs, "first", 100);
        follow(data);
        try (var file = Files.newByteChannel(logs, StandardOpenOption.WRITE)) {
            file.truncate(size);
        }
        copy(folder.resolve("snapshot"), data);
        append(logs, "second", 100);
        follow(data);

        awaitMessages(
                "generic",
                "snapshot",
                Stream.of(lines("before", 50), lines("first", 100), lines("second", 100))
                        .flatMap(each -> each)
                        .toArray(String[]::new));
    }

    private static Stream<String> lines(String course, int count) {
        return IntStream.range(0, count).mapToObj(i -> "line " + i + " of the course " + course);
    }

    private static void append(Path file, String course, int count) throws IOException {
        Files.write(
                file,
                (Iterable<String>) lines(course, count)::iterator,
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
    }

    /** Until all is sent that is there. */
    private void follow(Path data) throws IOException {
        Path config = Files.writeString(
                folder.resolve("agent.yaml"), """
                server: {url: 'http://127.0.0.1:%d'}
                agent: {data: %s, operations: none, stop-within: 60s}
                inputs:
                - {paths: ['%s/*.log'], format: text, namespace: snapshot}
                """.formatted(sluice.ingestPort(), data, folder.resolve("logs")));
        AgentLog log = new AgentLog(new PrintStream(OutputStream.nullOutputStream(), true, UTF_8), Clock.systemUTC());
        TailAgent agent = TailAgent.start(new ConfigReader(Map.of()).read(config), log);
        assertThat(agent.stop()).isTrue();
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        for (Path folder : List.of(to, from)) {
            try (Stream<Path> files = Files.list(folder)) {
                for (Path file : files.toList()) {
                    if (folder.equals(to)) {
                        Files.delete(file);
                    } else {
                        Files.copy(file, to.resolve(file.getFileName()));
                    }
                }
            }
        }
    }

    private int post(String namespace, String body, String... headers) throws IOException {
        return sluice.ingest()
                .post("format=text&namespace=" + namespace, body.getBytes(UTF_8), headers)
                .statusCode();
    }

    private void awaitMessages(String dataset, String namespace, String... messages) {
        await().atMost(PATIENCE)
                .during(Duration.ofSeconds(2))
                .untilAsserted(() -> assertThat(sluice.elasticsearch().search("logs-" + dataset + "-" + namespace, ALL))
                        .extracting(hit -> hit.at("/_source/message").asString())
                        .containsExactlyInAnyOrder(messages));
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(sluice.lake().events(dataset, namespace))
                        .extracting((JsonNode event) -> event.path("message").asString())
                        .containsExactlyInAnyOrder(messages));
    }
}
