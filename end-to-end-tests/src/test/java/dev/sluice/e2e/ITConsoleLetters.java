// SPDX-License-Identifier: Apache-2.0
package dev.sluice.e2e;

import static dev.sluice.e2e.ConsolePage.PATIENCE;
import static dev.sluice.e2e.ConsolePage.SCRIPT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/** Dead letters, as a person at a browser deals with them. */
@ExtendWith(LedgerJudge.class)
class ITConsoleLetters {

    private static final SharedSluice SLUICE = SharedSluice.get();

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
    void lettersOfTwoCausesAreGroupedTriedReplayedOnceAndDiscarded() throws Exception {
        String host = "console-" + UUID.randomUUID();
        String bad = "192.0.2.1 - - [31/Feb/2026:10:00:00 +0000] \"GET /" + SCRIPT + " HTTP/1.1\" 200 5\n";
        page.send("letters", "apache_common", bad.repeat(3));
        page.send("letters", "json", "{\"message\":\"" + host + "\n".repeat(2) + "{\"message\":\"" + host + "\n");
        page.browser().open(page.address("/#/letters"));
        page.browser().awaitText("main", "BAD_TIMESTAMP");
        JsonNode timestamps = page.group("BAD_TIMESTAMP", "/<a>a.a=9</a>", 3);
        JsonNode json = page.group("BAD_JSON", "{\"a\":\"a-", 2);
        String card = "[data-shape*='/<a>a.a=9</a>']";
        page.browser().awaitText(card + " .count", "3");

        page.browser().click(card + " button", "Samples");
        page.browser().awaitText(card + " pre", SCRIPT);
        page.assertNothingInjected();
        page.pictures("letters");

        page.browser().click(card + " button", "Try");
        page.browser()
                .awaitText(card + " .trial", "Of 3: 0 would become events, 3 would be letters again (3 BAD_TIMESTAMP)");

        page.browser().click(card + " button", "Replay …");
        page.browser().click("dialog button", "Replay");
        page.browser()
                .awaitText(".job", "3 replayed of BAD_TIMESTAMP, apache.access: 0 became events, 3 are letters again.");
        // The second click, as the page would send it: the same letters once more.
        assertThat(page.operate("replay", timestamps, "").statusCode()).isEqualTo(202);
        JsonNode again = page.ended();
        assertThat(again.path("outcome").path("letters").path("done").asInt()).isZero();
        assertThat(again.path("outcome").path("letters").path("alreadyReplayed").asInt())
                .isEqualTo(3);

        assertThat(page.operate("discard", json, "").statusCode()).isEqualTo(400);
        assertThat(page.operate("discard", json, ",\"note\":\"made up\"").statusCode())
                .isEqualTo(202);
        assertThat(page.ended().path("outcome").path("letters").path("done").asInt())
                .isEqualTo(2);
        await().atMost(PATIENCE)
                .until(() -> page.get("/api/v1/letters")
                        .path("groups")
                        .valueStream()
                        .noneMatch(group -> group.path("cause").equals(json.path("cause"))));
    }

    @Test
    void lettersAreMendedByARuleThatIsSeenAndTriedBeforeAnythingIsSent() throws Exception {
        String bad = "192.0.2.1 - - [31/Apr/2026:10:00:00 +0000] \"GET /mend/now HTTP/1.1\" 200 5\n";
        page.send("mend", "apache_common", bad.repeat(3));
        page.browser().open(page.address("/#/letters"));
        JsonNode letters = page.group("BAD_TIMESTAMP", "/a/a a/9.9", 3);
        String card = "[data-shape*='\"a /a/a a/9.9\"']";
        page.browser().awaitText(card + " .count", "3");

        page.browser().click(card + " button", "Mend …");
        page.browser().evaluate("document.querySelector('[name=find]').value = '31/Apr'");
        page.browser().evaluate("document.querySelector('[name=with]').value = '30/Apr'");
        page.browser().click(card + " button", "Show the difference");
        page.browser().awaitText(card + " del", "31");
        page.browser().awaitText(card + " ins", "30");
        page.browser().awaitText(card + " .sample .tag", "would become an event");
        page.browser().evaluate("scrollTo(0, 0)");
        page.pictures("mend");
        page.browser().click(card + " button", "Try on all");
        page.browser()
                .awaitText(
                        card + " .trial", "Of 3: 3 would become events, 0 would be letters again, 0 would be left out");
        assertThat(page.operate("replay", letters, ",\"mend\":{\"zone\":\"Mars\"}")
                        .statusCode())
                .isEqualTo(400);
        assertThat(SLUICE.elasticsearch().count("logs-apache.access-mend", "{\"match_all\":{}}"))
                .as("nothing was sent so far")
                .isZero();

        page.browser().click(card + " button", "Replay mended …");
        page.browser().click("dialog button", "Replay");
        page.browser()
                .awaitText(".job", "3 replayed of BAD_TIMESTAMP, apache.access: 3 became events, 0 are letters again.");
        await().atMost(PATIENCE)
                .until(() -> SLUICE.elasticsearch().count("logs-apache.access-mend", "{\"match_all\":{}}") == 3);

        // The lake has them when the file is closed, after some seconds.
        await("both stores").atMost(PATIENCE).until(() -> {
            page.browser().click("button", "Prove");
            page.browser().awaitText(".proof", "3 replayed letters: 3 events, 3 found in Elasticsearch");
            return page.browser().text(".proof").contains("and 3 in the lake, each once.");
        });
        assertThat(page.browser().text("table.proofs")).contains("dataset=apache.access/namespace=mend/dt=2026-04-30");
        JsonNode proven = page.get("/api/v1/letters/job/proof").at("/told/0/events/0");
        String id = proven.path("id").asString();
        assertThat(SLUICE.lake().events("apache.access", "mend"))
                .extracting(event -> event.at("/event/id").asString())
                .contains(id);
        page.browser().evaluate("scrollTo(0, 0)");
        page.pictures("proof");
    }
}
