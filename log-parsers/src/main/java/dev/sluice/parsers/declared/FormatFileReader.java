// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.declared;

import dev.sluice.model.DataStream;
import dev.sluice.parsers.yaml.YamlValue;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads the definitions of a file of formats. */
final class FormatFileReader {

    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9_.-]{0,99}");
    private static final Pattern PATTERN_NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_]*");

    private static final List<String> FORMAT =
            List.of("dataset", "category", "type", "use", "try", "fields", "set", "absent", "comment", "then", "else");

    private final Map<String, String> patterns = new LinkedHashMap<>();

    private FormatFileReader() {}

    /**
     * Reads a file.
     *
     * @param file its name, for messages
     */
    static List<FormatDefinition> read(String file, String text) {
        return new FormatFileReader().read(YamlValue.read(file, text));
    }

    private List<FormatDefinition> read(YamlValue root) {
        Map<String, YamlValue> members = root.map(List.of("patterns", "formats"));
        if (members.containsKey("patterns")) {
            members.get("patterns").map().forEach((name, value) -> {
                if (!PATTERN_NAME.matcher(name).matches()) {
                    throw value.problem("'" + name + "' can't be the name of a pattern: use letters, digits and _");
                }
                patterns.put(name, value.text());
            });
        }
        if (!members.containsKey("formats")) {
            throw root.problem("there are no formats: write them below formats");
        }
        List<FormatDefinition> definitions = new ArrayList<>();
        members.get("formats").map().forEach((name, value) -> definitions.add(format(name, value)));
        return definitions;
    }

    private FormatDefinition format(String name, YamlValue value) {
        if (!NAME.matcher(name).matches()) {
            throw value.problem(
                    "'" + name
                            + "' can't be the name of a format: use 1 to 100 of a-z 0-9 _ . - and start with a letter or digit");
        }
        Map<String, YamlValue> members = value.map(
                Stream.concat(FORMAT.stream(), WayReader.KEYS.stream()).toList());
        List<MatchDeclaration> ways =
                members.containsKey("try") ? tries(members) : List.of(WayReader.read(value, members));
        return new FormatDefinition(
                name,
                value.place(),
                dataset(members.get("dataset")),
                texts(members.get("category")),
                texts(members.get("type")),
                ways,
                fields(members.get("fields")),
                constants(members.get("set")),
                members.containsKey("absent") ? members.get("absent").texts() : List.of("-"),
                members.containsKey("comment") ? comment(members.get("comment")) : WayReader.comment(ways, members),
                steps(members.get("then")),
                reference(members.get("else")),
                use(members.get("use")),
                patterns);
    }

    private static List<MatchDeclaration> tries(Map<String, YamlValue> members) {
        YamlValue tries = members.get("try");
        for (String key : WayReader.KINDS) {
            if (members.containsKey(key)) {
                throw members.get(key).problem("the format has " + key + " and try: put it into the list below try");
            }
        }
        List<MatchDeclaration> ways = tries.list().stream()
                .map(way -> WayReader.read(way, way.map(WayReader.KEYS)))
                .toList();
        if (ways.isEmpty()) {
            throw tries.problem("there is nothing to try: write at least one of " + String.join(", ", WayReader.KINDS));
        }
        return ways;
    }

    private static String dataset(YamlValue value) {
        if (value == null) {
            return "generic";
        }
        if (!DataStream.isValidPart(value.text())) {
            throw value.problem("'" + value.text()
                    + "' can't be a dataset: use 1 to 100 of a-z 0-9 _ . and start with a letter or digit");
        }
        return value.text();
    }

    private static String comment(YamlValue value) {
        if (value.text().isEmpty()) {
            throw value.problem("a comment begins with at least one character");
        }
        return value.text();
    }

    private static List<String> texts(YamlValue value) {
        return value == null ? List.of() : value.texts();
    }

    private static FormatDefinition.Reference reference(YamlValue value) {
        return value == null ? null : new FormatDefinition.Reference(value.place(), value.text());
    }

    private static FormatUse use(YamlValue value) {
        if (value == null) {
            return FormatUse.NOWHERE;
        }
        Map<String, YamlValue> members = value.map(List.of("senders", "datasets", "paths", "log-groups", "programs"));
        return FormatUse.of(
                texts(members.get("senders")),
                texts(members.get("datasets")),
                texts(members.get("paths")),
                texts(members.get("log-groups")),
                texts(members.get("programs")));
    }

    private static Map<String, FieldDeclaration> fields(YamlValue value) {
        Map<String, FieldDeclaration> fields = new LinkedHashMap<>();
        if (value != null) {
            value.map().forEach((name, declared) -> fields.put(name, field(name, declared)));
        }
        return fields;
    }

    private static FieldDeclaration field(String name, YamlValue value) {
        if (value.isText()) {
            return FieldDeclarations.ofWord(name, value.place(), value.text())
                    .orElseThrow(() ->
                            value.problem("there is no type '" + value.text() + "': " + FieldDeclarations.words()));
        }
        Map<String, YamlValue> members = value.map(List.of("type", "time", "zone", "unit", "plus-is-blank", "strict"));
        List<String> times = texts(members.get("time"));
        for (String time : times) {
            try {
                TimeReader.check(time);
            } catch (IllegalArgumentException e) {
                throw members.get("time").problem(e.getMessage());
            }
        }
        FieldType type = times.isEmpty() ? null : FieldType.TIME;
        if (members.containsKey("type")) {
            YamlValue written = members.get("type");
            FieldType read = FieldType.of(written.text())
                    .orElseThrow(() ->
                            written.problem("there is no type '" + written.text() + "': " + FieldDeclarations.words()));
            if (type == FieldType.TIME && read != type) {
                throw written.problem(
                        "the field has the type " + read.text() + " and a time pattern: leave one of them out");
            }
            type = read;
        }
        return new FieldDeclaration(
                name,
                value.place(),
                type,
                times,
                zone(members.get("zone")),
                unit(members.get("unit")),
                members.containsKey("plus-is-blank")
                        && members.get("plus-is-blank").truth(),
                members.containsKey("strict") && members.get("strict").truth());
    }

    private static ZoneId zone(YamlValue value) {
        if (value == null) {
            return null;
        }
        try {
            return ZoneId.of(value.text());
        } catch (DateTimeException e) {
            throw value.problem("there is no zone '" + value.text() + "': write one such as Europe/Berlin or +02:00");
        }
    }

    private static long unit(YamlValue value) {
        if (value == null) {
            return 1;
        }
        return switch (value.text()) {
            case "s" -> 1_000_000_000;
            case "ms" -> 1_000_000;
            case "us" -> 1_000;
            case "ns" -> 1;
            default -> throw value.problem("there is no unit '" + value.text() + "': write s, ms, us or ns");
        };
    }

    private static Map<String, FormatDefinition.Constant> constants(YamlValue value) {
        Map<String, FormatDefinition.Constant> constants = new LinkedHashMap<>();
        if (value != null) {
            value.map()
                    .forEach((field, constant) ->
                            constants.put(field, new FormatDefinition.Constant(constant.place(), constant.json())));
        }
        return constants;
    }

    private static List<FormatDefinition.Step> steps(YamlValue value) {
        if (value == null) {
            return List.of();
        }
        return value.list().stream().map(FormatFileReader::step).toList();
    }

    private static FormatDefinition.Step step(YamlValue value) {
        Map<String, YamlValue> members =
                value.map(Stream.concat(Stream.of("field", "format", "try", "keep"), WayReader.KEYS.stream())
                        .toList());
        if (!members.containsKey("field")) {
            throw value.problem("this says not what is taken apart: write field: and the name of what is captured");
        }
        List<MatchDeclaration> ways = members.containsKey("format")
                ? List.of()
                : members.containsKey("try") ? tries(members) : List.of(WayReader.read(value, members));
        return new FormatDefinition.Step(
                value.place(),
                members.get("field").text(),
                ways,
                reference(members.get("format")),
                members.containsKey("keep") && members.get("keep").truth());
    }
}
