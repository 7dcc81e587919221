// SPDX-License-Identifier: Apache-2.0
package dev.sluice.detector.rule;

import java.net.InetAddress;
import java.util.Optional;

/** A network in CIDR notation (RFC 4632, RFC 4291), such as {@code 192.0.2.0/24}. */
public record AddressRange(InetAddress network, int bits) {

    /** @throws IllegalArgumentException if {@code text} is none */
    public static AddressRange parse(String text) {
        int slash = text.indexOf('/');
        InetAddress network = InetAddress.ofLiteral(slash < 0 ? text : text.substring(0, slash));
        int length = network.getAddress().length * Byte.SIZE;
        int bits = slash < 0 ? length : Integer.parseInt(text.substring(slash + 1));
        if (bits < 0 || bits > length) {
            throw new IllegalArgumentException("a prefix has 0 to " + length + " bits, was " + text);
        }
        return new AddressRange(network, bits);
    }

    /** The network of one site that {@code address} is in: its /24, or its /64 of IPv6; empty if it is no address. */
    public static Optional<String> siteOf(String address) {
        byte[] bytes;
        try {
            bytes = InetAddress.ofLiteral(address).getAddress();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        if (bytes.length == 4) {
            return Optional.of((bytes[0] & 0xff) + "." + (bytes[1] & 0xff) + '.' + (bytes[2] & 0xff) + ".0/24");
        }
        StringBuilder groups = new StringBuilder();
        for (int i = 0; i < Long.BYTES; i += 2) {
            groups.append(Integer.toHexString((bytes[i] & 0xff) << Byte.SIZE | bytes[i + 1] & 0xff))
                    .append(':');
        }
        return Optional.of(groups.append(":/64").toString());
    }

    /** Whether {@code text} is an address in this network; false if it is no address. */
    public boolean contains(String text) {
        byte[] address;
        try {
            address = InetAddress.ofLiteral(text).getAddress();
        } catch (IllegalArgumentException e) {
            return false;
        }
        byte[] prefix = network.getAddress();
        if (address.length != prefix.length) {
            return false;
        }
        for (int bit = 0; bit < bits; bit += Byte.SIZE) {
            int mask = bits - bit >= Byte.SIZE ? 0xff : 0xff << Byte.SIZE - (bits - bit);
            if (((address[bit / Byte.SIZE] ^ prefix[bit / Byte.SIZE]) & mask) != 0) {
                return false;
            }
        }
        return true;
    }
}
