// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import dev.sluice.model.ChunkHeaders;
import dev.sluice.model.concurrent.Ticker;
import dev.sluice.parsers.RulesTrial.TrialOfRules;
import dev.sluice.parsers.rules.FieldChange;
import dev.sluice.parsers.rules.RuleEffect;
import dev.sluice.parsers.rules.RuleEffect.RuleSample;
import dev.sluice.parsers.rules.RuleSet;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;

class RulesTrialTest {

    private static final String RULES = """
            rules:
              - {name: health, if: {fields.kind: health}, then: drop}
              - {name: mail, then: {mask: {field: message, detect: email}}}
              - {name: cold, if: {fields.kind: trace}, then: [{remove: fields.kind}, {route: lake}]}
              - {name: hot, if: {fields.kind: live}, then: {route: elasticsearch}}
              - {name: each, if: {fields.items: {exists: true}}, then: [{split: fields.items}, {set: {labels.part: "yes"}}]}
              - {name: not-two, if: {fields.items: "2"}, then: drop}
              - {name: idle, if: {fields.kind: nothing}, then: drop}
            """;

    private static final String LINES = """
            {"kind":"health","message":"ok"}
            {"kind":"user","message":"mail to al@example.com"}
            {"kind":"trace","message":"mail to bo@example.com"}
            {"kind":"live","message":"now"}
            {"items":[1,2,3],"message":"parts"}
            {broken
            """;

    @Test
    void saysByRuleWhatItDid() {
        TrialOfRules result = tried(RULES, LINES, 10);

        assertThat(result.events()).isEqualTo(5);
        assertThat(result.kept()).isEqualTo(1 + 1 + 1 + 2);
        assertThat(result.dropped()).isEqualTo(2);
        assertThat(result.deadLetters()).isEqualTo(1);
        assertThat(result.tooLarge()).isZero();
        assertThat(result.elasticsearch().eventsAfter()).isEqualTo(4);
        assertThat(result.lake().eventsAfter()).isEqualTo(4);
        assertThat(rule(result, "health")).satisfies(rule -> {
            assertThat(rule.hits()).isEqualTo(1);
            assertThat(rule.dropped()).isEqualTo(1);
            assertThat(rule.changed()).isZero();
            assertThat(rule.bytesSaved().lake())
                    .isEqualTo(rule.bytesSaved().elasticsearch())
                    .isPositive();
        });
        assertThat(rule(result, "mail")).satisfies(rule -> {
            assertThat(rule.hits()).as("all but what was dropped before").isEqualTo(4);
            assertThat(rule.changed()).isEqualTo(2);
            assertThat(rule.fields()).isEqualTo(Map.of("message", 2L));
        });
        assertThat(rule(result, "cold")).satisfies(rule -> {
            assertThat(rule.toLake()).isEqualTo(1);
            assertThat(rule.fields()).isEqualTo(Map.of("fields.kind", 1L));
            assertThat(rule.bytesSaved().lake()).isEqualTo(",\"fields\":{\"kind\":\"trace\"}".length());
            assertThat(rule.bytesSaved().elasticsearch())
                    .isGreaterThan(rule.bytesSaved().lake());
        });
        assertThat(rule(result, "hot")).satisfies(rule -> {
            assertThat(rule.toElasticsearch()).isEqualTo(1);
            assertThat(rule.bytesSaved().elasticsearch()).isZero();
            assertThat(rule.bytesSaved().lake()).isPositive();
        });
        assertThat(rule(result, "each")).satisfies(rule -> {
            assertThat(rule.hits()).isEqualTo(1);
            assertThat(rule.fields()).isEqualTo(Map.of("labels.part", 3L));
            assertThat(rule.bytesSaved().lake()).as("there are more events").isNegative();
        });
        assertThat(rule(result, "not-two").dropped()).isEqualTo(1);
        assertThat(rule(result, "idle").hits()).isZero();
    }

    @Test
    void whatRulesSaveIsWhatTheStoresDoNotGet() {
        TrialOfRules result = tried(RULES, LINES.repeat(20), 0);

        assertThat(result.rules().stream()
                        .mapToLong(rule -> rule.bytesSaved().elasticsearch())
                        .sum())
                .isEqualTo(result.elasticsearch().bytesBefore()
                        - result.elasticsearch().bytesAfter());
        assertThat(result.rules().stream()
                        .mapToLong(rule -> rule.bytesSaved().lake())
                        .sum())
                .isEqualTo(result.lake().bytesBefore() - result.lake().bytesAfter());
        assertThat(result.rules()).allSatisfy(rule -> assertThat(rule.samples()).isEmpty());
    }

    @Test
    void showsSomeHitsFromAllOverAsTheyWereBeforeAndAfter() {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < 1_000; i++) {
            lines.append("{\"n\":").append(i).append(",\"message\":\"mail to al@example.com\"}\n");
        }

        RuleEffect mail = rule(tried(RULES, lines.toString(), 10), "mail");

