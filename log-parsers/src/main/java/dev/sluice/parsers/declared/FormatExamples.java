// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.declared;

import dev.sluice.parsers.yaml.YamlValue;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The test file of formats, which stands beside them: {@code shop.test.yaml} beside {@code shop.yaml}.
 *
 * <pre>
 * tests:
 *   - format: shop
 *     lines:
 *       - line: "2026-11-28T11:00:00Z info order=17"
 *         fields: {log.level: info, fields.order: "17"}
 *       - line: "no order at all"
 *         fails: NOT_THE_FORMAT
 * </pre>
 */
public record FormatExamples(List<Example> examples) {

    /**
     * A line and what it must become.
     *
     * @param place in the test file, for messages
     * @param fields all that the line says, by dotted path, as JSON or as text without its quotes
     * @param fails the dead letter's reason, or null where the line becomes an event
     * @param skipped whether the line is left out
     */
    public record Example(
            String place, String format, String line, Map<String, String> fields, String fails, boolean skipped) {

        public Example {
            fields = Map.copyOf(fields);
        }
    }

    public FormatExamples {
        examples = List.copyOf(examples);
    }

    /** The test file of a file of formats. */
    public static Path beside(Path formats) {
        String name = formats.getFileName().toString();
        int dot = name.lastIndexOf('.');
        String test = dot < 0 ? name + ".test.yaml" : name.substring(0, dot) + ".test" + name.substring(dot);
        return formats.resolveSibling(test);
    }

    /** @throws IllegalArgumentException if it can't be read or understood; the message names the file, the line and the column */
    public static FormatExamples read(Path file) {
        return of(file.toString(), YamlValue.textOf(file, "the file of tests"));
    }

    /** The same of a text. @param file its name, for messages */
    public static FormatExamples of(String file, String text) {
        YamlValue root = YamlValue.read(file, text);
        Map<String, YamlValue> members = root.map(List.of("tests"));
        if (!members.containsKey("tests")) {
            throw root.problem("there are no tests: write them below tests");
        }
        List<Example> examples = new ArrayList<>();
        for (YamlValue test : members.get("tests").list()) {
            Map<String, YamlValue> parts = test.map(List.of("format", "lines"));
            if (!parts.containsKey("format") || !parts.containsKey("lines")) {
                throw test.problem("a test needs format and lines");
            }
            for (YamlValue line : parts.get("lines").list()) {
                examples.add(example(parts.get("format").text(), line));
            }
        }
        return new FormatExamples(examples);
    }

    private static Example example(String format, YamlValue value) {
        Map<String, YamlValue> parts = value.map(List.of("line", "fields", "fails", "skipped"));
        int outcomes = parts.size() - (parts.containsKey("line") ? 1 : 0);
        if (!parts.containsKey("line") || outcomes != 1) {
            throw value.problem("this needs a line, and one of fields, fails and skipped");
        }
        Map<String, String> fields = new LinkedHashMap<>();
        if (parts.containsKey("fields")) {
            parts.get("fields").map().forEach((path, field) -> fields.put(path, field.json()));
        }
        return new Example(
                value.place().toString(),
                format,
                parts.get("line").text(),
                fields,
                parts.containsKey("fails") ? parts.get("fails").text() : null,
                parts.containsKey("skipped") && parts.get("skipped").truth());
    }
}
