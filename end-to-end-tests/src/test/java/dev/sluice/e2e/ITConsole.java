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
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The console as a person at a browser has it, against a whole instance; pictures of each view are left in {@code target/screenshots}. */
@ExtendWith(LedgerJudge.class)
class ITConsole {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String SCRIPT = "<script>window.injected=1</script><img/src=x/onerror=window.injected=1>";
    private static final DateTimeFormatter HTTPD = DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private static final SharedSluice SLUICE = SharedSluice.get();
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final URI CONSOLE =
            URI.create("http://127.0.0.1:" + SLUICE.ports().console());

    /** What keeps people from using a page; see there. */
    private static final String ACCESSIBILITY = read("accessibility.js");

    private static Browser browser;

    @BeforeAll
    static void openBrowser() throws Exception {
        browser = new Browser();
        browser.look(1280, 900, "light");
    }

    @AfterAll
    static void closeBrowser() throws InterruptedException {
        if (browser != null) {
            browser.close();
        }
    }

    @Test
    void theFlowMovesWhileLinesAreSent() throws IOException {
        browser.open(CONSOLE);
        browser.awaitText(".note", "Nothing is held up.");

        await("lines are seen to flow").atMost(PATIENCE).until(() -> {
            send("flow", "apache_combined", access(Instant.now(), "/flow").repeat(200));
            return rateOf("Ingest") > 0 && rateOf("Parser") > 0 && rateOf("Elasticsearch") > 0;
        });

        assertThat(browser.text(".flow")).contains("Senders", "logs.raw", "logs.parsed", "Lake (S3)");
        assertThat(browser.evaluate("document.querySelectorAll('.part .dot.up').length")
                        .asInt())
                .isEqualTo(4);
        pictures("flow");
    }

    @Test
    void lettersOfTwoCausesAreGroupedTriedReplayedOnceAndDiscarded() throws Exception {
        String host = "console-" + UUID.randomUUID();
        String bad = "192.0.2.1 - - [31/Feb/2026:10:00:00 +0000] \"GET /" + SCRIPT + " HTTP/1.1\" 200 5\n";
        send("letters", "apache_common", bad.repeat(3));
        send("letters", "json", "{\"message\":\"" + host + "\n".repeat(2) + "{\"message\":\"" + host + "\n");
        browser.open(CONSOLE.resolve("/#/letters"));
        browser.awaitText("main", "BAD_TIMESTAMP");
        JsonNode timestamps = group("BAD_TIMESTAMP", "/<a>a.a=9</a>", 3);
        JsonNode json = group("BAD_JSON", "{\"a\":\"a-", 2);
        String card = "[data-shape*='/<a>a.a=9</a>']";
        browser.awaitText(card + " .count", "3");

        browser.click(card + " button", "Samples");
        browser.awaitText(card + " pre", SCRIPT);
        assertThat(browser.evaluate("window.injected === undefined").asBoolean())
                .isTrue();
        assertThat(browser.evaluate("document.querySelectorAll('main script, main img').length")
                        .asInt())
                .isZero();
        pictures("letters");

        browser.click(card + " button", "Try");
        browser.awaitText(card + " .trial", "Of 3: 0 would become events, 3 would be letters again (3 BAD_TIMESTAMP)");

        browser.click(card + " button", "Replay …");
        browser.click("dialog button", "Replay");
        browser.awaitText(".job", "3 replayed of BAD_TIMESTAMP, apache.access: 0 became events, 3 are letters again.");
        // The second click, as the page would send it: the same letters once more.
        assertThat(operate("replay", timestamps, "").statusCode()).isEqualTo(202);
        JsonNode again = ended();
        assertThat(again.path("outcome").path("letters").path("done").asInt()).isZero();
        assertThat(again.path("outcome").path("letters").path("alreadyReplayed").asInt())
                .isEqualTo(3);

        assertThat(operate("discard", json, "").statusCode()).isEqualTo(400);
        assertThat(operate("discard", json, ",\"note\":\"made up\"").statusCode())
                .isEqualTo(202);
        assertThat(ended().path("outcome").path("letters").path("done").asInt()).isEqualTo(2);
        await().atMost(PATIENCE)
                .until(() -> get("/api/v1/letters")
                        .path("groups")
                        .valueStream()
                        .noneMatch(group -> group.path("cause").equals(json.path("cause"))));
    }

