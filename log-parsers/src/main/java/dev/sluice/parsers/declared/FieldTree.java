// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.declared;

import dev.sluice.parsers.engine.Key;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** An object of the event: its values, and the objects in it. */
final class FieldTree {

    final String name;
    final Key key;
    private final Map<String, FieldTree> objects = new LinkedHashMap<>();
    private final List<Leaf> leaves = new ArrayList<>();

    /** The same as arrays, for every line. */
    Leaf[] values = {};

    FieldTree[] children = {};

    FieldTree(String name) {
        this.name = name;
        key = Key.of(name);
    }

    /** The object at a dotted path below this one, made where it is not there; an empty path is this one. */
    FieldTree at(String path) {
        if (path.isEmpty()) {
            return this;
        }
        int dot = path.indexOf('.');
        String first = dot < 0 ? path : path.substring(0, dot);
        FieldTree child = objects.computeIfAbsent(first, FieldTree::new);
        return dot < 0 ? child : child.at(path.substring(dot + 1));
    }

    void add(Leaf leaf) {
        leaves.add(leaf);
    }

    /** Takes the object of that name out, or makes an empty one. */
    FieldTree take(String child) {
        FieldTree taken = objects.remove(child);
        return taken == null ? new FieldTree(child) : taken;
    }

    void freeze() {
        values = leaves.toArray(Leaf[]::new);
        children = objects.values().toArray(FieldTree[]::new);
        for (FieldTree child : children) {
            child.freeze();
        }
    }

    boolean isEmpty() {
        return values.length == 0 && children.length == 0;
    }
}
