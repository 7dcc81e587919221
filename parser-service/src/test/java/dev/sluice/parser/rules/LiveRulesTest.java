// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parser.rules;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.kafka.health.KafkaConnectionHealth;
import dev.sluice.model.ChunkHeaders;
import dev.sluice.model.DataStream;
import dev.sluice.model.DeadLetterReason;
import dev.sluice.operations.rules.RulesVersion;
import dev.sluice.parsers.ChunkParser;
import dev.sluice.parsers.ParseOutput;
import dev.sluice.parsers.ParserSettings;
import dev.sluice.parsers.declared.DeclaredFormats;
import dev.sluice.parsers.declared.FormatLimits;
import dev.sluice.parsers.rules.RuleSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.health.contributor.Status;

class LiveRulesTest {

    private static final String DROPS = "rules:\n- {name: %s, if: {message: x}, then: drop}\n";

    private static final String FORMAT = "formats: {shop: {try: [{dissect: \"user %%{%s}\"}]}}\n";

    @TempDir
    private Path folder;

    private final RulesLogInMemory log = new RulesLogInMemory();

    private Path file;
    private LiveRules rules;
    private ParserVersions parsers;

    @BeforeEach
    void start() throws IOException {
        file = Files.writeString(folder.resolve("rules.yaml"), DROPS.formatted("one"));
        rules = rules(file);
        parsers = new ParserVersions(rules);
        rules.catchUp();
    }

    private LiveRules rules(Path... files) {
        RuleSet set = RuleSet.read(List.of(files), null, ParseOutput.OTHER_RULES);
        return log.rules(ParserSettings.builder().rules(set).build(), List.of(files), List.of());
    }

    @Test
    void whatTheFilesSayIsPublishedWithWhoAndWhen() {
        assertThat(log.versions()).singleElement().satisfies(version -> {
            assertThat(version.version()).matches("1-[0-9a-f]{8}");
            assertThat(version.at()).isEqualTo("2026-11-29T16:00:00Z");
            assertThat(version.by()).startsWith(Files.getOwner(file).getName() + "@");
            assertThat(version.files()).containsExactly(Map.entry(file.toString(), DROPS.formatted("one")));
        });
    }

    @Test
    void aChangedFileIsAVersionThatIsInForceFromTheNextChunkOn() throws IOException {
        ParserVersions.Version before = parsers.newest();
        rules.refresh();
        assertThat(parsers.newest().parser()).as("nothing has changed").isSameAs(before.parser());

        Files.writeString(file, DROPS.formatted("other"));
        rules.refresh();

        assertThat(log.versions()).hasSize(2);
        assertThat(droppedBy(parsers.newest().parser())).containsExactly("other");
        assertThat(droppedBy(before.parser())).containsExactly("one");
        assertThat(new RulesHealth(rules).health().getStatus()).isEqualTo(Status.UP);
    }

    @Test
    void anOlderVersionCanBeAskedFor() throws IOException {
        String first = parsers.newest().version();
        Files.writeString(file, DROPS.formatted("other"));
        rules.refresh();

        assertThat(droppedBy(parsers.of(first).orElseThrow().parser())).containsExactly("one");
        assertThat(parsers.of("7-none")).isEmpty();
    }

    @Test
    void whatAnotherParserPublishesIsInForceHereToo() throws IOException {
        Path others = Files.writeString(folder.resolve("others.yaml"), DROPS.formatted("theirs"));
        LiveRules other = rules(others);
        other.catchUp();

        rules.refresh();

        assertThat(log.versions()).hasSize(2);
        assertThat(parsers.newest().version()).isEqualTo(other.settings().rulesVersion());
        assertThat(droppedBy(parsers.newest().parser())).containsExactly("theirs");
    }

