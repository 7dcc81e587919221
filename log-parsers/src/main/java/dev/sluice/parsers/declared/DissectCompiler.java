// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.declared;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.parsers.engine.Literal;
import dev.sluice.parsers.yaml.FileSyntaxException;
import dev.sluice.parsers.yaml.YamlPlace;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Compiles the patterns of Elastic's dissect
 * (<a href="https://www.elastic.co/docs/reference/enrich-processor/dissect-processor">key modifiers</a>).
 *
 * <table>
 *   <caption>Keys</caption>
 *   <tr><td>{@code %{a}}</td><td>the text up to the delimiter</td></tr>
 *   <tr><td>{@code %{}}, {@code %{?a}}</td><td>passed over</td></tr>
 *   <tr><td>{@code %{+a}}, {@code %{+a/2}}</td><td>put behind what {@code a} holds, in the order that the number says</td></tr>
 *   <tr><td>{@code %{*a}}, {@code %{&a}}</td><td>name and value of a field that the line names itself</td></tr>
 *   <tr><td>{@code %{a->}}</td><td>the delimiter may be there several times</td></tr>
 * </table>
 */
final class DissectCompiler {

    private static final String PADDED = "->";

    private final MatchDeclaration.Dissect declaration;
    private final String pattern;
    private final Slots slots;
    private final List<Key> keys = new ArrayList<>();

    /** What a key is for. */
    private enum Use {
        VALUE,
        SKIP,
        APPEND,
        NAME_OF_FIELD,
        VALUE_OF_FIELD
    }

    private record Key(int at, Use use, String name, int order, boolean padded, String before) {}

    private DissectCompiler(MatchDeclaration.Dissect declaration, Slots slots) {
        this.declaration = declaration;
        this.slots = slots;
        pattern = declaration.pattern();
    }

    static DissectMatcher compile(MatchDeclaration.Dissect declaration, Slots slots) {
        return new DissectCompiler(declaration, slots).compile();
    }

    private DissectMatcher compile() {
        int at = 0;
        while (true) {
            int open = pattern.indexOf("%{", at);
            String before = pattern.substring(at, open < 0 ? pattern.length() : open);
            if (open >= 0 && before.isEmpty() && !keys.isEmpty()) {
                throw problem(
                        open,
                        "nothing stands between two keys, so they can't be told apart: put a delimiter between them");
            }
            if (open < 0) {
                return matcher(before);
            }
            int close = pattern.indexOf('}', open);
            if (close < 0) {
                throw problem(open, "this key is not closed: write }");
            }
            keys.add(key(open, pattern.substring(open + 2, close), before));
            at = close + 1;
        }
    }

    private Key key(int at, String text, String before) {
        boolean padded = text.endsWith(PADDED);
        String key = padded ? text.substring(0, text.length() - PADDED.length()) : text;
        if (key.isEmpty()) {
            return new Key(at, Use.SKIP, "", 0, padded, before);
        }
        Use use = switch (key.charAt(0)) {
            case '?' -> Use.SKIP;
            case '+' -> Use.APPEND;
            case '*' -> Use.NAME_OF_FIELD;
            case '&' -> Use.VALUE_OF_FIELD;
            default -> Use.VALUE;
        };
        String name = use == Use.VALUE ? key : key.substring(1);
        int order = 0;
        int slash = name.indexOf('/');
        if (use == Use.APPEND && slash >= 0) {
            order = order(at, name.substring(slash + 1));
            name = name.substring(0, slash);
        }
        if (name.isEmpty() && use != Use.SKIP) {
            throw problem(at, "this key has a modifier and no name: write one, or %{} to pass the text over");
        }
        return new Key(at, use, name, order, padded, before);
    }

    private int order(int at, String written) {
        try {
            return Integer.parseInt(written);
        } catch (NumberFormatException e) {
            throw problem(at, "'" + written + "' is no place in an order: write a number, as in %{+name/2}");
        }
    }

