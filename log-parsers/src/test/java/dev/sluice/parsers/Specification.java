// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/**
 * A format's specification, {@code formats/NAME.spec}: for each case the rule and its source, the line, and what becomes of it.
 *
 * <pre>
 * # The rule, and where it is from
 * &gt; the line; behind &gt;&gt; it is escaped: \xhh is a byte
 *   path.of.a.field = "JSON"
 *   ! REASON at 17: what was expected
 * </pre>
 *
 * {@value #TEXT_UNDER_AUTO} below a line says that it could be of another kind, too, so that detection leaves it as it is. All fields are listed,
 * except those that every event has ({@link #fieldsOf}).
 */
record Specification(String rule, byte[] line, List<String> outcome, boolean isTextUnderAuto) {

    private static final String TEXT_UNDER_AUTO = "~ auto: text";

    static List<Specification> of(String format) {
        List<Specification> cases = new ArrayList<>();
        String rule = null;
        byte[] line = null;
        List<String> outcome = new ArrayList<>();
        boolean isText = false;
        for (String text : read(format).split("\n")) {
            if (text.startsWith("#")) {
                if (line != null) {
                    cases.add(new Specification(rule, line, List.copyOf(outcome), isText));
                }
                isText = false;
                rule = text.substring(1).strip();
                line = null;
                outcome.clear();
            } else if (text.startsWith(">> ")) {
                line = unescape(text.substring(3));
            } else if (text.startsWith("> ")) {
                line = text.substring(2).getBytes(UTF_8);
            } else if (text.strip().equals(TEXT_UNDER_AUTO)) {
                isText = true;
            } else if (!text.isBlank()) {
                outcome.add(text.strip());
            }
        }
        cases.add(new Specification(rule, line, List.copyOf(outcome), isText));
        return cases;
    }

    /** What became of a line, as specifications write it. */
    static List<String> outcomeOf(Parsed parsed) {
        List<String> outcome = new ArrayList<>();
        for (Parsed.DeadLetter letter : parsed.deadLetters()) {
            outcome.add("! " + letter.reason() + ": " + letter.message());
        }
        for (Parsed.Event event : parsed.events()) {
            fieldsOf(event).forEach((path, value) -> outcome.add(path + " = " + value));
        }
        return outcome;
    }

    /** The fields that differ from event to event of a format, by path, as JSON. */
    static Map<String, String> fieldsOf(Parsed.Event event) {
        Map<String, String> fields = new TreeMap<>();
        flatten("", event.json(), fields);
        for (String common : List.of(
                "ecs.version",
                "data_stream.type",
                "data_stream.namespace",
                "event.kind",
                "event.created",
                "event.ingested",
                "event.id",
                "event.category",
                "event.dataset")) {
            if (fields.remove(common) == null && !common.equals("event.category")) {
                throw new AssertionError(common + " is missing in " + event.text());
            }
        }
        return fields;
    }

    private static void flatten(String prefix, JsonNode node, Map<String, String> fields) {
        for (Map.Entry<String, JsonNode> member : node.properties()) {
            String path = prefix + member.getKey();
            if (member.getValue().isObject() && !member.getValue().isEmpty()) {
                flatten(path + ".", member.getValue(), fields);
            } else {
                fields.put(path, member.getValue().toString());
            }
        }
    }

    static byte[] unescape(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = 0; i < text.length(); i++) {
            if (text.startsWith("\\x", i)) {
                bytes.write(Integer.parseInt(text.substring(i + 2, i + 4), 16));
                i += 3;
            } else {
                bytes.writeBytes(Character.toString(text.codePointAt(i)).getBytes(UTF_8));
                i += Character.charCount(text.codePointAt(i)) - 1;
            }
        }
        return bytes.toByteArray();
    }

    private static String read(String format) {
        try (InputStream resource = Specification.class.getResourceAsStream("/formats/" + format + ".spec")) {
            return new String(resource.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