    @Test
    void lettersAreMendedByARuleThatIsSeenAndTriedBeforeAnythingIsSent() throws Exception {
        String bad = "192.0.2.1 - - [31/Apr/2026:10:00:00 +0000] \"GET /mend/now HTTP/1.1\" 200 5\n";
        send("mend", "apache_common", bad.repeat(3));
        browser.open(CONSOLE.resolve("/#/letters"));
        JsonNode letters = group("BAD_TIMESTAMP", "/a/a a/9.9", 3);
        String card = "[data-shape*='\"a /a/a a/9.9\"']";
        browser.awaitText(card + " .count", "3");

        browser.click(card + " button", "Mend …");
        browser.evaluate("document.querySelector('[name=find]').value = '31/Apr'");
        browser.evaluate("document.querySelector('[name=with]').value = '30/Apr'");
        browser.click(card + " button", "Show the difference");
        browser.awaitText(card + " del", "31");
        browser.awaitText(card + " ins", "30");
        browser.awaitText(card + " .sample .tag", "would become an event");
        browser.evaluate("scrollTo(0, 0)");
        pictures("mend");
        browser.click(card + " button", "Try on all");
        browser.awaitText(
                card + " .trial", "Of 3: 3 would become events, 0 would be letters again, 0 would be left out");
        assertThat(operate("replay", letters, ",\"mend\":{\"zone\":\"Mars\"}").statusCode())
                .isEqualTo(400);
        assertThat(SLUICE.elasticsearch().count("logs-apache.access-mend", "{\"match_all\":{}}"))
                .as("nothing was sent so far")
                .isZero();

        browser.click(card + " button", "Replay mended …");
        browser.click("dialog button", "Replay");
        browser.awaitText(".job", "3 replayed of BAD_TIMESTAMP, apache.access: 3 became events, 0 are letters again.");
        await().atMost(PATIENCE)
                .until(() -> SLUICE.elasticsearch().count("logs-apache.access-mend", "{\"match_all\":{}}") == 3);

        // The lake has them when the file is closed, after some seconds.
        await("both stores").atMost(PATIENCE).until(() -> {
            browser.click("button", "Prove");
            browser.awaitText(".proof", "3 replayed letters: 3 events, 3 found in Elasticsearch");
            return browser.text(".proof").contains("and 3 in the lake, each once.");
        });
        assertThat(browser.text("table.proofs")).contains("dataset=apache.access/namespace=mend/dt=2026-04-30");
        JsonNode proven = get("/api/v1/letters/job/proof").at("/told/0/events/0");
        String id = proven.path("id").asString();
        assertThat(SLUICE.lake().events("apache.access", "mend"))
                .extracting(event -> event.at("/event/id").asString())
                .contains(id);
        browser.evaluate("scrollTo(0, 0)");
        pictures("proof");
    }

    @Test
    void theBooksAreGreenWhenTheyAreClosedAndLeadToTheLetters() throws Exception {
        send("ledger", "apache_combined", access(Instant.now(), "/ledger").repeat(20));
        send("ledger", "apache_combined", "no access log at all\n");
        // A console that is asked for the books by two pages at once refuses one of them; so one page asks again and
        // again.
        browser.open(CONSOLE.resolve("/#/ledger"));
        await("an hour that is closed").atMost(PATIENCE).until(() -> {
            browser.evaluate("document.querySelector('form button:not(:disabled)')?.click()");
            return browser.text(".note[role=status]").contains("Everything that was accepted is accounted for.")
                    && ledgerRow("ledger").contains("closed");
        });
        assertThat(browser.evaluate("document.querySelector('.hour').dataset.state")
                        .asString())
                .isEqualTo("CLOSED");
        assertThat(browser.text("table.book")).contains("Accepted", "Dead letters");
        pictures("ledger");

        browser.evaluate("[...document.querySelectorAll('tr')].find(row => row.textContent.includes('ledger'))"
                + ".querySelector('a').click()");
        browser.awaitText("main", "Only those with stage logs.raw-dlt, sender -.");
        browser.awaitText("main", "NOT_THE_FORMAT");
    }

    /** Of the lines of a namespace. */
    private static String ledgerRow(String namespace) {
        return browser.evaluate("[...document.querySelectorAll('table.book tr')].find(row =>"
                        + " row.children[1].textContent === '" + namespace + "')?.textContent ?? ''")
                .asString();
    }

