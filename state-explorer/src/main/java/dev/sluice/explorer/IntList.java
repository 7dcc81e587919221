// SPDX-License-Identifier: Apache-2.0
package dev.sluice.explorer;

import java.util.Arrays;

/** Numbers without a box for each: a world has millions of steps. */
final class IntList {

    private int[] values = new int[1 << 10];
    private int size;

    void add(int value) {
        if (size == values.length) {
            values = Arrays.copyOf(values, 2 * size);
        }
        values[size++] = value;
    }

    int get(int index) {
        return values[index];
    }

    int size() {
        return size;
    }
}
