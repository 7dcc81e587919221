// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.receiver.syslog;

import java.net.InetAddress;
import java.util.List;

/** AllowedNetworks that may send; any if none is named. */
final class AllowedNetworks {

    private final List<Network> networks;

    private record Network(byte[] address, int bits) {

        boolean contains(byte[] other) {
            if (other.length != address.length) {
                return false;
            }
            for (int bit = 0; bit < bits; bit += Byte.SIZE) {
                int mask = 0xff << Math.max(0, Byte.SIZE - (bits - bit));
                if (((address[bit / Byte.SIZE] ^ other[bit / Byte.SIZE]) & mask & 0xff) != 0) {
                    return false;
                }
            }
            return true;
        }
    }

    /** @throws IllegalArgumentException for what is neither an address nor {@code address/bits} */
    AllowedNetworks(List<String> texts) {
        networks = texts.stream().map(AllowedNetworks::parse).toList();
    }

    boolean contain(InetAddress address) {
        return networks.isEmpty() || networks.stream().anyMatch(network -> network.contains(address.getAddress()));
    }

    private static Network parse(String text) {
        int slash = text.indexOf('/');
        try {
            // Never a name: who may send must not depend on what a name server says.
            byte[] address = InetAddress.ofLiteral(slash < 0 ? text : text.substring(0, slash))
                    .getAddress();
            int all = address.length * Byte.SIZE;
            int bits = slash < 0 ? all : Integer.parseInt(text.substring(slash + 1));
            if (bits >= 0 && bits <= all) {
                return new Network(address, bits);
            }
        } catch (IllegalArgumentException ignored) {
            // said below
        }
        throw new IllegalArgumentException(
                "sluice.ingest.syslog.allow holds networks, such as 192.0.2.0/24 or 2001:db8::/32, was '" + text + "'");
    }
}
