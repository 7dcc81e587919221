// SPDX-License-Identifier: Apache-2.0
package dev.sluice.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.operations.rules.RulesVersion;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RulesHistoryCommandTest {

    private final RulesVersion first =
            RulesVersion.after(null, Map.of("shop.yaml", "a\nb\nb\n"), "al@web", Instant.EPOCH);

    @Test
    void allLinesOfTheFirstVersionCame() {
        assertThat(RulesHistoryCommand.changes(null, first)).containsExactly("shop.yaml", "+ a", "+ b", "+ b");
    }

    @Test
    void saysWhichLinesCameAndWentOfEachFile() {
        RulesVersion second = RulesVersion.after(
                first, Map.of("shop.yaml", "a\nb\nc\n", "more.yaml", "d\n"), "al@web", Instant.EPOCH);

        assertThat(RulesHistoryCommand.changes(first, second))
                .containsExactly("shop.yaml", "- b", "+ c", "more.yaml", "+ d");
        assertThat(second.version()).startsWith("2-");
    }

    @Test
    void aFileThatIsGoneHasLostItsLines() {
        RulesVersion none = RulesVersion.after(first, Map.of(), "-@web", Instant.EPOCH);

        assertThat(RulesHistoryCommand.changes(first, none)).containsExactly("shop.yaml", "- a", "- b", "- b");
    }

    @Test
    void namesOfFilesMakeNoVersion() {
        assertThat(first.says(Map.of("other/shop.yaml", "a\nb\nb\n"))).isTrue();
        assertThat(first.says(Map.of("shop.yaml", "a\nb\n"))).isFalse();
    }
}
