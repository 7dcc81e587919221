// SPDX-License-Identifier: Apache-2.0
package dev.sluice.embedded;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.util.Map;
import org.apache.kafka.server.ServerSocketFactory;

/**
 * The broker's two server sockets, opened before the broker is configured.
 *
 * <p>So "any free port" is a port that nobody can take in between, and a busy port is known before anything is started.
 */
final class KafkaSockets implements ServerSocketFactory, AutoCloseable {

    static final String BROKER = "BROKER";
    static final String CONTROLLER = "CONTROLLER";

    private final Map<String, ServerSocketChannel> sockets;

    private KafkaSockets(Map<String, ServerSocketChannel> sockets) {
        this.sockets = sockets;
    }

    static KafkaSockets open(int brokerPort) {
        ServerSocketChannel broker = LoopbackSocket.open("Kafka", brokerPort);
        ServerSocketChannel controller = LoopbackSocket.open("Kafka's controller", 0);
        return new KafkaSockets(Map.of(BROKER, broker, CONTROLLER, controller));
    }

    InetSocketAddress brokerAddress() {
        return addressOf(BROKER);
    }

    InetSocketAddress controllerAddress() {
        return addressOf(CONTROLLER);
    }

    @Override
    public ServerSocketChannel openServerSocket(
            String listener, InetSocketAddress address, int backlog, int receiveBufferSize) {
        ServerSocketChannel socket = sockets.get(listener);
        if (socket == null) {
            throw new EmbeddedStackException("Kafka has the listeners BROKER and CONTROLLER only, not " + listener
                    + "; don't set 'listeners' as a broker property");
        }
        return socket;
    }

    @Override
    public void close() {
        for (ServerSocketChannel socket : sockets.values()) {
            try {
                socket.close();
            } catch (IOException e) {
                throw new EmbeddedStackException("Kafka's server socket cannot be closed (" + e + ")", e);
            }
        }
    }

    private InetSocketAddress addressOf(String listener) {
        return new InetSocketAddress(
                LoopbackSocket.HOST, sockets.get(listener).socket().getLocalPort());
    }
}
