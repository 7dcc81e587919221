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

    private Type type = Type.GROUP;

    /** All fields below this one, by the hash of their path from here; open addressing, at most half full. */
    private EcsField[] descendants = new EcsField[2];

    private int[] hashes = new int[2];
    private int count;

    private EcsField(EcsField parent, String name, int number) {
        this.parent = parent;
        this.number = number;
        key = Key.of(name);
        path = (parent == null || parent.path.length == 0 ? name : new String(parent.path, UTF_8) + '.' + name)
                .getBytes(UTF_8);
    }

    Type type() {
        return type;
    }

    boolean isGroup() {
        return count > 0 && type != Type.NESTED;
    }

    /** Whether this is {@code group} or inside it. */
    boolean isBelow(EcsField group) {
        EcsField field = this;
        while (field != null && field != group) {
            field = field.parent;
        }
        return field != null;
    }

    /**
     * The field below this one at a path whose names are joined by dots, or null.
     *
     * @param hash {@link NameHash} of the path
     */
    EcsField descendant(byte[] text, int from, int to, int hash) {
        int mask = descendants.length - 1;
        for (int slot = hash & mask; descendants[slot] != null; slot = slot + 1 & mask) {
            if (hashes[slot] == hash && isAt(descendants[slot], text, from, to)) {
                return descendants[slot];
            }
        }
        return null;
    }

    private boolean isAt(EcsField descendant, byte[] text, int from, int to) {
        return Arrays.equals(descendant.path, pathLength(), descendant.path.length, text, from, to);
    }

    /** Where paths from here start in those of the fields below. */
    private int pathLength() {
        return path.length == 0 ? 0 : path.length + 1;
    }

    /** The field at a dotted path that is known to exist. */
    static EcsField at(String path) {
        byte[] text = path.getBytes(UTF_8);
        EcsField field = ROOT.descendant(text, 0, text.length, NameHash.of(text, 0, text.length));
        if (field == null) {
            throw new IllegalArgumentException("ECS has no field " + path);
        }
        return field;
    }

    /** Fields and groups in the tree. */
    static int count() {
        return ROOT.count + 1;
    }

    private static EcsField load() {
        EcsField root = new EcsField(null, "", 0);
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
                    EcsField child = field.descendant(text, 0, text.length, NameHash.of(text, 0, text.length));
                    if (child == null) {
                        child = new EcsField(field, name, root.count + 1);
                        child.enterAbove();
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

    private void enterAbove() {
        for (EcsField above = parent; above != null; above = above.parent) {
            above.add(this);
        }
    }

    private void add(EcsField descendant) {
        if (2 * ++count > descendants.length) {
            EcsField[] old = descendants;
            descendants = new EcsField[2 * old.length];
            hashes = new int[2 * old.length];
            for (EcsField each : old) {
                if (each != null) {
                    enter(each);
                }
            }
        }
        enter(descendant);
    }

    private void enter(EcsField descendant) {
        int hash = NameHash.of(descendant.path, pathLength(), descendant.path.length);
        int mask = descendants.length - 1;
        int slot = hash & mask;
        while (descendants[slot] != null) {
            slot = slot + 1 & mask;
        }
        descendants[slot] = descendant;
        hashes[slot] = hash;
    }
}
