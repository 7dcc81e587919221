// SPDX-License-Identifier: Apache-2.0
package dev.sluice.e2e;

import static dev.sluice.e2e.ConsolePage.PATIENCE;
import static dev.sluice.e2e.ConsolePage.SCRIPT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * Many dead letters of four causes, as a person at a browser mends them, each cause by a rule, while the console and the parser are killed with -9:
 * afterwards each line is in both stores once.
 */
class ITConsoleManyLetters {

    private static final Duration PROOF = Duration.ofMinutes(3);

    private SeparateServices services;
    private ConsolePage page;
    private Browser browser;

    /**
     * Lines that are letters for one cause, and what mends them.
     *
     * @param namespace that they are sent to
     * @param format that the sender names
     * @param line with {@code %d} for its number
     * @param card what finds the group on the page
     * @param reason that the group has
     * @param find what is replaced; empty where nothing is
     * @param pattern whether that is a pattern
     * @param readAs format by which they are read instead; empty for the same
     * @param dataset of their events
     */
    private record Fault(
            String namespace,
            String format,
            String line,
            String card,
            String reason,
            String find,
            String with,
            boolean pattern,
            String readAs,
            String dataset) {

        String lines(int count) {
            return IntStream.range(0, count)
                    .mapToObj(number -> line.replace("%d", Integer.toString(number)) + '\n')
                    .collect(Collectors.joining());
        }
    }

    private static final Fault DATES = new Fault(
            "dates",
            "apache_common",
            "192.0.2.1 - - [31/Apr/2026:10:00:00 +0000] \"GET /dates/%d HTTP/1.1\" 200 5",
            "[aria-label^=BAD_TIMESTAMP]",
            "BAD_TIMESTAMP",
            "31/Apr",
            "30/Apr",
            false,
            "",
            "apache.access");
    private static final Fault FORMATS = new Fault(
            "formats",
            "apache_combined",
            "{\"@timestamp\":\"2026-04-30T10:00:00Z\",\"message\":\"order %d\"}",
            "[aria-label^=NOT_THE_FORMAT][data-shape^='{']",
            "NOT_THE_FORMAT",
            "",
            "",
            false,
            "json",
            "generic");
    private static final Fault BRACES = new Fault(
            "braces",
            "json",
            "{\"@timestamp\":\"2026-04-30T10:00:00Z\",\"message\":\"open %d\"",
            "[aria-label^=BAD_JSON]",
            "BAD_JSON",
            "\"open ([0-9]+)\"",
            "\"closed $1\"}",
            true,
            "",
            "generic");
    private static final Fault QUOTES = new Fault(
            "quotes",
            "apache_common",
            "192.0.2.1 - - [30/Apr/2026:10:00:00 +0000] \"GET /%d" + SCRIPT + " HTTP/1.1 200 5",
            "[aria-label^=NOT_THE_FORMAT][data-shape*='<a>']",
            "NOT_THE_FORMAT",
            "HTTP/1.1 200",
            "HTTP/1.1\" 200",
            false,
            "",
            "apache.access");

    private static final List<Fault> FAULTS = List.of(DATES, FORMATS, BRACES, QUOTES);

    @BeforeEach
    void start() throws Exception {
        services = new SeparateServices("many-letters");
        services.start();
        page = services.page();
        browser = page.browser();
    }

    @AfterEach
    void stop() throws Exception {
        if (page != null) {
            page.close();
        }
        services.close();
    }

    @Test
    void areMendedReplayedAndProvedThoughConsoleAndParserAreKilled() throws Exception {
        mendAll(500);
    }

    @Test
    @Tag("faults")
    void twentyThousandAreMendedReplayedAndProvedThoughConsoleAndParserAreKilled() throws Exception {
        mendAll(5_000);
    }

    /** @param each letters of each cause */
    private void mendAll(int each) throws Exception {
        for (Fault fault : FAULTS) {
            page.send(fault.namespace(), fault.format(), fault.lines(each));
        }
        browser.open(page.address("/#/letters"));
        browser.awaitText("main [role=status]", "%,d open in 4 groups".formatted(4 * each));
        page.pictures("many-letters");
        browser.click(QUOTES.card() + " button", "Samples");
        browser.awaitText(QUOTES.card() + " pre", SCRIPT);
        page.assertNothingInjected();
        assertThat(services.elasticsearch().count("logs-*", "{\"match_all\":{}}"))
                .isZero();

        clickedTwice(DATES, each);
        consoleKilled(FORMATS, each);
        parserKilled(BRACES, each);
        mend(QUOTES, each);
        replayMended(QUOTES, 5_000);
        awaitEnd(QUOTES, each, 0);
        prove(each);
        page.pictures("many-proof");
        page.assertNothingInjected();

        browser.awaitText("main [role=status]", "none open");
        FAULTS.forEach(fault -> assertStoredOnce(fault, each));
        LedgerJudge.assertClosed(services.kafka());
    }

