// SPDX-License-Identifier: Apache-2.0
package dev.sluice.detector.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.detector.match.LiteralMatcher;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class DetectableEventTest {

    private static final JsonMapper JSON = new JsonMapper();

    private static final List<String> NAMES = List.of(
            "url",
            "original",
            "path",
            "query",
            "source",
            "ip",
            "address",
            "http",
            "request",
            "method",
            "response",
            "body",
            "bytes",
            "status_code",
            "event",
            "id",
            "dataset",
            "message",
            "@timestamp",
            "other",
            "urls",
            "ur");

    private static final String[] TEXTS = {
        "",
        "a",
        "/index.html",
        "x\\\"y",
        "\\\\",
        "\\\\\\\"",
        "\\u0041\\/",
        "ä€😀",
        "eight888",
        "{[\\\"]}",
        "1,2}",
        "a text that is longer than eight bytes \\\\ and has an end"
    };

    private static final String[] LITERALS = {"0", "-1.5e9", "200", "true", "false", "null"};

    @Test
    void readsWhatAParserReads() {
        Random random = new Random(24);
        for (int i = 0; i < 20_000; i++) {
            String json = object(random, 0);
            assertThat(read(json)).as(json).isEqualTo(expected(JSON.readTree(json)));
        }
    }

    @Test
    void isUnreadableWhereverItIsCutOff() {
        Random random = new Random(25);
        for (int i = 0; i < 200; i++) {
            byte[] json = object(random, 0).getBytes(UTF_8);
            for (int length = 1; length < json.length; length++) {
                byte[] part = Arrays.copyOf(json, length);
                assertThatThrownBy(() -> DetectableEvent.read(part))
                        .as(new String(part, UTF_8))
                        .isInstanceOf(JacksonException.class);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'url':1}",
                "{\"url\" 1}",
                "{\"url\":x}",
                "{\"url\":1;}",
                "{\"url\":1,}",
                "{\"message\":\"\\x\"}",
                "{\"message\":\"\\u12\"}"
            })
    void isUnreadableWhereItIsNoJson(String json) {
        assertThatThrownBy(() -> DetectableEvent.read(json.getBytes(UTF_8))).isInstanceOf(JacksonException.class);
    }

    @Test
    void readsNamesWithEscapesAndTheLastOfSeveral() {
        assertThat(read("{\"mess\\u0061ge\":\"a\"}")).isEqualTo(Map.of(EventField.MESSAGE, "a"));
        assertThat(read("{\"message\":\"\\n\",\"message\":\"b\"}")).isEqualTo(Map.of(EventField.MESSAGE, "b"));
    }

    @Test
    void looksForLiteralsInBytesAndInTextsThatWereEscaped() {
        LiteralMatcher literals = new LiteralMatcher(List.of("/admin", "a\"b"));
        DetectableEvent event = DetectableEvent.read("""
                {"url":{"path":"/Admin/x","query":"q=a\\"b","original":"/adm"},"message":"/admi"}""".getBytes(UTF_8));
        assertThat(event.hasAny(EventField.URL_PATH, literals)).isTrue();
        assertThat(event.hasAny(EventField.URL_QUERY, literals)).isTrue();
        assertThat(event.hasAny(EventField.URL_ORIGINAL, literals)).isFalse();
        assertThat(event.hasAny(EventField.MESSAGE, literals)).isFalse();
        assertThat(event.hasAny(EventField.USER_AGENT, literals)).isFalse();
        assertThat(DetectableEvent.of(Map.of(EventField.MESSAGE, "an /ADMIN")).hasAny(EventField.MESSAGE, literals))
                .isTrue();
    }

    private static Map<EventField, String> read(String json) {
        DetectableEvent event = DetectableEvent.read(json.getBytes(UTF_8));
        Map<EventField, String> values = new EnumMap<>(EventField.class);
        for (EventField field : EventField.values()) {
            assertThat(event.has(field)).isEqualTo(event.get(field) != null);
            if (event.has(field)) {
                values.put(field, event.get(field));
            }
        }
        return values;
    }

    private static Map<EventField, String> expected(JsonNode json) {
        Map<EventField, String> values = new EnumMap<>(EventField.class);
        for (EventField field : EventField.values()) {
            JsonNode node = json.at('/' + field.ecs().replace('.', '/'));
            if (node.isValueNode() && !node.isNull() && !node.isMissingNode()) {
                values.put(field, node.isNumber() ? number(node) : node.asString());
            }
        }
        return values;
    }

    /** As written here. */
    private static String number(JsonNode node) {
        return node.isFloatingPointNumber() ? "-1.5e9" : node.asString();
    }

    private static String object(Random random, int depth) {
        StringBuilder json = new StringBuilder("{");
        List<String> names = new java.util.ArrayList<>(NAMES);
        java.util.Collections.shuffle(names, random);
        int members = random.nextInt(8);
        for (int i = 0; i < members; i++) {
            json.append(i == 0 ? "" : ",")
                    .append(blanks(random))
                    .append('"')
                    .append(names.get(i))
                    .append('"')
                    .append(blanks(random))
                    .append(':')
                    .append(value(random, depth))
                    .append(blanks(random));
        }
        return json.append('}').toString();
    }

    private static String value(Random random, int depth) {
        int kind = random.nextInt(depth < 3 ? 8 : 5);
        String value = switch (kind) {
            case 0, 1, 2 -> '"' + TEXTS[random.nextInt(TEXTS.length)] + '"';
            case 3, 4 -> LITERALS[random.nextInt(LITERALS.length)];
            case 5, 6 -> object(random, depth + 1);
            default -> "[" + value(random, depth + 1) + "," + object(random, depth + 1) + "]";
        };
        return blanks(random) + value;
    }

    private static String blanks(Random random) {
        return random.nextInt(6) == 0 ? " \n" : "";
    }
}
