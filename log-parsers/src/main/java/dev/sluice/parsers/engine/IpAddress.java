// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.engine;

/**
 * Tells an IP address from a host name, and writes it as Elasticsearch's {@code ip} type takes it. Octets with leading zeros are decimal,
 * as httpd and most log writers mean them, never octal.
 */
public enum IpAddress {
    /** Not an IP address. */
    NONE,
    /** IPv4 in canonical form. */
    V4,
    /** IPv4 with leading zeros in an octet. */
    V4_PADDED,
    /** IPv6 as of RFC 4291 section 2.2, perhaps with a zone (RFC 4007 section 11). */
    V6;

    private static final long DOTS = '.' * ByteSearch.ONES;

    /** The longest is 15 bytes, of which eight are looked at from each dot on. */
    private static final int V4_ROOM = 24;

    private static final int PADDED = 0x100;
    private static final int TOO_LARGE = 0x200;

    /** What [from, to) is. */
    public static IpAddress of(byte[] bytes, int from, int to) {
        int length = to - from;
        if (length < 2 || length > 64) {
            return NONE;
        }
        if (ByteSearch.isDigit(bytes[from]) && length <= 15) {
            IpAddress kind = v4(bytes, from, to);
            if (kind != NONE) {
                return kind;
            }
        }
        return isV6(bytes, from, zoneAt(bytes, from, to)) ? V6 : NONE;
    }

    /** Whether an address of this kind holds nothing that JSON escapes; the zone of IPv6 can hold anything. */
    boolean isPlain() {
        return this == V4 || this == V4_PADDED;
    }

    /** Writes [from, to), which is of this kind, as the field {@code key}. */
    public void write(JsonBuffer json, Key key, byte[] bytes, int from, int to) {
        if (this == V4) {
            json.plain(key, bytes, from, to);
        } else {
            json.key(key);
            write(json, bytes, from, to);
            json.byteOf(',');
        }
    }

    /** Writes [from, to), which is of this kind, in quotes with nothing behind it. */
    public void write(JsonBuffer json, byte[] bytes, int from, int to) {
        switch (this) {
            case V4 -> json.quoted(bytes, from, to);
            case V6 -> json.quoted(bytes, from, zoneAt(bytes, from, to));
            case V4_PADDED -> writeWithoutPadding(json, bytes, from, to);
            case NONE -> throw new IllegalStateException("not an address");
        }
    }

    /** Sixteen bytes at once where the array has them: an octet ends at each of three dots, and between them are one to three digits. */
    private static IpAddress v4(byte[] bytes, int from, int to) {
        int length = to - from;
        if (from + V4_ROOM > bytes.length) {
            byte[] padded = new byte[V4_ROOM];
            System.arraycopy(bytes, from, padded, 0, length);
            return v4(padded, 0, length);
        }
        int inside = (1 << length) - 1;
        int dots = lanes(bytes, from, DOTS) & inside;
        if ((dots | digits(bytes, from) & inside) != inside || Integer.bitCount(dots) != 3) {
            return NONE;
        }
        int first = Integer.numberOfTrailingZeros(dots);
        int second = Integer.numberOfTrailingZeros(dots & dots - 1);
        int third = 31 - Integer.numberOfLeadingZeros(dots);
        int octets = octet(bytes, from, first)
                | octet(bytes, from + first + 1, second - first - 1)
                | octet(bytes, from + second + 1, third - second - 1)
                | octet(bytes, from + third + 1, length - third - 1);
        return octets >= TOO_LARGE ? NONE : octets >= PADDED ? V4_PADDED : V4;
    }

    /**
     * The octet of that many digits, with {@link #PADDED} and {@link #TOO_LARGE} set where it is; no digits or more than three are too large as well.
     * Without a branch, since how many digits there are can't be guessed.
     */
    private static int octet(byte[] bytes, int from, int digits) {
        long eight = ByteSearch.eight(bytes, from);
        long aligned = eight << 64 - 8 * digits;
        int value = (int) (aligned >>> 56 & 15) + (int) (aligned >>> 48 & 15) * 10 + (int) (aligned >>> 40 & 15) * 100;
        int padded = ((int) (eight & 15) - 1 & 1 - digits) >>> 31;
        int wrong = (255 - value | digits - 1 | 3 - digits) >>> 31;
        return value | padded * PADDED | wrong * TOO_LARGE;
    }

    /** A bit for each of the sixteen bytes from {@code at} that equals those of {@code pattern}. */
    private static int lanes(byte[] bytes, int at, long pattern) {
        return bits(~nonZeroLanes(ByteSearch.eight(bytes, at) ^ pattern))
                | bits(~nonZeroLanes(ByteSearch.eight(bytes, at + 8) ^ pattern)) << 8;
    }

    /** A bit for each of the sixteen bytes from {@code at} that is a digit. */
    private static int digits(byte[] bytes, int at) {
        return bits(~ByteSearch.nonDigitLanes(ByteSearch.eight(bytes, at)))
                | bits(~ByteSearch.nonDigitLanes(ByteSearch.eight(bytes, at + 8))) << 8;
    }

    /** The highest bits of the eight lanes, side by side. */
    private static int bits(long lanes) {
        return (int) (((lanes & ByteSearch.HIGHS) >>> 7) * 0x0102_0408_1020_4080L >>> 56);
    }

    private static long nonZeroLanes(long lanes) {
        return (lanes & ~ByteSearch.HIGHS) + ~ByteSearch.HIGHS | lanes;
    }

    private static boolean isV6(byte[] bytes, int from, int to) {
        int groups = 0;
        boolean gap = false;
        int i = from;
        if (to - from >= 2 && bytes[i] == ':') {
            if (bytes[i + 1] != ':') {
                return false;
            }
            gap = true;
            i += 2;
        }
        while (i < to) {
            int start = i;
            while (i < to && i - start < 5 && isHex(bytes[i])) {
                i++;
            }
            if (i < to && bytes[i] == '.') {
                groups += 2;
                return isWhole(groups, gap) && to - start <= 15 && v4(bytes, start, to) != NONE;
            }
            if (i == start || i - start > 4) {
                return false;
            }
            groups++;
            if (i == to) {
                break;
            }
            if (bytes[i] != ':' || ++i == to) {
                return false;
            }
            if (bytes[i] == ':') {
                if (gap) {
                    return false;
                }
                gap = true;
                i++;
            }
        }
        return isWhole(groups, gap);
    }

    private static boolean isWhole(int groups, boolean gap) {
        return gap ? groups < 8 : groups == 8;
    }

    private static boolean isHex(byte b) {
        return b >= '0' && b <= '9' || b >= 'a' && b <= 'f' || b >= 'A' && b <= 'F';
    }

    private static int zoneAt(byte[] bytes, int from, int to) {
        int zone = ByteSearch.indexOf(bytes, from, to, '%');
        return zone == to - 1 ? to : zone;
    }

    private static void writeWithoutPadding(JsonBuffer json, byte[] bytes, int from, int to) {
        json.byteOf('"');
        for (int i = from; i < to; i++) {
            boolean startsOctet = i == from || bytes[i - 1] == '.';
            int start = i;
            while (startsOctet && bytes[i] == '0' && i + 1 < to && bytes[i + 1] != '.' && i - start < 2) {
                i++;
            }
            json.byteOf((char) bytes[i]);
        }
        json.byteOf('"');
    }
}
