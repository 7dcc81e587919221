// SPDX-License-Identifier: Apache-2.0
package dev.sluice.http;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** The address that a port is bound to. */
public final class ServerAddress {

    private ServerAddress() {}

    /**
     * Whether only this machine reaches it.
     *
     * @param address as {@code server.address} has it; empty means all addresses
     * @throws IllegalArgumentException if it is no address of any host
     */
    public static boolean isLoopback(String address) {
        try {
            return !address.isEmpty() && InetAddress.getByName(address).isLoopbackAddress();
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("server.address is not known: " + address, e);
        }
    }
}
