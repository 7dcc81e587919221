// SPDX-License-Identifier: Apache-2.0
package dev.sluice.console.letters;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.operations.deadletter.DeadLetterGroups.Group;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is decided about a group is about each letter that was counted in it. */
class LetterOverviewTest {

    private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");

    @Test
    void aLetterThatCameWhileTheyWereReadIsBeforeTheTime() {
        Instant late = NOW.plusMillis(40);

        assertThat(LetterOverview.behind(NOW, List.of(group(NOW.minusSeconds(60)), group(late), group(NOW))))
                .isAfter(late);
    }

    @Test
    void lettersOfBeforeLeaveTheTimeAsItIs() {
        assertThat(LetterOverview.behind(NOW, List.of())).isEqualTo(NOW);
        assertThat(LetterOverview.behind(NOW, List.of(group(NOW.minusSeconds(60)))))
                .isEqualTo(NOW);
    }

    @Test
    void aLetterOfTheSameMillisecondIsBeforeTheTime() {
        assertThat(LetterOverview.behind(NOW, List.of(group(NOW)))).isAfter(NOW);
    }

    private static Group group(Instant last) {
        return new Group(null, 1, last, last, "logs.raw.dlt-0@0", "");
    }
}
