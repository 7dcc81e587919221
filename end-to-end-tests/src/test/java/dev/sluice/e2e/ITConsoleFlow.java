// SPDX-License-Identifier: Apache-2.0
package dev.sluice.e2e;

import static dev.sluice.e2e.ConsolePage.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The frame of the console and its first view, as a person at a browser has them. */
@ExtendWith(LedgerJudge.class)
class ITConsoleFlow {

    private static final SharedSluice SLUICE = SharedSluice.get();
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private static ConsolePage page;

    @BeforeAll
    static void openBrowser() throws Exception {
        page = ConsolePage.of(SLUICE);
    }

    @AfterAll
    static void closeBrowser() throws InterruptedException {
        if (page != null) {
            page.close();
        }
    }

    @Test
    void theFlowMovesWhileLinesAreSent() throws IOException {
        page.browser().open(page.address("/"));
        page.browser().awaitText(".note", "Nothing is held up.");

        await("lines are seen to flow").atMost(PATIENCE).until(() -> {
            page.send(
                    "flow",
                    "apache_combined",
                    ConsolePage.access(Instant.now(), "/flow").repeat(200));
            return rateOf("Ingest") > 0 && rateOf("Parser") > 0 && rateOf("Elasticsearch") > 0;
        });

        assertThat(page.browser().text(".flow")).contains("Senders", "logs.raw", "logs.parsed", "Lake (S3)");
        assertThat(page.browser()
                        .evaluate("document.querySelectorAll('.part .dot.up').length")
                        .asInt())
                .isEqualTo(4);
        page.pictures("flow");
    }

    @Test
    void theKeyboardIsEnough() {
        // A document of its own: in one that is there already the next key goes on where the last one was.
        page.browser().open(URI.create("about:blank"));
        await().atMost(PATIENCE)
                .until(() -> page.browser().evaluate("location.href").asString().equals("about:blank"));
        page.browser().open(page.address("/#/ledger"));
        page.browser().awaitText("h1", "Ledger");

        page.browser().press("Tab");
        assertThat(page.browser().text(":focus")).isEqualTo("Skip to content");
        page.browser().press("Enter");
        assertThat(page.browser().evaluate("document.activeElement.id").asString())
                .isEqualTo("main");
        assertThat(page.browser().evaluate("location.hash").asString())
                .as("the view stays what it was")
                .startsWith("#/ledger");
        page.browser().press("Tab");
        assertThat(page.browser().evaluate("document.activeElement.name").asString())
                .isEqualTo("span");
        assertThat(page.browser()
                        .evaluate("getComputedStyle(document.activeElement).outlineStyle")
                        .asString())
                .as("what has the focus is seen")
                .isEqualTo("solid");
    }

    @Test
    void onlyItsOwnScriptsRunAndOnlyItsOwnPagesAsk() throws Exception {
        HttpResponse<String> answer =
                HTTP.send(HttpRequest.newBuilder(page.address("/")).build(), BodyHandlers.ofString());
        assertThat(answer.headers().firstValue("Content-Security-Policy").orElseThrow())
                .contains("default-src 'none'; script-src 'self'; style-src 'self'")
                .doesNotContain("unsafe");
        HttpRequest foreign = HttpRequest.newBuilder(page.address("/api/v1/operate/letters/stop"))
                .header("Origin", "https://attacker.example")
                .POST(BodyPublishers.ofString("{}"))
                .build();
        assertThat(HTTP.send(foreign, BodyHandlers.ofString()).statusCode()).isEqualTo(403);
        HttpRequest form = HttpRequest.newBuilder(page.address("/api/v1/operate/letters/replay"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString("cause=x"))
                .build();
        assertThat(HTTP.send(form, BodyHandlers.ofString()).statusCode()).isEqualTo(415);
    }

    private static double rateOf(String part) {
        String figure = page.browser()
                .evaluate("[...document.querySelectorAll('.part')].find(part =>"
                        + " part.querySelector('h2').textContent.startsWith('" + part
                        + "'))?.querySelector('.rate').firstChild.textContent ?? '–'")
                .asString();
        return figure.equals("–") ? 0 : Double.parseDouble(figure.replaceAll("[K,]", ""));
    }
}
