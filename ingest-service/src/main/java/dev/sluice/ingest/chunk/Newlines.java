// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.chunk;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Finds and counts lines, eight bytes at a time. */
final class Newlines {

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long LOW_SEVEN_BITS = 0x7f7f7f7f7f7f7f7fL;
    private static final long EIGHT_NEWLINES = 0x0a0a0a0a0a0a0a0aL;

    /**
     * What {@link #count} found.
     *
     * @param all lines, an unterminated last one included
     * @param notEmpty those that hold more than nothing or a single {@code \r}
     */
    record Lines(int all, int notEmpty) {}

    private Newlines() {}

    /** Position of the first newline in {@code [from, to)}, or -1. */
    static int first(byte[] bytes, int from, int to) {
        int i = from;
        for (; i <= to - Long.BYTES; i += Long.BYTES) {
            long found = newlinesIn((long) LONG.get(bytes, i));
            if (found != 0) {
                return i + Long.numberOfTrailingZeros(found) / Byte.SIZE;
            }
        }
        for (; i < to; i++) {
            if (bytes[i] == '\n') {
                return i;
            }
        }
        return -1;
    }

    /** Position of the last newline in {@code [0, to)}, or -1. Looks at single bytes: the last newline is near. */
    static int last(byte[] bytes, int to) {
        for (int i = to - 1; i >= 0; i--) {
            if (bytes[i] == '\n') {
                return i;
            }
        }
        return -1;
    }

    /** Counts the lines of {@code [0, to)}, which starts at the start of a line. */
    static Lines count(byte[] bytes, int to) {
        int all = 0;
        int empty = 0;
        int start = 0;
        int i = 0;
        for (; i <= to - Long.BYTES; i += Long.BYTES) {
            long found = newlinesIn((long) LONG.get(bytes, i));
            while (found != 0) {
                int newline = i + Long.numberOfTrailingZeros(found) / Byte.SIZE;
                all++;
                empty += isEmpty(bytes, start, newline);
                start = newline + 1;
                found &= found - 1;
            }
        }
        for (; i < to; i++) {
            if (bytes[i] == '\n') {
                all++;
                empty += isEmpty(bytes, start, i);
                start = i + 1;
            }
        }
        if (start < to) {
            all++;
            empty += isEmpty(bytes, start, to);
        }
        return new Lines(all, all - empty);
    }

    private static int isEmpty(byte[] bytes, int start, int end) {
        int length = end - start;
        return length == 0 || length == 1 && bytes[start] == '\r' ? 1 : 0;
    }

    /** The high bit of each byte that is a newline; exact, since no carry crosses a byte. */
    private static long newlinesIn(long eightBytes) {
        long zeroWhereNewline = eightBytes ^ EIGHT_NEWLINES;
        return ~(((zeroWhereNewline & LOW_SEVEN_BITS) + LOW_SEVEN_BITS) | zeroWhereNewline | LOW_SEVEN_BITS);
    }
}
