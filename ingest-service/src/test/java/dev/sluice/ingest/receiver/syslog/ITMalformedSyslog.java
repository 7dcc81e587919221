// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.receiver.syslog;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.embedded.testing.SharedStack;
import dev.sluice.ingest.testing.ByteMutator;
import dev.sluice.ingest.testing.FaultWatch;
import dev.sluice.ingest.testing.RunningIngest;
import dev.sluice.ingest.testing.Topic;
import dev.sluice.model.Topics;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Spoils messages, frames and datagrams at random: each is a line, a dead letter or the end of its own connection, and nothing is left over. */
class ITMalformedSyslog {

    private static final int FEW = 200;
    private static final int MANY = 10_000;
    private static final int AT_ONCE = 8;
    private static final int LONGEST_DATAGRAM = 60_000;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final List<String> STREAMS = List.of(
            "<13>Oct 11 22:14:15 host app[1]: a line\n<13>Oct 11 22:14:16 host app[1]: another\n",
            "<165>1 2026-10-11T22:14:15.003Z host app 1 ID47 [x@32473 a=\"b\" c=\"\\\"d\\]\"] \ufeffwith a mark\n",
            "38 <13>1 - host app - - - counted message\n38 <13>1 - host app - - - counted message\n",
            "<13>ends with a zero byte\0<13>and so does this\nwith a line feed\0",
            "<13>no end",
            "12 <13>counted\n<13>and not\n",
            "99999 <13>never all of it",
            "<999>1 no priority\r\n\r\n\r\n<>x\n<-1>y\n",
            "0 0 0 1 <00 2147483648 <13>x\n");

    private static RunningIngest ingest;

    @BeforeAll
    static void start() {
        ingest = RunningIngest.start(
                SharedStack.kafka().bootstrapServers(),
                "sluice.ingest.syslog.udp-port=0",
                "sluice.ingest.syslog.tcp-port=0",
                "sluice.ingest.chunk-size=16KB",
                "sluice.ingest.max-line=16KB",
                "sluice.ingest.max-body=64KB");
    }

    @AfterAll
    static void stop() {
        ingest.close();
    }

    @Test
    void aFewHundredConnections() throws Exception {
        checkConnections(FEW);
    }

    @Tag("faults")
    @Test
    void tenThousandConnections() throws Exception {
        checkConnections(MANY);
    }

    @Test
    void aFewHundredDatagrams() throws Exception {
        checkDatagrams(FEW);
    }

    @Tag("faults")
    @Test
    void tenThousandDatagrams() throws Exception {
        checkDatagrams(MANY);
    }

    private static void checkConnections(int count) throws Exception {
        Random random = new Random(FaultWatch.seed("syslog over TCP"));
        ByteMutator mutator = new ByteMutator(random);
        int answered = 0;
        try (FaultWatch watch = FaultWatch.start()) {
            try (ExecutorService senders = Executors.newFixedThreadPool(AT_ONCE)) {
                for (int sent = 0; sent < count; sent += AT_ONCE) {
                    List<Future<String>> answers = new ArrayList<>();
                    for (int i = 0; i < AT_ONCE; i++) {
                        byte[] stream = spoiled(mutator, random);
                        answers.add(senders.submit(() -> send(stream)));
                    }
                    for (Future<String> answer : answers) {
                        answered += answer.get().isEmpty() ? 0 : 1;
                    }
                }
            }
            // Syslog has no answers, whatever it is sent.
            assertThat(answered).isZero();
            await().atMost(PATIENCE).until(() -> connections() == 0);
            assertStillTaken(() -> send("<13>behind all connections\n".getBytes(UTF_8)), "behind all connections");
            watch.assertNothingSeen();
        }
        System.out.println(count + " connections");
    }

    private static void checkDatagrams(int count) throws Exception {
        Random random = new Random(FaultWatch.seed("syslog over UDP"));
        ByteMutator mutator = new ByteMutator(random);
        try (FaultWatch watch = FaultWatch.start();
                DatagramSocket socket = new DatagramSocket()) {
            for (int i = 0; i < count; i++) {
                byte[] message = spoiled(mutator, random);
                send(socket, message, Math.min(message.length, LONGEST_DATAGRAM));
            }
            byte[] last = "<13>behind all datagrams".getBytes(UTF_8);
            assertStillTaken(() -> send(socket, last, last.length), "behind all datagrams");
            watch.assertNothingSeen();
        }
        System.out.println(count + " datagrams");
    }

    private static byte[] spoiled(ByteMutator mutator, Random random) {
        byte[] bytes = mutator.of(STREAMS).getBytes(UTF_8);
        int faults = 1 + random.nextInt(3);
        for (int i = 0; i < faults; i++) {
            bytes = mutator.spoiled(bytes);
        }
        return bytes;
    }

    private interface Sending {
        void send() throws IOException;
    }

    /** Again and again, since a datagram may be lost where there is no room. */
    private static void assertStillTaken(Sending sending, String text) {
        Topic raw = Topic.fromNowOn(SharedStack.kafka().bootstrapServers(), Topics.RAW);
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(200)).untilAsserted(() -> {
            sending.send();
            assertThat(raw.records()).anyMatch(chunk -> new String(chunk.value(), UTF_8).contains(text));
        });
    }

    private static double connections() {
        return ingest.bean(MeterRegistry.class)
                .get("sluice.ingest.syslog.connections")
                .gauge()
                .value();
    }

    /** Ends its sending side, upon which the other ends the connection; returns what it said. */
    private static String send(byte[] stream) throws IOException {
        int port = ingest.bean(SyslogListeners.class).port(SyslogTransport.TCP).orElseThrow();
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout((int) PATIENCE.toMillis());
            ByteArrayOutputStream answer = new ByteArrayOutputStream();
            try {
                socket.getOutputStream().write(stream);
                socket.shutdownOutput();
            } catch (SocketException e) {
                // ended before its last byte
            }
            try {
                socket.getInputStream().transferTo(answer);
            } catch (SocketException e) {
                // ended with a reset, since the rest was not read
            }
            return answer.toString(ISO_8859_1);
        }
    }

    private static void send(DatagramSocket socket, byte[] bytes, int length) throws IOException {
        int port = ingest.bean(SyslogListeners.class).port(SyslogTransport.UDP).orElseThrow();
        socket.send(new DatagramPacket(bytes, length, InetAddress.getLoopbackAddress(), port));
    }
}
