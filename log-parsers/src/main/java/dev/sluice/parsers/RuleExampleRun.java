// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.model.ChunkHeaders;
import dev.sluice.model.DataStream;
import dev.sluice.model.DeadLetterReason;
import dev.sluice.model.Store;
import dev.sluice.parsers.rules.RuleExample;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Runs the examples of rules, and says of each what is missing (-) and what is there instead (+). Not thread-safe. */
public final class RuleExampleRun {

    /** Always the same, so that times without a year stay what they are. */
    private static final long RECEIVED = Instant.parse("2026-11-22T12:00:00Z").toEpochMilli();

    private static final ChunkHeaders.Position STREAM =
            new ChunkHeaders.Position("test", 0, new ChunkHeaders.StreamOffset("test", 0, 0), null);

    private final ChunkParser parser;

    /** @param settings with the rules */
    public RuleExampleRun(ParserSettings settings) {
        parser = new ChunkParser(settings);
    }

    /** What is not as the example says; empty where all is. */
    public List<String> differences(RuleExample example) {
        byte[] line = example.line().replace('\n', '\r').getBytes(UTF_8);
        Outcome outcome = new Outcome();
        parser.parse(ChunkHeaders.of(example.format(), "test", RECEIVED).with(STREAM), line, 0, line.length, outcome);
        List<String> differences = new ArrayList<>();
        if (outcome.letter != null) {
            differ(differences, "an event or a rule that drops it", "a dead letter: " + outcome.letter);
        } else if (example.droppedBy() != null) {
            if (!outcome.droppedBy.equals(List.of(example.droppedBy())) || !outcome.events.isEmpty()) {
                differ(differences, "dropped by " + example.droppedBy(), outcome.toString());
            }
        } else if (outcome.events.isEmpty()) {
            differ(differences, "an event", outcome.toString());
        } else {
            compare(example, outcome, differences);
        }
        return differences;
    }

    private static void compare(RuleExample example, Outcome outcome, List<String> differences) {
        if (!example.events().isEmpty() && example.events().size() != outcome.events.size()) {
            differ(differences, example.events().size() + " events", outcome.toString());
            return;
        }
        for (int i = 0; i < example.events().size(); i++) {
            for (Map.Entry<String, String> field : example.events().get(i).entrySet()) {
                String value = RuleExample.fieldOf(outcome.events.get(i), field.getKey());
                if (!field.getValue().equals(value)) {
                    differ(differences, field.getKey() + " = " + field.getValue(), field.getKey() + " = " + value);
                }
            }
        }
        for (int i = 0; i < outcome.events.size(); i++) {
            String event = new String(outcome.events.get(i), UTF_8);
            for (String path : example.absent()) {
                String value = RuleExample.fieldOf(outcome.events.get(i), path);
                if (value != null) {
                    differ(differences, "no " + path, path + " = " + value);
                }
            }
            for (String text : example.hides()) {
                if (event.contains(text)) {
                    differ(differences, "'" + text + "' nowhere", event);
                }
            }
            if (example.store() != null && !example.store().equals(outcome.stores.get(i))) {
                differ(differences, "for " + example.store(), "for " + outcome.stores.get(i));
            }
        }
    }

    private static void differ(List<String> differences, String expected, String actual) {
        differences.add("- " + expected);
        differences.add("+ " + actual);
    }

    /** What became of a line. */
    private static final class Outcome implements ParseOutput {

        private final List<byte[]> events = new ArrayList<>();
        private final List<String> stores = new ArrayList<>();
        private final List<String> droppedBy = new ArrayList<>();
        private String letter;

        @Override
        public void event(DataStream dataStream, byte[] id, byte[] json, int from, int to) {
            events.add(Arrays.copyOfRange(json, from, to));
            stores.add("both");
        }

        @Override
        public void routed(Store store, DataStream dataStream, byte[] id, byte[] json, int from, int to) {
            events.add(Arrays.copyOfRange(json, from, to));
            stores.add(store == Store.S3 ? "lake" : store.wireName());
        }

        @Override
        public void deadLetter(long line, byte[] bytes, int from, int to, DeadLetterReason reason, String message) {
            letter = reason + ": " + message;
        }

        @Override
        public void dropped(String rule, DataStream dataStream, long line) {
            droppedBy.add(rule);
        }

        @Override
        public String toString() {
            return events.isEmpty() ? "dropped by " + String.join(", ", droppedBy) : events.size() + " events";
        }
    }
}
