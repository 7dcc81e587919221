// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parser;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sluice.model.DataStream;
import dev.sluice.model.DeadLetterReason;
import dev.sluice.model.EventIds;
import dev.sluice.model.Topics;
import dev.sluice.parser.rules.LiveRules;
import dev.sluice.parsers.ChunkParser;
import dev.sluice.parsers.ParseOutput;
import dev.sluice.parsers.ParserSettings;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** Rules in the running service. */
class ITParserRules extends ParserRig {

    /** The broker refuses the events for a while, so that the chunk is parsed again and again; each time the same lines must be dropped. */
    @Test
    void rulesDropTheSameLinesOnEachTryAndCountThemOnce() {
        service.close();
        startService("--sluice.parser.rule-files=" + rules("""
                                rules:
                                - {name: health, if: {url.path: /health*}, then: drop}
                                - name: tenth
                                  if: {http.response.status_code: {from: 200, to: 299}}
                                  then: [{sample: {keep-one-in: 10}}]
                                """));
        List<String> kept = keptOf("k", lines());
        kafka.configure(Topics.PARSED, "max.message.bytes", "300");
        kafka.sendChunk(0, bytes("k"), chunk("k", 0), bytes(lines()));
        await().atMost(PATIENCE).until(() -> counter("sluice.parser.rollbacks") >= 2);
        kafka.configure(Topics.PARSED, "max.message.bytes", "1000000");
        // A repeat, whose dropped lines were seen before like all others.
        kafka.sendChunk(0, bytes("k"), chunk("k", 0), bytes(lines()));
        kafka.sendChunk(0, null, chunk("health", 0), bytes(GOOD.formatted("health-again")));

        List<ConsumerRecord<byte[], byte[]>> events = awaitEvents(kept.size());

        assertThat(events).extracting(event -> new String(event.key(), UTF_8)).containsExactlyElementsOf(kept);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(dropped("health")).isEqualTo(101));
        assertThat(kept).hasSizeBetween(5, 50);
        assertThat(dropped("tenth")).isEqualTo(200 - kept.size());
        assertThat(counter("sluice.parser.events")).isEqualTo(kept.size());
        assertThat(counter("sluice.parser.repeats")).isEqualTo(300);
        assertThat(kafka.read(Topics.RAW_DEAD_LETTERS)).isEmpty();
    }

    /** A hundred that one rule drops, and two hundred of which the other keeps one in ten. */
    private static String lines() {
        return IntStream.range(0, 300)
                .mapToObj(i -> GOOD.formatted(i % 3 == 0 ? "health-" + i : "page-" + i))
                .collect(Collectors.joining());
    }

    /** What a parser of its own keeps. */
    private List<String> keptOf(String batch, String lines) {
        List<String> ids = new ArrayList<>();
        new ChunkParser(service.getBean(ParserSettings.class))
                .parse(chunk(batch, 0), bytes(lines), 0, lines.length(), new ParseOutput() {
                    @Override
                    public void event(DataStream dataStream, byte[] id, byte[] json, int from, int to) {
                        ids.add(new String(id, 0, EventIds.LENGTH, UTF_8));
                    }

                    @Override
                    public void deadLetter(
                            long line, byte[] value, int from, int to, DeadLetterReason reason, String message) {
                        throw new AssertionError(message);
                    }
                });
        return ids;
    }

    private double dropped(String rule) {
        return service.getBean(MeterRegistry.class)
                .counter("sluice.parser.dropped", "rule", rule)
                .count();
    }

    @Test
    void aRuleThatCannotBeUnderstoodStopsTheStart() {
        Path file = rules("rules:\n- {name: n, then: [{dorp: x}]}\n");

        assertThatThrownBy(() -> application("--sluice.parser.rule-files=" + file))
                .rootCause()
                .hasMessageStartingWith(file + ":2:20: there is no action 'dorp'; there are keep, drop, sample,");
    }

    @Test
    void changedRulesAreInForceWithoutARestartAndBrokenOnesAreNot() throws Exception {
        service.close();
        Path file = rules("rules:\n- {name: first, if: {url.path: /first*}, then: drop}\n");
        startService("--sluice.parser.rule-files=" + file, "--sluice.parser.rule-refresh=100ms");
        LiveRules rules = service.getBean(LiveRules.class);
        kafka.sendChunk(0, bytes("a"), chunk("a", 0), bytes(GOOD.formatted("first") + GOOD.formatted("second")));
        awaitEvents(1);

        Files.writeString(file, "rules:\n- {name: second, if: {url.path: /second*}, then: dorp}\n");
        await().until(() -> rules.problem().isPresent());
        kafka.sendChunk(0, bytes("b"), chunk("b", 0), bytes(GOOD.formatted("first") + GOOD.formatted("second")));
        awaitEvents(2);

        Files.writeString(file, "rules:\n- {name: second, if: {url.path: /second*}, then: drop}\n");
        await().until(() -> rules.settings().rules().names().equals(List.of("second")));
        kafka.sendChunk(0, bytes("c"), chunk("c", 0), bytes(GOOD.formatted("first") + GOOD.formatted("second")));

        assertThat(awaitEvents(3))
                .extracting(event -> JsonMapper.builder()
                        .build()
                        .readTree(event.value())
                        .at("/url/path")
                        .asString())
                .containsExactly("/second", "/second", "/first");
        assertThat(dropped("first")).isEqualTo(2);
        assertThat(dropped("second")).isEqualTo(1);
    }

    private Path rules(String text) {
        try {
            return Files.writeString(folder.resolve("rules.yaml"), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