    private DissectMatcher matcher(String behind) {
        if (keys.isEmpty()) {
            throw problem(0, "there is no key: write at least one, such as %{message}");
        }
        Map<String, List<Key>> appended = appended();
        Map<Key, Integer> slotOf = new LinkedHashMap<>();
        List<DissectMatcher.Part> parts = new ArrayList<>();
        for (int i = 0; i < keys.size(); i++) {
            Key key = keys.get(i);
            String until = i + 1 < keys.size() ? keys.get(i + 1).before() : behind;
            int slot = slot(key, appended.containsKey(key.name()));
            slotOf.put(key, slot);
            parts.add(new DissectMatcher.Part(
                    slot, new Literal(until.getBytes(UTF_8)), key.padded(), expected(key, until)));
        }
        List<DissectMatcher.Append> appends =
                appended.values().stream().map(each -> append(each, slotOf)).toList();
        return new DissectMatcher(new Literal(keys.getFirst().before().getBytes(UTF_8)), parts, appends, named(slotOf));
    }

    private String expected(Key key, String until) {
        String what = key.name().isEmpty() ? "text" : key.name();
        return until.isEmpty() ? what : what + " followed by '" + until + "'";
    }

    private int slot(Key key, boolean isAppended) {
        YamlPlace place = declaration.place().plus(key.at());
        return switch (key.use()) {
            case SKIP -> DissectMatcher.SKIPPED;
            case APPEND, NAME_OF_FIELD, VALUE_OF_FIELD -> slots.hidden(place);
            case VALUE -> isAppended ? slots.hidden(place) : slots.of(key.name(), place);
        };
    }

    /** Keys that are put together, by name; a name without a plus is the first of them. */
    private Map<String, List<Key>> appended() {
        Map<String, List<Key>> byName = new LinkedHashMap<>();
        for (Key key : keys) {
            if (key.use() == Use.APPEND) {
                byName.computeIfAbsent(key.name(), name -> new ArrayList<>());
            }
        }
        Map<String, Key> seen = new LinkedHashMap<>();
        for (Key key : keys) {
            if (key.use() == Use.APPEND || key.use() == Use.VALUE) {
                if (key.use() == Use.VALUE && seen.put(key.name(), key) != null) {
                    throw problem(
                            key.at(),
                            "the key " + key.name() + " is there twice: write %{+" + key.name()
                                    + "} to put both together");
                }
                if (byName.containsKey(key.name())) {
                    byName.get(key.name()).add(key);
                }
            }
        }
        return byName;
    }

    private DissectMatcher.Append append(List<Key> parts, Map<Key, Integer> slotOf) {
        List<Key> ordered = new ArrayList<>(parts);
        ordered.sort((one, other) -> Integer.compare(one.order(), other.order()));
        int slot = slots.of(
                parts.getFirst().name(),
                declaration.place().plus(parts.getFirst().at()));
        return new DissectMatcher.Append(
                slot,
                ordered.stream().mapToInt(slotOf::get).toArray(),
                ordered.stream()
                        .map(part -> (declaration.appendSeparator() == null
                                        ? part.before()
                                        : declaration.appendSeparator())
                                .getBytes(UTF_8))
                        .toArray(byte[][]::new));
    }

    private List<DissectMatcher.Named> named(Map<Key, Integer> slotOf) {
        List<DissectMatcher.Named> named = new ArrayList<>();
        for (Key name : keys) {
            if (name.use() == Use.NAME_OF_FIELD) {
                named.add(new DissectMatcher.Named(slotOf.get(name), slotOf.get(partner(name, Use.VALUE_OF_FIELD))));
            } else if (name.use() == Use.VALUE_OF_FIELD) {
                partner(name, Use.NAME_OF_FIELD);
            }
        }
        return named;
    }

    private Key partner(Key key, Use use) {
        List<Key> partners = keys.stream()
                .filter(other -> other.use() == use && other.name().equals(key.name()))
                .toList();
        if (partners.size() != 1) {
            throw problem(
                    key.at(),
                    "this key needs one partner: %{*" + key.name() + "} for the field's name and %{&" + key.name()
                            + "} for its value");
        }
        return partners.getFirst();
    }

    private FileSyntaxException problem(int at, String what) {
        return declaration.place().plus(at).problem("in the dissect pattern, at character " + (at + 1) + ": " + what);
    }
}
