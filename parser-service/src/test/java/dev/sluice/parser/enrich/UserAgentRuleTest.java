// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parser.enrich;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.parsers.ParseOutput;
import dev.sluice.parsers.ParserSettings;
import dev.sluice.parsers.RuleExampleRun;
import dev.sluice.parsers.engine.Enrichments;
import dev.sluice.parsers.rules.RuleExample;
import dev.sluice.parsers.rules.RuleSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The example of docs/rules.md that needs the look-up of user agents, by that look-up. */
class UserAgentRuleTest {

    @Test
    void theExampleOfThePage() throws IOException {
        List<String> blocks = Stream.of(
                        Files.readString(Path.of("..", "docs", "rules.md")).split("(?m)^```yaml\n"))
                .skip(1)
                .map(block -> block.substring(0, block.indexOf("\n```") + 1))
                .filter(block -> block.contains("as: user-agent"))
                .toList();
        assertThat(blocks).hasSize(1);
        RuleSet rules = RuleSet.of(Map.of("rules.md", blocks.getFirst()), null, ParseOutput.OTHER_RULES);
        RuleExampleRun run = new RuleExampleRun(ParserSettings.builder()
                .rules(rules)
                .enrichments(new Enrichments(null, new UserAgentEnrichment(null, 10)))
                .build());

        assertThat(RuleExample.of("rules.md", blocks.getFirst()))
                .isNotEmpty()
                .allSatisfy(example -> assertThat(run.differences(example)).isEmpty());
    }
}
