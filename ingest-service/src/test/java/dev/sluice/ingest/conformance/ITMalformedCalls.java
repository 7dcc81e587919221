// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.conformance;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.embedded.testing.SharedStack;
import dev.sluice.ingest.receiver.otlp.OtlpGrpcPort;
import dev.sluice.ingest.testing.ByteMutator;
import dev.sluice.ingest.testing.FaultWatch;
import dev.sluice.ingest.testing.RunningIngest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import okhttp3.internal.http2.ErrorCode;
import okhttp3.internal.http2.StreamResetException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Spoils the kit's calls of gRPC: what they say, so that there is an answer, and the frames of HTTP/2 that say it, so that the connection ends. */
class ITMalformedCalls {

    private static final Path KIT = Path.of("src/test/resources/conformance/otlp-grpc");
    private static final int FEW = 200;
    private static final int MANY = 10_000;
    private static final int AT_ONCE = 8;
    private static final String RESET = "reset";
    private static final String ENDED = "ended";
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String FAULT = "(?s).*([a-z]\\.[A-Z]\\w*(Exception|Error)\\b|\tat ).*";

    /** What docs/api.md and OTLP know; neither UNKNOWN nor INTERNAL, and UNAVAILABLE is for a Kafka that is away. */
    private static final Set<String> STATUSES = Set.of("0", "1", "3", "4", "7", "8", "12", "16");

    private static final Set<Integer> HTTP_STATUSES = Set.of(200, 400, 404, 405, 415, 421, 431);

    private static final List<String> VALUES = List.of(
            "",
            "-1",
            "0n",
            "99999999H",
            "999999999999S",
            "gzip",
            "zstd",
            "snappy",
            "identity",
            "application/grpc+json",
            "application/grpc; charset=x",
            "text/plain",
            "Bearer x",
            "x".repeat(20_000));

    private static final List<String> HEADERS = List.of(
            "Content-Type",
            "TE",
            "grpc-timeout",
            "grpc-encoding",
            "grpc-accept-encoding",
            "Content-Encoding",
            "Authorization",
            "Idempotency-Key",
            "Origin",
            "X-Sluice-Stream");

    private static RunningIngest ingest;
    private static int port;
    private static List<Exchange> cases;

    @BeforeAll
    static void start() throws IOException {
        ingest = RunningIngest.start(
                SharedStack.kafka().bootstrapServers(),
                "sluice.ingest.max-body=64KB",
                "sluice.ingest.otlp.grpc.port=0",
                "sluice.ingest.otlp.grpc.idle-timeout=5s");
        port = ingest.bean(OtlpGrpcPort.class).port().orElseThrow();
        try (Stream<Path> files = Files.list(KIT)) {
            cases = files.sorted().map(Exchange::read).toList();
        }
    }

    @AfterAll
    static void stop() {
        ingest.close();
    }

    @Test
    void aFewHundredCalls() throws Exception {
        checkCalls(FEW);
    }

    @Test
    void aFewHundredConnections() throws Exception {
        checkConnections(FEW);
    }

    @Tag("faults")
    @Test
    void tenThousandCalls() throws Exception {
        checkCalls(MANY);
    }

    @Tag("faults")
    @Test
    void tenThousandConnections() throws Exception {
        checkConnections(MANY);
    }

    private static void checkCalls(int count) throws Exception {
        Random random = new Random(FaultWatch.seed("calls of gRPC"));
        ByteMutator bytes = new ByteMutator(random);
        Http2Client client = new Http2Client();
        try {
            Map<String, Integer> counts = check(count, () -> {
                Exchange exchange = spoiled(cases.get(random.nextInt(cases.size())), random, bytes);
                return () -> {
                    try {
                        return statusOf(exchange, client.send(port, exchange));
                    } catch (StreamResetException e) {
                        // Of headers that are too long, for example.
                        assertThat(e.errorCode).isNotEqualTo(ErrorCode.INTERNAL_ERROR);
                        return RESET;
                    } catch (IOException e) {
                        // With its connection, of which another call had wrong headers.
                        return ENDED;
                    }
                };
            });
            // Or only the first bytes were looked at.
            assertThat(counts).hasSizeGreaterThan(5);
            assertThat(counts.getOrDefault(RESET, 0) + counts.getOrDefault(ENDED, 0))
                    .isLessThan(count / 5);
        } finally {
            client.close();
        }
        assertNoConnectionLeft();
    }

