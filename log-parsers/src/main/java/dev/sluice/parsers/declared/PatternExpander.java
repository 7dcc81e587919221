// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.declared;

import dev.sluice.parsers.yaml.FileSyntaxException;
import dev.sluice.parsers.yaml.YamlPlace;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;

/**
 * Writes an expression as RE2 takes it: named patterns put in, named groups as plain groups of which it knows the fields, and all other groups
 * without a number. What a linear-time engine can't have is refused with its place.
 */
final class PatternExpander {

    private static final int DEEPEST = 20;

    private final MatchDeclaration.Expression declaration;
    private final GrokPatterns patterns;
    private final Slots slots;
    private final Map<String, FieldDeclaration> types;
    private final StringBuilder out = new StringBuilder();
    private final List<Integer> groups = new ArrayList<>();
    private final Deque<String> inside = new ArrayDeque<>();

    /** @param types gets what {@code %{NAME:field:type}} says */
    PatternExpander(
            MatchDeclaration.Expression declaration,
            GrokPatterns patterns,
            Slots slots,
            Map<String, FieldDeclaration> types) {
        this.declaration = declaration;
        this.patterns = patterns;
        this.slots = slots;
        this.types = types;
    }

    /** The expression for RE2. */
    String expand() {
        expand(declaration.pattern(), 0);
        return out.toString();
    }

    /** Slots by number of the group, of which the first is 1. */
    int[] groups() {
        return groups.stream().mapToInt(Integer::intValue).toArray();
    }

    /** @param outer where in the declared pattern a mistake is told of, or where {@code text} itself starts there */
    private void expand(String text, int outer) {
        int at = 0;
        boolean mayBePossessive = false;
        while (at < text.length()) {
            char c = text.charAt(at);
            int place = inside.isEmpty() ? at : outer;
            boolean wasQuantifier = mayBePossessive;
            mayBePossessive = false;
            if (out.length() > slots.limits().maxPattern()) {
                throw problem(
                        place,
                        "the expression has more than " + slots.limits().maxPattern()
                                + " characters with its patterns put in: raise sluice.parser.format-limits.max-pattern, or make it shorter");
            }
            switch (c) {
                case '\\' -> at = escape(text, at, place);
                case '[' -> at = set(text, at, place);
                case '(' -> at = group(text, at, place);
                case '%' -> {
                    boolean isPattern = declaration.grok() && text.startsWith("%{", at);
                    at = isPattern ? named(text, at, place) : copy(text, at, 1);
                }
                case '*', '+', '?' -> {
                    if (c == '+' && wasQuantifier) {
                        throw problem(place, "a possessive quantifier needs backtracking: leave its last + out");
                    }
                    mayBePossessive = true;
                    at = copy(text, at, 1);
                }
                case '{' -> {
                    int end = repeat(text, at, place);
                    mayBePossessive = end > at + 1;
                    at = copy(text, at, end - at);
                }
                default -> at = copy(text, at, 1);
            }
        }
    }

    private int copy(String text, int at, int count) {
        out.append(text, at, at + count);
        return at + count;
    }

    private int escape(String text, int at, int place) {
        if (at + 1 == text.length()) {
            throw problem(place, "the expression ends in a backslash: write \\\\ for a backslash itself");
        }
        char next = text.charAt(at + 1);
        if (next >= '1' && next <= '9' || next == 'k' || next == 'g') {
            throw problem(place, "a reference to a group needs backtracking: write what the group may hold again");
        }
        switch (next) {
            case 'h' -> out.append("[0-9a-fA-F]");
            case 'Z', 'z' -> out.append("\\z");
            case 'G', 'K', 'R', 'X' ->
                throw problem(
                        place,
                        "\\" + next
                                + " is not known to the linear-time engine: describe the text by a set such as [^ ]");
            default -> out.append('\\').append(next);
        }
        return at + 2;
    }

