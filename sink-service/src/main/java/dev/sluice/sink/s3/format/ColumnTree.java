// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.s3.format;

import dev.sluice.sink.s3.format.EventColumns.Column;
import dev.sluice.sink.s3.format.EventColumns.Field;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import tools.jackson.core.JsonParser;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.sym.PropertyNameMatcher;
import tools.jackson.core.util.Named;

/**
 * An object's fields that are columns or objects with such fields. In JSON they are found by the bytes of their names, of which no string is
 * made.
 */
final class ColumnTree implements Field {

    static final JsonFactory JSON = new JsonFactory();

    private final Map<String, Field> byName;
    private final Field[] fields;
    private final PropertyNameMatcher names;

    private ColumnTree(Map<String, Field> byName) {
        this.byName = byName;
        this.fields = byName.values().toArray(Field[]::new);
        this.names = JSON.constructNameMatcher(
                byName.keySet().stream().map(Named::fromString).toList(), false);
    }

    /** @param byPath columns by their names, with dots where they are in objects of this one */
    static ColumnTree of(Map<String, Column> byPath) {
        Map<String, Field> byName = new LinkedHashMap<>();
        Map<String, Map<String, Column>> objects = new LinkedHashMap<>();
        byPath.forEach((path, column) -> {
            int dot = path.indexOf('.');
            if (dot < 0) {
                byName.put(path, column);
            } else {
                String name = path.substring(0, dot);
                byName.putIfAbsent(name, null);
                objects.computeIfAbsent(name, key -> new LinkedHashMap<>()).put(path.substring(dot + 1), column);
            }
        });
        objects.forEach((name, inner) -> byName.put(name, of(inner)));
        return new ColumnTree(byName);
    }

    /** In the order of the columns. */
    void forEach(BiConsumer<String, Field> action) {
        byName.forEach(action);
    }

    /** Goes on to the next name of the object at hand; returns what {@link #isEnd} and {@link #get} want. */
    int next(JsonParser parser) {
        return parser.nextNameMatch(names);
    }

    /** Whether there was no further name. */
    static boolean isEnd(int match) {
        return match == PropertyNameMatcher.MATCH_END_OBJECT || match == PropertyNameMatcher.MATCH_ODD_TOKEN;
    }

    /** The field of that name, or null if it is not one of these. */
    Field get(int match) {
        return match < 0 ? null : fields[match];
    }
}
