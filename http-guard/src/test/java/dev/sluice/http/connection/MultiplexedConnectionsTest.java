// SPDX-License-Identifier: Apache-2.0
package dev.sluice.http.connection;

import static dev.sluice.http.connection.Frames.HEADERS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.http.connection.Frames.Frame;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What {@link ConnectionGuardTest} shows of HTTP/1.1, of HTTP/2. */
class MultiplexedConnectionsTest {

    private static final Duration SHORT = Duration.ofMillis(700);
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final String BEGINNING = Frames.beginning();
    private static final String GET = Frames.get(1, "/length");

    @TempDir
    private Path folder;

    private final List<Socket> open = new ArrayList<>();

    @AfterEach
    void closeAll() throws IOException {
        for (Socket socket : open) {
            socket.close();
        }
    }

    /** Each is followed by a byte at a time, of a frame that never ends. */
    static Stream<Arguments> halves() {
        String longFrame = Frames.frame(Frames.DATA, 0, 1, "x".repeat(10_000)).substring(0, 9);
        return Stream.of(
                Arguments.of("half the preface", Frames.PREFACE.substring(0, 20)),
                Arguments.of("the preface", Frames.PREFACE),
                Arguments.of("half of SETTINGS", BEGINNING.substring(0, BEGINNING.length() - 3)),
                Arguments.of("no request", BEGINNING + "\0"),
                Arguments.of("half of HEADERS", BEGINNING + GET.substring(0, 12)),
                Arguments.of(
                        "HEADERS that go on",
                        BEGINNING
                                + Frames.frame(HEADERS, 0, 1, "\u0082")
                                + Frames.frame(9, 0, 1, "").substring(0, 3)),
                Arguments.of("a body that is not wanted", BEGINNING + Frames.post(1, "/unread") + longFrame),
                Arguments.of("a body without end", BEGINNING + Frames.post(1, "/length") + longFrame),
                Arguments.of("half a frame behind a request", BEGINNING + GET + longFrame),
                Arguments.of(
                        "a request of HTTP/1.1 that asks for HTTP/2",
                        "GET /length HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade, HTTP2-Settings\r\n"
                                + "Upgrade: h2c\r\nHTTP2-Settings: \r\n\r\n" + Frames.PREFACE));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("halves")
    void whatIsHalfSentIsClosedHoweverManyBytesCome(String name, String half) throws Exception {
        try (GuardedServer server = server(100, 100, SHORT)) {
            Socket socket = keep(server.send(half));
            long start = System.nanoTime();
            Thread trickle = Thread.ofVirtual().start(() -> trickle(socket));

            GuardedServer.readToEnd(socket);

            trickle.join();
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(SHORT.multipliedBy(8));
            await().until(() -> server.openConnections() == 0);
        }
    }

    @Test
    void theEndNamesTheSetting() throws Exception {
        try (GuardedServer server = server(100, 100, SHORT)) {
            Socket socket = keep(server.send(BEGINNING));

            Frame last = null;
            for (Frame next = read(socket); next != null; next = read(socket)) {
                last = next;
            }

            assertThat(last.type()).isEqualTo(Frames.GOAWAY);
            assertThat(last.payload()).startsWith("\0\0\0\0\0\0\0\0").contains("sluice.http.header-timeout");
        }
    }

    @Test
    void aQuietConnectionBetweenRequestsStays() throws Exception {
        try (GuardedServer server = server(100, 100, SHORT)) {
            Socket socket = keep(server.send(BEGINNING));
            for (int stream = 1; stream < 8; stream += 2) {
                GuardedServer.write(socket, Frames.get(stream, "/length"));
                assertThat(isOk(socket, stream)).isTrue();
                Thread.sleep(SHORT.multipliedBy(2));
            }
        }
    }

    /** Its frames come while others are with the service. */
    @Test
    void aConnectionWhoseRequestsTakeLongStays() throws Exception {
        try (GuardedServer server = server(100, 100, SHORT)) {
            Socket socket = keep(server.send(BEGINNING + Frames.get(1, "/wait") + Frames.get(3, "/wait")));
            await().until(() -> server.waiting.get() == 2);
            Thread.sleep(SHORT.multipliedBy(3));
            server.letGo.release();

            assertThat(List.of(isOk(socket), isOk(socket))).containsExactly(true, true);
        }
    }

    /** At the latest after a second, for which a request may be a common sender's. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("halves")
    void othersAreServedWhileManyHoldConnections(String name, String half) throws Exception {
        try (GuardedServer server = server(40, 1_000, LONG)) {
            for (int i = 0; i < 200; i++) {
                keep(server.send(half));
                if (i % 20 == 0) {
                    await().ignoreExceptionsMatching(AssertionError.class::isInstance)
                            .until(() -> isOk(keep(server.send(BEGINNING + GET)), 1));
                }
            }
            await().until(() -> server.get("/length").startsWith("HTTP/1.1 200 "));
        }
    }

    /** Each stream counts, not each connection. */
    @Test
    void moreRequestsThanMayBeAnsweredAreToldToComeAgain() throws Exception {
        try (GuardedServer server = server(100, 3, LONG)) {
            Socket socket = keep(server.send(BEGINNING));
            for (int stream = 1; stream < 8; stream += 2) {
                GuardedServer.write(socket, Frames.get(stream, "/wait"));
            }
            await().until(() -> server.waiting.get() == 3);

            assertThat(isOk(socket)).isFalse();
            server.letGo.release();
            assertThat(List.of(isOk(socket), isOk(socket), isOk(socket))).containsOnly(true);
            GuardedServer.write(socket, Frames.get(9, "/length"));
            assertThat(isOk(socket, 9)).isTrue();
        }
    }

    private GuardedServer server(int connections, int requests, Duration header) throws Exception {
        return new GuardedServer(folder, new ConnectionSettings(connections, requests, header, LONG));
    }

    private Socket keep(Socket socket) {
        open.add(socket);
        return socket;
    }

    private static Frame read(Socket socket) throws IOException {
        return Frames.read(socket.getInputStream());
    }

    /** Whether the next answer, to any stream, is 200. */
    private static boolean isOk(Socket socket) throws IOException {
        return isOk(socket, 0);
    }

    /** The same of this stream. RFC 7541 writes 200 as one byte, which may follow a change of the table's size. */
    private static boolean isOk(Socket socket, int stream) throws IOException {
        for (Frame next = read(socket); next != null; next = read(socket)) {
            if (next.type() == HEADERS && (stream == 0 || next.stream() == stream)) {
                return next.payload()
                        .replaceFirst("^(\\x3f[\\x80-\\xff]*.|[\\x20-\\x3e])", "")
                        .startsWith("\u0088");
            }
        }
        throw new AssertionError("the connection has ended");
    }

    /** A byte at a time, until the other side has ended. */
    private static void trickle(Socket socket) {
        try {
            while (true) {
                GuardedServer.write(socket, "\0");
                Thread.sleep(50);
            }
        } catch (IOException | InterruptedException e) {
            // ended, as it should be
        }
    }
}
