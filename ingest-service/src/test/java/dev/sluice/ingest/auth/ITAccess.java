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
import dev.sluice.model.Topics;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
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

    @TempDir
    private static Path folder;

    private static RunningIngest ingest;

    @BeforeAll
    static void start() throws IOException {
        Path file = Files.writeString(
                folder.resolve("tokens.yaml"),
                WEB.configuration() + "    namespace: prod\n    formats: [text]\n"
                        + SLOW.configuration().replace("tokens:\n", "")
                        + "    bytes-per-second: 10B\n");
        ingest = RunningIngest.start(
                SharedStack.kafka().bootstrapServers(), "sluice.ingest.tokens-file=" + file, "server.address=0.0.0.0");
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

    @ParameterizedTest
    @ValueSource(strings = {"/actuator", "/actuator/prometheus", "/actuator/info"})
    void theRestOfManagementIsForKnownTokensAndOnAPortOfItsOwn(String path) {
        assertThat(ingest.getManagement(path).statusCode()).isEqualTo(401);
        assertThat(ingest.getManagement(path, "X-Api-Key", "web.wrong").statusCode())
                .isEqualTo(401);
        assertThat(ingest.getManagement(path, "X-Api-Key", WEB.token()).statusCode())
                .isEqualTo(200);
        assertThat(ingest.get(path, "X-Api-Key", WEB.token()).statusCode()).isEqualTo(404);
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
