// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.engine;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Looks for bytes eight at a time: a {@code long} is compared in all its lanes at once (Hacker's Delight, 6-1), and the lowest lane that
 * is flagged is exact because borrows only travel upwards.
 */
public final class ByteSearch {

    static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    static final long ONES = 0x0101010101010101L;
    static final long HIGHS = 0x8080808080808080L;

    private ByteSearch() {}

    /** Eight bytes from {@code at}, the first of them lowest; the array must hold them. */
    public static long eight(byte[] bytes, int at) {
        return (long) LONG.get(bytes, at);
    }

    /** Index of the first {@code wanted} in [from, to), or {@code to}. */
    public static int indexOf(byte[] bytes, int from, int to, int wanted) {
        int i = from;
        long pattern = lanesOf(wanted);
        int lastEight = bytes.length - 8;
        // Past the slice but inside the array is fine to look at.
        for (; i < to && i <= lastEight; i += 8) {
            long flags = zeroLanes((long) LONG.get(bytes, i) ^ pattern);
            if (flags != 0) {
                return Math.min(to, i + lane(flags));
            }
        }
        return i >= to ? to : indexOfEitherAtEnd(bytes, i, to, (byte) wanted, (byte) wanted);
    }

    /**
     * Index of the first {@code wanted} that stands whole in [from, to), or -1. It is looked at where its first and its last byte are as far apart as
     * in it, which is seen of eight places at once.
     *
     * @param wanted at least a byte
     */
    public static int indexOf(byte[] bytes, int from, int to, byte[] wanted) {
        int last = wanted.length - 1;
        int end = to - last;
        long firstLanes = lanesOf(wanted[0]);
        long lastLanes = lanesOf(wanted[last]);
        int eights = Math.min(end, bytes.length - 7 - last);
        int i = from;
        for (; i < eights - 8; i += 16) {
            long flags = bothLanes(bytes, i, last, firstLanes, lastLanes);
            long nextFlags = bothLanes(bytes, i + 8, last, firstLanes, lastLanes);
            if ((flags | nextFlags) != 0) {
                int at = indexOf(bytes, i, flags, to, wanted);
                at = at >= 0 ? at : indexOf(bytes, i + 8, nextFlags, to, wanted);
                if (at >= 0) {
                    return at;
                }
            }
        }
        for (; i < eights; i += 8) {
            int at = indexOf(bytes, i, bothLanes(bytes, i, last, firstLanes, lastLanes), to, wanted);
            if (at >= 0) {
                return at;
            }
        }
        while (i < end && !startsWith(bytes, i, to, wanted)) {
            i++;
        }
        return i < end ? i : -1;
    }

    /**
     * Flags the lanes from {@code at} on that have one byte there, and the other one {@code apart} bytes behind it. One may be flagged in vain, but
     * none is missed.
     */
    private static long bothLanes(byte[] bytes, int at, int apart, long one, long other) {
        return zeroLanes((long) LONG.get(bytes, at) ^ one | (long) LONG.get(bytes, at + apart) ^ other);
    }

    /** The first of the flagged lanes from {@code at} on in which it stands, or -1. */
    private static int indexOf(byte[] bytes, int at, long flags, int to, byte[] wanted) {
        for (long rest = flags; rest != 0; rest &= rest - 1) {
            int place = at + lane(rest);
            if (startsWith(bytes, place, to, wanted)) {
                return place;
            }
        }
        return -1;
    }

    /** Index of the first of two bytes in [from, to), or {@code to}. */
    public static int indexOfEither(byte[] bytes, int from, int to, int one, int other) {
        int i = from;
        long pattern = lanesOf(one);
        long otherPattern = lanesOf(other);
        int lastEight = bytes.length - 8;
        for (; i < to && i <= lastEight; i += 8) {
            long eight = (long) LONG.get(bytes, i);
            long flags = zeroLanes(eight ^ pattern) | zeroLanes(eight ^ otherPattern);
            if (flags != 0) {
                return Math.min(to, i + lane(flags));
            }
        }
        return i >= to ? to : indexOfEitherAtEnd(bytes, i, to, (byte) one, (byte) other);
    }

    /** Looks one by one, within the array's last eight. */
    private static int indexOfEitherAtEnd(byte[] bytes, int from, int to, byte one, byte other) {
        int i = from;
        while (i < to && bytes[i] != one && bytes[i] != other) {
            i++;
        }
        return i;
    }

    /** Index of the last {@code wanted} in [from, to), or {@code from - 1}. */
    public static int lastIndexOf(byte[] bytes, int from, int to, int wanted) {
        int i = to - 1;
        while (i >= from && bytes[i] != wanted) {
            i--;
        }
        return i;
    }

    /** Whether [at, to) starts with all of {@code prefix}. */
    public static boolean startsWith(byte[] bytes, int at, int to, byte[] prefix) {
        if (to - at < prefix.length) {
            return false;
        }
        for (int i = 0; i < prefix.length; i++) {
            if (bytes[at + i] != prefix[i]) {
                return false;
            }
        }
        return true;
    }

    /** Whether [from, to) is exactly {@code text}. */
    public static boolean equal(byte[] bytes, int from, int to, byte[] text) {
        return to - from == text.length && startsWith(bytes, from, to, text);
    }

    /** Whether {@code b} is an ASCII digit. */
    public static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }

    /** Index of the first byte in [from, to) that is no ASCII digit, or {@code to}. */
    public static int endOfDigits(byte[] bytes, int from, int to) {
        int i = from;
        int lastEight = bytes.length - 8;
        for (; i < to && i <= lastEight; i += 8) {
            long flags = nonDigitLanes((long) LONG.get(bytes, i));
            if (flags != 0) {
                return Math.min(to, i + lane(flags));
            }
        }
        return i >= to ? to : endOfDigitsAtEnd(bytes, i, to);
    }

    private static int endOfDigitsAtEnd(byte[] bytes, int from, int to) {
        int i = from;
        while (i < to && isDigit(bytes[i])) {
            i++;
        }
        return i;
    }

    /** Whether [from, to) is not empty and holds ASCII digits only. */
    public static boolean isDigits(byte[] bytes, int from, int to) {
        return from < to && endOfDigits(bytes, from, to) == to;
    }

    /** Two digits as a number, or -1; the array must hold them. */
    public static int twoDigits(byte[] bytes, int at) {
        int tens = bytes[at] - '0';
        int ones = bytes[at + 1] - '0';
        return (tens | ones | 9 - tens | 9 - ones) < 0 ? -1 : tens * 10 + ones;
    }

    /** The digits in [from, to) as a number; the caller has checked that they are at most 18 digits. */
    public static long number(byte[] bytes, int from, int to) {
        long number = 0;
        for (int i = from; i < to; i++) {
            number = number * 10 + bytes[i] - '0';
        }
        return number;
    }

    /** The byte in each lane; one of a character that is not ASCII may come as a negative number. */
    private static long lanesOf(int wanted) {
        return (wanted & 0xff) * ONES;
    }

    /** Number of the lowest lane that is flagged. */
    static int lane(long flags) {
        return Long.numberOfTrailingZeros(flags) >>> 3;
    }

    /** Flags the lanes that are no ASCII digit, each of them exactly. */
    static long nonDigitLanes(long lanes) {
        long values = lanes ^ '0' * ONES;
        return ((values & ~HIGHS) + (0x80 - 10) * ONES | values) & HIGHS;
    }

    /** Flags the lanes that are zero; only the lowest flag is exact. */
    static long zeroLanes(long lanes) {
        return (lanes - ONES) & ~lanes & HIGHS;
    }
}