    /** By a parser that had not read the newer one: whoever reads the log later finds it behind that. */
    @Test
    void whatIsPublishedLateIsKnownAndNotInForce() throws IOException {
        RulesVersion first = log.versions().getFirst();
        Files.writeString(file, DROPS.formatted("other"));
        rules.refresh();
        RulesVersion late = RulesVersion.after(
                RulesVersion.after(null, Map.of(), "-", Instant.EPOCH),
                Map.of("late.yaml", DROPS.formatted("late")),
                "-",
                Instant.EPOCH);
        Files.writeString(file, DROPS.formatted("newest"));
        rules.refresh();

        log.versions().add(late);
        rules.refresh();

        assertThat(late.number()).isGreaterThan(first.number());
        assertThat(droppedBy(parsers.newest().parser())).containsExactly("newest");
        assertThat(droppedBy(parsers.of(late.version()).orElseThrow().parser())).containsExactly("late");
    }

    @Test
    void parsersWithTheSameFilesPublishThemOnce() throws IOException {
        Path copy = Files.copy(file, folder.resolve("copy.yaml"));
        rules(copy).catchUp();

        assertThat(log.versions()).hasSize(1);
    }

    @Test
    void withoutFilesThereAreNoRulesAnyMore() {
        LiveRules without = rules();
        without.catchUp();
        rules.refresh();

        assertThat(log.versions()).hasSize(2);
        assertThat(droppedBy(parsers.newest().parser())).containsExactly("kept");
    }

    @Test
    void whoNeverHadRulesHasNoVersion() {
        RulesLogInMemory empty = new RulesLogInMemory();
        LiveRules without = empty.rules(ParserSettings.defaults());
        without.catchUp();

        assertThat(empty.versions()).isEmpty();
        assertThat(without.settings().rulesVersion()).isNull();
    }

    @Test
    void whileTheBrokersAreAwayAllStaysAndIsPublishedLater() throws IOException {
        String first = parsers.newest().version();
        log.setAway(true);
        Files.writeString(file, DROPS.formatted("other"));
        rules.refresh();
        assertThat(parsers.newest().version()).isEqualTo(first);
        assertThatThrownBy(rules::catchUp).isInstanceOf(KafkaException.class);

        log.setAway(false);
        rules.refresh();

        assertThat(droppedBy(parsers.newest().parser())).containsExactly("other");
    }

    @Test
    void aVersionThatThisParserCannotUseChangesNothingAndHealthSaysSo() {
        log.publish("rules:\n- {name: n, then: {parse: {field: message, as: no_such_format}}}\n");
        rules.refresh();

        assertThat(droppedBy(parsers.newest().parser())).containsExactly("one");
        assertThat(new RulesHealth(rules).health().getStatus()).isEqualTo(KafkaConnectionHealth.DEGRADED);
        assertThat(rules.problem())
                .hasValueSatisfying(
                        problem -> assertThat(problem).contains("version 2-", "file.yaml:2:3", "no_such_format"));

        log.publish(DROPS.formatted("mended"));
        rules.refresh();

        assertThat(droppedBy(parsers.newest().parser())).containsExactly("mended");
        assertThat(rules.problem()).isEmpty();
    }

    @Test
    void aBrokenFileIsNotPublishedAndHealthSaysSoUntilItIsMended() throws IOException {
        ChunkParser before = parsers.newest().parser();
        for (String broken : List.of(
                "rules:\n- {name: n, then: dorp}\n",
                "rules: [",
                "",
                "rules:\n- {name: n, then: {parse: {field: message, as: no_such_format}}}\n")) {
            Files.writeString(file, broken);
            rules.refresh();

            assertThat(parsers.newest().parser()).isSameAs(before);
            assertThat(new RulesHealth(rules).health().getStatus()).isEqualTo(KafkaConnectionHealth.DEGRADED);
            assertThat(new RulesHealth(rules)
                            .health()
                            .getDetails()
                            .get("problem")
                            .toString())
                    .contains(file.toString());
        }
        Files.delete(file);
        rules.refresh();
        assertThat(parsers.newest().parser()).isSameAs(before);
        assertThat(rules.problem())
                .hasValueSatisfying(problem -> assertThat(problem).contains("there is no file"));
        assertThat(log.versions()).hasSize(1);

        Files.writeString(file, DROPS.formatted("mended"));
        rules.refresh();

        assertThat(droppedBy(parsers.newest().parser())).containsExactly("mended");
        assertThat(rules.problem()).isEmpty();
    }

