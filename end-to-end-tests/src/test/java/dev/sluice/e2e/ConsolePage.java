// SPDX-License-Identifier: Apache-2.0
package dev.sluice.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.UUID;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A console as a person at a browser has it, and as a program that asks its API; pictures of each view are left in {@code target/screenshots}. */
final class ConsolePage implements AutoCloseable {

    static final Duration PATIENCE = Duration.ofSeconds(60);

    /** What nobody's browser may run. */
    static final String SCRIPT = "<script>window.injected=1</script><img/src=x/onerror=window.injected=1>";

    private static final DateTimeFormatter HTTPD = DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    /** What keeps people from using a page; see there. */
    private static final String ACCESSIBILITY = read("accessibility.js");

    private final HttpClient http = HttpClient.newHttpClient();
    private final URI console;
    private final Ingest ingest;
    private final Browser browser;

    ConsolePage(int port, Ingest ingest) throws Exception {
        this.console = URI.create("http://127.0.0.1:" + port);
        this.ingest = ingest;
        this.browser = new Browser();
        browser.look(1280, 900, "light");
    }

    static ConsolePage of(SharedSluice sluice) throws Exception {
        return new ConsolePage(sluice.ports().console(), sluice.ingest());
    }

    Browser browser() {
        return browser;
    }

    URI address(String path) {
        return console.resolve(path);
    }

    /** Of a view, as a phone and as a desk have it; nothing of it is too wide, and it keeps nobody out, on a wall neither. */
    void pictures(String view) throws IOException {
        for (int width : new int[] {390, 1280, 2560}) {
            for (String theme : new String[] {"light", "dark"}) {
                browser.look(width, 900, theme);
                assertThat(browser.evaluate("document.documentElement.scrollWidth")
                                .asInt())
                        .as("nothing of %s is wider than %d pixels", view, width)
                        .isLessThanOrEqualTo(width);
                assertThat(browser.evaluate(ACCESSIBILITY).valueStream().map(JsonNode::asString))
                        .as("%s at %d pixels, %s", view, width, theme)
                        .isEmpty();
                if (width < 2_000) {
                    browser.screenshot(Path.of("target/screenshots", view + '-' + width + '-' + theme + ".png"));
                }
            }
        }
        browser.look(1280, 900, "light");
    }

    /** Nothing that a sender wrote has run. */
    void assertNothingInjected() {
        assertThat(browser.evaluate("window.injected === undefined").asBoolean())
                .isTrue();
        assertThat(browser.evaluate("document.querySelectorAll('main script, main img').length")
                        .asInt())
                .isZero();
    }

    /** A group of letters as the API names it, once it has so many. */
    JsonNode group(String reason, String shape, int count) {
        return await(reason)
                .atMost(PATIENCE)
                .until(
                        () -> {
                            JsonNode found = get("/api/v1/letters");
                            return found.path("groups")
                                    .valueStream()
                                    .filter(group -> group.path("cause")
                                            .path("reason")
                                            .asString()
                                            .equals(reason))
                                    .filter(group -> group.path("cause")
                                            .path("shape")
                                            .asString()
                                            .contains(shape))
                                    .filter(group -> group.path("count").asInt() == count)
                                    .findFirst()
                                    .<JsonNode>map(group -> JsonMapper.shared()
                                            .createObjectNode()
                                            .put("to", found.path("asOf").asString())
                                            .set("cause", group.path("cause")))
                                    .orElse(null);
                        },
                        found -> found != null);
    }

    /** @param more members that the body has besides those of {@code selection}, each behind a comma */
    HttpResponse<String> operate(String what, JsonNode selection, String more) throws Exception {
        String body = selection.toString();
        HttpRequest request = HttpRequest.newBuilder(address("/api/v1/operate/letters/" + what))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body.substring(0, body.length() - 1) + more + "}"))
                .build();
        return http.send(request, BodyHandlers.ofString());
    }

    /** The replay or discard that ran last, once it does not run any more. */
    JsonNode ended() {
        return await().atMost(PATIENCE)
                .until(
                        () -> get("/api/v1/letters/job"),
                        job -> !job.path("state").asString().equals("running"));
    }

    JsonNode get(String path) throws Exception {
        HttpResponse<String> answer =
                http.send(HttpRequest.newBuilder(address(path)).build(), BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JsonMapper.shared().readTree(answer.body());
    }

    /** As a sender does: what was not taken, since the parser is behind, is sent again under the same key. */
    void send(String namespace, String format, String lines) throws IOException {
        String query = "format=" + format + "&namespace=" + namespace;
        String key = UUID.randomUUID().toString();
        await("it is taken")
                .atMost(PATIENCE)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(200))
                .until(() -> {
                    int status = ingest.post(query, lines.getBytes(UTF_8), "Idempotency-Key", key)
                            .statusCode();
                    assertThat(status).isIn(202, 503);
                    return status == 202;
                });
    }

    /** A line of an access log. */
    static String access(Instant time, String path) {
        return "192.0.2.7 - ada [" + HTTPD.format(time) + "] \"GET " + path
                + " HTTP/1.1\" 200 1234 \"-\" \"curl/8.5\"\n";
    }

    private static String read(String resource) {
        try (InputStream in = ConsolePage.class.getResourceAsStream(resource)) {
            return new String(in.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws InterruptedException {
        browser.close();
    }
}
