// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.auth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sluice.embedded.testing.SharedStack;
import dev.sluice.ingest.testing.RunningIngest;
import dev.sluice.ingest.testing.Topic;
import dev.sluice.model.ChunkHeaders;
import dev.sluice.model.Headers;
import dev.sluice.model.Topics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ITAccess {

    private static final String LOGS = "/api/v1/logs?format=text";
    private static final NewToken WEB = NewToken.named("web");
    private static final NewToken SLOW = NewToken.named("slow");
    private static final NewToken FEW = NewToken.named("few");
    private static final NewToken NOISY = NewToken.named("noisy");
    private static final NewToken SCRAPE = NewToken.named("scrape");
    private static final NewToken VIEW = NewToken.named("view");

    private static final String CONSOLE = "a-token-of-the-console";

    @TempDir
    private static Path folder;

    private static RunningIngest ingest;

    @BeforeAll
    static void start() throws IOException {
        Path file = Files.writeString(
                folder.resolve("tokens.yaml"),
                WEB.configuration() + "    namespace: prod\n    formats: [text]\n"
                        + SLOW.configuration().replace("tokens:\n", "")
                        + "    bytes-per-second: 10B\n"
                        + FEW.configuration().replace("tokens:\n", "")
                        + "    events-per-request: 3\n    max-datasets: 1\n"
                        + NOISY.configuration().replace("tokens:\n", "")
                        + "    drop-datasets: [app.debug, '*.trace']\n"
                        + SCRAPE.configuration().replace("tokens:\n", "")
                        + "    roles: [metrics]\n"
                        + VIEW.configuration().replace("tokens:\n", "")
                        + "    roles: [view]\n");
        ingest = RunningIngest.start(
                SharedStack.kafka().bootstrapServers(),
                "sluice.ingest.tokens-file=" + file,
                "sluice.ingest.view-token=" + CONSOLE,
                "sluice.ingest.allowed-hosts=logs.example.com",
                "server.address=0.0.0.0");
    }

    @AfterAll
    static void stop() {
        ingest.close();
    }

    @Test
    void aTokenIsTakenWhereverAProtocolHasIt() {
        String basic = Base64.getEncoder().encodeToString(("anyone:" + WEB.token()).getBytes(UTF_8));
        List<List<String>> headers = List.of(
                List.of("Authorization", "Bearer " + WEB.token()),
                List.of("Authorization", "Splunk " + WEB.token()),
                List.of("Authorization", "Basic " + basic),
                List.of("Authorization", "ApiKey " + basic),
                List.of("X-Api-Key", WEB.token()),
                List.of("X-Amz-Firehose-Access-Key", WEB.token()));
        for (List<String> header : headers) {
            assertThat(ingest.post(LOGS, "a\n", header.toArray(String[]::new)).statusCode())
                    .as(header.toString())
                    .isEqualTo(202);
        }
    }

    @Test
    void whoSentIsInTheHeadersWithTheTokensNamespace() {
        Topic raw = Topic.fromNowOn(SharedStack.kafka().bootstrapServers(), Topics.RAW);

        ingest.post(LOGS, "a\n", "X-Api-Key", WEB.token());

        ChunkHeaders headers = ChunkHeaders.read(Topic.headers(raw.records().getFirst()));
        assertThat(headers.sender()).isEqualTo("web");
        assertThat(headers.namespace()).isEqualTo("prod");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v1/logs",
                "/actuator",
                "/actuator/prometheus",
                "/actuator/info",
                "/api/v1/openapi.yaml",
                "/nowhere",
                "/error"
            })
    void nothingIsOpenWithoutAToken(String path) {
        HttpResponse<String> answer = ingest.get(path);

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.headers().firstValue("WWW-Authenticate")).isPresent();
        assertThat(answer.body()).contains("urn:sluice:problem:no-token");
        assertThat(ingest.get(path, "X-Api-Key", "web.wrong").body()).contains("urn:sluice:problem:wrong-token");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/_bulk",
                "/services/collector",
                "/services/collector/ack",
                "/v1/logs",
                "/loki/api/v1/push",
                "/api/v1/firehose",
                "/api/v1/cloudwatch"
            })
    void noDoorIsOpenWithoutAToken(String path) {
        assertThat(ingest.post(path, "{}").statusCode()).isEqualTo(401);
        assertThat(ingest.post(path, "{}", "X-Api-Key", "web.wrong").statusCode())
                .isEqualTo(401);
        assertThat(ingest.get(path).statusCode()).isEqualTo(401);
    }

    @Test
    void healthIsOpen() {
        assertThat(ingest.get("/livez").statusCode()).isEqualTo(200);
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(
                        () -> assertThat(ingest.get("/readyz").statusCode()).isEqualTo(200));
        assertThat(ingest.getManagement("/actuator/health/liveness").statusCode())
                .isEqualTo(200);
        assertThat(ingest.getManagement("/actuator/health").statusCode()).isEqualTo(200);
    }

    @Test
    void strangersLearnNothingFromHealthAndSplunksClientsNeedNoTokenForIt() {
        String health = ingest.getManagement("/actuator/health").body();
        assertThat(health).doesNotContain("details", "components", "nodes", "path", "tokens");
        assertThat(ingest.getManagement("/actuator/health/tokens").body()).doesNotContain("details");
        assertThat(ingest.getManagement("/actuator/health", "X-Api-Key", WEB.token())
                        .body())
                .doesNotContain("details", "components");
        assertThat(ingest.getManagement("/actuator/health", "X-Api-Key", VIEW.token())
                        .body())
                .contains("components", "\"tokens\":6");

        assertThat(ingest.get("/services/collector/health").statusCode()).isEqualTo(200);
        assertThat(ingest.get("/services/collector/health/1.0").statusCode()).isEqualTo(200);
    }

    @Test
    void theRestOfManagementIsForTokensWithTheRoleForItAndOnAPortOfItsOwn() {
        assertThat(statuses("/actuator/prometheus", WEB, SCRAPE, VIEW)).containsExactly(401, 401, 403, 200, 403);
        assertThat(statuses("/actuator/info", WEB, SCRAPE, VIEW)).containsExactly(401, 401, 403, 403, 200);
        assertThat(statuses("/actuator", WEB, SCRAPE, VIEW)).containsExactly(401, 401, 403, 403, 200);
        assertThat(ingest.get("/actuator/prometheus", "X-Api-Key", SCRAPE.token())
                        .statusCode())
                .isEqualTo(404);
    }

    private static List<Integer> statuses(String path, NewToken... tokens) {
        List<Integer> statuses = new ArrayList<>();
        statuses.add(ingest.getManagement(path).statusCode());
        statuses.add(ingest.getManagement(path, "X-Api-Key", "web.wrong").statusCode());
        for (NewToken token : tokens) {
            statuses.add(ingest.getManagement(path, "X-Api-Key", token.token()).statusCode());
        }
        return statuses;
    }

    @Test
    void whoMayReadMetricsMayNotSend() {
        for (String path : List.of(LOGS, "/_bulk", "/services/collector", "/v1/logs", "/loki/api/v1/push")) {
            HttpResponse<String> answer = ingest.post(path, "{}", "X-Api-Key", SCRAPE.token());
            assertThat(answer.statusCode()).as(path).isEqualTo(403);
            assertThat(answer.body()).doesNotContain("hash");
        }
    }

    @Test
    void theViewTokenIsForLookingAndForNothingElse() {
        String bearer = "Bearer " + CONSOLE;

        assertThat(ingest.getManagement("/actuator/prometheus", "Authorization", bearer)
                        .statusCode())
                .isEqualTo(200);
        assertThat(ingest.getManagement("/actuator/health", "Authorization", bearer)
                        .body())
                .contains("components", "\"tokens\":6");
        assertThat(ingest.getManagement("/actuator/prometheus", "Authorization", bearer + "-of-another")
                        .statusCode())
                .isEqualTo(401);
        for (String path : List.of(LOGS, "/_bulk", "/services/collector", "/v1/logs", "/loki/api/v1/push")) {
            assertThat(ingest.post(path, "{}", "Authorization", bearer).statusCode())
                    .as(path)
                    .isEqualTo(403);
        }
        assertThat(ingest.getManagement("/actuator/prometheus", "Authorization", bearer)
                        .body())
                .contains("sluice_ingest_denials_total{reason=\"forbidden\",token=\"sluice.ingest.view-token\"}");
    }

    @Test
    void deniedRequestsAreCountedByTokenAndReason() {
        ingest.post(LOGS, "a\n");
        ingest.post(LOGS, "a\n", "X-Api-Key", "nobody.wrong");
        ingest.post(LOGS, "a\n", "X-Api-Key", "web.wrong");
        ingest.post(LOGS + "&namespace=test", "a\n", "X-Api-Key", WEB.token());
        ingest.post(LOGS, "a\n", "X-Api-Key", SCRAPE.token());

        assertThat(ingest.getManagement("/actuator/prometheus", "X-Api-Key", SCRAPE.token())
                        .body())
                .contains("sluice_ingest_denials_total{reason=\"no-token\",token=\"-\"}")
                .contains("sluice_ingest_denials_total{reason=\"wrong-token\",token=\"-\"}")
                .contains("sluice_ingest_denials_total{reason=\"wrong-token\",token=\"web\"}")
                .contains("sluice_ingest_denials_total{reason=\"forbidden\",token=\"web\"}")
                .contains("sluice_ingest_denials_total{reason=\"forbidden\",token=\"scrape\"}")
                .doesNotContain("nobody");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                LOGS,
                "/_bulk",
                "/services/collector",
                "/services/collector/raw",
                "/v1/logs",
                "/loki/api/v1/push",
                "/api/v1/firehose",
                "/api/v1/cloudwatch"
            })
    void multipartBodiesAreRejectedClearly(String path) {
        for (String type : List.of("multipart/form-data", "Multipart/Form-Data; boundary=x", "multipart/mixed")) {
            HttpResponse<String> answer = ingest.post(path, "x", "X-Api-Key", FEW.token(), "Content-Type", type);
            assertThat(answer.statusCode()).as(type).isIn(400, 415);
            assertThat(answer.body()).contains("must not be multipart");
        }
    }

    @Test
    void aRequestHoldsNoMoreEventsThanItsTokenMaySend() {
        Topic raw = Topic.fromNowOn(SharedStack.kafka().bootstrapServers(), Topics.RAW);

        assertThat(ingest.post(LOGS, "a\n".repeat(4), "X-Api-Key", FEW.token()).statusCode())
                .isEqualTo(413);
        assertThat(ingest.post("/_bulk", "{\"create\":{\"_index\":\"x\"}}\n{}\n".repeat(4), "X-Api-Key", FEW.token())
                        .statusCode())
                .isEqualTo(413);
        assertThat(ingest.post(LOGS, "a\n".repeat(3), "X-Api-Key", FEW.token()).statusCode())
                .isEqualTo(202);

        assertThat(ChunkHeaders.read(Topic.headers(raw.records().getFirst()))
                        .receipt()
                        .lines())
                .isEqualTo(3);
    }

    @Test
    void whatTheOperatorWantsDroppedIsAcceptedAndCountedAndNotKept() {
        Topic raw = Topic.fromNowOn(SharedStack.kafka().bootstrapServers(), Topics.RAW);

        HttpResponse<String> dropped =
                ingest.post(LOGS + "&dataset=app.debug", "a\nb\n\nc", "X-Api-Key", NOISY.token());
        HttpResponse<String> partly = ingest.post("/_bulk", """
                {"create":{"_index":"logs-shop.trace-default"}}
                {"message":"dropped"}
                {"create":{"_index":"logs-shop.access-default"}}
                {"message":"kept"}
                """, "X-Api-Key", NOISY.token());
        HttpResponse<String> unnamed = ingest.post(LOGS, "of no dataset\n", "X-Api-Key", NOISY.token());
        HttpResponse<String> other = ingest.post(LOGS + "&dataset=app.debug", "other\n", "X-Api-Key", WEB.token());

        assertThat(dropped.statusCode()).isEqualTo(202);
        assertThat(partly.statusCode()).isEqualTo(200);
        assertThat(partly.body()).contains("\"errors\":false");
        assertThat(unnamed.statusCode()).isEqualTo(202);
        assertThat(other.statusCode()).isEqualTo(202);
        assertThat(raw.records())
                .extracting(chunk -> new String(chunk.value(), UTF_8))
                .hasSize(3)
                .anyMatch(lines -> lines.contains("kept"))
                .anyMatch(lines -> lines.contains("of no dataset"))
                .anyMatch(lines -> lines.contains("other"))
                .noneMatch(lines -> lines.contains("dropped"));
        assertThat(ingest.getManagement("/actuator/prometheus", "X-Api-Key", SCRAPE.token())
                        .body())
                .contains("sluice_ingest_dropped_total{datasets=\"app.debug\",token=\"noisy\"} 3.0")
                .contains("sluice_ingest_dropped_total{datasets=\"*.trace\",token=\"noisy\"} 1.0");
    }

    @Test
    void aDatasetOverTheNumberGoesToTheGenericOneAndSaysWhichItWas() {
        ingest.post(LOGS + "&dataset=first", "a\n", "X-Api-Key", FEW.token());
        Topic raw = Topic.fromNowOn(SharedStack.kafka().bootstrapServers(), Topics.RAW);

        assertThat(ingest.post(LOGS + "&dataset=second", "a\n", "X-Api-Key", FEW.token())
                        .statusCode())
                .isEqualTo(202);

        ChunkHeaders headers = ChunkHeaders.read(Topic.headers(raw.records().getFirst()));
        assertThat(headers.dataset()).isEqualTo("generic");
        assertThat(headers.labels()).containsEntry("requested_dataset", "second");
        assertThat(ingest.getManagement("/actuator/prometheus", "X-Api-Key", SCRAPE.token())
                        .body())
                .contains("sluice_ingest_datasets_replaced_total{token=\"few\"} 1.0");
    }

    @Test
    void theParserIsToldHowManyDatasetsLinesMayName() {
        Topic raw = Topic.fromNowOn(SharedStack.kafka().bootstrapServers(), Topics.RAW);

        ingest.post(LOGS, "a\n", "X-Api-Key", FEW.token());

        assertThat(Topic.headers(raw.records().getFirst()).get(Headers.DATASETS))
                .asString(UTF_8)
                .isEqualTo("max=1");
    }

    @Test
    void labelsOfTheServiceCannotBeForged() {
        for (String label : List.of("syslog_source", "bulk_index", "sluice.sender", "sluice_x")) {
            HttpResponse<String> answer =
                    ingest.post(LOGS, "a\n", "X-Api-Key", WEB.token(), "X-Sluice-Label-" + label, "forged");
            assertThat(answer.statusCode()).isEqualTo(400);
            assertThat(answer.body()).contains("is a label that the service itself writes");
        }
    }

    @Test
    void pagesOfOtherSitesReachNeitherPort() {
        for (URI port : List.of(ingest.uri("/api/v1/logs"), ingest.managementUri("/actuator/health"))) {
            assertThat(raw(port, "Host: rebound.example.net:8080").lines().findFirst())
                    .hasValueSatisfying(status -> assertThat(status).contains("421"));
            assertThat(raw(port, "Host: localhost", "Origin: https://evil.example.net"))
                    .startsWith("HTTP/1.1 403")
                    .contains("a page of another site");
            assertThat(raw(port, "Host: localhost", "Sec-Fetch-Site: cross-site"))
                    .startsWith("HTTP/1.1 403");
        }
        assertThat(raw(ingest.managementUri("/actuator/health"), "Host: logs.example.com"))
                .startsWith("HTTP/1.1 200");
    }

    /** What Java's client does not let anybody say. */
    private static String raw(URI uri, String... headers) {
        try (Socket socket = new Socket("127.0.0.1", uri.getPort())) {
            String head = "GET " + uri.getPath() + " HTTP/1.1\r\n" + String.join("\r\n", headers)
                    + "\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(head.getBytes(UTF_8));
            return new String(socket.getInputStream().readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aTokenIsGoodOnlyForItsFormatsAndNamespace() {
        HttpResponse<String> format = ingest.post("/api/v1/logs?format=json", "{}\n", "X-Api-Key", WEB.token());
        HttpResponse<String> namespace = ingest.post(LOGS + "&namespace=test", "a\n", "X-Api-Key", WEB.token());

        assertThat(format.statusCode()).isEqualTo(403);
        assertThat(format.body()).contains("the token 'web' may send text, not json");
        assertThat(namespace.statusCode()).isEqualTo(403);
        assertThat(namespace.body()).contains("may send to namespace prod, not test");
    }

    @Test
    void whoIsOverTheRateIsToldWhenToComeBackAndOthersNoticeNothing() {
        assertThat(ingest.post(LOGS, "x".repeat(1000), "X-Api-Key", SLOW.token())
                        .statusCode())
                .isEqualTo(202);
        HttpResponse<String> second = ingest.post(LOGS, "a\n", "X-Api-Key", SLOW.token());

        assertThat(second.statusCode()).isEqualTo(429);
        assertThat(second.headers().firstValue("Retry-After")).isPresent();
        assertThat(second.body()).contains("urn:sluice:problem:rate-limited");
        assertThat(ingest.post(LOGS, "a\n", "X-Api-Key", WEB.token()).statusCode())
                .isEqualTo(202);
    }

    @Test
    void doesNotStartOpenToTheNetworkUnlessToldTo() {
        String kafka = SharedStack.kafka().bootstrapServers();

        assertThatThrownBy(() -> RunningIngest.start(kafka, "management.server.address=0.0.0.0"))
                .hasRootCauseInstanceOf(UnprotectedAddressException.class);
        assertThatThrownBy(() -> RunningIngest.start(kafka, "server.address=0.0.0.0"))
                .hasRootCauseInstanceOf(UnprotectedAddressException.class);
        try (RunningIngest open = RunningIngest.start(kafka, "server.address=0.0.0.0", "sluice.ingest.auth=none")) {
            assertThat(open.post(LOGS, "a\n", "X-Api-Key", "whatever").statusCode())
                    .isEqualTo(202);
        }
    }
}
