// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parser.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import dev.sluice.parser.ParserService;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.util.unit.DataSize;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Who may see what lines become, and how much of it. Needs no Kafka: nothing is stored. */
class ITParseApi {

    private static final String TOKEN = "a-token-that-is-long-enough";
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private static ConfigurableApplicationContext local;

    @BeforeAll
    static void start() {
        local = start("--server.address=127.0.0.1", "--management.server.port=0");
    }

    @AfterAll
    static void stop() {
        local.close();
    }

    private static ConfigurableApplicationContext start(String... more) {
        List<String> settings = new ArrayList<>(List.of(
                "--server.port=0",
                "--spring.kafka.bootstrap-servers=127.0.0.1:1",
                "--spring.kafka.properties.default.api.timeout.ms=1000",
                "--spring.kafka.properties.request.timeout.ms=1000",
                "--sluice.parser.id-secret=AAAAAAAAAAAAAAAAAAAAAA"));
        settings.addAll(List.of(more));
        return ParserService.application().run(settings.toArray(String[]::new));
    }

    @Test
    void anAnswerHasAllThatTheLinesBecome() throws Exception {
        HttpResponse<String> answer = parse(local, "json", "{\"message\":\"a\"}\n".repeat(9_000) + "no json\n");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
        JsonNode parsed = JsonMapper.builder().build().readTree(answer.body());
        assertThat(parsed.path("events")).hasSize(9_000);
        assertThat(parsed.path("failures").path(0).path("line").asInt()).isEqualTo(9_001);
        assertThat(parsed.path("dropped")).isEmpty();
    }

    @Test
    void nothingBecomesNothing() throws Exception {
        assertThat(parse(local, "json", "").body()).isEqualTo("{\"events\":[],\"failures\":[],\"dropped\":[]}");
    }

    /** 350,000 events, of which each is hundreds of bytes. */
    @Test
    void aMegabyteOfTinyLinesIsRefused() throws Exception {
        String lines = "{}\n".repeat((1 << 20) / 3);
        for (int i = 0; i < 5; i++) {
            HttpResponse<String> answer = parse(local, "json", lines);
            assertThat(answer.statusCode()).isEqualTo(413);
            assertThat(answer.body()).contains("sluice.parser.api.max-events");
        }
        assertThat(parse(local, "text", "x\n".repeat(500_000)).statusCode()).isEqualTo(413);
        assertThat(parse(local, "apache_common", "x\n".repeat(500_000)).statusCode())
                .isEqualTo(413);
    }

    /** A payload that expands has a limit of its own, and its log events count like lines. */
    @Test
    void aPayloadOfMoreLogEventsThanMayBeIsRefused() throws Exception {
        String event = "{\"id\":\"1\",\"timestamp\":1510109208016,\"message\":\"x\"}";
        String payload = "{\"messageType\":\"DATA_MESSAGE\",\"owner\":\"1\",\"logGroup\":\"g\",\"logStream\":\"s\","
                + "\"subscriptionFilters\":[\"f\"],\"logEvents\":[" + (event + ",").repeat(50_000) + event + "]}";
        ByteArrayOutputStream gzipped = new ByteArrayOutputStream();
        try (OutputStream gzip = new GZIPOutputStream(gzipped)) {
            gzip.write(payload.getBytes(UTF_8));
        }

        assertThat(send(local, "cloudwatch", gzipped.toByteArray()).statusCode())
                .isEqualTo(413);
    }

    @Test
    void aBodyThatIsTooLongIsRefusedByName() throws Exception {
        HttpResponse<String> answer = parse(local, "text", "a".repeat((1 << 20) + 1));

        assertThat(answer.statusCode()).isEqualTo(413);
        assertThat(answer.body()).contains("sluice.parser.api.max-body");
    }

    @Test
    void moreAtOnceThanMayBeAreToldToComeAgain() throws Exception {
        List<Socket> slow = new ArrayList<>();
        try {
            for (int i = 0; i < 4; i++) {
                Socket socket = new Socket("127.0.0.1", port(local));
                slow.add(socket);
                socket.getOutputStream()
                        .write(
                                "POST /api/v1/parse?format=text HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\nx"
                                        .getBytes(UTF_8));
            }
            await().atMost(Duration.ofSeconds(8)).untilAsserted(() -> {
                HttpResponse<String> answer = parse(local, "text", "a\n");
                assertThat(answer.statusCode()).isEqualTo(503);
                assertThat(answer.body()).contains("sluice.parser.api.concurrency");
                assertThat(answer.headers().firstValue("Retry-After")).isPresent();
            });
        } finally {
            for (Socket socket : slow) {
                socket.close();
            }
        }
        await().atMost(Duration.ofSeconds(10))
                .until(() -> parse(local, "text", "a\n").statusCode() == 200);
    }

