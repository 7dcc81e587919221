// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.auth;

/** The service would take logs from anybody on the network, and nobody has said that it should. */
final class UnprotectedAddressException extends RuntimeException {

    UnprotectedAddressException(String address) {
        super("server.address or management.server.address is "
                + (address.isEmpty() ? "not set, which means all addresses" : address)
                + ", and there are no tokens: anybody could send");
    }
}
