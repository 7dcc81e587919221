// SPDX-License-Identifier: Apache-2.0
package dev.sluice.detector.related;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class PageSessionsTest {

    private final PageSessions sessions = new PageSessions(3);

    @Test
    void aPageComesAfterTheLastOnesOfItsSession() {
        assertThat(see("a", "/1", 0)).isEmpty();
        assertThat(see("a", "/2", 10)).containsExactly("/1");
        assertThat(see("b", "/9", 15)).as("of another client").isEmpty();
        assertThat(see("a", "/3", 20)).containsExactly("/1", "/2");
        assertThat(see("a", "/4", 30)).containsExactly("/1", "/2", "/3");
        assertThat(see("a", "/5", 40)).containsExactly("/1", "/2", "/3", "/4");
        assertThat(see("a", "/6", 50)).as("no more than four").containsExactly("/2", "/3", "/4", "/5");
    }

    @Test
    void aPageThatIsLoadedAgainIsNoNewOne() {
        see("a", "/1", 0);
        see("a", "/2", 1);

        assertThat(see("a", "/2", 2)).isEmpty();
        assertThat(see("a", "/1", 3)).isEmpty();
        assertThat(see("a", "/3", 4)).containsExactly("/2", "/1");
    }

    @Test
    void aPauseEndsTheSession() {
        see("a", "/1", 1_000);

        assertThat(see("a", "/2", 1_000 + PageSessions.IDLE_SECONDS)).containsExactly("/1");
        assertThat(see("a", "/3", 1_001 + 2 * PageSessions.IDLE_SECONDS)).isEmpty();
        assertThat(see("a", "/4", 900)).as("of the session before").isEmpty();
        assertThat(see("a", "/5", 1_000 + 2 * PageSessions.IDLE_SECONDS))
                .as("a little late")
                .containsExactly("/3");
    }

    @Test
    void theClientThatWasAwayLongestIsForgotten() {
        see("a", "/1", 0);
        see("b", "/1", 1);
        see("c", "/1", 2);
        see("a", "/2", 3);
        see("d", "/1", 4);

        assertThat(sessions.size()).isEqualTo(3);
        assertThat(see("a", "/3", 5)).hasSize(2);
        assertThat(see("b", "/3", 6)).isEmpty();
    }

    private List<String> see(String client, String path, long second) {
        return sessions.see(new PageView(client, "default", path, second));
    }
}
