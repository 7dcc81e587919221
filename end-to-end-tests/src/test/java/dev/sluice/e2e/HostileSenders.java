// SPDX-License-Identifier: Apache-2.0
package dev.sluice.e2e;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPOutputStream;

/**
 * All that hostile senders were seen to do, at once: strangers, one with a token, and web pages. A program of its own, which goes on until its input
 * ends, and says then what was answered how often; see {@link HostileProcess}.
 */
final class HostileSenders {

    /** Matches of a rule that a backtracking engine would need for ever for. */
    static final String EXPRESSION = "^(a|a)*(aa+)+(a*)*$";

    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final int MANY = 1_500;
    private static final int SOME = 300;
    private static final int ROOM_FOR_SLOW = 100;
    private static final Set<Integer> NO_ANSWER = Set.of(Attack.NONE);

    /** Each is done after a second's pause, if it has its answer by then. */
    private static final Duration AT_LEAST_ONCE_IN = Duration.ofSeconds(30);

    /** RFC 9113, sections 3.4 and 6.5; then a frame of 64 bytes of which the first has come. */
    private static final String HALF_A_FRAME =
            "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0" + "\0\0\100\1\4\0\0\0\1x";

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10))
            .build();
    private final List<Attack> attacks = new ArrayList<>();
    private final AtomicInteger counter = new AtomicInteger();
    private final String token;
    private final URI ingest;
    private final URI parser;

    /**
     * Where services listen.
     *
     * @param http by the name of what is behind each
     */
    record Targets(Map<String, Integer> http, int syslog, int syslogTls) {}

    /** @param token of the sender that has one, with limits of its own */
    private HostileSenders(Targets targets, String token) throws IOException {
        this.token = token;
        this.ingest = at(targets.http().get("ingest"));
        this.parser = at(targets.http().get("parser"));
        targets.http().forEach(this::strangers);
        bombs();
        floods();
        slowOnes(targets);
        webPages(targets.http());
        manyNames();
    }

    /** @param arguments a token, the ports for syslog without and with TLS, and {@code name=port} for each other port */
    public static void main(String[] arguments) throws Exception {
        Map<String, Integer> http = new LinkedHashMap<>();
        for (String port : List.of(arguments).subList(3, arguments.length)) {
            http.put(port.substring(0, port.indexOf('=')), Integer.valueOf(port.substring(port.indexOf('=') + 1)));
        }
        Targets targets = new Targets(http, Integer.parseInt(arguments[1]), Integer.parseInt(arguments[2]));
        HostileSenders senders = new HostileSenders(targets, arguments[0]);
        long start = System.nanoTime();
        senders.attacks.forEach(Attack::start);
        System.out.println(HostileProcess.BEGUN);
        while (System.in.read() >= 0) {
            // nothing is said but the end
        }
        Duration lasted = Duration.ofNanos(System.nanoTime() - start);
        senders.attacks.forEach(Attack::stop);
        for (Attack attack : senders.attacks) {
            attack.close();
        }
        senders.report(lasted);
    }

    private void report(Duration lasted) {
        long least = Math.max(1, lasted.dividedBy(AT_LEAST_ONCE_IN));
        for (Attack attack : attacks) {
            String violation = attack.violation(least);
            System.out.printf(
                    "%s%s, %.1f a second%n",
                    violation.isEmpty() ? "" : HostileProcess.VIOLATION + violation + ": ",
                    attack,
                    attack.times() * 1e3 / lasted.toMillis());
        }
    }

    private static URI at(int port) {
        return URI.create("http://127.0.0.1:" + port);
    }

    private void strangers(String name, int port) {
        add(
                "half a header, " + name,
                NO_ANSWER,
                PAUSE,
                new OpenConnections(
                        port,
                        "POST /api/v1/logs HTTP/1.1\r\nHost: localhost\r\nX: a".getBytes(US_ASCII),
                        new byte[] {'a'},
                        name.equals("ingest") ? MANY : SOME));
    }

    private void bombs() throws IOException {
        byte[] zeros = gzip(new byte[1 << 20], 256);
        add("bomb of gzip", Set.of(408, 413, 429), PAUSE, () -> send("/api/v1/logs?format=text", zeros, "gzip"));
        byte[] zstd = zstdBomb();
        add("bomb of zstd", Set.of(408, 413, 429), PAUSE, () -> send("/api/v1/logs?format=text", zstd, "zstd"));
        byte[] events = gzip("x\n".repeat(100_000).getBytes(US_ASCII), 52);
        add("five million lines", Set.of(408, 413, 429), PAUSE, () -> send("/api/v1/logs?format=text", events, "gzip"));
        byte[] bulk = gzip("{\"create\":{}}\n{}\n".repeat(10_000).getBytes(US_ASCII), 90);
        add("a million of {}", Set.of(408, 413, 429), PAUSE, () -> send("/a/_bulk", bulk, "gzip"));
        byte[] nested = ("[".repeat(1 << 20)).getBytes(US_ASCII);
        add("deep brackets", Set.of(400, 408, 413, 429), PAUSE, () -> send("/v1/logs", nested, "identity"));
    }

    private void floods() {
        byte[] lines = "{}\n".repeat((1 << 20) / 3).getBytes(US_ASCII);
        add("lines for the parser", Set.of(408, 413, 503), PAUSE, () -> parse(lines, LimitedServices.PARSER_TOKEN));
        add("lines for the parser, no token", Set.of(401, 503), PAUSE, () -> parse(lines, "x".repeat(20)));
        byte[] slow = ("a".repeat(20_000) + "!\n").getBytes(US_ASCII);
        add(
                "what an expression cannot match",
                Set.of(202, 408, 429),
                PAUSE,
                () -> send("/api/v1/logs?format=text&dataset=slow", slow, "identity"));
        add(
                "multipart",
                Set.of(415),
                PAUSE,
                () -> status(request("/api/v1/logs?format=text")
                        .header("Content-Type", "multipart/form-data; boundary=x")
                        .POST(BodyPublishers.ofString(
                                "--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nb\r\n--x--\r\n"))));
        add(
                "a guessed token",
                Set.of(401, 429),
                PAUSE,
                () -> status(HttpRequest.newBuilder(ingest.resolve("/api/v1/logs"))
                        .header("X-Api-Key", "common." + counter.incrementAndGet())
                        .POST(BodyPublishers.ofString("x\n"))));
    }

    private void slowOnes(Targets targets) {
        String head = "POST %s HTTP/1.1\r\nHost: localhost\r\nX-Api-Key: " + token + "\r\nContent-Length: ";
        add(
                "a slow body",
                NO_ANSWER,
                PAUSE,
                new OpenConnections(
                        ingest.getPort(),
                        (head.formatted("/api/v1/logs?format=text") + "1000000\r\n\r\nx").getBytes(US_ASCII),
                        new byte[] {'x'},
                        ROOM_FOR_SLOW));
        String documents = "{\"create\":{\"_index\":\"slow\"}}\n{\"a\":1}\n".repeat(1_000);
        add(
                "answers that are not read",
                NO_ANSWER,
                PAUSE,
                new OpenConnections(
                        ingest.getPort(),
                        (head.formatted("/_bulk") + documents.length() + "\r\n\r\n" + documents).getBytes(US_ASCII),
                        new byte[0],
                        ROOM_FOR_SLOW));
        // A record that announces more than comes (RFC 8446, section 5.1).
        add(
                "half a handshake",
                NO_ANSWER,
                PAUSE,
                new OpenConnections(
                        targets.syslogTls(), new byte[] {22, 3, 1, 2, 0, 1, 0, 1, -4}, new byte[] {0}, SOME));
        add(
                "half a frame of HTTP/2",
                NO_ANSWER,
                PAUSE,
                new OpenConnections(
                        targets.http().get("ingest's gRPC"), HALF_A_FRAME.getBytes(US_ASCII), new byte[] {'x'}, MANY));
        add(
                "syslog without end",
                NO_ANSWER,
                PAUSE,
                new OpenConnections(targets.syslog(), "99999999 <13>".getBytes(US_ASCII), new byte[] {'x'}, SOME));
    }

    private void webPages(Map<String, Integer> ports) {
        ports.forEach((name, port) -> {
            add(
                    "another host, " + name,
                    Set.of(Attack.NONE, 421, 503),
                    PAUSE,
                    () -> raw(port, "Host: rebound.example"));
            add(
                    "another page, " + name,
                    Set.of(Attack.NONE, 403, 503),
                    PAUSE,
                    () -> raw(port, "Host: localhost\r\nOrigin: https://evil.example\r\nSec-Fetch-Site: cross-site"));
        });
    }

    private void manyNames() {
        add(
                "datasets without end",
                Set.of(202, 408, 429),
                PAUSE,
                () -> send(
                        "/api/v1/logs?format=text&dataset=made.up" + counter.incrementAndGet(),
                        "x\n".getBytes(UTF_8),
                        "identity"));
    }

    private void add(String name, Set<Integer> documented, Duration pause, Attack.Deed deed) {
        attacks.add(new Attack(name, documented, pause, deed));
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(ingest.resolve(path)).header("X-Api-Key", token);
    }

    private int send(String path, byte[] body, String encoding) throws IOException, InterruptedException {
        return status(request(path)
                .header("Content-Encoding", encoding)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofByteArray(body)));
    }

    private int parse(byte[] lines, String key) throws IOException, InterruptedException {
        return status(HttpRequest.newBuilder(parser.resolve("/api/v1/parse?format=json"))
                .header("X-Api-Key", key)
                .POST(BodyPublishers.ofByteArray(lines)));
    }

    private int status(HttpRequest.Builder request) throws IOException, InterruptedException {
        return http.send(request.timeout(Duration.ofSeconds(30)).build(), BodyHandlers.discarding())
                .statusCode();
    }

    private static int raw(int port, String headers) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout(30_000);
            socket.getOutputStream()
                    .write(("GET /actuator/health HTTP/1.1\r\n" + headers + "\r\nConnection: close\r\n\r\n")
                            .getBytes(US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), UTF_8);
            return answer.startsWith("HTTP/1.1 ") ? Integer.parseInt(answer.substring(9, 12)) : Attack.NONE;
        }
    }

    private static byte[] gzip(byte[] block, int times) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream gzip = new GZIPOutputStream(bytes)) {
            for (int i = 0; i < times; i++) {
                gzip.write(block);
            }
        }
        return bytes.toByteArray();
    }

    /** A gigabyte in 32 KB: blocks of one byte that is repeated (RFC 8878, section 3.1.1.2). */
    private static byte[] zstdBomb() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        // The magic number, no length of the content, and a window of 128 KiB.
        bytes.writeBytes(new byte[] {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd, 0, 7 << 3});
        int blocks = 1 << 13;
        for (int i = 1; i <= blocks; i++) {
            int header = (i == blocks ? 1 : 0) | 1 << 1 | 1 << 17 << 3;
            bytes.writeBytes(new byte[] {(byte) header, (byte) (header >> 8), (byte) (header >> 16), 'x'});
        }
        return bytes.toByteArray();
    }
}
