// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.sluice.model.StreamDigest;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import java.util.zip.GZIPInputStream;
import javax.net.ssl.SSLContext;
import net.jpountz.lz4.LZ4FrameInputStream;

/** The server's side of the contract, with the parser's repeat filter, and faults on demand. */
public final class IngestStub implements AutoCloseable {

    /** What goes wrong with a request. */
    public enum Fault {
        NONE,
        /** 503, nothing is kept. */
        UNAVAILABLE,
        /** 429 with {@code Retry-After: 0}. */
        TOO_MANY,
        UNAUTHORIZED,
        /** The connection ends without an answer, and nothing is kept. */
        CUT_BEFORE,
        /** All is kept, and the connection ends without an answer. */
        CUT_AFTER
    }

    /** A line as an event would be made of it. */
    public record Line(long offset, String text) {}

    /** What was received of one stream. */
    public static final class Received {
        public final List<Line> lines = new ArrayList<>();
        public String path;
        public String query;
        public Map<String, String> labels = Map.of();
        /** Bytes that are missing: the sender says it sent them, but they never came. */
        public long gap;
        /** Lines that begin before and end after the place up to which the stream is known: never right. */
        public int straddling;

        /** Digests of what is said to have been sent before an offset. */
        public final Map<Long, String> digests = new LinkedHashMap<>();
        /** How often one of them was not that of the bytes that were sent. */
        public int wrongDigests;

        public int repeats;
        private long expected = -1;

        /** Whether this is not what came at these places before. */
        private boolean isFork(String before, long offset, byte[] body) {
            StreamDigest digest = StreamDigest.parse(before);
            digest.update(body, 0, body.length);
            return offset < expected
                    && !(before.equals(digests.get(offset))
                            && digest.toString().equals(digests.get(offset + body.length)));
        }

        private void digest(String before, long offset, byte[] body) {
            StreamDigest digest = StreamDigest.parse(before);
            // What lies between was left out, and is not part of what was sent; a line that was refused is.
            String known = digests.putIfAbsent(offset, before);
            wrongDigests += known == null || known.equals(before) ? 0 : 1;
            digest.update(body, 0, body.length);
            known = digests.putIfAbsent(offset + body.length, digest.toString());
            wrongDigests += known == null || known.equals(digest.toString()) ? 0 : 1;
        }
    }

    private final HttpServer server;
    private final String scheme;
    private final ExecutorService threads = Executors.newFixedThreadPool(4);
    private final Map<String, Received> streams = new LinkedHashMap<>();
    private final AtomicInteger requests = new AtomicInteger();
    private volatile IntFunction<Fault> faults = number -> Fault.NONE;
    private volatile Predicate<String> refused = line -> false;
    private volatile boolean tellsForks;
    private volatile int largestBody = Integer.MAX_VALUE;

    public IngestStub() throws IOException {
        this(0);
    }

