// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.model.DataStream;
import dev.sluice.model.DeadLetterReason;
import dev.sluice.model.Store;
import dev.sluice.parsers.rules.HashKey;
import dev.sluice.parsers.rules.RuleSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Whatever an event looks like, what rules make of it is one JSON object in which no name is twice, and holds no secret that was to be hidden. */
class RulesOnAnyEventTest {

    private static final int EVENTS = 3_000;
    private static final List<String> NAMES = List.of(
            "a",
            "b.c",
            "user",
            "name",
            "fields",
            "labels",
            "tags",
            "message",
            "event",
            "items",
            "password",
            "x\\\"y",
            "",
            "\u00e9",
            "ip");
    private static final List<String> TEXTS = List.of(
            "\"al@example.com\"",
            "\"x 4111111111111111 y\"",
            "\"token=s3cr3t&b\"",
            "\"\"",
            "\"\\n\\\"\\\\\\u00e9\"",
            "\"{\\\"a\\\":[1,{\\\"b\\\":2}]}\"",
            "\"?a=1&b=%20&a=2\"",
            "\"192.0.2.7 - al [22/Nov/2026:10:00:00 +0000] \\\"GET /q HTTP/1.1\\\" 200 5\"",
            "4111111111111111",
            "-1.5e3",
            "true",
            "null",
            "\"2001:db8::1\"");
    private static final List<String> PATHS = List.of(
            "message", "fields.a", "fields.b.c", "fields.user.name", "fields.items", "labels.x", "fields.name.a");
    private static final List<IntFunction<String>> ACTIONS = List.of(
            i -> "{mask: " + path(i) + "}",
            i -> "{mask: {field: " + path(i) + ", keep: last-four}}",
            i -> "{mask: {field: " + path(i) + ", detect: all}}",
            i -> "{mask: {matches: '[0-9]{3}'}}",
            i -> "{hash: " + path(i) + "}",
            i -> "{hash: {field: " + path(i) + ", to: labels.hash}}",
            i -> "{remove: " + path(i) + "}",
            i -> "{rename: {" + path(i) + ": " + path(i + 1) + "}}",
            i -> "{copy: {" + path(i) + ": fields.copy.of.it}}",
            i -> "{set: {" + path(i) + ": 'v'}}",
            i -> "{add: {tags: [one, two], labels: {l: v}}}",
            i -> "{parse: {field: " + path(i) + ", as: json, to: fields.parsed}}",
            i -> "{parse: {field: " + path(i) + ", as: query, to: fields.query}}",
            i -> "{parse: {field: " + path(i) + ", as: apache_common}}",
            i -> "{split: " + path(i) + "}");

    private static final JsonMapper STRICT = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    @Test
    void isWhole() {
        Random random = new Random(22);
        for (int i = 0; i < EVENTS / 20; i++) {
            String rules = rules(random);
            ChunkParser parser = parser(rules);
            for (int j = 0; j < 20; j++) {
                String line = object(random, 3);
                for (String event : events(parser, line)) {
                    assertThat(isObject(event))
                            .as(rules + "\n" + line + "\n" + event)
                            .isTrue();
                }
            }
        }
    }

    @Test
    void holdsNothingThatWasToBeHidden() {
        Random random = new Random(23);
        ChunkParser parser = parser("rules:\n- {name: all, then: {mask: {detect: all}}}\n");
        for (int i = 0; i < EVENTS; i++) {
            String line = object(random, 4);
            for (String event : events(parser, line)) {
                assertThat(isObject(event)).as(line + "\n" + event).isTrue();
                assertThat(event).as(line).doesNotContain("al@example.com", "4111111111111111", "s3cr3t");
            }
        }
    }

    private static boolean isObject(String event) {
        JsonNode node = STRICT.readTree(event);
        return node.isObject() && node.at("/event/id").asString().length() == 22;
    }

    private static ChunkParser parser(String rules) {
        return new ChunkParser(Parsed.settings().toBuilder()
                .datasetsWithOriginal(Set.of("generic"))
                .rules(RuleSet.of(
                        Map.of("r.yaml", rules), HashKey.parse("1:AAAAAAAAAAAAAAAAAAAAAA"), ParseOutput.OTHER_RULES))
                .build());
    }

    private static String rules(Random random) {
        StringBuilder rules = new StringBuilder("rules:\n");
        for (int i = 0; i < 4; i++) {
            rules.append("- name: r").append(i).append('\n');
            if (random.nextBoolean()) {
                rules.append("  if: {any: [{")
                        .append(path(random.nextInt(99)))
                        .append(": {exists: true}}, {not: {message: 'a*'}}]}\n");
            }
            rules.append("  then:\n");
            for (int j = 0; j < 3; j++) {
                rules.append("  - ")
                        .append(ACTIONS.get(random.nextInt(ACTIONS.size())).apply(random.nextInt(99)))
                        .append('\n');
            }
        }
        return rules.append(random.nextBoolean() ? "- {name: end, then: {route: {dataset: other}}}\n" : "")
                .toString();
    }

    private static String path(int i) {
        return PATHS.get(i % PATHS.size());
    }

    private static String object(Random random, int depth) {
        List<String> members = new ArrayList<>();
        for (int i = random.nextInt(6); i >= 0; i--) {
            members.add('"' + NAMES.get(random.nextInt(NAMES.size())) + "\":" + value(random, depth));
        }
        return '{' + String.join(",", members) + '}';
    }

    private static String value(Random random, int depth) {
        int kind = random.nextInt(8);
        if (kind == 0 && depth > 0) {
            return object(random, depth - 1);
        }
        if (kind == 1 && depth > 0) {
            return "[" + value(random, depth - 1) + ", " + value(random, depth - 1) + "]";
        }
        return TEXTS.get(random.nextInt(TEXTS.size()));
    }

    private static List<String> events(ChunkParser parser, String line) {
        List<String> events = new ArrayList<>();
        byte[] bytes = line.getBytes(UTF_8);
        parser.parse(Parsed.headers("json"), bytes, 0, bytes.length, new ParseOutput() {
            @Override
            public void event(DataStream dataStream, byte[] id, byte[] json, int from, int to) {
                events.add(new String(Arrays.copyOfRange(json, from, to), UTF_8));
            }

            @Override
            public void routed(Store store, DataStream dataStream, byte[] id, byte[] json, int from, int to) {
                event(dataStream, id, json, from, to);
            }

            @Override
            public void deadLetter(
                    long number, byte[] sent, int from, int to, DeadLetterReason reason, String message) {
                throw new AssertionError(reason + ": " + message + ": " + line);
            }
        });
        return events;
    }
}
