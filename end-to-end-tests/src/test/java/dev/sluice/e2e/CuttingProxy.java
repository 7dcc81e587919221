// SPDX-License-Identifier: Apache-2.0
package dev.sluice.e2e;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Stands between a client and a server. Of the first connection it lets the request through, waits until the server answers, and then cuts the
 * connection without a word of that answer: the client cannot know that it was heard. Later connections it leaves alone.
 */
final class CuttingProxy implements AutoCloseable {

    private final ServerSocket server;
    private final int target;
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicInteger cut = new AtomicInteger();

    private CuttingProxy(ServerSocket server, int target) {
        this.server = server;
        this.target = target;
    }

    /** @param target a port of this machine */
    static CuttingProxy before(int target) throws IOException {
        CuttingProxy proxy = new CuttingProxy(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), target);
        Thread.ofVirtual().name("cutting-proxy").start(proxy::accept);
        return proxy;
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + server.getLocalPort());
    }

    /** Answers that were cut off. */
    int cut() {
        return cut.get();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                boolean first = connections.getAndIncrement() == 0;
                Thread.ofVirtual().start(() -> serve(client, first));
            } catch (IOException e) {
                if (!server.isClosed()) {
                    throw new IllegalStateException(e);
                }
            }
        }
    }

    private void serve(Socket accepted, boolean cutOff) {
        try (Socket client = accepted;
                Socket upstream = new Socket(InetAddress.getLoopbackAddress(), target)) {
            Thread.ofVirtual().start(() -> pass(client, upstream));
            if (cutOff) {
                if (upstream.getInputStream().read() >= 0) {
                    cut.incrementAndGet();
                }
            } else {
                upstream.getInputStream().transferTo(client.getOutputStream());
            }
        } catch (IOException ignored) {
            // one of both has gone
        }
    }

    private static void pass(Socket from, Socket to) {
        try {
            InputStream in = from.getInputStream();
            in.transferTo(to.getOutputStream());
            to.shutdownOutput();
        } catch (IOException ignored) {
            // one of both has gone
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
