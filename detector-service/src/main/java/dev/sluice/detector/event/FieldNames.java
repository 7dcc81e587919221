// SPDX-License-Identifier: Apache-2.0
package dev.sluice.detector.event;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A name on the way to a field, and the names within it; all others may be stepped over. */
final class FieldNames {

    private final byte[] name;
    private final List<FieldNames> children = new ArrayList<>();
    private EventField field;

    private FieldNames(String name) {
        this.name = name.getBytes(UTF_8);
    }

    static FieldNames ofAllFields() {
        FieldNames root = new FieldNames("");
        for (EventField field : EventField.values()) {
            FieldNames names = root;
            for (String part : field.ecs().split("\\.")) {
                names = names.childOrNew(part);
            }
            names.field = field;
        }
        return root;
    }

    private FieldNames childOrNew(String part) {
        byte[] bytes = part.getBytes(UTF_8);
        FieldNames child = child(bytes, 0, bytes.length);
        if (child == null) {
            child = new FieldNames(part);
            children.add(child);
        }
        return child;
    }

    /** Null if nothing within that name is a field. */
    FieldNames child(byte[] text, int from, int to) {
        for (int i = 0; i < children.size(); i++) {
            byte[] other = children.get(i).name;
            if (other.length == to - from && Arrays.equals(other, 0, other.length, text, from, to)) {
                return children.get(i);
            }
        }
        return null;
    }

    /** The field of that name; null if it is only on the way to one. */
    EventField field() {
        return field;
    }
}
