// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parser.rules;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.kafka.health.KafkaConnectionHealth;
import dev.sluice.model.ChunkHeaders;
import dev.sluice.model.DataStream;
import dev.sluice.model.DeadLetterReason;
import dev.sluice.parsers.ChunkParser;
import dev.sluice.parsers.ParseOutput;
import dev.sluice.parsers.ParserSettings;
import dev.sluice.parsers.rules.RuleSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.health.contributor.Status;

class LiveRulesTest {

    private static final String DROPS = "rules:\n- {name: %s, if: {message: x}, then: drop}\n";

    @TempDir
    private Path folder;

    private Path file;
    private LiveRules rules;
    private CurrentParser parser;

    @BeforeEach
    void start() throws IOException {
        file = Files.writeString(folder.resolve("rules.yaml"), DROPS.formatted("one"));
        rules = new LiveRules(ParserSettings.builder().rules(read()).build(), List.of(file), this::read);
        parser = new CurrentParser(rules);
    }

    @Test
    void aChangedFileIsInForceFromTheNextChunkOn() throws IOException {
        ChunkParser before = parser.get();
        rules.refresh();
        assertThat(parser.get()).as("nothing has changed").isSameAs(before);

        Files.writeString(file, DROPS.formatted("other"));
        rules.refresh();

        assertThat(parser.get()).isNotSameAs(before);
        assertThat(droppedBy(parser.get())).containsExactly("other");
        assertThat(droppedBy(before)).containsExactly("one");
        assertThat(new RulesHealth(rules).health().getStatus()).isEqualTo(Status.UP);
    }

    @Test
    void aBrokenFileChangesNothingAndHealthSaysSoUntilItIsMended() throws IOException {
        ChunkParser before = parser.get();
        for (String broken : List.of(
                "rules:\n- {name: n, then: dorp}\n",
                "rules: [",
                "",
                "rules:\n- {name: n, then: {parse: {field: message, as: no_such_format}}}\n")) {
            Files.writeString(file, broken);
            rules.refresh();

            assertThat(parser.get()).isSameAs(before);
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
        assertThat(parser.get()).isSameAs(before);
        assertThat(rules.problem())
                .hasValueSatisfying(problem -> assertThat(problem).contains("there is no file"));

        Files.writeString(file, DROPS.formatted("mended"));
        rules.refresh();

        assertThat(droppedBy(parser.get())).containsExactly("mended");
        assertThat(rules.problem()).isEmpty();
    }

    private RuleSet read() {
        return RuleSet.read(List.of(file), null, ParseOutput.OTHER_RULES);
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
