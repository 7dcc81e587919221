// SPDX-License-Identifier: Apache-2.0
package dev.sluice.console.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.console.ConsoleService;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;

/** Who may look, and who may change something. Needs no Kafka and none of the other services: they are not asked before somebody may. */
class ITConsoleAccess {

    private static final String VIEW = "a-token-for-looking-only";
    private static final String OPERATE = "a-token-for-operating-too";
    private static final String CAPTURE = "a-token-for-capturing-too";
    private static final String STOP = "/api/v1/operate/letters/stop";
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @Test
    void onLoopbackEverybodyMay() throws Exception {
        try (ConfigurableApplicationContext console = start("--server.address=127.0.0.1")) {
            assertThat(get(console, "/api/v1/session").body())
                    .isEqualTo("{\"role\":\"operate\",\"capture\":true,\"token\":false}");
            assertThat(post(console, STOP, "{}").statusCode()).isEqualTo(204);
        }
    }

    @Test
    void elsewhereItStartsWithTokensOnlyOrWhenSomebodySaysSo() {
        assertThatThrownBy(() -> start("--server.address=0.0.0.0"))
                .rootCause()
                .hasMessageContaining("set sluice.console.operate-token, or sluice.console.auth=none");
        start("--server.address=0.0.0.0", "--sluice.console.auth=none").close();
    }

    @Test
    void eachTokenIsGoodForWhatItSays() throws Exception {
        try (ConfigurableApplicationContext console = start(
                "--server.address=127.0.0.1",
                "--sluice.console.view-token=" + VIEW,
                "--sluice.console.operate-token=" + OPERATE)) {
            assertThat(get(console, "/").statusCode())
                    .as("the page is no secret")
                    .isEqualTo(200);
            assertThat(get(console, "/api/v1/flow/history").statusCode()).isEqualTo(401);
            assertThat(get(console, "/api/v1/flow/history", "Authorization", "Bearer wrong-wrong-wrong-wrong")
                            .statusCode())
                    .isEqualTo(401);
            assertThat(get(console, "/api/v1/flow/history", "Authorization", "Bearer " + VIEW)
                            .statusCode())
                    .isEqualTo(200);
            assertThat(post(console, STOP, "{}").statusCode()).isEqualTo(401);
            assertThat(post(console, STOP, "{}", "Authorization", "Bearer " + VIEW)
                            .statusCode())
                    .isEqualTo(403);
            assertThat(post(console, STOP, "{}", "Authorization", "Bearer " + OPERATE)
                            .statusCode())
                    .isEqualTo(204);
            // Ways of writing the path that Spring takes for the same.
            assertThat(post(console, "/api/v1/%6fperate/letters/stop", "{}").statusCode())
                    .isIn(400, 401);
            assertThat(post(console, "/x/../api/v1/operate/letters/stop", "{}").statusCode())
                    .isIn(400, 401);
            assertThat(post(console, "/api;a=b/v1/operate/letters/stop", "{}").statusCode())
                    .isIn(400, 401);
        }
    }

    @Test
    void capturingIsARoleOfItsOwn() throws Exception {
        String asked = "{\"point\":\"nowhere\",\"count\":1,\"seconds\":1}";
        try (ConfigurableApplicationContext console = start(
                "--server.address=127.0.0.1",
                "--sluice.console.operate-token=" + OPERATE,
                "--sluice.console.capture-token=" + CAPTURE)) {
            assertThat(post(console, "/api/v1/capture", asked).statusCode()).isEqualTo(401);
            HttpResponse<String> operator =
                    post(console, "/api/v1/capture", asked, "Authorization", "Bearer " + OPERATE);
            assertThat(operator.statusCode()).isEqualTo(403);
            assertThat(operator.body()).contains("sluice.console.capture-token");
            HttpResponse<String> captor = post(console, "/api/v1/capture", asked, "Authorization", "Bearer " + CAPTURE);
            assertThat(captor.statusCode()).isEqualTo(400);
            assertThat(captor.body()).contains("point must be raw or parsed, was nowhere");
            String tried = "{\"rules\":\"rules: [{name: a, then:"
                    + " dorp}]\",\"from\":\"2026-03-01T12:00:00Z\",\"to\":\"2026-03-01T13:00:00Z\"}";
            assertThat(post(console, "/api/v1/capture/rules", tried, "Authorization", "Bearer " + OPERATE)
                            .statusCode())
                    .isEqualTo(403);
            HttpResponse<String> wrong =
                    post(console, "/api/v1/capture/rules", tried, "Authorization", "Bearer " + CAPTURE);
            assertThat(wrong.statusCode()).isEqualTo(400);
            assertThat(wrong.body()).contains("rules:1:").contains("dorp");
            assertThat(post(console, STOP, "{}", "Authorization", "Bearer " + CAPTURE)
                            .statusCode())
                    .isEqualTo(403);
            assertThat(get(console, "/api/v1/session", "Authorization", "Bearer " + CAPTURE)
                            .body())
                    .isEqualTo("{\"role\":\"view\",\"capture\":true,\"token\":true}");
        }
    }

    @Test
    void aBrowserPresentsItsTokenOnce() throws Exception {
        try (ConfigurableApplicationContext console =
                start("--server.address=127.0.0.1", "--sluice.console.view-token=" + VIEW)) {
            assertThat(post(console, "/api/v1/session", "{\"token\":\"wrong\"}").statusCode())
                    .isEqualTo(401);

            HttpResponse<String> begun = post(console, "/api/v1/session", "{\"token\":\"" + VIEW + "\"}");

            String cookie = begun.headers().firstValue("Set-Cookie").orElseThrow();
            assertThat(cookie).contains("HttpOnly", "SameSite=Strict").doesNotContain(VIEW);
            String session = cookie.substring(0, cookie.indexOf(';'));
            assertThat(get(console, "/api/v1/session", "Cookie", session).body())
                    .contains("\"role\":\"view\"");
            assertThat(post(console, STOP, "{}", "Cookie", session).statusCode())
                    .isEqualTo(403);
            HttpRequest end = HttpRequest.newBuilder(address(console, "/api/v1/session"))
                    .header("Cookie", session)
                    .DELETE()
                    .build();
            assertThat(HTTP.send(end, BodyHandlers.ofString()).statusCode()).isEqualTo(204);
            assertThat(get(console, "/api/v1/session", "Cookie", session).body())
                    .contains("\"role\":\"none\"");
        }
    }

    private static ConfigurableApplicationContext start(String... more) {
        List<String> settings = new ArrayList<>(List.of(
                "--server.port=0",
                "--spring.kafka.bootstrap-servers=127.0.0.1:1",
                "--sluice.console.flow.ingest=http://127.0.0.1:1",
                "--sluice.console.flow.parsers=http://127.0.0.1:1",
                "--sluice.console.flow.sinks=http://127.0.0.1:1"));
        settings.addAll(List.of(more));
        return ConsoleService.application().run(settings.toArray(String[]::new));
    }

    private static URI address(ConfigurableApplicationContext console, String path) {
        return URI.create("http://127.0.0.1:" + console.getEnvironment().getProperty("local.server.port") + path);
    }

    private static HttpResponse<String> get(ConfigurableApplicationContext console, String path, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(address(console, path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return HTTP.send(request.build(), BodyHandlers.ofString());
    }

    private static HttpResponse<String> post(
            ConfigurableApplicationContext console, String path, String body, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(address(console, path))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return HTTP.send(request.build(), BodyHandlers.ofString());
    }
}
