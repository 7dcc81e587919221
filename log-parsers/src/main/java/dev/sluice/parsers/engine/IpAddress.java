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

    /** What [from, to) is. */
    public static IpAddress of(byte[] bytes, int from, int to) {
        int length = to - from;
        if (length < 2 || length > 64) {
            return NONE;
        }
        if (Bytes.isDigit(bytes[from]) && length <= 15) {
            IpAddress kind = v4(bytes, from, to);
            if (kind != NONE) {
                return kind;
            }
        }
        return isV6(bytes, from, zoneAt(bytes, from, to)) ? V6 : NONE;
    }

    /** Writes [from, to), which is of this kind, as the field {@code key}. */
    public void write(JsonBuffer json, Key key, byte[] bytes, int from, int to) {
        json.key(key);
        write(json, bytes, from, to);
        json.byteOf(',');
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

    private static IpAddress v4(byte[] bytes, int from, int to) {
        int octets = 1;
        int value = 0;
        int digits = 0;
        boolean padded = false;
        for (int i = from; i < to; i++) {
            int b = bytes[i];
            if (b == '.') {
                if (digits == 0) {
                    return NONE;
                }
                octets++;
                digits = 0;
                value = 0;
            } else if (b >= '0' && b <= '9') {
                padded |= digits > 0 && value == 0;
                value = value * 10 + b - '0';
                digits++;
                if (digits > 3 || value > 255 || octets > 4) {
                    return NONE;
                }
            } else {
                return NONE;
            }
        }
        if (octets != 4 || digits == 0) {
            return NONE;
        }
        return padded ? V4_PADDED : V4;
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
        int zone = Bytes.indexOf(bytes, from, to, '%');
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
