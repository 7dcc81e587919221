// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.s3.format;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Numbers different texts from 0 on: a hash table with open addressing, at most half full. */
final class TextDictionary {

    private static final VarHandle WORDS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final long MULTIPLIER = 0x9e3779b97f4a7c15L;
    private static final int INITIAL_SLOTS = 64;

    private final PlainTexts texts = new PlainTexts();

    /** By number. */
    private int[] places = new int[INITIAL_SLOTS / 2];

    /** By number: to find a text's slot again, and to compare no text with a different one. */
    private int[] hashes = new int[INITIAL_SLOTS / 2];

    /** Numbers plus one; 0 where there is none. */
    private int[] slots = new int[INITIAL_SLOTS];

    private int count;

    /** The number of the text last asked for: neighbouring events share many of theirs. */
    private int last;

    /** How many different texts there are. */
    int count() {
        return count;
    }

    /** Bytes that it takes. */
    long size() {
        return texts.size() + (long) Integer.BYTES * (places.length + hashes.length + slots.length);
    }

    PlainTexts texts() {
        return texts;
    }

    /** The place of the text with that number. */
    int place(int number) {
        return places[number];
    }

    /** The number of the text, which is kept if it is a new one. */
    int number(Utf8Slice text) {
        if (count == 0 || !texts.equals(places[last], text)) {
            last = find(text);
        }
        return last;
    }

    private int find(Utf8Slice text) {
        int hash = hash(text);
        int slot = hash & slots.length - 1;
        for (; slots[slot] != 0; slot = slot + 1 & slots.length - 1) {
            int number = slots[slot] - 1;
            if (hashes[number] == hash && texts.equals(places[number], text)) {
                return number;
            }
        }
        return add(text, hash, slot);
    }

    private int add(Utf8Slice text, int hash, int slot) {
        if (count == places.length) {
            places = Arrays.copyOf(places, 2 * count);
            hashes = Arrays.copyOf(hashes, 2 * count);
            slots = new int[4 * count];
            for (int number = 0; number < count; number++) {
                slots[freeSlot(hashes[number])] = number + 1;
            }
            slot = freeSlot(hash);
        }
        int number = count++;
        places[number] = texts.add(text.bytes(), text.from(), text.length());
        hashes[number] = hash;
        slots[slot] = number + 1;
        return number;
    }

    private int freeSlot(int hash) {
        int slot = hash & slots.length - 1;
        while (slots[slot] != 0) {
            slot = slot + 1 & slots.length - 1;
        }
        return slot;
    }

    private static int hash(Utf8Slice text) {
        byte[] bytes = text.bytes();
        int end = text.from() + text.length();
        int at = text.from();
        long hash = text.length();
        for (; at <= end - Long.BYTES; at += Long.BYTES) {
            hash = mix(hash ^ (long) WORDS.get(bytes, at));
        }
        long rest = 0;
        for (; at < end; at++) {
            rest = rest << 8 | bytes[at] & 0xff;
        }
        return (int) mix(hash ^ rest);
    }

    private static long mix(long hash) {
        long product = hash * MULTIPLIER;
        return product ^ product >>> 32;
    }
}
