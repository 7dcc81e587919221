// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.rules;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.parsers.engine.ByteSearch;
import dev.sluice.parsers.engine.IpAddress;
import java.net.InetAddress;
import java.util.Arrays;

/** A block of addresses in CIDR notation (RFC 4632, RFC 4291 section 2.3). Addresses of IPv4 that are written as IPv6 are of IPv4. */
final class IpNetwork {

    private static final int V4_BYTES = 4;
    private static final int V4_MASK_BITS = 24;
    private static final int V6_MASK_GROUPS = 3;

    private final byte[] address;
    private final int bits;

    private IpNetwork(byte[] address, int bits) {
        this.address = address;
        this.bits = bits;
    }

    /** @throws IllegalArgumentException if the text is neither an address nor a network */
    static IpNetwork parse(String text) {
        int slash = text.indexOf('/');
        byte[] written = text.substring(0, slash < 0 ? text.length() : slash).getBytes(UTF_8);
        byte[] address = bytesOf(written, 0, written.length);
        String bits = slash < 0 ? "" : text.substring(slash + 1);
        boolean fits = address != null
                && (slash < 0 || bits.matches("[0-9]{1,3}") && Integer.parseInt(bits) <= 8 * address.length);
        if (!fits) {
            throw new IllegalArgumentException(
                    "'" + text + "' is no network: write one such as 10.0.0.0/8, 2001:db8::/32, or an address");
        }
        return new IpNetwork(address, slash < 0 ? 8 * address.length : Integer.parseInt(bits));
    }

    boolean contains(byte[] text, int from, int to) {
        byte[] other = bytesOf(text, from, to);
        if (other == null || other.length != address.length) {
            return false;
        }
        int whole = bits / 8;
        for (int i = 0; i < whole; i++) {
            if (other[i] != address[i]) {
                return false;
            }
        }
        int rest = bits % 8;
        return rest == 0 || ((other[whole] ^ address[whole]) & 0xff) >>> 8 - rest == 0;
    }

    /** The network of an address, /24 of IPv4 and /48 of IPv6, as its first address; null where the text is no address. */
    static byte[] maskOf(byte[] text, int from, int to) {
        if (IpAddress.of(text, from, to) == IpAddress.V4) {
            int last = ByteSearch.lastIndexOf(text, from, to, '.') + 1;
            byte[] masked = Arrays.copyOfRange(text, from, last + 1);
            masked[last - from] = '0';
            return masked;
        }
        byte[] address = bytesOf(text, from, to);
        if (address == null) {
            return null;
        }
        StringBuilder masked = new StringBuilder();
        if (address.length == V4_BYTES) {
            for (int i = 0; i < V4_MASK_BITS / 8; i++) {
                masked.append(address[i] & 0xff).append('.');
            }
            return masked.append('0').toString().getBytes(US_ASCII);
        }
        for (int i = 0; i < V6_MASK_GROUPS; i++) {
            masked.append(Integer.toHexString((address[2 * i] & 0xff) << 8 | address[2 * i + 1] & 0xff))
                    .append(':');
        }
        return masked.append(':').toString().getBytes(US_ASCII);
    }

    private static byte[] bytesOf(byte[] text, int from, int to) {
        return switch (IpAddress.of(text, from, to)) {
            case NONE -> null;
            case V4, V4_PADDED -> v4(text, from, to);
            case V6 ->
                InetAddress.ofLiteral(new String(text, from, ByteSearch.indexOf(text, from, to, '%') - from, UTF_8))
                        .getAddress();
        };
    }

    private static byte[] v4(byte[] text, int from, int to) {
        byte[] address = new byte[V4_BYTES];
        int octet = 0;
        for (int i = from; i < to; i++) {
            if (text[i] == '.') {
                octet++;
            } else {
                address[octet] = (byte) (10 * (address[octet] & 0xff) + text[i] - '0');
            }
        }
        return address;
    }
}
