// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.declared;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.sluice.parsers.engine.ByteSearch;

/** Takes {@code address:port} apart at its last colon; brackets around an IPv6 address are left out. An address alone stays as it is. */
final class EndpointMatcher implements Matcher {

    private static final int MAX_PORT_DIGITS = 5;
    private static final byte[] UNIX = "unix".getBytes(US_ASCII);

    private final int address;
    private final int port;

    EndpointMatcher(int address, int port) {
        this.address = address;
        this.port = port;
    }

    @Override
    public boolean match(byte[] bytes, int from, int to, Captures captures) {
        int colon = ByteSearch.lastIndexOf(bytes, from, to, ':');
        boolean hasPort =
                colon > from && to - colon - 1 <= MAX_PORT_DIGITS && ByteSearch.isDigits(bytes, colon + 1, to);
        if (!hasPort) {
            return captures.stop(to, "an address and a port");
        }
        if (ByteSearch.equal(bytes, from, colon, UNIX)) {
            // HAProxy's number of a listener at a socket of the same machine.
            captures.set(address, from, to);
            return true;
        }
        boolean hasBrackets = bytes[from] == '[' && bytes[colon - 1] == ']';
        captures.set(address, hasBrackets ? from + 1 : from, hasBrackets ? colon - 1 : colon);
        captures.set(port, colon + 1, to);
        return true;
    }
}
