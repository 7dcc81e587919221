// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.request;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.embedded.testing.SharedStack;
import dev.sluice.ingest.auth.NewToken;
import dev.sluice.ingest.testing.HeldRequest;
import dev.sluice.ingest.testing.RunningIngest;
import dev.sluice.ingest.testing.Topic;
import dev.sluice.model.Headers;
import dev.sluice.model.Topics;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Whoever is over a limit hears which setting that is: each limit is passed here, and the answer looked at. A new limit without a line here fails
 * {@link #eachLimitIsPassedHereOrSaysWhyNot}.
 */
class ITLimitRefusals {

    private static final String LOGS = "/api/v1/logs?format=text";
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final NewToken FREE = NewToken.named("free");
    private static final NewToken FEW = NewToken.named("few");
    private static final NewToken SLOW = NewToken.named("slow");
    private static final NewToken QUIET = NewToken.named("quiet");
    private static final NewToken RARE = NewToken.named("rare");

    /** Limits over which a test of this class goes. */
    private static final Set<String> PASSED = Set.of(
            "sluice.ingest.max-body",
            "sluice.ingest.max-payload",
            "sluice.ingest.max-events",
            "sluice.ingest.max-namespaces",
            "sluice.ingest.max-line",
            "sluice.ingest.body-timeout",
            "sluice.ingest.body-rate",
            "sluice.ingest.budget",
            "sluice.ingest.sender-budget",
            "sluice.http.max-connections",
            "sluice.http.max-requests",
            "sluice.http.header-timeout");

    /** Limits over which nobody is refused, or who is refused can be told nothing. */
    private static final Map<String, String> NO_REFUSAL = Map.of(
            "sluice.ingest.syslog.max-connections", "syslog has no answers; the log names it",
            "sluice.ingest.max-datasets", "goes to the dataset generic, and is counted (ITAccess)",
            "sluice.ingest.expansion-rate", "waits for its turn, and then is too slow: body-timeout",
            "sluice.ingest.otlp.grpc.max-connections",
                    "as sluice.http.max-connections, by a frame (MultiplexedConnectionsTest)",
            "sluice.ingest.otlp.grpc.max-streams", "HTTP/2 tells it before: SETTINGS_MAX_CONCURRENT_STREAMS",
            "sluice.ingest.otlp.grpc.idle-timeout", "a GOAWAY, which clients expect",
            "sluice.http.drain-timeout", "was refused before");

    @TempDir
    private static Path folder;

    private static Path tokens;
    private static RunningIngest ingest;

    @BeforeAll
    static void start() throws IOException {
        tokens = Files.writeString(
                folder.resolve("tokens.yaml"),
                FREE.configuration()
                        + more(FEW, "events-per-request: 2")
                        + more(SLOW, "bytes-per-second: 10B")
                        + more(QUIET, "events-per-second: 1")
                        + more(RARE, "requests-per-second: 1"));
        ingest = RunningIngest.start(
                SharedStack.kafka().bootstrapServers(),
                "sluice.ingest.tokens-file=" + tokens,
                "sluice.ingest.max-body=300KB",
                "sluice.ingest.max-payload=50KB",
                "sluice.ingest.max-events=1000",
                "sluice.ingest.max-namespaces=2",
                "sluice.ingest.chunk-size=10KB",
                "sluice.ingest.max-line=20KB",
                "sluice.ingest.body-timeout=1s",
                "sluice.ingest.body-rate=1MB",
                "server.tomcat.connection-timeout=5s",
                "sluice.http.header-timeout=1s");
    }

    private static String more(NewToken token, String limit) {
        return token.configuration().replace("tokens:\n", "") + "    " + limit + "\n";
    }

    @AfterAll
    static void stop() {
        ingest.close();
    }

    @Test
    void sizes() {
        assertRefused(413, "sluice.ingest.max-body", LOGS, "a line\n".repeat(50_000), FREE);
        assertRefused(413, "sluice.ingest.max-payload", "/api/v1/cloudwatch", "x".repeat(60_000), FREE);
    }

    @Test
    void numbers() {
        for (String path : List.of(LOGS, "/services/collector/raw")) {
            assertThat(ingest.post(path, "a\n".repeat(1_001), "X-Api-Key", FREE.token())
                            .body())
                    .as(path)
                    .contains("sluice.ingest.max-events");
        }
        assertThat(ingest.post(
                                "/_bulk",
                                "{\"create\":{\"_index\":\"a\"}}\n{}\n".repeat(1_001),
                                "X-Api-Key",
                                FREE.token(),
                                "Content-Type",
                                "application/x-ndjson")
                        .body())
                .contains("sluice.ingest.max-events");
        assertRefused(413, "the token's events-per-request", LOGS, "a\nb\nc\n", FEW);
        for (String namespace : List.of("one", "two")) {
            assertThat(post(LOGS + "&namespace=" + namespace, "a\n", FREE)).isEqualTo(202);
        }
        assertRefused(403, "sluice.ingest.max-namespaces", LOGS + "&namespace=three", "a\n", FREE);
    }

    @Test
    void rates() {
        assertThat(post(LOGS, "more than ten bytes a second, for half a minute ".repeat(20) + "\n", SLOW))
                .isEqualTo(202);
        assertRefused(429, "bytes-per-second in sluice.ingest.tokens-file", LOGS, "a\n", SLOW);
        assertThat(post(LOGS, "a\n".repeat(100), QUIET)).isEqualTo(202);
        assertRefused(429, "events-per-second in sluice.ingest.tokens-file", LOGS, "a\n", QUIET);
        await().atMost(PATIENCE)
                .until(
                        () -> ingest.post(LOGS, "a\n", "X-Api-Key", RARE.token()),
                        answer -> answer.statusCode() == 429
                                && answer.body().contains("requests-per-second in sluice.ingest.tokens-file"));
    }

    @Test
    void aLongLineIsADeadLetterThatNamesTheLimit() {
        Topic letters = Topic.fromNowOn(SharedStack.kafka().bootstrapServers(), Topics.RAW_DEAD_LETTERS);

        assertThat(post(LOGS, "x".repeat(30_000) + "\nshort\n", FREE)).isEqualTo(202);

        assertThat(letters.records())
                .anySatisfy(letter -> assertThat(
                                new String(Topic.headers(letter).get(Headers.DLT_MESSAGE), UTF_8))
                        .contains("sluice.ingest.max-line"));
    }

    @Test
    void times() throws IOException {
        String head = "POST " + LOGS + " HTTP/1.1\r\nHost: localhost\r\nX-Api-Key: " + FREE.token() + "\r\n";
        String half = head + "Content-Length: 100\r\n\r\nhalf of it";

        assertThat(answer(ingest.port(), half)).startsWith("HTTP/1.1 408").contains("server.tomcat.connection-timeout");
        try (HeldRequest slow = HeldRequest.open("127.0.0.1", ingest.port(), half.getBytes(UTF_8))) {
            String refusal = await().atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(300))
                    .until(
                            () -> {
                                slow.send(new byte[] {'x'});
                                return slow.answer();
                            },
                            text -> text.contains("sluice."));
            assertThat(refusal)
                    .startsWith("HTTP/1.1 408")
                    .contains("sluice.ingest.body-timeout", "sluice.ingest.body-rate");
        }
        assertThat(answer(ingest.port(), head + "X-Half: "))
                .startsWith("HTTP/1.1 408")
                .contains("sluice.http.header-timeout");
    }

    @Test
    void memory() throws IOException {
        try (RunningIngest small = RunningIngest.start(
                SharedStack.kafka().bootstrapServers(),
                "sluice.ingest.budget=20KB",
                "sluice.ingest.sender-budget=10KB",
                "sluice.ingest.body-timeout=5m")) {
            List<HeldRequest> held = new ArrayList<>();
            try {
                assertThat(small.post(LOGS, "a\n".repeat(6_000)).body()).contains("sluice.ingest.sender-budget");
                for (String from : List.of("127.0.0.2", "127.0.0.3")) {
                    held.add(HeldRequest.open(
                            from,
                            small.port(),
                            ("POST /api/v1/cloudwatch HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9999\r\n\r\n"
                                            + "x".repeat(9_900))
                                    .getBytes(UTF_8)));
                }

                await().atMost(PATIENCE)
                        .until(
                                () -> small.post("/api/v1/cloudwatch", "x".repeat(2_000)),
                                refusal -> refusal.statusCode() == 429
                                        && refusal.body().contains("which is sluice.ingest.budget"));
            } finally {
                for (HeldRequest request : held) {
                    request.close();
                }
            }
        }
    }

    @Test
    void requestsAndConnectionsAtOnce() throws IOException {
        assertOneMoreIsRefused("sluice.http.max-requests");
        assertOneMoreIsRefused("sluice.http.max-connections");
    }

    /** Of known senders, two each, whose requests are not ended for others'. */
    private static void assertOneMoreIsRefused(String limit) throws IOException {
        List<HeldRequest> held = new ArrayList<>();
        try (RunningIngest narrow = RunningIngest.start(
                SharedStack.kafka().bootstrapServers(),
                limit + "=4",
                "sluice.ingest.tokens-file=" + tokens,
                "sluice.ingest.body-timeout=5m",
                "server.tomcat.connection-timeout=5m")) {
            for (NewToken token : List.of(FREE, FEW, FREE, FEW)) {
                double before = used(narrow);
                held.add(HeldRequest.open("127.0.0.1", narrow.port(), begun(token)));
                await().atMost(PATIENCE).until(() -> used(narrow) > before);
            }

            String refusal = answer(narrow.port(), new String(begun(FREE), UTF_8));

            assertThat(refusal).startsWith("HTTP/1.1 503").contains(limit);
            for (HeldRequest request : held) {
                assertThat(request.answer())
                        .as("those who came before are served")
                        .isEmpty();
            }
        } finally {
            for (HeldRequest request : held) {
                request.close();
            }
        }
    }

    private static byte[] begun(NewToken token) {
        return ("POST " + LOGS + " HTTP/1.1\r\nHost: localhost\r\nX-Api-Key: " + token.token()
                        + "\r\nContent-Length: 100\r\n\r\nhalf")
                .getBytes(UTF_8);
    }

    private static double used(RunningIngest narrow) {
        return narrow.bean(MeterRegistry.class)
                .get("sluice.ingest.budget.used")
                .gauge()
                .value();
    }

    @Test
    void eachLimitIsPassedHereOrSaysWhyNot() throws IOException {
        Set<String> limits = new TreeSet<>();
        for (URL metadata : Collections.list(
                getClass().getClassLoader().getResources("META-INF/spring-configuration-metadata.json"))) {
            try (InputStream in = metadata.openStream()) {
                for (JsonNode property :
                        JsonMapper.builder().build().readTree(in).get("properties")) {
                    String name = property.path("name").asString();
                    if (name.matches("sluice\\.(ingest|http)\\..*(max-|budget|-rate|-timeout).*")) {
                        limits.add(name);
                    }
                }
            }
        }
        Set<String> known = new TreeSet<>(PASSED);
        known.addAll(NO_REFUSAL.keySet());

        assertThat(limits).isEqualTo(known);
    }

    private static int post(String path, String body, NewToken token) {
        return ingest.post(path, body, "X-Api-Key", token.token()).statusCode();
    }

    private static void assertRefused(int status, String setting, String path, String body, NewToken token) {
        var answer = ingest.post(path, body, "X-Api-Key", token.token());
        assertThat(answer.statusCode()).as(setting).isEqualTo(status);
        assertThat(answer.body()).contains(setting);
    }

    private static String answer(int port, String part) throws IOException {
        try (HeldRequest request = HeldRequest.open("127.0.0.1", port, part.getBytes(UTF_8))) {
            return await().atMost(PATIENCE)
                    .until(
                            request::answer,
                            text -> text.contains("\r\n\r\n") && text.contains("sluice.") || text.contains("server."));
        }
    }
}