        assertThat(mail.samples()).hasSize(10).allSatisfy(sample -> {
            assertThat(sample.outcome()).isEqualTo("kept");
            assertThat(sample.changes())
                    .containsExactly(new FieldChange("message", "\"mail to al@example.com\"", "\"mail to [email]\""));
        });
        assertThat(mail.samples().stream().map(RuleSample::event))
                .doesNotHaveDuplicates()
                .as("not only the first ones")
                .anyMatch(event -> event.matches(".*\"n\":[5-9][0-9][0-9].*"));
    }

    @Test
    void samplesOfWhatWasLeftOutOrDividedSayWhatItWas() {
        TrialOfRules result = tried(RULES, LINES, 10);

        assertThat(rule(result, "health").samples()).singleElement().satisfies(sample -> {
            assertThat(sample.outcome()).isEqualTo("dropped");
            assertThat(sample.event()).contains("\"kind\":\"health\"");
            assertThat(sample.changes()).isEmpty();
        });
        assertThat(rule(result, "each").samples())
                .singleElement()
                .satisfies(sample -> assertThat(sample.outcome()).isEqualTo("split"));
        assertThat(rule(result, "cold").samples()).singleElement().satisfies(sample -> {
            assertThat(sample.outcome()).isEqualTo("lake");
            assertThat(sample.changes()).containsExactly(new FieldChange("fields.kind", "\"trace\"", null));
        });
    }

    @Test
    void cutsLongValuesOfSamplesOff() {
        String line = "{\"message\":\"" + "x".repeat(10_000) + " al@example.com\"}\n";

        RuleSample sample = rule(tried(RULES, line, 1), "mail").samples().getFirst();

        assertThat(sample.event()).hasSizeLessThan(2_100).endsWith("…");
        assertThat(sample.changes().getFirst().before()).hasSizeLessThan(600).endsWith("…");
    }

    @Test
    void aLineThatARuleMakesTooLargeIsToldApart() {
        String lines = "{\"a\":1}\n{broken\n";
        ParserSettings settings =
                settings("rules: [{name: grow, then: {set: {labels.a: '" + "x".repeat(2_000) + "'}}}]").toBuilder()
                        .maxEventBytes(1_500)
                        .build();
        RulesTrial trial = new RulesTrial(settings, 1, () -> 0, Ticker.SYSTEM);

        trial.take(chunk(lines), lines.getBytes(UTF_8));

        assertThat(trial.result().deadLetters()).isEqualTo(1);
        assertThat(trial.result().tooLarge()).isEqualTo(1);
        assertThat(trial.result().kept()).isZero();
    }

    @Test
    void timeIsThatOfTheThreadWithTheRulesLessThatWithoutThem() {
        // Without rules a chunk takes 1 ms, with them 3 ms.
        AtomicLong looks = new AtomicLong();
        LongSupplier cpu = () -> {
            long look = looks.getAndIncrement();
            return 1_000_000 * (look + 2 * ((look + 1) / 3));
        };
        RulesTrial trial = new RulesTrial(settings(RULES), 0, cpu, Ticker.SYSTEM);

        for (int i = 0; i < 10; i++) {
            trial.take(chunk("{}\n"), "{}\n".getBytes(UTF_8));
        }

        TrialOfRules result = trial.result();
        assertThat(result.parserCpuNanosPerEvent()).isEqualTo(1_000_000);
        assertThat(result.rulesCpuNanosPerEvent()).isEqualTo(2_000_000);
        assertThat(result.rules().stream()
                        .mapToDouble(RuleEffect::cpuNanosPerEvent)
                        .sum())
                .as("divided among the rules")
                .isCloseTo(2_000_000, offset(1.0));
    }

    @Test
    void limitsOfATrialLeaveTheRulesAsTheyAre() {
        ParserSettings settings = settings("rules: [{name: one, then: {limit: {per-second: 0.001, burst: 1}}}]");

        for (int i = 0; i < 2; i++) {
            RulesTrial trial = new RulesTrial(settings, 0, () -> 0, Ticker.SYSTEM);
            trial.take(chunk("{}\n{}\n"), "{}\n{}\n".getBytes(UTF_8));
            assertThat(trial.result().kept()).isEqualTo(1);
        }
    }

    private static TrialOfRules tried(String rules, String lines, int samples) {
        RulesTrial trial = new RulesTrial(settings(rules), samples, () -> 0, Ticker.SYSTEM);
        trial.take(chunk(lines), lines.getBytes(UTF_8));
        return trial.result();
    }

    private static ParserSettings settings(String rules) {
        return ParserSettings.builder()
                .rules(RuleSet.of(Map.of("rules.yaml", rules), null, Set.of()))
                .build();
    }

    private static ChunkHeaders chunk(String lines) {
        return ChunkHeaders.of(
                "json",
                Integer.toString(lines.hashCode()),
                Instant.parse("2026-11-22T12:00:00Z").toEpochMilli());
    }

    private static RuleEffect rule(TrialOfRules result, String name) {
        return result.rules().stream()
                .filter(rule -> rule.name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