    @ParameterizedTest
    @CsvSource({
        "Origin, https://example.com, 403",
        "Sec-Fetch-Site, cross-site, 403",
        "Origin, null, 403",
    })
    void pagesOfOthersAreRefusedOnBothPorts(String header, String value, int status) throws Exception {
        assertThat(parse(local, "text", "a\n", header, value).statusCode()).isEqualTo(status);
        HttpRequest health = HttpRequest.newBuilder(management("/actuator/health"))
                .header(header, value)
                .build();
        assertThat(HTTP.send(health, BodyHandlers.ofString()).statusCode()).isEqualTo(status);
    }

    @Test
    void aNameThatLeadsHereByChanceIsRefusedOnBothPorts() throws Exception {
        for (int port : List.of(port(local), management("/").getPort())) {
            try (Socket socket = new Socket("127.0.0.1", port)) {
                socket.getOutputStream()
                        .write("GET /actuator/health HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n"
                                .getBytes(UTF_8));
                assertThat(new String(socket.getInputStream().readAllBytes(), UTF_8))
                        .startsWith("HTTP/1.1 421 ")
                        .contains("sluice.parser.allowed-hosts");
            }
        }
    }

    @Test
    void healthTellsNobodyPathsOrSizes() throws Exception {
        String answer = HTTP.send(
                        HttpRequest.newBuilder(management("/actuator/health")).build(), BodyHandlers.ofString())
                .body();

        assertThat(answer).contains("status").doesNotContain("\"path\"", "\"free\"", "\"total\"");
    }

    @Test
    void whereOthersReachTheServiceNobodyIsAnsweredWithoutAToken() throws Exception {
        try (ConfigurableApplicationContext open = start("--server.address=0.0.0.0")) {
            HttpResponse<String> answer = parse(open, "text", "a\n");

            assertThat(answer.statusCode()).isEqualTo(403);
            assertThat(answer.body()).contains("sluice.parser.api.token");
        }
    }

    @Test
    void aTokenIsAskedForWhereThereIsOne() throws Exception {
        try (ConfigurableApplicationContext open =
                start("--server.address=0.0.0.0", "--sluice.parser.api.token=" + TOKEN)) {
            assertThat(parse(open, "text", "a\n").statusCode()).isEqualTo(401);
            assertThat(parse(open, "text", "a\n", "X-Api-Key", TOKEN + "x").statusCode())
                    .isEqualTo(401);
            assertThat(parse(open, "text", "a\n", "X-Api-Key", TOKEN).statusCode())
                    .isEqualTo(200);
            assertThat(parse(open, "text", "a\n", "Authorization", "Bearer " + TOKEN)
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void aTokenThatCanBeGuessedIsRefusedAndNotShown() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ParseApiSettings(
                        "short", DataSize.ofMegabytes(1), 1, DataSize.ofMegabytes(1), 1, Duration.ofSeconds(1)))
                .withMessageContaining("sluice.parser.api.token")
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("short"));
    }

    private static int port(ConfigurableApplicationContext service) {
        return service.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
    }

    private static URI management(String path) {
        return URI.create("http://127.0.0.1:"
                + local.getEnvironment().getRequiredProperty("local.management.port", Integer.class) + path);
    }

    private static HttpResponse<String> parse(
            ConfigurableApplicationContext service, String format, String lines, String... headers) throws Exception {
        return send(service, format, lines.getBytes(UTF_8), headers);
    }

    private static HttpResponse<String> send(
            ConfigurableApplicationContext service, String format, byte[] lines, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + port(service) + "/api/v1/parse?format=" + format))
                .timeout(Duration.ofSeconds(30))
                .POST(BodyPublishers.ofByteArray(lines));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return HTTP.send(request.build(), BodyHandlers.ofString());
    }
}
