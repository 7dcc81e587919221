// SPDX-License-Identifier: Apache-2.0
package dev.sluice.http.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConnectionGuardTest {

    private static final Duration SHORT = Duration.ofMillis(700);
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final String HALF = "POST /length HTTP/1.1\r\nHost: localhost\r\nX: a";

    @TempDir
    private Path folder;

    private final List<Socket> open = new ArrayList<>();

    @AfterEach
    void closeAll() throws IOException {
        for (Socket socket : open) {
            socket.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"G", "GET /length", HALF, "GET /length HTTP/1.1\r\n"})
    void aHeaderHasItsTimeHoweverManyBytesComeMeanwhile(String beginning) throws Exception {
        try (GuardedServer server = server(100, 100, SHORT, LONG)) {
            Socket socket = keep(server.send(beginning));
            long start = System.nanoTime();
            Thread trickle = Thread.ofVirtual().start(() -> trickle(socket));

            assertThat(GuardedServer.readToEnd(socket))
                    .startsWith("HTTP/1.1 408 ")
                    .contains("sluice.http.header-timeout");

            trickle.join();
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(SHORT, SHORT.multipliedBy(6));
        }
    }

    /** A request behind another one, half-sent, has the same time. */
    @Test
    void aHeaderThatFollowsARequestAtOnceHasItsTime() throws Exception {
        try (GuardedServer server = server(100, 100, SHORT, LONG)) {
            Socket socket = keep(server.send("GET /length HTTP/1.1\r\nHost: localhost\r\n\r\n" + HALF));

            assertThat(GuardedServer.readToEnd(socket))
                    .startsWith("HTTP/1.1 200 ")
                    .contains("HTTP/1.1 408 ");
        }
    }

    @Test
    void aSlowBodyIsWaitedFor() throws Exception {
        try (GuardedServer server = server(100, 100, SHORT, SHORT)) {
            Socket socket = keep(server.send(
                    "POST /length HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\nConnection: close\r\n\r\n"));
            for (int i = 0; i < 10; i++) {
                Thread.sleep(SHORT.dividedBy(4));
                GuardedServer.write(socket, "x");
            }

            assertThat(GuardedServer.readToEnd(socket))
                    .startsWith("HTTP/1.1 200 ")
                    .endsWith("10");
        }
    }

    @Test
    void aQuietConnectionBetweenRequestsStays() throws Exception {
        try (GuardedServer server = server(100, 100, SHORT, SHORT)) {
            Socket socket = keep(server.send("GET /length HTTP/1.1\r\nHost: localhost\r\n\r\n"));
            Thread.sleep(SHORT.multipliedBy(3));
            GuardedServer.write(socket, "GET /length HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");

            assertThat(GuardedServer.readToEnd(socket).split("HTTP/1.1 200", -1))
                    .hasSize(3);
        }
    }

    @Test
    void theRestOfARefusedBodyIsReadForSoLongOnly() throws Exception {
        try (GuardedServer server = server(100, 100, LONG, SHORT)) {
            Socket socket =
                    keep(server.send("POST /unread HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000\r\n\r\n"));
            long start = System.nanoTime();
            Thread trickle = Thread.ofVirtual().start(() -> trickle(socket));

            assertThat(GuardedServer.readToEnd(socket)).startsWith("HTTP/1.1 401 ");

            trickle.join();
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(SHORT.multipliedBy(6));
        }
    }

    @ParameterizedTest
    @CsvSource({
        // connections, requests, what each of the many sends
        "40, 1000, ''",
        "40, 1000, G",
        "1000, 40, G",
        "1000, 40, 'POST /length HTTP/1.1\r\nHost: localhost\r\nX: a'",
        "40, 1000, 'GET /length HTTP/1.1\r\nHost: localhost\r\n\r\n'",
        "40, 1000, 'POST /unread HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000\r\n\r\n'",
    })
    void othersAreServedWhileManyHoldConnections(int connections, int requests, String each) throws Exception {
        try (GuardedServer server = server(connections, requests, LONG, LONG)) {
            for (int i = 0; i < 200; i++) {
                keep(server.send(each));
                if (i % 20 == 0) {
                    assertThat(server.get("/length")).startsWith("HTTP/1.1 200 ");
                }
            }
            assertThat(server.get("/length")).startsWith("HTTP/1.1 200 ");
        }
    }

    /** A machine that has anything else to do closes nothing for a while, and each newcomer would end one that stays open. */
    @Test
    void twiceAsManyAsMayBeAreOpenAtMostWhileNoThreadHasTimeToCloseAny() throws Exception {
        HeldExecutor threads = new HeldExecutor();
        try (GuardedServer server = new GuardedServer(folder, new ConnectionSettings(20, 1_000, LONG, LONG), threads)) {
            for (int i = 0; i < 200; i++) {
                keep(server.connect());
                assertThat(server.openConnections()).isLessThanOrEqualTo(2 * 20);
            }
            await().until(() -> server.openConnections() == 2 * 20);

            threads.letGo();

            await().ignoreExceptions()
                    .untilAsserted(() -> assertThat(server.get("/length")).startsWith("HTTP/1.1 200 "));
        }
    }

    private static final class HeldExecutor implements Executor {

        private final CountDownLatch letGo = new CountDownLatch(1);

        @Override
        public void execute(Runnable task) {
            Thread.ofVirtual().start(() -> {
                try {
                    letGo.await();
                    task.run();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
        }

        void letGo() {
            letGo.countDown();
        }
    }

    @Test
    void moreRequestsThanMayBeAnsweredAreToldToComeAgain() throws Exception {
        try (GuardedServer server = server(100, 3, LONG, LONG)) {
            for (int i = 0; i < 3; i++) {
                keep(server.send("GET /known?" + i + " HTTP/1.1\r\nHost: localhost\r\n\r\n"));
            }
            await().until(() -> server.waiting.get() == 3);

            assertThat(server.get("/length"))
                    .startsWith("HTTP/1.1 503 ")
                    .contains("Retry-After: 1")
                    .contains("sluice.http.max-requests");
            server.letGo.release();
            await().untilAsserted(() -> assertThat(server.get("/length")).startsWith("HTTP/1.1 200 "));
        }
    }

    /** Whoever is known keeps its connection, even if there is no room for anybody else. */
    @Test
    void aKnownSendersRequestIsNotEndedForOthers() throws Exception {
        try (GuardedServer server = server(4, 100, LONG, LONG)) {
            List<Socket> known = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                known.add(keep(server.send("GET /known?a HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")));
            }
            await().until(() -> server.waiting.get() == 4);
            Thread.sleep(1_100);

            assertThat(server.get("/length")).startsWith("HTTP/1.1 503 ").contains("sluice.http.max-connections");
            server.letGo.release();
            for (Socket socket : known) {
                assertThat(GuardedServer.readToEnd(socket)).startsWith("HTTP/1.1 200 ");
            }
        }
    }

    @Test
    void aStrangersLongRequestMakesRoomForOthers() throws Exception {
        try (GuardedServer server = server(4, 100, LONG, LONG)) {
            for (int i = 0; i < 4; i++) {
                keep(server.send("GET /wait HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"));
            }
            await().until(() -> server.waiting.get() == 4);
            Thread.sleep(1_100);

            assertThat(server.get("/length")).startsWith("HTTP/1.1 200 ");
        }
    }

    /** More than its half of the requests is at others' disposal, known or not. */
    @Test
    void oneSenderDoesNotKeepOthersOut() throws Exception {
        try (GuardedServer server = server(100, 8, LONG, LONG)) {
            for (int i = 0; i < 8; i++) {
                keep(server.send("GET /known?one HTTP/1.1\r\nHost: localhost\r\n\r\n"));
            }
            await().until(() -> server.waiting.get() == 8);
            Thread.sleep(1_100);

            await().untilAsserted(() -> assertThat(server.get("/length")).startsWith("HTTP/1.1 200 "));
        }
    }

    @Test
    void limitsFollowFromTheHeap() {
        ConnectionSettings absent = new ConnectionSettings(null, null, SHORT, SHORT);

        ConnectionLimits ingest = ConnectionLimits.of(absent, 352L << 20, 80 << 10, false);
        ConnectionLimits encrypted = ConnectionLimits.of(absent, 352L << 20, 80 << 10, true);
        assertThat(ingest).isEqualTo(new ConnectionLimits(2_002, 433));
        assertThat(encrypted).isEqualTo(new ConnectionLimits(400, 433));
        assertThat(ingest.forManagement()).isEqualTo(new ConnectionLimits(250, 54));
        assertThat(ConnectionLimits.of(new ConnectionSettings(7, 3, SHORT, SHORT), 1L << 40, 8 << 10, false))
                .isEqualTo(new ConnectionLimits(7, 3));
    }

    @Test
    void numbersThatCannotBeAreRefusedByName() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ConnectionSettings(0, null, SHORT, SHORT))
                .withMessage("sluice.http.max-connections must be at least 1, was 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ConnectionSettings(null, null, Duration.ZERO, SHORT))
                .withMessageStartingWith("sluice.http.header-timeout must be positive");
    }

    private GuardedServer server(int connections, int requests, Duration header, Duration drain) throws Exception {
        return new GuardedServer(folder, new ConnectionSettings(connections, requests, header, drain));
    }

    private Socket keep(Socket socket) {
        open.add(socket);
        return socket;
    }

    /** A byte at a time, until the other side has ended. */
    private static void trickle(Socket socket) {
        try {
            while (true) {
                GuardedServer.write(socket, "a");
                Thread.sleep(50);
            }
        } catch (IOException | InterruptedException e) {
            // ended, as it should be
        }
    }
}
