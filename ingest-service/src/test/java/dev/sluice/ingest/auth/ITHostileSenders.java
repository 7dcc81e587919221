// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.auth;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.embedded.testing.SharedStack;
import dev.sluice.ingest.testing.Latencies;
import dev.sluice.ingest.testing.RunningIngest;
import dev.sluice.ingest.testing.Topic;
import dev.sluice.model.Topics;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What broken and hostile senders do, and that it hurts nobody else. */
class ITHostileSenders {

    private static final NewToken TEXT = NewToken.named("text");
    private static final String LOGS = "/api/v1/logs?format=text";
    private static final int MEASURED = 1_000;

    /** Below this, twice as long is noise. */
    private static final Duration NOISE = Duration.ofMillis(25);

    @TempDir
    private static Path folder;

    private static RunningIngest ingest;

    @BeforeAll
    static void start() throws IOException {
        Path file = Files.writeString(folder.resolve("tokens.yaml"), TEXT.configuration() + "    formats: [text]\n");
        ingest = RunningIngest.start(SharedStack.kafka().bootstrapServers(), "sluice.ingest.tokens-file=" + file);
    }

    @AfterAll
    static void stop() {
        ingest.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/api/v1/logs?format=json | {}",
                "/api/v1/logs | a line",
                "/api/v1/cloudwatch | {\"messageType\":\"DATA_MESSAGE\"}",
                "/api/v1/firehose | {\"requestId\":\"r\",\"timestamp\":1,\"records\":[{\"data\":\"YQo=\"}]}",
                "/_bulk | {\"create\":{\"_index\":\"a\"}}~{}~",
                "/a/_bulk | {\"create\":{}}~{}~",
                "/v1/logs | {}",
                "/loki/api/v1/push | {\"streams\":[]}",
                "/services/collector | {\"event\":\"a\"}",
                "/services/collector/event | {\"event\":\"a\"}",
                "/services/collector/raw | a line",
            })
    void aTokenForAnotherFormatIsForbidden(String path, String body) {
        Topic raw = Topic.fromNowOn(SharedStack.kafka().bootstrapServers(), Topics.RAW);

        assertThat(ingest.post(
                                path,
                                body.replace('~', '\n'),
                                "X-Api-Key",
                                TEXT.token(),
                                "Content-Type",
                                "application/json",
                                "X-Amz-Firehose-Protocol-Version",
                                "1.0",
                                "X-Amz-Firehose-Request-Id",
                                "r")
                        .statusCode())
                .isEqualTo(403);
        assertThat(raw.records()).isEmpty();
    }

    @Test
    void whetherATokensNameIsKnownTakesTheSameTimeToTell() {
        Latencies knownName = new Latencies();
        Latencies unknownName = new Latencies();
        String secret = "x".repeat(43);
        for (int i = 0; i < 500; i++) {
            knownName.measure(() -> ingest.post(LOGS, "a\n", "X-Api-Key", "text." + secret));
            unknownName.measure(() -> ingest.post(LOGS, "a\n", "X-Api-Key", "none." + secret));
        }

        double ratio = (double) knownName.percentile(0.5).toNanos()
                / unknownName.percentile(0.5).toNanos();
        assertThat(ratio).as(knownName + " and " + unknownName).isBetween(0.7, 1.4);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "rubbish\r\n\r\n",
                "GET /\0 HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "GET /{} HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "POST /api/v1/logs HTTP/9.9\r\nHost: localhost\r\n\r\n",
                "POST /api/v1/logs HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n",
                "POST /api/v1/logs HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
                "POST /api/v1/logs HTTP/1.1\r\n\r\n",
                "POST /api/v1/logs HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: nonsense\r\n\r\n",
            })
    void whatIsNotHttpIsAProblem(String request) throws IOException {
        String answer = sendRaw(request.getBytes(ISO_8859_1));

        assertThat(answer).matches("(?s)HTTP/1.1 (400|501|505) .*");
        assertThat(answer).doesNotContainIgnoringCase("<html").doesNotContain("Tomcat");
        String body = answer.substring(answer.indexOf("\r\n\r\n") + 4);
        assertThat(body.isEmpty() || answer.contains("application/problem+json"))
                .as(answer)
                .isTrue();
    }

    @Test
    void aFloodOfHeadersIsRefused() throws IOException {
        String one = "POST " + LOGS + " HTTP/1.1\r\nHost: localhost\r\nX-Large: " + "x".repeat(300_000) + "\r\n\r\n";
        String many = "POST " + LOGS + " HTTP/1.1\r\nHost: localhost\r\n" + "X-Many: x\r\n".repeat(5_000) + "\r\n";

        assertThat(sendRaw(one.getBytes(UTF_8))).startsWith("HTTP/1.1 400 ").doesNotContainIgnoringCase("<html");
        assertThat(sendRaw(many.getBytes(UTF_8))).startsWith("HTTP/1.1 400 ").doesNotContainIgnoringCase("<html");
        assertServes();
    }

    @ParameterizedTest
    @ValueSource(strings = {"5\r\nline1", "5\r\nline\n\r\nzz\r\n", "fffffffff\r\n"})
    void aChunkedBodyThatBreaksOffIsNotAccepted(String body) throws IOException {
        Topic raw = Topic.fromNowOn(SharedStack.kafka().bootstrapServers(), Topics.RAW);
        String head = "POST " + LOGS + " HTTP/1.1\r\nHost: localhost\r\nX-Api-Key: " + TEXT.token()
                + "\r\nTransfer-Encoding: chunked\r\n\r\n";

        String answer = sendRaw((head + body).getBytes(UTF_8));

        assertThat(answer).matches("(?s)(|HTTP/1.1 400 .*)").doesNotContainIgnoringCase("<html");
        assertThat(raw.records()).isEmpty();
    }

    @Test
    void manyElementsAndDeepOnesAreNoTrouble() {
        try (RunningIngest open = RunningIngest.start(SharedStack.kafka().bootstrapServers())) {
            String many = "[" + "{},".repeat(999_999) + "{}]";
            String deep = "[".repeat(500_000);

            String most = "[" + "{},".repeat(499_999) + "{}]";
            assertThat(open.post("/api/v1/logs", most, "Content-Type", "application/json")
                            .body())
                    .contains("\"accepted\":500000");
            assertThat(open.post("/api/v1/logs", many, "Content-Type", "application/json")
                            .body())
                    .contains("urn:sluice:problem:too-many-events");
            for (String path : List.of("/v1/logs", "/loki/api/v1/push", "/services/collector", "/_bulk")) {
                assertThat(open.post(path, many, "Content-Type", "application/json")
                                .statusCode())
                        .as(path)
                        .isEqualTo(400);
                assertThat(open.post(path, deep, "Content-Type", "application/json")
                                .statusCode())
                        .as(path)
                        .isEqualTo(400);
            }
            assertThat(open.post("/api/v1/logs", deep, "Content-Type", "application/json")
                            .statusCode())
                    .isEqualTo(400);
            assertThat(open.post(LOGS, "still here\n").statusCode()).isEqualTo(202);
        }
    }

    /** The attack goes on all the time that the normal sender is measured. */
    @Tag("faults")
    @Test
    void othersNoticeNothingOfBombsAndSlowSenders() throws Exception {
        String body = "a line of common length, as logs have them, more or less\n".repeat(300);
        Runnable send = () -> assertThat(
                        ingest.post(LOGS, body, "X-Api-Key", TEXT.token()).statusCode())
                .isEqualTo(202);
        for (int i = 0; i < MEASURED; i++) {
            send.run();
        }
        Latencies calm = new Latencies();
        for (int i = 0; i < MEASURED; i++) {
            calm.measure(send);
        }
        Latencies attacked = new Latencies();
        AtomicBoolean attack = new AtomicBoolean(true);
        AtomicInteger bombs = new AtomicInteger();
        List<Thread> attackers = new ArrayList<>();
        List<Socket> slow = new ArrayList<>();
        try {
            for (int i = 0; i < 300; i++) {
                slow.add(new Socket("127.0.0.1", ingest.port()));
            }
            attackers.add(Thread.ofVirtual().start(() -> trickle(slow, attack)));
            byte[] bomb = bomb();
            attackers.add(Thread.ofVirtual().start(() -> {
                while (attack.get()) {
                    assertThat(ingest.post(LOGS, bomb, "X-Api-Key", TEXT.token(), "Content-Encoding", "gzip")
                                    .statusCode())
                            .isEqualTo(413);
                    bombs.incrementAndGet();
                }
            }));

            for (int i = 0; i < MEASURED; i++) {
                attacked.measure(send);
            }
        } finally {
            attack.set(false);
            for (Thread attacker : attackers) {
                attacker.join();
            }
            for (Socket socket : slow) {
                socket.close();
            }
        }

        System.out.println("calm: " + calm + "; attacked with " + bombs + " bombs: " + attacked);
        assertThat(bombs.get()).isGreaterThan(10);
        Duration twice = calm.percentile(0.99).multipliedBy(2);
        assertThat(attacked.percentile(0.99)).isLessThan(twice.compareTo(NOISE) < 0 ? NOISE : twice);
    }

    private static void trickle(List<Socket> sockets, AtomicBoolean attack) {
        byte[] head = ("POST " + LOGS + " HTTP/1.1\r\nHost: localhost\r\nX-Api-Key: " + TEXT.token()
                        + "\r\nContent-Length: 1000000\r\n\r\n")
                .getBytes(UTF_8);
        for (int at = 0; attack.get(); at++) {
            for (Socket socket : sockets) {
                try {
                    socket.getOutputStream().write(at < head.length ? head[at] : 'x');
                } catch (SocketException e) {
                    // let go, as it should be
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
            pause();
        }
    }

    private static void pause() {
        LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
    }

    /** A gigabyte in a megabyte. */
    private static byte[] bomb() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream gzip = new GZIPOutputStream(bytes)) {
            byte[] zeros = new byte[1 << 20];
            for (int i = 0; i < 1024; i++) {
                gzip.write(zeros);
            }
        }
        return bytes.toByteArray();
    }

    private static void assertServes() {
        assertThat(ingest.post(LOGS, "still here\n", "X-Api-Key", TEXT.token()).statusCode())
                .isEqualTo(202);
    }

    /** Sends bytes, ends the sending side, and returns what is answered until the other side ends. */
    private static String sendRaw(byte[] bytes) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", ingest.port())) {
            socket.setSoTimeout(30_000);
            try {
                socket.getOutputStream().write(bytes);
                socket.shutdownOutput();
            } catch (SocketException e) {
                // refused before the last byte was sent
            }
            ByteArrayOutputStream answer = new ByteArrayOutputStream();
            try {
                socket.getInputStream().transferTo(answer);
            } catch (SocketException e) {
                // ended with a reset, since the rest was not read
            }
            return answer.toString(ISO_8859_1);
        }
    }
}
