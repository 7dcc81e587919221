// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parser.rules;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PartitionRulesTest {

    private final PartitionRules rules = new PartitionRules();

    @Test
    void aChangeIsCommittedOnceWithItsOffset() {
        rules.follow("1-aaaaaaaa", 40);
        rules.follow("1-aaaaaaaa", 41);
        assertThat(rules.takeChange().orElseThrow()).asString(UTF_8).isEqualTo("2 1-aaaaaaaa 40");
        rules.follow("1-aaaaaaaa", 42);
        assertThat(rules.takeChange()).isEmpty();

        rules.follow("2-bbbbbbbb", 43);

        assertThat(rules.takeChange().orElseThrow()).asString(UTF_8).isEqualTo("2 2-bbbbbbbb 43");
    }

    @Test
    void whatWasCommittedIsNoChange() {
        rules.restore("2 1-aaaaaaaa 40".getBytes(UTF_8));

        rules.follow("1-aaaaaaaa", 50);

        assertThat(rules.takeChange()).isEmpty();
        assertThat(rules).hasToString("1-aaaaaaaa from offset 40");
    }

    @Test
    void rulesWithoutAVersionAreNoChange() {
        rules.follow(null, 7);

        assertThat(rules.takeChange()).isEmpty();
    }
}