    /** The rule names a format, and neither can be understood without the other. */
    @Test
    void formatsChangeWithTheRulesThatNameThem() throws IOException {
        Path formats = Files.writeString(folder.resolve("formats.yaml"), FORMAT.formatted("first"));
        ParserSettings settings = ParserSettings.builder()
                .declaredFormats(DeclaredFormats.read(List.of(formats), FormatLimits.DEFAULT))
                .build();
        LiveRules live = log.rules(settings, List.of(file), List.of(formats));
        live.catchUp();
        ParserVersions versions = new ParserVersions(live);
        String first = versions.newest().version();
        assertThat(eventOf(versions.newest().parser())).contains("\"first\":\"al\"");

        Files.writeString(formats, FORMAT.formatted("second").replace("shop", "store"));
        live.refresh();
        assertThat(eventOf(versions.newest().parser())).as("of no such format").doesNotContain("al\"");
        Files.writeString(file, "rules:\n- {name: n, then: {parse: {field: message, as: store}}}\n");
        live.refresh();
        Files.writeString(formats, FORMAT.formatted("second"));
        live.refresh();
        assertThat(live.problem())
                .hasValueSatisfying(problem -> assertThat(problem).contains("store"));
        Files.writeString(file, DROPS.formatted("one"));
        live.refresh();

        assertThat(live.problem()).isEmpty();
        assertThat(eventOf(versions.newest().parser())).contains("\"second\":\"al\"");
        assertThat(eventOf(versions.of(first).orElseThrow().parser())).contains("\"first\":\"al\"");
        assertThat(log.versions().getLast().files()).containsOnlyKeys(file.toString(), formats.toString());
    }

    @Test
    void aBrokenFileOfFormatsChangesNothing() throws IOException {
        Path formats = Files.writeString(folder.resolve("formats.yaml"), FORMAT.formatted("first"));
        LiveRules live = log.rules(ParserSettings.defaults(), List.of(), List.of(formats));
        live.catchUp();
        String before = live.settings().rulesVersion();

        for (String broken :
                List.of("formats: [", "formats: {shop: {try: [{dissect: \"%{\"}]}}\n", "patterns: {A: b}\n")) {
            Files.writeString(formats, broken);
            live.refresh();

            assertThat(live.settings().rulesVersion()).isEqualTo(before);
            assertThat(live.problem())
                    .hasValueSatisfying(problem -> assertThat(problem).contains(formats.toString()));
        }
    }

    private static String eventOf(ChunkParser parser) {
        StringBuilder events = new StringBuilder();
        byte[] line = "user al".getBytes(UTF_8);
        parser.parse(ChunkHeaders.of("shop", "b", 1_795_345_200_000L), line, 0, line.length, new ParseOutput() {
            @Override
            public void event(DataStream dataStream, byte[] id, byte[] json, int from, int to) {
                events.append(new String(json, from, to - from, UTF_8));
            }

            @Override
            public void deadLetter(long line, byte[] bytes, int from, int to, DeadLetterReason reason, String message) {
                events.append(message);
            }

            @Override
            public void dropped(String rule, DataStream dataStream, long line) {
                events.append(rule);
            }
        });
        return events.toString();
    }

    @Test
    void aBrokenFileThatIsPutBackIsMended() throws IOException {
        Files.writeString(file, "rules: [");
        rules.refresh();
        Files.writeString(file, DROPS.formatted("one"));
        rules.refresh();

        assertThat(rules.problem()).isEmpty();
        assertThat(log.versions()).hasSize(1);
    }

    private static List<String> droppedBy(ChunkParser parser) {
        List<String> names = new ArrayList<>();
        parser.parse(ChunkHeaders.of("text", "b", 1_795_345_200_000L), "x".getBytes(UTF_8), 0, 1, new ParseOutput() {
            @Override
            public void event(DataStream dataStream, byte[] id, byte[] json, int from, int to) {
                names.add("kept");
            }

            @Override
            public void deadLetter(long line, byte[] bytes, int from, int to, DeadLetterReason reason, String message) {
                names.add(message);
            }

            @Override
            public void dropped(String rule, DataStream dataStream, long line) {
                names.add(rule);
            }
        });
        return names;
    }
}
