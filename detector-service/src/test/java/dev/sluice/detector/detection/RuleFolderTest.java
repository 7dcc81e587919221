// SPDX-License-Identifier: Apache-2.0
package dev.sluice.detector.detection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.detector.rule.DetectionRule;
import dev.sluice.detector.rule.DetectionRules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RuleFolderTest {

    private static final String RULE = """
        title: Rule
        id: a
        date: 2026-11-29
        logsource: {category: webserver}
        detection:
          selection: {cs-uri-stem|contains: /a}
          condition: selection
        """;

    private static final String EXPANDED = RULE.replace("contains: /a", "contains|expand: '%admin%'");

    private static final String CORRELATION = """
        title: Often
        id: often
        correlation:
          type: event_count
          rules: [a]
          group-by: [c-ip]
          timespan: 1m
          condition: {gte: 5}
        """;

    @TempDir
    private Path folder;

    @Test
    void placeholdersAreThoseOfTheNearestFolder() {
        Map<String, String> texts = new LinkedHashMap<>();
        texts.put("rules/placeholders.yml", "admin: /outer\n");
        texts.put("rules/a.yml", EXPANDED);
        texts.put("rules/in/placeholders.yml", "admin: /inner\n");
        texts.put("rules/in/b.yml", EXPANDED.replace("id: a", "id: b"));

        DetectionRules rules = RuleFolder.rules(texts);

        assertThat(rules.events())
                .extracting(rule -> rule.condition().toString())
                .satisfiesExactly(
                        outer -> assertThat(outer).contains("/outer"),
                        inner -> assertThat(inner).contains("/inner"));
    }

    @Test
    void aRuleHasAnotherVersionWhenItSaysSomethingElse() {
        String version = version(RULE);

        assertThat(version).matches("2026-11-29-[0-9a-f]{8}");
        assertThat(version("# said before it\n" + RULE)).isEqualTo(version);
        assertThat(version(RULE.replace("/a", "/b"))).isNotEqualTo(version);
        assertThat(version(RULE.replace("title: Rule", "title: Ünï\uD83D\uDE00")))
                .isNotEqualTo(version);
        assertThat(version(RULE + "---\n" + RULE.replace("id: a", "id: b"))).isEqualTo(version);
    }

    @Test
    void aRuleWithPlaceholdersHasAnotherVersionWhenTheseAreOthers() {
        DetectionRule one = RuleFolder.rules(Map.of("placeholders.yml", "admin: /x", "a.yml", EXPANDED))
                .events()
                .getFirst();
        DetectionRule two = RuleFolder.rules(Map.of("placeholders.yml", "admin: /y", "a.yml", EXPANDED))
                .events()
                .getFirst();

        assertThat(one.version()).isNotEqualTo(two.version());
    }

    @Test
    void aCorrelationHasAnotherVersionWhenItsRulesHave() {
        assertThat(correlation(RULE)).isEqualTo(correlation(RULE)).isNotEqualTo(correlation(RULE.replace("/a", "/b")));
    }

    @Test
    void whatIsTooLongToBePublishedIsRefused() throws IOException {
        Files.writeString(folder.resolve("a.yml"), "# " + "x".repeat(4 << 20));

        assertThatThrownBy(() -> RuleFolder.texts(List.of(folder))).hasMessageContaining("at most 4194304 bytes");
    }

    @Test
    void aFileThatIsNoTextIsToldByName() throws IOException {
        Files.write(folder.resolve("a.yml"), new byte[] {(byte) 0xff, (byte) 0xfe, 'x'});

        assertThatThrownBy(() -> RuleFolder.texts(List.of(folder))).hasMessageContaining("a.yml can't be read");
        assertThat(RuleFolder.report(folder))
                .singleElement()
                .satisfies(entry -> assertThat(entry.refusal()).contains("can't be read"));
    }

    private static String version(String text) {
        return RuleFolder.rules(Map.of("a.yml", text)).events().getFirst().version();
    }

    private static String correlation(String rule) {
        return RuleFolder.rules(Map.of("a.yml", rule, "b.yml", CORRELATION))
                .correlations()
                .getFirst()
                .version();
    }
}
