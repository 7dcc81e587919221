// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.sluice.model.sensitive.Detector;
import dev.sluice.parsers.rules.HashKey;
import dev.sluice.parsers.rules.RuleExample;
import dev.sluice.parsers.rules.RuleSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** {@code docs/rules.md} is true: its files of rules pass their own tests, and show every condition and action. */
class RulesDocumentTest {

    private static final Path DOCUMENT = Path.of("..", "docs", "rules.md");
    private static final HashKey KEY = HashKey.parse("test:AAAAAAAAAAAAAAAAAAAAAA");

    @TestFactory
    Stream<DynamicTest> examples() throws IOException {
        return blocks().flatMap(block -> {
            RuleSet rules = RuleSet.of(Map.of("rules.md", block), KEY, ParseOutput.OTHER_RULES);
            RuleExampleRun run = new RuleExampleRun(
                    Parsed.settings().toBuilder().rules(rules).build());
            return RuleExample.of("rules.md", block).stream()
                    .map(example -> DynamicTest.dynamicTest(
                            example.line(),
                            () -> assertThat(run.differences(example)).isEmpty()));
        });
    }

    @Test
    void showsEveryConditionAndAction() throws IOException {
        String all = String.join("\n", blocks().toList());

        assertThat(named("{name: n, if: {message: {none: 1}}, then: drop}"))
                .hasSizeGreaterThan(9)
                .allSatisfy(test -> assertThat(all).contains(test + ": "));
        assertThat(List.of("any", "all", "not"))
                .allSatisfy(test -> assertThat(all).containsPattern("\\b" + test + ": [\\[{]"));
        assertThat(named("{name: n, then: [{none: 1}]}"))
                .hasSizeGreaterThan(13)
                .contains("keep", "drop")
                .allSatisfy(action -> assertThat(all).containsPattern("then: " + action + "\\b|\\b" + action + ": "));
        assertThat(all).contains("then: keep", "then: drop");
        String document = Files.readString(DOCUMENT);
        assertThat(Detector.wireNames()).allSatisfy(name -> assertThat(document).contains("| `" + name + "` |"));
    }

    /** What the message about a name that there is none of says that there is. */
    private static List<String> named(String rule) {
        Throwable refusal =
                catchThrowable(() -> RuleSet.of(Map.of("r", "rules:\n- " + rule + "\n"), KEY, ParseOutput.OTHER_RULES));
        Matcher names = Pattern.compile("there are ([a-z-]+(?:, [a-z-]+)*)").matcher(refusal.getMessage());
        assertThat(names.find()).as(refusal.getMessage()).isTrue();
        return List.of(names.group(1).split(", "));
    }

    private static Stream<String> blocks() throws IOException {
        return Arrays.stream(Files.readString(DOCUMENT).split("(?m)^```yaml\n"))
                .skip(1)
                .map(block -> block.substring(0, block.indexOf("\n```") + 1));
    }
}