    @Test
    void linesAreParsedAndEventsFoundAsText() throws IOException {
        Instant now = Instant.now();
        String name = "/found/" + UUID.randomUUID();
        send("search", "apache_combined", access(now, name + "?" + SCRIPT));
        await().atMost(PATIENCE)
                .until(() -> SLUICE.elasticsearch().count("logs-apache.access-search", "{\"match_all\":{}}") > 0);
        browser.open(CONSOLE.resolve("/#/search"));
        browser.awaitText("main [role=status]", "event");
        browser.evaluate("document.querySelector('[name=query]').value = 'url.path:\"" + name + "\"'");
        browser.click("form button", "Search");
        browser.awaitText("main [role=status]", "1 event");
        await("the one hit")
                .atMost(PATIENCE)
                .until(() -> browser.evaluate("document.querySelectorAll('.hit').length")
                                .asInt()
                        == 1);
        browser.awaitText(".hit .message", SCRIPT);
        browser.evaluate("document.querySelector('.hit').click()");
        browser.awaitText("table.fields", "apache.access");
        pictures("search");

        browser.open(CONSOLE.resolve("/#/parse"));
        browser.awaitText("[name=format]", "apache_combined");
        browser.evaluate("document.querySelector('[name=lines]').value = "
                + Browser.quoted(access(now, "/" + SCRIPT) + "<b>no JSON, no access log</b>\n"));
        browser.evaluate("document.querySelector('[name=format]').value = 'apache_combined'");
        browser.click("form button", "Parse");
        browser.awaitText("main", "1 events, 1 dead letters, 0 left out by a rule.");
        browser.awaitText("table.fields", "url.original");
        pictures("parse");

        assertThat(browser.evaluate("window.injected === undefined").asBoolean())
                .isTrue();
    }

    @Test
    void anAttackIsAnIncidentWithItsEvidenceAndAnAddressOnTheList() throws Exception {
        browser.open(CONSOLE.resolve("/#/detections"));
        browser.awaitText("main", "A dry run");
        StringBuilder attack = new StringBuilder();
        for (int i = 0; i < 15; i++) {
            attack.append(
                    access(Instant.now(), "/item?id=" + i + "'+union+select+1,2--<script>window.injected=1</script>")
                            .replace("192.0.2.7", "203.0.113.66"));
        }
        send("detections", "apache_combined", attack.toString());
        // The clock of detection is the events': later ones say that the second is over.
        await("an incident").atMost(PATIENCE).until(() -> {
            send("detections", "apache_combined", access(Instant.now(), "/after"));
            return get("/api/v1/detections?from=" + Instant.now().minusSeconds(3_600) + "&to="
                            + Instant.now().plusSeconds(60))
                    .path("incidents")
                    .valueStream()
                    .anyMatch(incident -> incident.path("address").asString().equals("203.0.113.66"));
        });
        browser.open(CONSOLE.resolve("/#/flow"));
        browser.open(CONSOLE.resolve("/#/detections"));
        browser.awaitText(".incident", "203.0.113.66");
        browser.awaitText("table.book", "203.0.113.66");
        browser.evaluate("document.querySelector('.incident summary').click()");
        browser.awaitText(".incident pre", "<script>window.injected=1</script>");
        assertThat(browser.evaluate("window.injected === undefined").asBoolean())
                .isTrue();
        pictures("detections");
    }

    @Test
    void whatPassesIsCapturedInAndOutSideBySide() throws Exception {
        browser.open(CONSOLE.resolve("/#/capture"));
        browser.awaitText("form", "Where");
        browser.evaluate("document.querySelector('[name=namespace]').value = 'capture'");
        browser.evaluate("document.querySelector('[name=count]').value = '2'");
        browser.evaluate("document.querySelector('[name=seconds]').value = '30'");
        browser.click("form button", "Capture");
        await("lines that pass are captured").atMost(PATIENCE).until(() -> {
            send(
                    "capture",
                    "apache_combined",
                    access(Instant.now(), "/?mail=al@example.com&" + SCRIPT) + "no access log\n");
            return browser.text(".note[role=status]").contains("2 captured");
        });
        assertThat(browser.text(".captured[data-outcome=kept] pre"))
                .contains(SCRIPT)
                .doesNotContain("al@example.com");
        assertThat(browser.text(".captured[data-outcome=kept] table.fields"))
                .contains("url.original")
                .doesNotContain("al@example.com");
        assertThat(browser.text(".captured[data-outcome='dead letter']")).contains("NOT_THE_FORMAT");
        assertThat(browser.evaluate("window.injected === undefined").asBoolean())
                .isTrue();
        pictures("capture");
    }

