// SPDX-License-Identifier: Apache-2.0
package dev.sluice.standalone.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.model.ChunkHeaders;
import dev.sluice.model.DataStream;
import dev.sluice.model.DeadLetterReason;
import dev.sluice.parsers.ChunkParser;
import dev.sluice.parsers.ParseOutput;
import dev.sluice.parsers.ParserSettings;
import dev.sluice.parsers.declared.FormatExamples.Example;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;

/** Runs the examples of formats, and prints of each that fails what is missing (-) and what is there instead (+). */
final class FormatTestRun {

    /** Always the same, so that times without a year stay what they are. */
    private static final long RECEIVED = Instant.parse("2026-11-22T12:00:00Z").toEpochMilli();

    /** In a stream the lines of one event are joined. */
    private static final ChunkHeaders.Position STREAM =
            new ChunkHeaders.Position("test", 0, new ChunkHeaders.StreamOffset("test", 0, 0), null);

    /** What every event has, whatever its line says. */
    private static final Set<String> COMMON = Set.of(
            "ecs.version",
            "data_stream.type",
            "data_stream.dataset",
            "data_stream.namespace",
            "event.kind",
            "event.dataset",
            "event.category",
            "event.type",
            "event.created",
            "event.ingested",
            "event.id",
            "log.offset");

    private final ChunkParser parser;
    private final PrintWriter out;
    /** Numbers stay as they are written. */
    private final JsonMapper json = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private int count;
    private int passed;

    FormatTestRun(ParserSettings settings, PrintWriter out) {
        parser = new ChunkParser(settings);
        this.out = out;
    }

    int count() {
        return count;
    }

    int passed() {
        return passed;
    }

    void run(Example example) {
        count++;
        Outcome outcome = new Outcome();
        byte[] line = example.line().replace('\n', '\r').getBytes(UTF_8);
        ChunkHeaders headers =
                ChunkHeaders.of(example.format(), "test", RECEIVED).with(STREAM);
        parser.parse(headers, line, 0, line.length, outcome);
        List<String> differences = differences(example, outcome);
        if (differences.isEmpty()) {
            passed++;
            return;
        }
        out.println(TerminalText.escaped(example.place() + ": " + example.format() + ": " + example.line()));
        differences.forEach(difference -> out.println("  " + TerminalText.escaped(difference)));
    }

    private static List<String> differences(Example example, Outcome outcome) {
        List<String> differences = new ArrayList<>();
        boolean expectsEvent = example.fails() == null && !example.skipped();
        if (!expectsEvent || outcome.fields == null) {
            String expected = example.skipped() ? "left out" : expectsEvent ? "an event" : example.fails();
            boolean fits = example.skipped()
                    ? outcome.isSkipped
                    : outcome.reason != null && outcome.reason.name().equals(example.fails());
            if (!fits) {
                differences.add("- " + expected);
                differences.add("+ " + outcome);
            }
            return differences;
        }
        Set<String> paths = new TreeSet<>(example.fields().keySet());
        paths.addAll(outcome.fields.keySet());
        for (String path : paths) {
            String expected = example.fields().get(path);
            String actual = outcome.fields.get(path);
            if (expected == null && COMMON.contains(path)) {
                continue;
            }
            if (expected != null && !expected.equals(actual)) {
                differences.add("- " + path + " = " + expected);
            }
            if (actual != null && !actual.equals(expected)) {
                differences.add("+ " + path + " = " + actual);
            }
        }
        return differences;
    }

    /** What became of a line. */
    private final class Outcome implements ParseOutput {

        private Map<String, String> fields;
        private DeadLetterReason reason;
        private String message;
        private boolean isSkipped;

        @Override
        public void event(DataStream dataStream, byte[] id, byte[] event, int from, int to) {
            fields = new TreeMap<>();
            flatten("", json.readTree(event, from, to - from));
        }

        @Override
        public void deadLetter(long line, byte[] bytes, int from, int to, DeadLetterReason why, String what) {
            reason = why;
            message = what;
        }

        @Override
        public void dropped(String rule, DataStream dataStream, long line) {
            isSkipped = true;
        }

        private void flatten(String prefix, JsonNode node) {
            for (Map.Entry<String, JsonNode> member : node.properties()) {
                String path = prefix + member.getKey();
                if (member.getValue().isObject() && !member.getValue().isEmpty()) {
                    flatten(path + ".", member.getValue());
                } else {
                    fields.put(path, member.getValue().toString());
                }
            }
        }

        @Override
        public String toString() {
            return fields != null ? "an event" : isSkipped ? "left out" : reason + ": " + message;
        }
    }
}
