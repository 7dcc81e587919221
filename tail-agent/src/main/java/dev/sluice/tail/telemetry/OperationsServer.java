// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail.telemetry;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/**
 * Answers {@code GET /health} (200 while the process works), {@code GET /ready} (200, or 503 and the reason while operator action is required)
 * and {@code GET /metrics}. Refuses what web pages send, and ends connections that take too long over a request.
 */
public final class OperationsServer implements Closeable {

    private static final String LONGEST_REQUEST = "sun.net.httpserver.maxReqTime";
    private static final String MOST_CONNECTIONS = "jdk.httpserver.maxConnections";

    static {
        // The JDK's server reads them when the first one is made; by default it waits for ever.
        setUnlessSet(LONGEST_REQUEST, "10");
        setUnlessSet(MOST_CONNECTIONS, "1000");
    }

    private final HttpServer server;
    private final boolean loopback;

    /** @throws IOException if the address cannot be bound; the message names it */
    public OperationsServer(InetSocketAddress address, Metrics metrics) throws IOException {
        try {
            server = HttpServer.create(address, 0);
            loopback = address.getAddress().isLoopbackAddress();
            // Or one sender that sends half a header would hold up all others.
            server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        } catch (IOException e) {
            throw new IOException(
                    "agent.operations " + address + " cannot be bound (" + e.getMessage()
                            + "); choose another port, or none",
                    e);
        }
        on("/health", () -> new Page(200, "text/plain", health(metrics)));
        on("/ready", () -> {
            Optional<String> alarm = metrics.alarm();
            return alarm.isEmpty()
                    ? new Page(200, "text/plain", "ready\n")
                    : new Page(503, "text/plain", alarm.get() + "\n");
        });
        on("/metrics", () -> new Page(200, "text/plain; version=0.0.4; charset=utf-8", metrics.prometheus()));
        server.start();
    }

    /** That it works, and what it leaves out on purpose. */
    private static String health(Metrics metrics) {
        StringBuilder text = new StringBuilder("up\n");
        metrics.leftOut().forEach(line -> text.append(line).append('\n'));
        return text.toString();
    }

    public int port() {
        return server.getAddress().getPort();
    }

    private record Page(int status, String type, String text) {}

    private void on(String path, Supplier<Page> answer) {
        server.createContext(path, exchange -> {
            try (exchange) {
                OptionalInt refusal = refusalOf(exchange);
                if (refusal.isPresent()) {
                    write(exchange, new Page(refusal.getAsInt(), "text/plain", ""));
                    return;
                }
                boolean known = exchange.getRequestURI().getPath().equals(path);
                boolean get = exchange.getRequestMethod().equals("GET");
                write(
                        exchange,
                        !known
                                ? new Page(404, "text/plain", "")
                                : get ? answer.get() : new Page(405, "text/plain", ""));
            }
        });
    }

    private OptionalInt refusalOf(HttpExchange exchange) {
        Headers headers = exchange.getRequestHeaders();
        return BrowserRefusal.of(
                loopback, headers.getFirst("Host"), headers.getFirst("Origin"), headers.getFirst("Sec-Fetch-Site"));
    }

    private static void setUnlessSet(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }

    private static void write(HttpExchange exchange, Page answer) throws IOException {
        byte[] body = answer.text().getBytes(UTF_8);
        exchange.getResponseHeaders().set("Content-Type", answer.type());
        exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(body);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
