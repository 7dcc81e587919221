// SPDX-License-Identifier: Apache-2.0
package dev.sluice.embedded;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.ServerSocketChannel;

/** Opens server sockets on 127.0.0.1, and says in plain words when a port is not to be had. */
final class LoopbackSocket {

    static final String HOST = "127.0.0.1";

    private static final int MAX_PORT = 65_535;

    private LoopbackSocket() {}

    /**
     * A bound, non-blocking server socket.
     *
     * @param port 0 for any free port
     * @throws EmbeddedStackException if the port is in use or is not a port
     */
    static ServerSocketChannel open(String server, int port) {
        requirePort(server, port);
        try {
            ServerSocketChannel channel = ServerSocketChannel.open();
            try {
                channel.bind(new InetSocketAddress(HOST, port));
                channel.configureBlocking(false);
                return channel;
            } catch (IOException e) {
                channel.close();
                throw e;
            }
        } catch (IOException e) {
            throw unavailable(server, port, e);
        }
    }

    /** For servers that open their port by themselves, late or in another process: fails at once, in the same words, if it is taken. */
    static void requireFree(String server, int port) {
        requirePort(server, port);
        try {
            new ServerSocket(port, 1, InetAddress.ofLiteral(HOST)).close();
        } catch (IOException e) {
            throw unavailable(server, port, e);
        }
    }

    private static void requirePort(String server, int port) {
        if (port < 0 || port > MAX_PORT) {
            throw new EmbeddedStackException("port for " + server + " must be 1 to " + MAX_PORT
                    + ", or 0 for any free one, was " + port + "; choose another with --port-offset");
        }
    }

    private static EmbeddedStackException unavailable(String server, int port, IOException e) {
        String why = e instanceof BindException ? "is in use" : "cannot be opened (" + e.getMessage() + ")";
        return new EmbeddedStackException(
                "port " + port + " for " + server + " " + why + "; choose another with --port-offset", e);
    }
}
