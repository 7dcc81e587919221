// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.json;

import dev.sluice.parsers.engine.ByteSearch;
import java.util.SplittableRandom;

/**
 * Hashes of names, eight bytes at a time, mixed by folded multiplication as wyhash does (Wang Yi, public domain). They differ from process to
 * process, so that nobody can choose names that collide.
 */
final class NameHash {

    private static final long SEED = new SplittableRandom().nextLong();
    private static final long MULTIPLIER = 0xa0761d6478bd642fL;
    private static final long OTHER_MULTIPLIER = 0xe7037ed1a0b428dbL;

    private NameHash() {}

    static int of(byte[] text, int from, int to) {
        long hash = SEED ^ to - from;
        int i = from;
        for (; i + 8 <= to; i += 8) {
            hash = fold(hash ^ ByteSearch.eight(text, i), MULTIPLIER);
        }
        if (i < to) {
            hash = fold(hash ^ rest(text, i, to), MULTIPLIER);
        }
        hash = fold(hash, OTHER_MULTIPLIER);
        return (int) (hash ^ hash >>> 32);
    }

    /** Up to seven bytes. */
    private static long rest(byte[] text, int from, int to) {
        if (from + 8 <= text.length) {
            return ByteSearch.eight(text, from) & -1L >>> 8 * (8 - to + from);
        }
        long rest = 0;
        for (int i = to - 1; i >= from; i--) {
            rest = rest << 8 | text[i] & 0xff;
        }
        return rest;
    }

    private static long fold(long value, long multiplier) {
        return value * multiplier ^ Math.unsignedMultiplyHigh(value, multiplier);
    }
}
