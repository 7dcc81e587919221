// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail.lines;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Looks for bytes, eight at a time. */
public final class ByteScan {

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGHS = 0x8080808080808080L;

    /** Index of the first {@code wanted} in {@code bytes[from, to)}, or -1. */
    public static int indexOf(byte[] bytes, byte wanted, int from, int to) {
        long pattern = (wanted & 0xffL) * ONES;
        int i = from;
        for (; i <= to - Long.BYTES; i += Long.BYTES) {
            long differences = (long) LONG.get(bytes, i) ^ pattern;
            // The classic test for a zero byte: the lowest high bit that it leaves is exact.
            long zeros = (differences - ONES) & ~differences & HIGHS;
            if (zeros != 0) {
                return i + (Long.numberOfTrailingZeros(zeros) >>> 3);
            }
        }
        for (; i < to; i++) {
            if (bytes[i] == wanted) {
                return i;
            }
        }
        return -1;
    }

    /** Index after the last {@code wanted} in {@code bytes[from, to)}, or {@code from}. */
    public static int afterLast(byte[] bytes, byte wanted, int from, int to) {
        int i = to;
        while (i > from && bytes[i - 1] != wanted) {
            i--;
        }
        return i;
    }

    /** Index of the first byte of {@code bytes[from, to)} that is not {@code skipped}, or {@code to}. */
    public static int skip(byte[] bytes, byte skipped, int from, int to) {
        int i = from;
        while (i < to && bytes[i] == skipped) {
            i++;
        }
        return i;
    }

    private ByteScan() {}
}
