// SPDX-License-Identifier: Apache-2.0
package dev.sluice.standalone.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.model.ChunkHeaders;
import dev.sluice.model.ChunkHeaders.Position;
import dev.sluice.model.ChunkHeaders.Provenance;
import dev.sluice.model.ChunkHeaders.Receipt;
import dev.sluice.model.ChunkHeaders.Routing;
import dev.sluice.model.DataStream;
import dev.sluice.model.DeadLetterReason;
import dev.sluice.model.Store;
import dev.sluice.model.concurrent.Ticker;
import dev.sluice.parser.settings.ParserSettingsLoader;
import dev.sluice.parsers.ChunkParser;
import dev.sluice.parsers.ParseOutput;
import dev.sluice.parsers.ParserSettings;
import dev.sluice.parsers.RulesTrial;
import dev.sluice.parsers.RulesTrial.TrialOfRules;
import dev.sluice.parsers.rules.RuleEffect;
import dev.sluice.parsers.rules.RuleSet;
import dev.sluice.sink.s3.format.EventWriter;
import dev.sluice.sink.s3.format.LakeFormat;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.core.env.StandardEnvironment;

/** Rules do to events of the lake what they would have done to the lines that these were. */
class LakeLinesTest {

    private static final String RULES = """
        rules:
          - {name: addresses, then: {mask: {field: source.ip, keep: network}}}
          - {name: health, if: {fields.kind: health}, then: drop}
          - {name: deep, if: {fields.order.lines: "2"}, then: {set: {labels.seen: "yes"}}}
          - {name: moved, if: {fields.source.ip: "not an address"}, then: {remove: fields.source.ip}}
          - {name: errors, if: {http.response.status_code: {from: 500}}, then: {route: lake}}
          - {name: team, if: {labels.team: blue}, then: {route: elasticsearch}}
        """;

    private static final String ACCESS = """
        192.0.2.1 - alice [01/Mar/2026:10:00:00 +0000] "GET /a HTTP/1.1" 200 5
        192.0.2.2 - - [01/Mar/2026:10:00:01 +0000] "GET /b?q=1 HTTP/1.1" 503 5
        """;

    private static final String JSON = """
        {"@timestamp":"2026-03-01T10:00:00Z","kind":"health","message":"ok"}
        {"@timestamp":"2026-03-01T10:00:01Z","order":{"lines":[1,2]},"source":{"ip":"192.0.2.9"},"message":"x"}
        {"@timestamp":"2026-03-01T10:00:02Z","source":{"ip":"not an address"},"labels":{"team":"blue"},"tags":["t"]}
        """;

    @TempDir
    private Path folder;

    private final ParserSettings settings = ParserSettingsLoader.of(new StandardEnvironment());

    @ParameterizedTest
    @EnumSource(LakeFormat.class)
    void rulesDoTheSameToEventsAsToLines(LakeFormat format) throws Exception {
        TrialOfRules lines = trial(trial -> {
            trial.take(headers("apache_common", "web"), ACCESS.getBytes(UTF_8));
            trial.take(headers("json", "app"), JSON.getBytes(UTF_8));
        });

        Path file = folder.resolve("object." + format.extension());
        try (EventWriter writer = format.create(file)) {
            for (byte[] event : events()) {
                writer.write(0, event);
            }
        }
        List<byte[]> stored = new ArrayList<>();
        format.read(file, event -> stored.add(LakeEvents.bytes(event)));
        TrialOfRules lake = trial(trial -> {
            LakeLines back = new LakeLines(trial::take);
            stored.forEach(back::add);
            back.flush();
        });

        assertThat(lines.events()).isEqualTo(5);
        assertThat(effects(lines))
                .hasSize(6)
                .allSatisfy((rule, effect) -> assertThat(effect).doesNotStartWith("0 "));
        assertThat(lake.events()).isEqualTo(5);
        assertThat(lake.deadLetters()).isZero();
        assertThat(effects(lake)).isEqualTo(effects(lines));
    }

    private static Map<String, String> effects(TrialOfRules trial) {
        Map<String, String> effects = new TreeMap<>();
        for (RuleEffect rule : trial.rules()) {
            effects.put(
                    rule.name(),
                    rule.hits() + " hit, " + rule.dropped() + " dropped, " + rule.toLake() + " to the lake, "
                            + rule.toElasticsearch() + " to Elasticsearch, changed " + rule.fields());
        }
        return effects;
    }

    private TrialOfRules trial(Consumer<RulesTrial> chunks) {
        RuleSet rules = RuleSet.of(Map.of("r.yaml", RULES), RulesCommand.PUBLIC_KEY, ParseOutput.OTHER_RULES);
        RulesTrial trial = new RulesTrial(settings.toBuilder().rules(rules).build(), 0, () -> 0, Ticker.SYSTEM);
        chunks.accept(trial);
        return trial.result();
    }

    private List<byte[]> events() {
        List<byte[]> events = new ArrayList<>();
        ChunkParser parser = new ChunkParser(settings);
        ParseOutput output = new ParseOutput() {
            @Override
            public void event(DataStream dataStream, byte[] id, byte[] json, int from, int to) {
                events.add(Arrays.copyOfRange(json, from, to));
            }

            @Override
            public void routed(Store store, DataStream dataStream, byte[] id, byte[] json, int from, int to) {
                throw new AssertionError("there are no rules");
            }

            @Override
            public void deadLetter(long line, byte[] bytes, int from, int to, DeadLetterReason reason, String message) {
                throw new AssertionError(message);
            }

            @Override
            public void dropped(String rule, DataStream dataStream, long line) {
                throw new AssertionError("there are no rules");
            }
        };
        parser.parse(headers("apache_common", "web"), ACCESS.getBytes(UTF_8), 0, ACCESS.length(), output);
        parser.parse(headers("json", "app"), JSON.getBytes(UTF_8), 0, JSON.length(), output);
        return events;
    }

    private static ChunkHeaders headers(String format, String dataset) {
        return new ChunkHeaders(
                new Routing(format, "default", dataset),
                Position.ofBatch(dataset),
                Provenance.UNKNOWN,
                Receipt.at(1_772_359_300_000L));
    }
}
