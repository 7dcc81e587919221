// SPDX-License-Identifier: Apache-2.0
package dev.sluice.e2e;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Stands between a sender and a server. Now and then it takes the server's answer and breaks the connection instead of handing it on: the request
 * was processed, and the sender does not know. Now and then it breaks a request in the middle.
 */
final class UnreliableProxy implements AutoCloseable {

    private static final int ANSWERS_A_CUT = 8;
    private static final int READS_A_CUT = 60;

    private final ServerSocket listening;
    private final int port;
    private final Random random;
    private final AtomicInteger cutAnswers = new AtomicInteger();

    /** @param port of the server, on loopback; it may come and go */
    UnreliableProxy(int port, long seed) throws IOException {
        this.port = port;
        this.random = new Random(seed);
        this.listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + listening.getLocalPort());
    }

    /** Answers that no sender ever saw. */
    int cutAnswers() {
        return cutAnswers.get();
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                Socket client = listening.accept();
                Thread.ofVirtual().start(() -> connect(client));
            } catch (IOException ignored) {
                // Closed, or a client that is gone already.
                continue;
            }
        }
    }

    private void connect(Socket client) {
        try (client;
                Socket server = new Socket()) {
            server.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            Thread requests = Thread.ofVirtual().start(() -> {
                try (client;
                        server) {
                    requests(client.getInputStream(), server.getOutputStream());
                } catch (IOException ignored) {
                    // One of them is gone; both connections end.
                    return;
                }
            });
            answers(server.getInputStream(), client.getOutputStream());
            client.close();
            server.close();
            requests.join();
        } catch (IOException ignored) {
            // The server is away, or one of them is gone.
            return;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void requests(InputStream from, OutputStream to) throws IOException {
        byte[] buffer = new byte[16 << 10];
        for (int read = from.read(buffer); read >= 0 && !happens(READS_A_CUT); read = from.read(buffer)) {
            to.write(buffer, 0, read);
        }
    }

    private void answers(InputStream from, OutputStream to) throws IOException {
        byte[] buffer = new byte[16 << 10];
        for (int read = from.read(buffer); read >= 0; read = from.read(buffer)) {
            if (happens(ANSWERS_A_CUT)) {
                cutAnswers.incrementAndGet();
                return;
            }
            to.write(buffer, 0, read);
        }
    }

    private boolean happens(int onceIn) {
        synchronized (random) {
            return random.nextInt(onceIn) == 0;
        }
    }

    @Override
    public void close() throws IOException {
        listening.close();
    }
}