    private int set(String text, int at, int place) {
        int end = at + 1;
        if (end < text.length() && text.charAt(end) == '^') {
            end++;
        }
        if (end < text.length() && text.charAt(end) == ']') {
            end++;
        }
        while (end < text.length() && text.charAt(end) != ']') {
            if (text.charAt(end) == '\\') {
                end++;
            } else if (text.startsWith("[:", end)) {
                int close = text.indexOf(":]", end);
                end = close < 0 ? end : close + 1;
            }
            end++;
        }
        if (end >= text.length()) {
            throw problem(place, "this set is not closed: write ]");
        }
        return copy(text, at, end + 1 - at);
    }

    private int repeat(String text, int at, int place) {
        int close = text.indexOf('}', at);
        String inside = close < 0 ? "" : text.substring(at + 1, close);
        if (!inside.matches("[0-9]+(,[0-9]*)?")) {
            return at + 1;
        }
        for (String count : inside.split(",")) {
            if (count.length() > 6 || Integer.parseInt(count) > slots.limits().maxRepeat()) {
                throw problem(
                        place,
                        "{" + inside + "} repeats more than " + slots.limits().maxRepeat()
                                + " times: write + or *, or raise sluice.parser.format-limits.max-repeat");
            }
        }
        return close + 1;
    }

    private int group(String text, int at, int place) {
        if (!text.startsWith("(?", at)) {
            out.append("(?:");
            return at + 1;
        }
        for (String backtracking : List.of("(?=", "(?!", "(?<=", "(?<!", "(?>", "(?(")) {
            if (text.startsWith(backtracking, at)) {
                throw problem(
                        place,
                        "the group " + backtracking + "…) needs backtracking, which can take for ever:"
                                + " describe the text itself, for example by a set such as [^\"]*, or try several expressions in turn");
            }
        }
        boolean isPython = text.startsWith("(?P<", at);
        if (!isPython && !text.startsWith("(?<", at)) {
            // Flags, or a group without a number.
            return copy(text, at, 2);
        }
        int from = at + (isPython ? 4 : 3);
        int close = text.indexOf('>', from);
        if (close < 0) {
            throw problem(place, "the name of this group is not closed: write >");
        }
        capture(text.substring(from, close), place);
        return close + 1;
    }

    private void capture(String field, int place) {
        groups.add(slots.of(fieldName(field), declaration.place().plus(place)));
        out.append('(');
    }

    private int named(String text, int at, int place) {
        int close = text.indexOf('}', at);
        if (close < 0) {
            throw problem(place, "this pattern is not closed: write }");
        }
        String[] parts = text.substring(at + 2, close).split(":", 3);
        String expression = patterns.expression(parts[0]);
        if (expression == null) {
            throw problem(
                    place,
                    "there is no pattern " + parts[0] + ": declare it below patterns, or write one of "
                            + patterns.namesLike(parts[0]));
        }
        if (inside.contains(parts[0]) || inside.size() == DEEPEST) {
            throw problem(
                    place, "the pattern " + parts[0] + " leads to itself: " + String.join(" → ", inside.reversed()));
        }
        if (parts.length > 1) {
            capture(parts[1], place);
            if (parts.length > 2) {
                types.putIfAbsent(fieldName(parts[1]), type(fieldName(parts[1]), parts[2], place));
            }
        } else {
            out.append("(?:");
        }
        inside.push(parts[0]);
        expand(expression, place);
        inside.pop();
        out.append(')');
        return close + 1;
    }

    private FieldDeclaration type(String field, String written, int place) {
        YamlPlace at = declaration.place().plus(place);
        return FieldDeclarations.ofWord(field, at, written)
                .orElseThrow(() -> problem(place, "there is no type '" + written + "': " + FieldDeclarations.words()));
    }

    /** Logstash writes {@code [source][address]} for what ECS calls {@code source.address}. */
    static String fieldName(String written) {
        return written.startsWith("[") && written.endsWith("]")
                ? written.substring(1, written.length() - 1).replace("][", ".")
                : written;
    }

    FileSyntaxException problem(int at, String what) {
        return declaration
                .place()
                .plus(at)
                .problem("in the " + (declaration.grok() ? "grok pattern" : "regular expression") + ", at character "
                        + (at + 1) + ": " + what);
    }
}
