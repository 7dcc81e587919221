// SPDX-License-Identifier: Apache-2.0
package dev.sluice.e2e;

import static dev.sluice.e2e.ConsolePage.PATIENCE;
import static dev.sluice.e2e.ConsolePage.SCRIPT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Events that are stored, pasted or pass just now, as a person at a browser looks at them. */
@ExtendWith(LedgerJudge.class)
class ITConsoleEvents {

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
    void linesAreParsedAndEventsFoundAsText() throws IOException {
        Instant now = Instant.now();
        String name = "/found/" + UUID.randomUUID();
        page.send("search", "apache_combined", ConsolePage.access(now, name + "?" + SCRIPT));
        await().atMost(PATIENCE)
                .until(() -> SLUICE.elasticsearch().count("logs-apache.access-search", "{\"match_all\":{}}") > 0);
        page.browser().open(page.address("/#/search"));
        page.browser().awaitText("main [role=status]", "event");
        page.browser().evaluate("document.querySelector('[name=query]').value = 'url.path:\"" + name + "\"'");
        page.browser().click("form button", "Search");
        page.browser().awaitText("main [role=status]", "1 event");
        await("the one hit")
                .atMost(PATIENCE)
                .until(() -> page.browser()
                                .evaluate("document.querySelectorAll('.hit').length")
                                .asInt()
                        == 1);
        page.browser().awaitText(".hit .message", SCRIPT);
        page.browser().evaluate("document.querySelector('.hit').click()");
        page.browser().awaitText("table.fields", "apache.access");
        page.pictures("search");
        page.browser()
                .evaluate("document.querySelector('[name=query]').value = 'nowhere AND " + UUID.randomUUID() + "'");
        page.browser().click("form button", "Search");
        page.browser().awaitText("main .note", "Nothing matches.");
        page.browser().awaitText("main [role=status]", "0 events");

        page.browser().open(page.address("/#/parse"));
        page.browser().awaitText("[name=format]", "apache_combined");
        page.browser()
                .evaluate("document.querySelector('[name=lines]').value = "
                        + Browser.quoted(ConsolePage.access(now, "/" + SCRIPT) + "<b>no JSON, no access log</b>\n"));
        page.browser().evaluate("document.querySelector('[name=format]').value = 'apache_combined'");
        page.browser().click("form button", "Parse");
        page.browser().awaitText("main", "1 event, 1 dead letter, 0 left out by a rule.");
        page.browser().awaitText("table.fields", "url.original");
        page.pictures("parse");

        page.assertNothingInjected();
    }

    @Test
    void whatPassesIsCapturedInAndOutSideBySide() throws Exception {
        page.browser().open(page.address("/#/capture"));
        page.browser().awaitText("form", "Where");
        page.browser().evaluate("document.querySelector('[name=namespace]').value = 'capture'");
        page.browser().evaluate("document.querySelector('[name=count]').value = '2'");
        page.browser().evaluate("document.querySelector('[name=seconds]').value = '30'");
        page.browser().click("form button", "Capture");
        await("lines that pass are captured").atMost(PATIENCE).until(() -> {
            page.send(
                    "capture",
                    "apache_combined",
                    ConsolePage.access(Instant.now(), "/?mail=al@example.com&" + SCRIPT) + "no access log\n");
            return page.browser().text(".note[role=status]").contains("2 captured");
        });
        assertThat(page.browser().text(".captured[data-outcome=kept] pre"))
                .contains(SCRIPT)
                .doesNotContain("al@example.com");
        assertThat(page.browser().text(".captured[data-outcome=kept] table.fields"))
                .contains("url.original")
                .doesNotContain("al@example.com");
        assertThat(page.browser().text(".captured[data-outcome='dead letter']")).contains("NOT_THE_FORMAT");
        page.assertNothingInjected();
        page.pictures("capture");
    }

    @Test
    void rulesAreTriedOnWhatWasReceivedAndNothingIsWritten() throws Exception {
        String path = "/tried-" + UUID.randomUUID();
        page.send(
                "tried",
                "apache_combined",
                ConsolePage.access(Instant.now(), path + "/health?" + SCRIPT).repeat(3)
                        + ConsolePage.access(Instant.now(), path + "/order?" + SCRIPT));
        await("all are stored")
                .atMost(PATIENCE)
                .until(() -> SLUICE.elasticsearch().count("logs-apache.access-tried", "{\"match_all\":{}}") == 4);
        page.browser().open(page.address("/#/rules"));
        page.browser().awaitText("form", "A file of rules");
        tryRules("rules:\n  - {name: health, if: {url.path: /health}, then: dorp}");
        page.browser().awaitText("#toast", "rules:2:");
        assertThat(page.browser().text("#toast")).contains("dorp");

        tryRules("""
            rules:
              - name: health
                if: {url.path: %1$s/health}
                then: drop
              - name: network
                if: {url.path: %1$s/*}
                then: {mask: {field: source.ip, keep: network}}
            """.formatted(path));

        page.browser().awaitText("[data-rule=health] .facts", "3 hit");
        assertThat(page.browser().text("#toast")).isEmpty();
        assertThat(page.browser().text("main [role=status]")).contains(" 3 dropped");
        assertThat(page.browser().text("[data-rule=health]")).contains("3 dropped", path + "/health");
        assertThat(page.browser().text("[data-rule=network]"))
                .contains("1 hit", "1 changed")
                .contains("source.ip: \"192.0.2.7\" \"192.0.2.0\"");
        page.assertNothingInjected();
        page.pictures("rules");
        assertThat(SLUICE.elasticsearch().count("logs-apache.access-tried", "{\"match_all\":{}}"))
                .as("nothing is written by a trial")
                .isEqualTo(4);
    }

    private static void tryRules(String rules) {
        page.browser().evaluate("document.querySelector('[name=rules]').value = " + Browser.quoted(rules));
        page.browser().click("form button", "Try");
    }
}