    private static void checkConnections(int count) throws Exception {
        Random random = new Random(FaultWatch.seed("frames of HTTP/2"));
        FrameMutator mutator = new FrameMutator(random);
        check(count, () -> {
            byte[] sent = mutator.spoiled(cases.get(random.nextInt(cases.size())));
            return () -> send(sent);
        });
        assertNoConnectionLeft();
    }

    private interface Attempts {
        /** What sends the next, and returns what became of it. */
        Callable<String> next();
    }

    private static Map<String, Integer> check(int count, Attempts attempts) throws Exception {
        Map<String, Integer> counts = new TreeMap<>();
        try (FaultWatch watch = FaultWatch.start();
                ExecutorService senders = Executors.newFixedThreadPool(AT_ONCE)) {
            for (int sent = 0; sent < count; sent += AT_ONCE) {
                List<Future<String>> outcomes = new ArrayList<>();
                for (int i = 0; i < AT_ONCE; i++) {
                    outcomes.add(senders.submit(attempts.next()));
                }
                for (Future<String> outcome : outcomes) {
                    counts.merge(outcome.get(), 1, Integer::sum);
                }
            }
            System.out.println(counts);
            watch.assertNothingSeen();
        }
        Http2Client common = new Http2Client();
        assertThat(common.send(port, Exchange.read(KIT.resolve("success.txt"))).headers())
                .containsEntry("grpc-status", "0");
        common.close();
        return counts;
    }

    private static void assertNoConnectionLeft() {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(ingest.openConnections(port)).isLessThanOrEqualTo(1));
    }

    private static Exchange spoiled(Exchange exchange, Random random, ByteMutator bytes) {
        List<String> head = new ArrayList<>(exchange.head());
        byte[] body = exchange.body();
        int faults = 1 + random.nextInt(3);
        for (int i = 0; i < faults; i++) {
            switch (random.nextInt(6)) {
                case 0 -> head.add(bytes.of(HEADERS) + ": " + bytes.of(VALUES));
                case 1 ->
                    head.set(
                            0,
                            "POST " + head.getFirst().split(" ")[1] + bytes.of(List.of("x", "/", "?a", ";b=c"))
                                    + " HTTP/2");
                default -> body = bytes.spoiled(body);
            }
        }
        return new Exchange(
                exchange.service(),
                head,
                body,
                exchange.status(),
                exchange.answerHeaders(),
                exchange.answer(),
                exchange.chunkHeaders(),
                exchange.chunks(),
                exchange.letterHeaders(),
                exchange.letters());
    }

    private static String statusOf(Exchange exchange, Http2Client.Answer answer) {
        assertThat(answer.status()).as("%s: %s", exchange.head(), answer).isIn(HTTP_STATUSES);
        String status = answer.headers().get("grpc-status");
        if (answer.status() == 200) {
            assertThat(status).as("%s: %s", exchange.head(), answer).isIn(STATUSES);
        }
        assertThat(answer.headers().toString() + answer.body()).doesNotMatch(FAULT);
        return answer.status() + "/" + status;
    }

    /** Ends its sending side, upon which the other ends the connection. */
    private static String send(byte[] bytes) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout((int) PATIENCE.toMillis());
            ByteArrayOutputStream answer = new ByteArrayOutputStream();
            try {
                socket.getOutputStream().write(bytes);
                socket.shutdownOutput();
            } catch (SocketException e) {
                // refused before its last byte
            }
            boolean reset = false;
            try {
                socket.getInputStream().transferTo(answer);
            } catch (SocketException e) {
                reset = true;
            }
            assertThat(answer.toString(ISO_8859_1)).doesNotMatch(FAULT);
            return reset ? RESET : ENDED;
        }
    }
}
