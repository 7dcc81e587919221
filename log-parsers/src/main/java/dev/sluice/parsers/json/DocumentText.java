// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.json;

import java.util.Arrays;

/** The text of a document, and behind it the names that had to be rewritten. One array that is used again. */
final class DocumentText {

    private static final int INITIAL_SIZE = 4096;

    byte[] bytes = new byte[INITIAL_SIZE];

    /** Where the text ends. */
    int end;

    private int used;

    /** Takes [from, to). */
    void load(byte[] source, int from, int to) {
        end = to - from;
        if (bytes.length < end) {
            bytes = new byte[Math.max(end, 2 * bytes.length)];
        }
        System.arraycopy(source, from, bytes, 0, end);
        used = end;
    }

    /** Forgets the names. */
    void clearNames() {
        used = end;
    }

    /** Puts {@code length} bytes behind what there is; returns where they start. */
    int append(byte[] name, int length) {
        if (bytes.length - used < length) {
            bytes = Arrays.copyOf(bytes, Math.max(used + length, 2 * bytes.length));
        }
        System.arraycopy(name, 0, bytes, used, length);
        used += length;
        return used - length;
    }

    /** Gives back what is more than {@code most} bytes; the text is lost then. */
    void shrink(int most) {
        if (bytes.length > most) {
            bytes = new byte[INITIAL_SIZE];
            end = 0;
            used = 0;
        }
    }
}
