// SPDX-License-Identifier: Apache-2.0
package dev.sluice.e2e;

import static dev.sluice.e2e.ConsolePage.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The books, as a person at a browser reads them. */
@ExtendWith(LedgerJudge.class)
class ITConsoleLedger {

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
    void theBooksAreGreenWhenTheyAreClosedAndLeadToTheLetters() throws Exception {
        page.send(
                "ledger",
                "apache_combined",
                ConsolePage.access(Instant.now(), "/ledger").repeat(20));
        page.send("ledger", "apache_combined", "no access log at all\n");
        // A console that is asked for the books by two pages at once refuses one of them; so one page asks again and
        // again.
        page.browser().open(page.address("/#/ledger"));
        await("an hour that is closed").atMost(PATIENCE).until(() -> {
            page.browser().evaluate("document.querySelector('form button:not(:disabled)')?.click()");
            return page.browser().text(".note[role=status]").contains("Everything that was accepted is accounted for.")
                    && ledgerRow("ledger").contains("closed");
        });
        assertThat(page.browser()
                        .evaluate("document.querySelector('.hour').dataset.state")
                        .asString())
                .isEqualTo("CLOSED");
        assertThat(page.browser().text("table.book")).contains("Accepted", "Dead letters");
        page.pictures("ledger");

        page.browser()
                .evaluate("[...document.querySelectorAll('tr')].find(row => row.textContent.includes('ledger'))"
                        + ".querySelector('a').click()");
        page.browser().awaitText("main", "Only those with stage logs.raw-dlt, sender -.");
        page.browser().awaitText("main", "NOT_THE_FORMAT");
    }

    /** Of the lines of a namespace. */
    private static String ledgerRow(String namespace) {
        return page.browser()
                .evaluate("[...document.querySelectorAll('table.book tr')].find(row =>"
                        + " row.children[1].textContent === '" + namespace + "')?.textContent ?? ''")
                .asString();
    }
}
