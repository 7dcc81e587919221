// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.declared;

import java.util.Arrays;

/** Fields of a line that names them itself: names and values, each a slice of the line or of the buffer of {@link Captures}. Not thread-safe. */
final class NamedValues {

    private static final int WORDS = 6;

    private final int most;
    private int[] words = new int[16 * WORDS];
    private int count;

    /** @param most how many a line may have */
    NamedValues(int most) {
        this.most = most;
    }

    void clear() {
        count = 0;
    }

    int count() {
        return count;
    }

    /** @return whether there is room for it */
    boolean add(boolean nameInBuffer, int nameFrom, int nameTo, boolean inBuffer, int from, int to) {
        if (count == most) {
            return false;
        }
        int at = count * WORDS;
        if (at == words.length) {
            words = Arrays.copyOf(words, 2 * words.length);
        }
        words[at] = nameInBuffer ? 1 : 0;
        words[at + 1] = nameFrom;
        words[at + 2] = nameTo;
        words[at + 3] = inBuffer ? 1 : 0;
        words[at + 4] = from;
        words[at + 5] = to;
        count++;
        return true;
    }

    boolean isNameInBuffer(int number) {
        return words[number * WORDS] != 0;
    }

    int nameFrom(int number) {
        return words[number * WORDS + 1];
    }

    int nameTo(int number) {
        return words[number * WORDS + 2];
    }

    boolean isInBuffer(int number) {
        return words[number * WORDS + 3] != 0;
    }

    int from(int number) {
        return words[number * WORDS + 4];
    }

    int to(int number) {
        return words[number * WORDS + 5];
    }
}
