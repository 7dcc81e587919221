// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.json;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.parsers.engine.Key;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Locale;

/**
 * A field of the Elastic Common Schema or an object on the way to one. The tree is read once from {@code ecs-fields.tsv}; looking up a name needs
 * no string.
 */
final class EcsField {

    /** What a field holds, as far as it matters for whether a value fits. */
    enum Type {
        /** Only an object on the way to others. */
        GROUP,
        KEYWORD,
        TEXT,
        LONG,
        FLOAT,
        BOOLEAN,
        DATE,
        IP,
        GEO_POINT,
        OBJECT,
        NESTED;

        private static Type of(String ecsType) {
            return switch (ecsType) {
                case "keyword", "constant_keyword", "wildcard" -> KEYWORD;
                case "match_only_text" -> TEXT;
                case "long", "integer" -> LONG;
                case "float", "double", "scaled_float" -> FLOAT;
                case "flattened" -> OBJECT;
                default -> valueOf(ecsType.toUpperCase(Locale.ROOT));
            };
        }
    }

    /** The whole event: the fields without a parent are its children. */
    static final EcsField ROOT = load();

    final EcsField parent;
    final Key key;

    /** The dotted path. */
    final byte[] path;

    /** Number of the field, from 0. */
    final int number;

    private final byte[] name;
    private Type type = Type.GROUP;
    private EcsField[] children = new EcsField[0];

    /** Open addressing: at most half full. */
    private EcsField[] table = new EcsField[2];

    private EcsField(EcsField parent, String name, int number) {
        this.parent = parent;
        this.name = name.getBytes(UTF_8);
        this.number = number;
        key = Key.of(name);
        path = parent == null || parent.path.length == 0
                ? this.name
                : (new String(parent.path, UTF_8) + '.' + name).getBytes(UTF_8);
    }

    Type type() {
        return type;
    }

    boolean isGroup() {
        return children.length > 0 && type != Type.NESTED;
    }

    /** Whether this is {@code group} or inside it. */
    boolean isBelow(EcsField group) {
        EcsField field = this;
        while (field != null && field != group) {
            field = field.parent;
        }
        return field != null;
    }

    /** The child of that name, or null. */
    EcsField child(byte[] text, int from, int to) {
        int mask = table.length - 1;
        for (int slot = hash(text, from, to) & mask; table[slot] != null; slot = slot + 1 & mask) {
            if (Arrays.equals(table[slot].name, 0, table[slot].name.length, text, from, to)) {
                return table[slot];
            }
        }
        return null;
    }

    /** The field below this one at a path whose names are joined by dots, or null. */
    EcsField descendant(byte[] text, int from, int to) {
        EcsField field = this;
        int start = from;
        for (int i = from; i <= to && field != null; i++) {
            if (i == to || text[i] == '.') {
                field = field.child(text, start, i);
                start = i + 1;
            }
        }
        return field;
    }

    /** The field at a dotted path that is known to exist. */
    static EcsField at(String path) {
        byte[] text = path.getBytes(UTF_8);
        EcsField field = ROOT.descendant(text, 0, text.length);
        if (field == null) {
            throw new IllegalArgumentException("ECS has no field " + path);
        }
        return field;
    }

    /** Fields and groups in the tree. */
    static int count() {
        return ROOT.size();
    }

    private int size() {
        int size = 1;
        for (EcsField child : children) {
            size += child.size();
        }
        return size;
    }

    private static EcsField load() {
        EcsField root = new EcsField(null, "", 0);
        int count = 1;
        try (InputStream resource = EcsField.class.getResourceAsStream("ecs-fields.tsv");
                BufferedReader lines = new BufferedReader(new InputStreamReader(resource, UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("#")) {
                    continue;
                }
                int tab = line.indexOf('\t');
                EcsField field = root;
                for (String name : line.substring(0, tab).split("\\.")) {
                    byte[] text = name.getBytes(UTF_8);
                    EcsField child = field.child(text, 0, text.length);
                    if (child == null) {
                        child = new EcsField(field, name, count++);
                        field.add(child);
                    }
                    field = child;
                }
                field.type = Type.of(line.substring(tab + 1));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the list of ECS fields can't be read", e);
        }
        return root;
    }

    private void add(EcsField child) {
        children = Arrays.copyOf(children, children.length + 1);
        children[children.length - 1] = child;
        if (2 * children.length > table.length) {
            table = new EcsField[2 * table.length];
            for (EcsField each : children) {
                enter(each);
            }
        } else {
            enter(child);
        }
    }

    private void enter(EcsField child) {
        int mask = table.length - 1;
        int slot = hash(child.name, 0, child.name.length) & mask;
        while (table[slot] != null) {
            slot = slot + 1 & mask;
        }
        table[slot] = child;
    }

    private static int hash(byte[] text, int from, int to) {
        int hash = 0;
        for (int i = from; i < to; i++) {
            hash = 31 * hash + text[i];
        }
        return hash ^ hash >>> 15;
    }
}
