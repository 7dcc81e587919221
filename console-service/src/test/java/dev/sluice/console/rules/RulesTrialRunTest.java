// SPDX-License-Identifier: Apache-2.0
package dev.sluice.console.rules;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.console.rules.RulesTrialRun.RulesTried;
import dev.sluice.model.ChunkHeaders;
import dev.sluice.model.concurrent.Ticker;
import dev.sluice.operations.replay.RawSpan.ChunkVisitor;
import dev.sluice.operations.replay.RawSpan.SpanProgress;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class RulesTrialRunTest {

    private static final Instant FROM = Instant.parse("2026-03-01T12:00:00Z");
    private static final Instant TO = Instant.parse("2026-03-01T13:00:00Z");
    private static final String RULES = """
        rules:
          - {name: health, if: {fields.kind: health}, then: drop}
          - {name: who, then: [{mask: user.name}, {limit: {per-second: 9, by: user.name}}]}
        """;

    /** A chunk of two events. */
    private static final byte[] LINES = """
        {"kind":"health","message":"ok"}
        {"user":{"name":"alice"},"message":"x"}
        """.getBytes(UTF_8);

    private static final int CHUNKS = 10;

    /** By what each look at the clock moves it on. */
    private Duration pace = Duration.ZERO;

    private final Ticker ticker = new Ticker() {
        private long now;

        @Override
        public long nanos() {
            now += pace.toNanos();
            return now;
        }

        @Override
        public void sleep(Duration duration) {
            throw new AssertionError("nobody waits");
        }
    };

    @Test
    void saysByRuleWhatItWouldHaveDone() {
        RulesTried tried = run(new RulesTrialRequest(RULES, FROM, TO, null, null));

        assertThat(tried.complete()).isTrue();
        assertThat(tried.trial().events()).isEqualTo(2 * CHUNKS);
        assertThat(tried.trial().rules().getFirst().dropped()).isEqualTo(CHUNKS);
        assertThat(tried.trial().rules().getFirst().samples()).hasSize(5);
        assertThat(tried.warnings()).anySatisfy(warning -> assertThat(warning).contains("reads user.name"));
    }

    /** What {@code rules.js} draws. */
    @Test
    void itsJsonHasAllThatThePageReads() {
        JsonNode json =
                JsonMapper.builder().build().valueToTree(run(new RulesTrialRequest(RULES, FROM, TO, null, null)));

        assertThat(Stream.of(
                                "/complete",
                                "/span/chunks",
                                "/span/replays",
                                "/span/unreadable",
                                "/span/left",
                                "/warnings/0",
                                "/trial/events",
                                "/trial/kept",
                                "/trial/dropped",
                                "/trial/deadLetters",
                                "/trial/tooLarge",
                                "/trial/elasticsearch/bytesBefore",
                                "/trial/elasticsearch/bytesAfter",
                                "/trial/lake/bytesBefore",
                                "/trial/lake/bytesAfter",
                                "/trial/rules/0/name",
                                "/trial/rules/0/hits",
                                "/trial/rules/0/dropped",
                                "/trial/rules/0/toLake",
                                "/trial/rules/0/toElasticsearch",
                                "/trial/rules/0/changed",
                                "/trial/rules/0/bytesSaved/elasticsearch",
                                "/trial/rules/0/bytesSaved/lake",
                                "/trial/rules/0/cpuNanosPerEvent",
                                "/trial/rules/0/samples/0/outcome",
                                "/trial/rules/0/samples/0/event",
                                "/trial/rules/1/fields/user.name",
                                "/trial/rules/1/samples/0/changes/0/field",
                                "/trial/rules/1/samples/0/changes/0/before",
                                "/trial/rules/1/samples/0/changes/0/after")
                        .filter(field -> json.at(field).isMissingNode()))
                .isEmpty();
    }

    @Test
    void endsWhereEnoughWasSeenOrItTakesTooLong() {
        RulesTried enough = run(new RulesTrialRequest(RULES, FROM, TO, 4, 0));

        assertThat(enough.complete()).isFalse();
        assertThat(enough.trial().events()).isEqualTo(4);
        assertThat(enough.trial().rules().getFirst().samples()).isEmpty();
        pace = Duration.ofSeconds(16);
        assertThat(run(new RulesTrialRequest(RULES, FROM, TO, null, null)).complete())
                .isFalse();
    }

    @Test
    void rulesThatCannotBeUnderstoodAreSaidWithTheirPlaceBeforeAnythingIsRead() {
        RulesTrialRun run = new RulesTrialRun(
                (from, to, visitor) -> {
                    throw new AssertionError("nothing is read");
                },
                ticker);

        assertThatThrownBy(
                        () -> run.run(new RulesTrialRequest("rules:\n  - {name: a, then: dorp}", FROM, TO, null, null)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("rules:2:");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 1, maxEvents must be",
        "100001, 1, maxEvents must be",
        "1, -1, maxSamples must be",
        "1, 21, maxSamples must be"
    })
    void refusesNumbersThatCannotBe(int events, int samples, String message) {
        assertThatThrownBy(() -> new RulesTrialRequest(RULES, FROM, TO, events, samples))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(message);
    }

    @Test
    void refusesWhatIsNoSpanAndNoRules() {
        assertThatThrownBy(() -> new RulesTrialRequest(RULES, TO, FROM, null, null))
                .hasMessageStartingWith("from must be before to");
        assertThatThrownBy(() -> new RulesTrialRequest(RULES, null, TO, null, null))
                .hasMessageStartingWith("from must be before to");
        assertThatThrownBy(() -> new RulesTrialRequest(" ", FROM, TO, null, null))
                .hasMessageStartingWith("rules must be");
    }

    private RulesTried run(RulesTrialRequest request) {
        return new RulesTrialRun(RulesTrialRunTest::read, ticker).run(request);
    }

    private static SpanProgress read(Instant from, Instant to, ChunkVisitor visitor) {
        assertThat(from).isEqualTo(FROM);
        assertThat(to).isEqualTo(TO);
        for (int i = 1; i <= CHUNKS; i++) {
            SpanProgress progress = new SpanProgress(i, 0, 0, CHUNKS - i);
            if (!visitor.take(ChunkHeaders.of("json", "batch-" + i, 0), LINES, progress)) {
                return progress;
            }
        }
        return new SpanProgress(CHUNKS, 0, 0, 0);
    }
}
