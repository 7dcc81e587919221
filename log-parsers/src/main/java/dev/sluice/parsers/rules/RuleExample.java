// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.rules;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.model.LogFormat;
import dev.sluice.parsers.yaml.YamlValue;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A line and what the rules of its file must make of it, from the list {@code tests} of the file.
 *
 * <pre>
 * tests:
 *   - format: json
 *     line: '{"message":"card 4111111111111111"}'
 *     fields: {message: "card [card]"}
 *     hides: "4111111111111111"
 *   - line: "GET /health"
 *     dropped-by: health-checks
 * </pre>
 *
 * @param place in the file, for messages
 * @param format of the line, {@code auto} unless given
 * @param events for each event fields that it must have, by dotted path, as JSON; empty where only other things are asked
 * @param absent fields that no event must have
 * @param hides texts that must stand nowhere in an event
 * @param droppedBy name of the rule that leaves the line out; null where it is kept
 * @param store {@code elasticsearch}, {@code lake} or {@code both}; null where it does not matter
 */
public record RuleExample(
        String place,
        String format,
        String line,
        List<Map<String, String>> events,
        List<String> absent,
        List<String> hides,
        String droppedBy,
        String store) {

    private static final List<String> KEYS =
            List.of("format", "line", "fields", "events", "absent", "hides", "dropped-by", "store");

    public RuleExample {
        events = List.copyOf(events);
        absent = List.copyOf(absent);
        hides = List.copyOf(hides);
    }

    /** @throws IllegalArgumentException if the file can't be read or understood, or has none; the message names the place */
    public static List<RuleExample> read(Path file) {
        return of(file.toString(), YamlValue.textOf(file, "the file of rules"));
    }

    /** The same of a text. @param file its name, for messages */
    public static List<RuleExample> of(String file, String text) {
        YamlValue root = YamlValue.read(file, text);
        Map<String, YamlValue> members = root.map(List.of("rules", "tests"));
        if (!members.containsKey("tests")) {
            throw root.problem("there are no tests: write them below tests, as docs/rules.md shows");
        }
        return members.get("tests").list().stream().map(RuleExample::of).toList();
    }

    private static RuleExample of(YamlValue value) {
        Map<String, YamlValue> members = value.map(KEYS);
        if (!members.containsKey("line") || members.size() < (members.containsKey("format") ? 3 : 2)) {
            throw value.problem(
                    "a test needs a line, and what becomes of it: fields, events, absent, hides, dropped-by or store");
        }
        if (members.containsKey("fields") && members.containsKey("events")) {
            throw value.problem("fields is for one event, and events for several: leave one of them out");
        }
        List<Map<String, String>> events = new ArrayList<>();
        if (members.containsKey("fields")) {
            events.add(fields(members.get("fields")));
        }
        if (members.containsKey("events")) {
            members.get("events").list().forEach(event -> events.add(fields(event)));
        }
        return new RuleExample(
                value.place().toString(),
                members.containsKey("format") ? members.get("format").text() : LogFormat.AUTO.wireName(),
                members.get("line").text(),
                events,
                texts(members.get("absent")),
                texts(members.get("hides")),
                members.containsKey("dropped-by") ? members.get("dropped-by").text() : null,
                members.containsKey("store") ? members.get("store").text() : null);
    }

    private static Map<String, String> fields(YamlValue value) {
        Map<String, String> fields = new LinkedHashMap<>();
        value.map().forEach((path, field) -> fields.put(path, field.json()));
        return fields;
    }

    private static List<String> texts(YamlValue value) {
        return value == null ? List.of() : value.texts();
    }

    /** The value of the field in an event, as JSON; null where there is none. */
    public static String fieldOf(byte[] event, String path) {
        EventDraft draft = new EventDraft(new FieldIndex(List.of()));
        draft.begin(event, event.length, 0);
        byte[] value = draft.value(new FieldPath(path));
        return value == null ? null : new String(value, UTF_8);
    }
}