    private void clickedTwice(Fault fault, int each) throws Exception {
        JsonNode group = page.group(fault.reason(), "", each);
        mend(fault, each);
        browser.click(fault.card() + " button", "Replay mended …");
        // As fast as a hand that is not sure whether it has clicked.
        browser.evaluate("(() => {const button = [...document.querySelectorAll('dialog button')]"
                + ".find(each => each.textContent === 'Replay'); button.click(); button.click();})()");
        awaitEnd(fault, each, 0);
        prove(each);
        assertThat(page.operate("replay", group, mendOf(fault)).statusCode()).isEqualTo(202);
        JsonNode again = page.ended().path("outcome").path("letters");
        assertThat(again.path("done").asInt()).isZero();
        assertThat(again.path("alreadyReplayed").asInt()).isEqualTo(each);
    }

    private void consoleKilled(Fault fault, int each) throws Exception {
        mend(fault, each);
        replayMended(fault, each / 5);
        awaitMiddle(each);
        services.console().kill();
        services.console().start();
        services.console().awaitUp();
        browser.open(page.address("/"));
        browser.open(page.address("/#/letters"));
        int left = countOf(fault);
        assertThat(left).as("letters that the killed console left").isBetween(1, each - 1);
        mend(fault, left);
        replayMended(fault, 5_000);
        awaitEnd(fault, left, each - left);
        prove(each);
    }

    private void parserKilled(Fault fault, int each) throws Exception {
        mend(fault, each);
        replayMended(fault, each / 5);
        awaitMiddle(each);
        services.parser().kill();
        services.parser().start();
        services.parser().awaitUp();
        awaitEnd(fault, each, 0);
        prove(each);
    }

    private void awaitMiddle(int each) {
        await("the middle of a replay")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> page.get("/api/v1/letters/job").path("done").asInt() >= each / 5);
        assertThat(browser.text(".job")).contains("Replaying");
    }

    private int countOf(Fault fault) {
        String digits = await("letters of " + fault.namespace())
                .atMost(PATIENCE)
                .until(() -> browser.text(fault.card() + " .count").replaceAll("\\D", ""), text -> !text.isEmpty());
        return Integer.parseInt(digits);
    }

    /** Fills in what mends them, and sees by a dry run that it mends all. */
    private void mend(Fault fault, int count) {
        browser.awaitText(fault.card() + " .count", "%,d".formatted(count));
        browser.click(fault.card() + " button", "Mend …");
        // The form of the group before may be there still: it goes when its letters have gone.
        fill(fault.card() + " [name=find]", fault.find());
        fill(fault.card() + " [name=with]", fault.with());
        if (fault.pattern()) {
            browser.evaluate(
                    "document.querySelector(" + Browser.quoted(fault.card() + " [name=pattern]") + ").click()");
        }
        browser.awaitText(fault.card() + " [name=format]", "json");
        fill(fault.card() + " [name=format]", fault.readAs());
        browser.click(fault.card() + " button", "Try on all");
        browser.awaitText(
                fault.card() + " .trial",
                "Of %1$,d: %1$,d would become events, 0 would be letters again".formatted(count));
    }

    private void fill(String selector, String value) {
        browser.evaluate("document.querySelector(" + Browser.quoted(selector) + ").value = " + Browser.quoted(value));
    }

    private void replayMended(Fault fault, int perSecond) {
        browser.click(fault.card() + " button", "Replay mended …");
        fill("dialog [name=perSecond]", Integer.toString(perSecond));
        browser.click("dialog button", "Replay");
    }

    private void awaitEnd(Fault fault, int count, int before) {
        String dealtWith = before == 0 ? "" : ", %,d were dealt with before".formatted(before);
        await("the end of a replay")
                .atMost(PROOF)
                .until(() -> !browser.text(".job").contains("Replaying")
                        && browser.text(".job").contains("replayed of " + fault.reason()));
        assertThat(browser.text(".job"))
                .contains("%,d replayed of ".formatted(count))
                .contains(dealtWith + ": %,d became events, 0 are letters again.".formatted(count));
    }

    /** The lake has an event when its file is closed, and Elasticsearch shows it after its refresh. */
    private void prove(int count) {
        await("both stores").atMost(PROOF).pollInterval(Duration.ofSeconds(1)).until(() -> {
            browser.click("button", "Prove");
            browser.awaitText(".proof", "%,d replayed letters: ".formatted(count));
            assertThat(browser.text(".proof")).doesNotContain("more than once");
            return browser.text(".proof")
                    .contains("%1$,d events, %1$,d found in Elasticsearch and %1$,d in the lake, each once."
                            .formatted(count));
        });
    }

    private static String mendOf(Fault fault) {
        return ",\"mend\":{\"replacements\":[{\"find\":%s,\"with\":%s,\"pattern\":%s}]}"
                .formatted(Browser.quoted(fault.find()), Browser.quoted(fault.with()), fault.pattern());
    }

    private void assertStoredOnce(Fault fault, int each) {
        String dataStream = "logs-" + fault.dataset() + '-' + fault.namespace();
        List<String> hot = services.elasticsearch().search(dataStream, "{\"match_all\":{}}").stream()
                .map(hit -> hit.path("_id").asString())
                .toList();
        List<String> kept = services.lake().events(fault.dataset(), fault.namespace()).stream()
                .map(event -> event.at("/event/id").asString())
                .toList();
        assertThat(hot).as(dataStream + " in Elasticsearch").hasSize(each).doesNotHaveDuplicates();
        assertThat(kept).as(dataStream + " in the lake").containsExactlyInAnyOrderElementsOf(hot);
    }
}