    @Test
    void theKeyboardIsEnough() {
        // A document of its own: in one that is there already the next key goes on where the last one was.
        browser.open(URI.create("about:blank"));
        await().atMost(PATIENCE)
                .until(() -> browser.evaluate("location.href").asString().equals("about:blank"));
        browser.open(CONSOLE.resolve("/#/ledger"));
        browser.awaitText("h1", "Ledger");

        browser.press("Tab");
        assertThat(browser.text(":focus")).isEqualTo("Skip to content");
        browser.press("Enter");
        assertThat(browser.evaluate("document.activeElement.id").asString()).isEqualTo("main");
        assertThat(browser.evaluate("location.hash").asString())
                .as("the view stays what it was")
                .startsWith("#/ledger");
        browser.press("Tab");
        assertThat(browser.evaluate("document.activeElement.name").asString()).isEqualTo("span");
        assertThat(browser.evaluate("getComputedStyle(document.activeElement).outlineStyle")
                        .asString())
                .as("what has the focus is seen")
                .isEqualTo("solid");
    }

    @Test
    void onlyItsOwnScriptsRunAndOnlyItsOwnPagesAsk() throws Exception {
        HttpResponse<String> page = HTTP.send(HttpRequest.newBuilder(CONSOLE).build(), BodyHandlers.ofString());
        assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
                .contains("default-src 'none'; script-src 'self'; style-src 'self'")
                .doesNotContain("unsafe");
        HttpRequest foreign = HttpRequest.newBuilder(CONSOLE.resolve("/api/v1/operate/letters/stop"))
                .header("Origin", "https://attacker.example")
                .POST(BodyPublishers.ofString("{}"))
                .build();
        assertThat(HTTP.send(foreign, BodyHandlers.ofString()).statusCode()).isEqualTo(403);
        HttpRequest form = HttpRequest.newBuilder(CONSOLE.resolve("/api/v1/operate/letters/replay"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString("cause=x"))
                .build();
        assertThat(HTTP.send(form, BodyHandlers.ofString()).statusCode()).isEqualTo(415);
    }

    /** Of a view, as a phone and as a desk have it; nothing of it is too wide, and it keeps nobody out, on a wall neither. */
    private static void pictures(String view) throws IOException {
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

    private static String read(String resource) {
        try (InputStream in = ITConsole.class.getResourceAsStream(resource)) {
            return new String(in.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static double rateOf(String part) {
        String figure = browser.evaluate("[...document.querySelectorAll('.part')].find(part =>"
                        + " part.querySelector('h2').textContent.startsWith('" + part
                        + "'))?.querySelector('.rate').firstChild.textContent ?? '–'")
                .asString();
        return figure.equals("–") ? 0 : Double.parseDouble(figure.replaceAll("[K,]", ""));
    }

    private static JsonNode group(String reason, String shape, int count) {
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

    private static HttpResponse<String> operate(String what, JsonNode selection, String more) throws Exception {
        String body = selection.toString();
        HttpRequest request = HttpRequest.newBuilder(CONSOLE.resolve("/api/v1/operate/letters/" + what))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body.substring(0, body.length() - 1) + more + "}"))
                .build();
        return HTTP.send(request, BodyHandlers.ofString());
    }

    private static JsonNode ended() {
        return await().atMost(PATIENCE)
                .until(
                        () -> get("/api/v1/letters/job"),
                        job -> !job.path("state").asString().equals("running"));
    }

    private static JsonNode get(String path) throws Exception {
        HttpResponse<String> answer =
                HTTP.send(HttpRequest.newBuilder(CONSOLE.resolve(path)).build(), BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JsonMapper.shared().readTree(answer.body());
    }

    private static String access(Instant time, String path) {
        return "192.0.2.7 - ada [" + HTTPD.format(time) + "] \"GET " + path
                + " HTTP/1.1\" 200 1234 \"-\" \"curl/8.5\"\n";
    }

    private static void send(String namespace, String format, String lines) throws IOException {
        assertThat(SLUICE.ingest()
                        .post(
                                "format=" + format + "&namespace=" + namespace,
                                lines.getBytes(UTF_8),
                                "Idempotency-Key",
                                UUID.randomUUID().toString())
                        .statusCode())
                .isEqualTo(202);
    }
}
