// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.cloudwatch;

import java.util.Arrays;

/** Bytes that were unpacked: an array that is used again for the next payload, and given back where one was unusually large. */
final class PayloadBuffer {

    private static final int INITIAL_SIZE = 16 * 1024;

    byte[] bytes = new byte[0];
    int length;

    /** Makes room behind what there is: twice as much as before, and {@code most} bytes at the most, of which some must be left. */
    void grow(int most) {
        long wanted = Math.max(INITIAL_SIZE, 2L * bytes.length);
        bytes = Arrays.copyOf(bytes, (int) Math.min(most, wanted));
    }

    /** Empties it and makes room for {@code size} bytes. */
    void reset(int size) {
        length = 0;
        if (bytes.length < size) {
            bytes = new byte[Math.max(size, INITIAL_SIZE)];
        }
    }

    /** Empties it, and gives its memory back if that is more than {@code most} bytes. */
    void shrink(int most) {
        length = 0;
        if (bytes.length > most) {
            bytes = new byte[0];
        }
    }
}
