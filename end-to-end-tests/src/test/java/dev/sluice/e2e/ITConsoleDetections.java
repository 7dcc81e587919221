// SPDX-License-Identifier: Apache-2.0
package dev.sluice.e2e;

import static dev.sluice.e2e.ConsolePage.PATIENCE;
import static org.awaitility.Awaitility.await;

import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the detector has found, as a person at a browser sees it. */
@ExtendWith(LedgerJudge.class)
class ITConsoleDetections {

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
    void anAttackIsAnIncidentWithItsEvidenceAndAnAddressOnTheList() throws Exception {
        page.browser().open(page.address("/#/detections"));
        page.browser().awaitText("main", "A dry run");
        StringBuilder attack = new StringBuilder();
        for (int i = 0; i < 15; i++) {
            attack.append(ConsolePage.access(
                            Instant.now(), "/item?id=" + i + "'+union+select+1,2--<script>window.injected=1</script>")
                    .replace("192.0.2.7", "203.0.113.66"));
        }
        page.send("detections", "apache_combined", attack.toString());
        // The clock of detection is the events': later ones say that the second is over.
        await("an incident").atMost(PATIENCE).until(() -> {
            page.send("detections", "apache_combined", ConsolePage.access(Instant.now(), "/after"));
            return page.get("/api/v1/detections?from=" + Instant.now().minusSeconds(3_600) + "&to="
                            + Instant.now().plusSeconds(60))
                    .path("incidents")
                    .valueStream()
                    .anyMatch(incident -> incident.path("address").asString().equals("203.0.113.66"));
        });
        page.browser().open(page.address("/#/flow"));
        page.browser().open(page.address("/#/detections"));
        page.browser().awaitText(".incident", "203.0.113.66");
        page.browser().awaitText("table.book", "203.0.113.66");
        page.browser().evaluate("document.querySelector('.incident summary').click()");
        page.browser().awaitText(".incident pre", "<script>window.injected=1</script>");
        page.assertNothingInjected();
        page.pictures("detections");
    }
}
