// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.body;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/**
 * Who holds bytes of the {@link ByteBudget}: a token, or an address where nobody says who they are.
 *
 * @param words for an answer, e.g. {@code the token 'shop'}
 */
public record BudgetHolder(String words) {

    /** All who send datagrams: whose address is in one is anybody's guess. */
    public static final BudgetHolder DATAGRAMS = new BudgetHolder("all senders of datagrams together");

    private static final BudgetHolder GONE = new BudgetHolder("all senders together that are gone");

    /** Of an IPv6 address, those who got it can choose the rest (RFC 4291, section 2.5.4). */
    private static final int NETWORK_BYTES = 8;

    public static BudgetHolder ofToken(String name) {
        return new BudgetHolder("the token '" + name + "'");
    }

    /** @param address as it is written, without a name to look up; null where the connection is gone, so that nobody knows it any more */
    public static BudgetHolder ofAddress(String address) {
        if (address == null) {
            return GONE;
        }
        try {
            return ofAddress(InetAddress.ofLiteral(address));
        } catch (IllegalArgumentException notAnAddress) {
            return new BudgetHolder("the address " + address);
        }
    }

    public static BudgetHolder ofAddress(InetAddress address) {
        if (!(address instanceof Inet6Address) || address.isLoopbackAddress()) {
            return new BudgetHolder("the address " + address.getHostAddress());
        }
        byte[] network = Arrays.copyOf(Arrays.copyOf(address.getAddress(), NETWORK_BYTES), address.getAddress().length);
        try {
            return new BudgetHolder(
                    "the network " + InetAddress.getByAddress(network).getHostAddress() + "/64");
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address of 16 bytes is one", e);
        }
    }
}
