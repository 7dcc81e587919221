// SPDX-License-Identifier: Apache-2.0
package dev.sluice.detector.rule;

import java.net.InetAddress;

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