    public IngestStub(int port) throws IOException {
        this(HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0), "http");
    }

    /** One that speaks TLS. */
    public static IngestStub secure(SSLContext tls) throws IOException {
        HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(tls));
        return new IngestStub(server, "https");
    }

    private IngestStub(HttpServer server, String scheme) {
        this.server = server;
        this.scheme = scheme;
        server.setExecutor(threads);
        server.createContext("/api/v1/logs", this::handle);
        server.start();
    }

    public String url() {
        return scheme + "://127.0.0.1:" + server.getAddress().getPort();
    }

    public int port() {
        return server.getAddress().getPort();
    }

    /** @param faults what goes wrong with the request of that number, from 0 */
    public void faults(IntFunction<Fault> faults) {
        this.faults = faults;
    }

    /** Bodies that hold such a line get 400. */
    public void refuse(Predicate<String> lines) {
        refused = lines;
    }

    /** Larger bodies get 413. */
    public void largestBody(int bytes) {
        largestBody = bytes;
    }

    /** From now on what is at known places with other bytes, or other cuts, is kept and no repeat, as the parser does it. */
    public void tellsForks() {
        tellsForks = true;
    }

    public int requests() {
        return requests.get();
    }

    public synchronized Map<String, Received> streams() {
        return new LinkedHashMap<>(streams);
    }

    /** All lines, stream after stream in the order in which these were first seen. */
    public synchronized List<String> texts() {
        List<String> texts = new ArrayList<>();
        streams.values().forEach(stream -> stream.lines.forEach(line -> texts.add(line.text())));
        return texts;
    }

    /** The lines of streams whose path is one of those. */
    public synchronized List<String> texts(Predicate<String> path) {
        List<String> texts = new ArrayList<>();
        streams.values().stream()
                .filter(stream -> path.test(stream.path))
                .forEach(stream -> stream.lines.forEach(line -> texts.add(line.text())));
        return texts;
    }

    public synchronized int count() {
        return streams.values().stream().mapToInt(stream -> stream.lines.size()).sum();
    }

    public synchronized long gaps() {
        return streams.values().stream()
                .mapToLong(stream -> stream.gap + stream.straddling)
                .sum();
    }

    private static InputStream decoded(InputStream in, String encoding) throws IOException {
        return switch (encoding) {
            case "lz4" -> new LZ4FrameInputStream(in);
            case "gzip" -> new GZIPInputStream(in);
            case null -> in;
            default -> throw new IOException("unknown encoding " + encoding);
        };
    }

    private void handle(HttpExchange exchange) throws IOException {
        byte[] body;
        try (InputStream in = exchange.getRequestBody()) {
            body = decoded(in, exchange.getRequestHeaders().getFirst("Content-Encoding"))
                    .readAllBytes();
        }
        Fault fault = faults.apply(requests.getAndIncrement());
        switch (fault) {
            case CUT_BEFORE -> exchange.close();
            case UNAVAILABLE -> answer(exchange, 503);
            case UNAUTHORIZED -> answer(exchange, 401);
            case TOO_MANY -> {
                exchange.getResponseHeaders().set("Retry-After", "0");
                answer(exchange, 429);
            }
            case NONE, CUT_AFTER -> {
                int status = keep(exchange, body);
                if (fault == Fault.CUT_AFTER) {
                    exchange.close();
                } else {
                    answer(exchange, status);
                }
            }
        }
    }

    private static void answer(HttpExchange exchange, int status) throws IOException {
        exchange.sendResponseHeaders(status, -1);
        exchange.close();
    }

    private synchronized int keep(HttpExchange exchange, byte[] body) {
        if (body.length > largestBody) {
            return 413;
        }
        String[] lines = new String(body, UTF_8).split("\n", -1);
        int count = lines[lines.length - 1].isEmpty() ? lines.length - 1 : lines.length;
        for (int i = 0; i < count; i++) {
            if (refused.test(lines[i])) {
                return 400;
            }
        }
        Headers headers = exchange.getRequestHeaders();
        long offset = Long.parseLong(headers.getFirst("X-Sluice-Offset"));
        String coversFrom = headers.getFirst("X-Sluice-Covers-From");
        Received stream = streams.computeIfAbsent(headers.getFirst("X-Sluice-Stream"), id -> new Received());
        stream.path = headers.getFirst("X-Sluice-Path");
        stream.query = exchange.getRequestURI().getQuery();
        Map<String, String> labels = new LinkedHashMap<>();
        headers.forEach((name, values) -> {
            if (name.toLowerCase(Locale.ROOT).startsWith("x-sluice-label-")) {
                labels.put(name.substring("x-sluice-label-".length()).toLowerCase(Locale.ROOT), values.getFirst());
            }
        });
        stream.labels = labels;
        long from = coversFrom == null ? offset : Long.parseLong(coversFrom);
        if (stream.expected >= 0 && from > stream.expected) {
            stream.gap += from - stream.expected;
        }
        String before = headers.getFirst("X-Sluice-Stream-Digest");
        boolean fork = tellsForks && stream.isFork(before, offset, body);
        stream.digest(before, offset, body);
        long at = offset;
        for (int i = 0; i < count; i++) {
            boolean ended = i < lines.length - 1;
            long end = at + lines[i].getBytes(UTF_8).length + (ended ? 1 : 0);
            if (fork || at >= stream.expected) {
                stream.lines.add(new Line(at, lines[i]));
            } else if (end > stream.expected) {
                stream.straddling++;
            } else {
                stream.repeats++;
            }
            at = end;
        }
        stream.expected = Math.max(stream.expected, offset + body.length);
        return 202;
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
