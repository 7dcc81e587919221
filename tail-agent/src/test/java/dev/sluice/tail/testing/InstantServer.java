// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;

/** Answers 202 to whatever comes, at once and without looking: for measuring what sends to it. */
public final class InstantServer implements AutoCloseable {

    private static final byte[] ANSWER = "HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n".getBytes(ISO_8859_1);

    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final AtomicLong requests = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();

    public InstantServer() throws IOException {
        Thread.ofPlatform().daemon().start(() -> {
            while (!server.isClosed()) {
                try {
                    Socket socket = server.accept();
                    Thread.ofPlatform().daemon().start(() -> serve(socket));
                } catch (IOException e) {
                    // Closed.
                    return;
                }
            }
        });
    }

    public String url() {
        return "http://127.0.0.1:" + server.getLocalPort();
    }

    public long requests() {
        return requests.get();
    }

    public long bytes() {
        return bytes.get();
    }

    private void serve(Socket socket) {
        try (socket;
                InputStream in = new BufferedInputStream(socket.getInputStream(), 1 << 16)) {
            while (true) {
                long length = -1;
                String line = line(in);
                if (line == null) {
                    return;
                }
                while (!line.isEmpty()) {
                    if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
                        length = Long.parseLong(
                                line.substring(line.indexOf(':') + 1).strip());
                    }
                    line = line(in);
                }
                in.skipNBytes(length);
                bytes.addAndGet(length);
                requests.incrementAndGet();
                socket.getOutputStream().write(ANSWER);
            }
        } catch (IOException e) {
            // The agent has gone.
            return;
        }
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        int c = in.read();
        while (c >= 0 && c != '\n') {
            if (c != '\r') {
                line.append((char) c);
            }
            c = in.read();
        }
        return c < 0 ? null : line.toString();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
