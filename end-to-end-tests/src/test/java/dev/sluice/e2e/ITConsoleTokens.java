// SPDX-License-Identifier: Apache-2.0
package dev.sluice.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.e2e.Launcher.Outcome;
import dev.sluice.ingest.auth.NewToken;
import dev.sluice.standalone.IngestViewToken;
import dev.sluice.standalone.Ports;
import dev.sluice.standalone.Standalone;
import dev.sluice.standalone.StandaloneSettings;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Where ingest and console ask for tokens: people sign in, and console and command line see of ingest what only those it knows may see. */
@TestMethodOrder(OrderAnnotation.class)
class ITConsoleTokens {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final NewToken WEB = NewToken.named("web");
    private static final String LOOK = "a-token-for-looking";

    private static TemporaryFolder folder;
    private static Path data;
    private static Ports ports;
    private static Standalone standalone;
    private static ConsolePage page;

    @BeforeAll
    static void start() throws Exception {
        folder = new TemporaryFolder("console-tokens");
        data = folder.path().resolve("data");
        Path tokens = Files.writeString(folder.path().resolve("tokens.yaml"), WEB.configuration());
        ports = FreePorts.find();
        Map<String, String> services = new HashMap<>(SharedSluice.QUICK_LAKE);
        services.put("sluice.ingest.tokens-file", tokens.toString());
        services.put("sluice.console.view-token", LOOK);
        services.put("sluice.console.flow.idle-interval", "1s");
        standalone = Standalone.start(StandaloneSettings.of(data, ports).withServices(services));
        page = new ConsolePage(ports.console(), new Ingest(at(ports.ingest(), "/")));
    }

    @AfterAll
    static void stop() throws InterruptedException {
        if (page != null) {
            page.close();
        }
        if (standalone != null) {
            standalone.close();
        }
        folder.delete();
    }

    /** Before anything was sent: each view says what will be there, and how it comes there. */
    @Test
    @Order(1)
    void whatIsEmptySaysSo() throws IOException {
        Browser browser = page.browser();
        browser.open(page.address("/"));
        browser.awaitText("main form", "This console asks for a token");
        signIn(LOOK);
        browser.awaitText("h1", "Flow");
        Map<String, String> views = Map.of(
                "search", "No event of this time is in Elasticsearch.",
                "parse", "Paste one line or more",
                "letters", "There are no dead letters",
                "detections", "found nothing in this time");
        for (Map.Entry<String, String> view : views.entrySet()) {
            browser.open(page.address("/#/" + view.getKey()));
            browser.awaitText("main", view.getValue());
            page.pictures(view.getKey() + "-empty");
        }
        browser.click("#session button", "Sign out");
        browser.awaitText("main form", "This console asks for a token");
    }

    @Test
    void whoSignsInSeesTheFlowAndMayNotMore() throws IOException {
        Browser browser = page.browser();
        browser.open(page.address("/"));
        browser.awaitText("main form", "This console asks for a token");
        page.pictures("sign-in");

        signIn("no-token-of-this-one");
        browser.awaitText("#toast", "token");
        assertThat(browser.text("main form")).contains("This console asks for a token");

        signIn(LOOK);
        browser.awaitText("h1", "Flow");
        assertThat(browser.text("#session")).contains("may look", "Sign out");
        await("what ingest accepts is seen").atMost(PATIENCE).until(() -> {
            send("line\n".repeat(200));
            return browser.text(".flow").matches("(?s).*\\blogs\\s+[1-9].*");
        });
        assertThat(browser.evaluate("document.querySelectorAll('.part .dot.up').length")
                        .asInt())
                .isEqualTo(4);
        for (String view : new String[] {"capture", "rules"}) {
            browser.open(page.address("/#/" + view));
            browser.awaitText(".note.warn", "Your token is not for capturing");
            page.pictures(view + "-not-allowed");
        }

        browser.click("#session button", "Sign out");
        browser.awaitText("main form", "This console asks for a token");
    }

    /** Since the start console and command line have asked many times: each time as somebody whom ingest knows. */
    @Test
    void nobodyOfOursIsDenied() throws Exception {
        send("one line\n");
        awaitMeasurements(3);
        Outcome status = new Launcher(data, 0, Map.of()).run("status", "--json");
        Outcome top = new Launcher(data, 0, Map.of()).run("top", "--once", "--interval", "100ms");

        assertThat(status.exitCode()).as(status.output()).isZero();
        assertThat(JsonMapper.shared()
                        .readTree(status.output())
                        .path("flow")
                        .path("lines")
                        .asLong())
                .isPositive();
        assertThat(top.output()).containsPattern("\ningest +[0-9]+ ");
        assertThat(ingestMetrics().lines())
                .anyMatch(line -> line.startsWith("sluice_ingest_lines_total{"))
                .filteredOn(line -> line.startsWith("sluice_ingest_denials_total{"))
                .allMatch(line -> line.endsWith(" 0.0"));
    }

    @Test
    void whatMakesIngestUnwellIsSaidToOurs() throws Exception {
        Path tokens = folder.path().resolve("tokens.yaml");
        String good = Files.readString(tokens);
        Files.writeString(tokens, good + "    no-such-key: 1\n");
        try {
            await("status says it").atMost(PATIENCE).untilAsserted(() -> {
                Outcome status = new Launcher(data, 0, Map.of()).run("status");
                assertThat(status.exitCode()).isEqualTo(1);
                assertThat(status.output()).containsPattern("ingest-admin .*degraded: tokens .*no-such-key");
            });
        } finally {
            Files.writeString(tokens, good);
        }
    }

    private void awaitMeasurements(int number) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(at(ports.console(), "/api/v1/flow/history"))
                .header("Authorization", "Bearer " + LOOK)
                .build();
        try (HttpClient http = HttpClient.newHttpClient()) {
            await("the console has measured").atMost(PATIENCE).until(() -> {
                JsonNode history = JsonMapper.shared()
                        .readTree(http.send(request, BodyHandlers.ofString()).body());
                return history.path("recent").size() >= number;
            });
        }
    }

    private static String ingestMetrics() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(at(ports.ingestManagement(), "/actuator/prometheus"))
                .header("Authorization", IngestViewToken.authorization(data).orElseThrow())
                .build();
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
            assertThat(answer.statusCode()).isEqualTo(200);
            return answer.body();
        }
    }

    private static void signIn(String token) {
        page.browser().evaluate("document.querySelector('[name=token]').value = " + Browser.quoted(token));
        page.browser().click("main form button", "Go on");
    }

    private static void send(String lines) throws IOException {
        assertThat(new Ingest(at(ports.ingest(), "/"))
                        .post("format=text&namespace=console_tokens", lines.getBytes(UTF_8), "X-Api-Key", WEB.token())
                        .statusCode())
                .isEqualTo(202);
    }

    private static URI at(int port, String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }
}
