// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.model.ChunkHeaders;
import dev.sluice.model.DeadLetterReason;
import dev.sluice.parsers.LineTrace.TracedLine;
import dev.sluice.parsers.rules.FieldChange;
import dev.sluice.parsers.rules.RuleSet;
import dev.sluice.parsers.rules.RuleStep;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LineTraceTest {

    private static final String RULES = """
            rules:
              - {name: health, if: {fields.kind: health}, then: drop}
              - {name: team, if: {fields.kind: user}, then: {set: {labels.team: shop}}}
              - {name: secret, if: {fields.pin: {exists: true}}, then: {remove: fields.pin}}
              - {name: referrer, if: {http.request.referrer: {exists: true}}, then: {remove: http.request.referrer}}
              - {name: cold, if: {fields.kind: trace}, then: {route: lake}}
            """;

    private final LineTrace trace = new LineTrace(ParserSettings.builder()
            .rules(RuleSet.of(Map.of("rules", RULES), null, ParseOutput.OTHER_RULES))
            .build());

    @Test
    void saysWhatEachRuleHasChanged() {
        TracedLine traced = of("{\"kind\":\"user\",\"message\":\"hello\"}");

        assertThat(traced.line()).isEqualTo("{\"kind\":\"user\",\"message\":\"hello\"}");
        assertThat(traced.events()).singleElement().asString().contains("\"team\":\"shop\"");
        assertThat(traced.steps())
                .containsExactly(
                        new RuleStep("team", "kept", List.of(new FieldChange("labels.team", null, "\"shop\""))));
    }

    @Test
    void saysByWhichRuleItWasLeftOutOrSentToOneStore() {
        TracedLine dropped = of("{\"kind\":\"health\"}");
        assertThat(dropped.events()).isEmpty();
        assertThat(dropped.dropped()).containsExactly("health");
        assertThat(dropped.steps()).containsExactly(new RuleStep("health", "dropped", List.of()));

        assertThat(of("{\"kind\":\"trace\"}").steps()).containsExactly(new RuleStep("cold", "s3", List.of()));
    }

    @Test
    void whatARuleHidesIsHiddenInTheLineToo() {
        TracedLine traced = of("{\"pin\":\"4711-x\",\"message\":\"hello\"}");

        assertThat(traced.line()).isEqualTo("{\"pin\":\"[hidden]\",\"message\":\"hello\"}");
        assertThat(traced.steps().getFirst().changes())
                .containsExactly(new FieldChange("fields.pin", RuleStep.HIDDEN, null));
        assertThat(traced.toString()).doesNotContain("4711");
    }

    @Test
    void aLineInWhichTheHiddenValueCannotBeFoundIsHiddenAsAWhole() {
        // httpd writes \\x61 for what is an a in the event.
        String line =
                "192.0.2.1 - - [10/Oct/2026:13:55:36 +0000] \"GET / HTTP/1.1\" 200 5 \"http://\\x61bc/\" \"curl\"\n";

        assertThat(trace.of(ChunkHeaders.of("apache_combined", "batch", 5), line.getBytes(UTF_8))
                        .line())
                .isEqualTo("[hidden: a rule hides a part of this line]");
    }

    @Test
    void saysWhyALineIsADeadLetterAndForgetsTheLineBefore() {
        of("{\"kind\":\"user\"}");

        TracedLine traced = of("{broken");

        assertThat(traced.failures()).extracting(LineTrace.Failure::reason).containsExactly(DeadLetterReason.BAD_JSON);
        assertThat(traced.steps()).isEmpty();
    }

    private TracedLine of(String line) {
        return trace.of(ChunkHeaders.of("json", "batch", 5), (line + "\n").getBytes(UTF_8));
    }
}
