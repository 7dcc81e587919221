// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.declared;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.Map;

/** Finds the slot of a field by the name that a line has for it: a hash table with open addressing, at most half full. */
final class NameSlots {

    private final byte[][] names;
    private final int[] slots;

    NameSlots(Map<String, Integer> slotByName) {
        int size = Integer.highestOneBit(4 * slotByName.size() + 1) * 2;
        names = new byte[size][];
        slots = new int[size];
        slotByName.forEach((name, slot) -> {
            byte[] text = name.getBytes(UTF_8);
            int at = hash(text, 0, text.length) & size - 1;
            while (names[at] != null) {
                at = at + 1 & size - 1;
            }
            names[at] = text;
            slots[at] = slot;
        });
    }

    /** The slot, or -1. */
    int slot(byte[] bytes, int from, int to) {
        int mask = names.length - 1;
        for (int at = hash(bytes, from, to) & mask; names[at] != null; at = at + 1 & mask) {
            if (Arrays.equals(names[at], 0, names[at].length, bytes, from, to)) {
                return slots[at];
            }
        }
        return -1;
    }

    private static int hash(byte[] bytes, int from, int to) {
        int hash = 1;
        for (int i = from; i < to; i++) {
            hash = 31 * hash + bytes[i];
        }
        return hash ^ hash >>> 15;
    }
}
