// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.declared;

import dev.sluice.parsers.yaml.YamlValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads one way to take a line apart. */
final class WayReader {

    static final List<String> KINDS = List.of("dissect", "grok", "regex", "logfmt", "csv", "w3c");

    /** All that may stand beside each other in one way. */
    static final List<String> KEYS = List.of("dissect", "append-separator", "grok", "regex", "logfmt", "csv", "w3c");

    private WayReader() {}

    static MatchDeclaration read(YamlValue owner, Map<String, YamlValue> members) {
        List<String> kinds = KINDS.stream().filter(members::containsKey).toList();
        if (kinds.size() != 1) {
            throw owner.problem("this needs one of " + String.join(", ", KINDS) + ", and has "
                    + (kinds.isEmpty() ? "none" : String.join(" and ", kinds)));
        }
        YamlValue value = members.get(kinds.getFirst());
        if (members.containsKey("append-separator") && !kinds.getFirst().equals("dissect")) {
            throw members.get("append-separator").problem("append-separator belongs to dissect");
        }
        return switch (kinds.getFirst()) {
            case "dissect" ->
                new MatchDeclaration.Dissect(
                        value.textPlace(),
                        value.text(),
                        members.containsKey("append-separator")
                                ? members.get("append-separator").text()
                                : null);
            case "grok" -> new MatchDeclaration.Expression(value.textPlace(), value.text(), true);
            case "regex" -> new MatchDeclaration.Expression(value.textPlace(), value.text(), false);
            case "logfmt" -> logfmt(value);
            case "csv" -> csv(value);
            default -> w3c(value);
        };
    }

    /** Formats that have comments say so themselves, but for those whose standard says it. */
    static String comment(List<MatchDeclaration> ways, Map<String, YamlValue> members) {
        return members.containsKey("w3c") && ways.size() == 1 ? "#" : null;
    }

    private static MatchDeclaration logfmt(YamlValue value) {
        if (value.isText()) {
            if (!value.truth()) {
                throw value.problem("write logfmt: true, or leave it out");
            }
            return new MatchDeclaration.Logfmt(value.place(), Map.of(), List.of());
        }
        Map<String, YamlValue> members = value.map(List.of("names", "require"));
        Map<String, String> names = new LinkedHashMap<>();
        if (members.containsKey("names")) {
            members.get("names").map().forEach((name, field) -> names.put(name, field.text()));
        }
        return new MatchDeclaration.Logfmt(
                value.place(),
                names,
                members.containsKey("require") ? members.get("require").texts() : List.of());
    }

    private static MatchDeclaration csv(YamlValue value) {
        Map<String, YamlValue> members = value.map(List.of("columns", "separator", "quote", "header", "required"));
        if (!members.containsKey("columns")) {
            throw value.problem(
                    "the columns are missing: write columns: and a field for each, \"\" for one to pass over");
        }
        List<String> columns = members.get("columns").texts();
        char separator = oneByte(members.get("separator"), ',');
        char quote = members.containsKey("quote") && members.get("quote").text().isEmpty()
                ? 0
                : oneByte(members.get("quote"), '"');
        int required =
                members.containsKey("required") ? members.get("required").number(1, columns.size()) : columns.size();
        return new MatchDeclaration.Csv(
                value.place(), columns, separator, quote, header(members.get("header")), required);
    }

    private static String header(YamlValue value) {
        if (value != null && value.text().isEmpty()) {
            throw value.problem("a header is the line with the names of the columns, as it stands in the file");
        }
        return value == null ? null : value.text();
    }

    private static char oneByte(YamlValue value, char otherwise) {
        if (value == null) {
            return otherwise;
        }
        String text = value.text();
        if (text.length() != 1 || text.charAt(0) >= 0x80) {
            throw value.problem("this must be one ASCII character, was '" + text + "'");
        }
        return text.charAt(0);
    }

    /** The names of W3C's extended log file format (https://www.w3.org/TR/WD-logfile.html), as its {@code #Fields:} has them. */
    private static MatchDeclaration w3c(YamlValue value) {
        List<String> columns = new ArrayList<>();
        for (String name : value.text().replaceFirst("^#Fields:", "").strip().split("\\s+")) {
            columns.add(W3cFields.fieldOf(name));
        }
        return new MatchDeclaration.Csv(value.place(), columns, ' ', '"', null, columns.size());
    }
}
