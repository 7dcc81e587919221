// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Stands between the service and a store, and does to single requests what networks and stores do on bad days. Whole requests and answers pass
 * through memory. Passing on the Host header, which S3's signature covers, needs the system property
 * {@code jdk.httpclient.allowRestrictedHeaders=host}; the pom sets it.
 */
public final class FaultProxy implements AutoCloseable {

    private static final Set<String> HOP_BY_HOP = Set.of(
            "connection", "content-length", "expect", "upgrade", "http2-settings", "transfer-encoding", "keep-alive");

    /** Decides what becomes of a request. */
    public interface Fault {
        /** Returns the answer, or null to cut the connection without one. */
        Answer on(Request request, Store store) throws IOException, InterruptedException;
    }

    /** The store behind the proxy. */
    public interface Store {
        Answer ask(Request request) throws IOException, InterruptedException;
    }

    /** A request; {@code path} has the query. */
    public record Request(String method, String path, Map<String, List<String>> headers, byte[] body) {

        public boolean isBulk() {
            return path.startsWith("/_bulk");
        }

        public boolean isPut() {
            return method.equals("PUT");
        }

        /** The same request with another body. */
        public Request withBody(byte[] other) {
            return new Request(method, path, headers, other);
        }
    }

    public record Answer(int status, Map<String, List<String>> headers, byte[] body) {

        public static Answer of(int status, String body) {
            return new Answer(
                    status,
                    Map.of("Content-Type", List.of("application/json"), "X-Elastic-Product", List.of("Elasticsearch")),
                    body.getBytes());
        }
    }

    public static final Fault NONE = (request, store) -> store.ask(request);

    private final URI target;
    private final HttpClient http;
    private final int port;
    private final AtomicLong faults = new AtomicLong();
    private volatile Fault fault = NONE;
    private volatile boolean cutsUploads;
    private HttpServer server;

    public FaultProxy(URI target) {
        this.target = target;
        http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        server = listen(0);
        port = server.getAddress().getPort();
    }

    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + port);
    }

    /** From now on every request meets this. */
    public void fault(Fault next) {
        fault = next;
    }

    /** Whether connections are cut when half of an upload's bytes have come. */
    public void cutUploads(boolean cut) {
        cutsUploads = cut;
    }

    /** How many requests were not simply passed on. */
    public long faults() {
        return faults.get();
    }

    /** Refuses connections, and cuts those that there are. */
    public void down() {
        server.stop(0);
    }

    public void up() {
        server = listen(port);
    }

    private HttpServer listen(int at) {
        try {
            HttpServer listening = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), at), 0);
            listening.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
            listening.createContext("/", this::handle);
            listening.start();
            return listening;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            if (cutsUploads && exchange.getRequestMethod().equals("PUT")) {
                long length = Long.parseLong(exchange.getRequestHeaders().getFirst("Content-Length"));
                exchange.getRequestBody().readNBytes((int) (length / 2));
                faults.incrementAndGet();
                return;
            }
            Request request = new Request(
                    exchange.getRequestMethod(),
                    exchange.getRequestURI().toString(),
                    exchange.getRequestHeaders(),
                    exchange.getRequestBody().readAllBytes());
            Fault current = fault;
            Answer answer = current.on(request, this::ask);
            if (current != NONE) {
                faults.incrementAndGet();
            }
            if (answer == null) {
                return;
            }
            answer.headers().forEach((name, values) -> {
                if (!isHopByHop(name)) {
                    exchange.getResponseHeaders().put(name, values);
                }
            });
            boolean hasBody = answer.body().length > 0 && !request.method().equals("HEAD");
            exchange.sendResponseHeaders(answer.status(), hasBody ? answer.body().length : -1);
            if (hasBody) {
                exchange.getResponseBody().write(answer.body());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Answer ask(Request request) throws IOException, InterruptedException {
        HttpRequest.Builder forwarded = HttpRequest.newBuilder(target.resolve(request.path()))
                .method(request.method(), HttpRequest.BodyPublishers.ofByteArray(request.body()));
        request.headers().forEach((name, values) -> {
            if (!isHopByHop(name)) {
                values.forEach(value -> forwarded.header(name, value));
            }
        });
        HttpResponse<byte[]> response = http.send(forwarded.build(), HttpResponse.BodyHandlers.ofByteArray());
        return new Answer(response.statusCode(), response.headers().map(), response.body());
    }

    private static boolean isHopByHop(String header) {
        return HOP_BY_HOP.contains(header.toLowerCase(Locale.ROOT));
    }

    @Override
    public void close() {
        server.stop(0);
        http.close();
    }
}
