// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.declared;

import dev.sluice.parsers.engine.Key;

/**
 * A value of an event: of a capture, or the same for all.
 *
 * @param key of its last name
 * @param path dotted, as text
 * @param slot of the capture, or -1
 * @param json of a constant, or null
 * @param unit of durations in nanoseconds
 * @param time number of its {@link TimeReader}, or -1
 */
record Leaf(Key key, byte[] path, FieldType type, int slot, byte[] json, long unit, int time) {

    static final int NONE = -1;

    static Leaf ofCapture(Key key, byte[] path, FieldType type, int slot, long unit, int time) {
        return new Leaf(key, path, type, slot, null, unit, time);
    }

    static Leaf ofConstant(Key key, byte[] path, byte[] json) {
        return new Leaf(key, path, FieldType.KEYWORD, NONE, json, 1, NONE);
    }
}
