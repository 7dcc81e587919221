// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.syslog;

import static java.nio.charset.StandardCharsets.US_ASCII;

/** Words that are looked for in any case without making a string of what is looked at. */
final class WordSet {

    /** Several times as many slots as words, so that most looks end at the first. */
    private static final int SLOTS_PER_WORD = 8;

    private final byte[][] slots;
    private final int longest;

    /** @param words ASCII, in lower case */
    WordSet(String... words) {
        slots = new byte[Integer.highestOneBit(words.length) * SLOTS_PER_WORD][];
        int length = 0;
        for (String word : words) {
            byte[] bytes = word.getBytes(US_ASCII);
            int slot = hash(bytes, 0, bytes.length) & slots.length - 1;
            while (slots[slot] != null) {
                slot = slot + 1 & slots.length - 1;
            }
            slots[slot] = bytes;
            length = Math.max(length, bytes.length);
        }
        longest = length;
    }

    boolean contains(byte[] bytes, int from, int to) {
        if (to - from > longest) {
            return false;
        }
        int slot = hash(bytes, from, to) & slots.length - 1;
        while (slots[slot] != null) {
            if (isSame(slots[slot], bytes, from, to)) {
                return true;
            }
            slot = slot + 1 & slots.length - 1;
        }
        return false;
    }

    private static boolean isSame(byte[] word, byte[] bytes, int from, int to) {
        if (word.length != to - from) {
            return false;
        }
        for (int i = 0; i < word.length; i++) {
            if (word[i] != lowerCase(bytes[from + i])) {
                return false;
            }
        }
        return true;
    }

    private static int hash(byte[] bytes, int from, int to) {
        int hash = to - from;
        for (int i = from; i < to; i++) {
            hash = 31 * hash + lowerCase(bytes[i]);
        }
        return hash ^ hash >>> 9;
    }

    private static byte lowerCase(byte b) {
        return b >= 'A' && b <= 'Z' ? (byte) (b | 0x20) : b;
    }
}
