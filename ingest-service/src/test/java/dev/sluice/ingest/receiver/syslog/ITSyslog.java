// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.receiver.syslog;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sluice.embedded.testing.SharedStack;
import dev.sluice.ingest.testing.Certificates;
import dev.sluice.ingest.testing.Programs;
import dev.sluice.ingest.testing.RunningIngest;
import dev.sluice.ingest.testing.Topic;
import dev.sluice.model.ChunkHeaders;
import dev.sluice.model.ChunkHeaders.Provenance;
import dev.sluice.model.Topics;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ITSyslog {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir
    private static Path folder;

    private static String kafka;
    private static Certificates server;
    private static Certificates client;
    private static RunningIngest ingest;

    private Topic raw;

    @BeforeAll
    static void start() throws IOException {
        kafka = SharedStack.kafka().bootstrapServers();
        server = Certificates.make(folder, "server");
        client = Certificates.make(folder, "client");
        ingest = RunningIngest.start(
                kafka,
                "sluice.ingest.syslog.udp-port=0",
                "sluice.ingest.syslog.tcp-port=0",
                "sluice.ingest.syslog.tls-port=0",
                "sluice.ingest.syslog.tls-bundle=syslog",
                "sluice.ingest.syslog.namespace=sys",
                "sluice.ingest.chunk-size=10KB",
                "sluice.ingest.max-line=20KB",
                "sluice.ingest.max-body=100KB",
                "spring.ssl.bundle.pem.syslog.keystore.certificate=file:"
                        + server.writeCertificate(folder.resolve("server.crt")),
                "spring.ssl.bundle.pem.syslog.keystore.private-key=file:"
                        + server.writeKey(folder.resolve("server.key")),
                "spring.ssl.bundle.pem.syslog.truststore.certificate=file:"
                        + client.writeCertificate(folder.resolve("client.crt")));
    }

    @AfterAll
    static void stop() {
        ingest.close();
    }

    @BeforeEach
    void look() {
        raw = Topic.fromNowOn(kafka, Topics.RAW);
    }

    @Test
    void aDatagramIsALineOfItsSender() throws IOException {
        try (DatagramSocket socket = new DatagramSocket()) {
            send(socket, port(SyslogTransport.UDP), "<13>Oct 11 22:14:15 host app: one");
            send(socket, port(SyslogTransport.UDP), "<13>Oct 11 22:14:15 host app: two\nwith a line feed\n\0");
        }

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(lines())
                        .containsExactly(
                                "<13>Oct 11 22:14:15 host app: one",
                                "<13>Oct 11 22:14:15 host app: two#012with a line feed"));
        ChunkHeaders headers = ChunkHeaders.read(Topic.headers(raw.records().getFirst()));
        assertThat(headers.format()).isEqualTo("syslog");
        assertThat(headers.namespace()).isEqualTo("sys");
        assertThat(headers.labels()).containsEntry("syslog_source", "127.0.0.1");
        assertThat(headers.sender()).isEqualTo(Provenance.ANONYMOUS);
    }

    @Test
    void aConnectionsMessagesKeepTheirOrderAndAreNumbered() throws IOException {
        StringBuilder stream = new StringBuilder();
        StringBuilder expected = new StringBuilder();
        for (int i = 0; i < 5_000; i++) {
            String message = "<13>1 - host app - - - message " + i;
            stream.append(i % 2 == 0 ? message + "\n" : message.length() + " " + message);
            expected.append(message).append('\n');
        }
        try (Socket socket = new Socket("127.0.0.1", port(SyslogTransport.TCP))) {
            socket.getOutputStream().write(stream.toString().getBytes(UTF_8));
        }

        await().atMost(PATIENCE).untilAsserted(() -> assertThat(lines()).hasSize(5_000));
        assertThat(String.join("\n", lines()) + "\n").isEqualTo(expected.toString());
        List<ConsumerRecord<byte[], byte[]>> records = raw.records();
        assertThat(records)
                .extracting(ConsumerRecord::partition)
                .containsOnly(records.getFirst().partition());
        long next = 0;
        for (ConsumerRecord<byte[], byte[]> chunk : records) {
            ChunkHeaders headers = ChunkHeaders.read(Topic.headers(chunk));
            assertThat(headers.batch()).isEqualTo(new String(records.getFirst().key(), UTF_8));
            assertThat(headers.line()).isEqualTo(next);
            next += new String(chunk.value(), UTF_8).lines().count();
        }
    }

    @Test
    void aMessageOverTheLimitIsADeadLetterAndTheRestGoesOn() throws IOException {
        Topic dead = Topic.fromNowOn(kafka, Topics.RAW_DEAD_LETTERS);
        String tooLong = "<13>too long " + "x".repeat(50_000);
        try (Socket socket = new Socket("127.0.0.1", port(SyslogTransport.TCP))) {
            socket.getOutputStream().write(("<13>a\n" + tooLong + "\n<13>b\n").getBytes(UTF_8));
        }

        await().atMost(PATIENCE).untilAsserted(() -> assertThat(lines()).containsExactly("<13>a", "<13>b"));
        assertThat(dead.records()).singleElement().satisfies(letter -> {
            assertThat(new String(letter.value(), UTF_8)).isEqualTo(tooLong);
            assertThat(Topic.headers(letter)).containsEntry("sluice.dlt.reason", "LINE_TOO_LONG".getBytes(UTF_8));
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"<13>", "9999999999 <13>"})
    void aMessageWithoutEndEndsTheConnectionAndItsStartIsADeadLetter(String start) throws IOException {
        Topic dead = Topic.fromNowOn(kafka, Topics.RAW_DEAD_LETTERS);
        try (Socket socket = new Socket("127.0.0.1", port(SyslogTransport.TCP))) {
            socket.setSoTimeout((int) PATIENCE.toMillis());
            socket.getOutputStream().write((start + "x".repeat(150_000)).getBytes(UTF_8));

            assertThat(endOf(socket)).isTrue();
        } catch (IOException reset) {
            // the service was faster than the last bytes
        }

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(dead.records())
                        .singleElement()
                        .satisfies(letter -> assertThat(letter.value()).hasSize(100 * 1024)));
        assertThat(lines()).isEmpty();
    }

    @Test
    void whatACutConnectionSentWholeIsThere() throws IOException {
        try (Socket socket = new Socket("127.0.0.1", port(SyslogTransport.TCP))) {
            // Closed with a reset.
            socket.setSoLinger(true, 0);
            socket.getOutputStream().write("9 <13>whole9 <13>cu".getBytes(UTF_8));
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(lines()).containsExactly("<13>whole"));
        }

        await().atMost(PATIENCE).until(() -> connections() == 0);
        assertThat(lines()).containsExactly("<13>whole");
    }

    @Test
    void tlsIsForKnownCertificates() throws IOException {
        try (Socket socket = tls(client.clientOf(server))) {
            socket.getOutputStream().write("12 <13>over tls".getBytes(UTF_8));
        }

        await().atMost(PATIENCE).untilAsserted(() -> assertThat(lines()).containsExactly("<13>over tls"));
        assertThatThrownBy(() -> sendOverTls(server.anonymousClient())).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> sendOverTls(server.clientOf(server))).isInstanceOf(IOException.class);
        assertThat(lines()).containsExactly("<13>over tls");
    }

    @Test
    void loggerCanSend() throws IOException, InterruptedException {
        String logger = Programs.require("logger", "bsdutils").toString();
        String udp = Integer.toString(port(SyslogTransport.UDP));
        String tcp = Integer.toString(port(SyslogTransport.TCP));

        Programs.run(List.of(logger, "-n", "127.0.0.1", "-d", "-P", udp, "--rfc3164", "-t", "it", "by UDP, 3164"));
        Programs.run(List.of(logger, "-n", "127.0.0.1", "-d", "-P", udp, "--rfc5424", "-t", "it", "by UDP, 5424"));
        Programs.run(List.of(logger, "-n", "127.0.0.1", "-T", "-P", tcp, "--rfc5424", "-t", "it", "by TCP, lines"));
        Programs.run(List.of(
                logger,
                "-n",
                "127.0.0.1",
                "-T",
                "-P",
                tcp,
                "--octet-count",
                "--rfc5424",
                "-t",
                "it",
                "by TCP, counted"));

        await().atMost(PATIENCE).untilAsserted(() -> assertThat(lines()).hasSize(4));
        assertThat(lines())
                .allSatisfy(line ->
                        assertThat(line).matches("<13>(1 \\d{4}-|[A-Z][a-z]{2} [ 123]\\d ).* it.*by (UDP|TCP), .*"))
                .extracting(line -> line.substring(line.lastIndexOf("by ")))
                .containsExactlyInAnyOrder("by UDP, 3164", "by UDP, 5424", "by TCP, lines", "by TCP, counted");
    }

    @Test
    void whoeverIsOneTooManyIsTurnedAwayAndWhoeverIsSilentIsNot() throws IOException {
        try (RunningIngest small = RunningIngest.start(
                        kafka,
                        "sluice.ingest.syslog.tcp-port=0",
                        "sluice.ingest.syslog.max-connections=1",
                        "sluice.ingest.syslog.keep-alive=1s");
                Socket first = new Socket("127.0.0.1", portOf(small, SyslogTransport.TCP));
                Socket second = new Socket("127.0.0.1", portOf(small, SyslogTransport.TCP))) {
            second.setSoTimeout((int) PATIENCE.toMillis());
            // Silent for longer than the system waits before it asks whether the sender is there.
            first.setSoTimeout(3000);

            assertThat(endOf(second)).isTrue();
            assertThatThrownBy(() -> endOf(first)).isInstanceOf(SocketTimeoutException.class);
            assertThat(refusals(small, "overloaded")).isEqualTo(1);

            first.getOutputStream().write("<13>behind the silence\n".getBytes(UTF_8));
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(raw.records())
                            .extracting(record -> new String(record.value(), UTF_8))
                            .containsExactly("<13>behind the silence\n"));
        }
    }

    /** Or whoever opens connections and sends nothing would keep all others out. */
    @Test
    void whoeverHasNeverSentAMessageMakesRoomForOthers() throws IOException {
        try (RunningIngest small = RunningIngest.start(
                        kafka, "sluice.ingest.syslog.tcp-port=0", "sluice.ingest.syslog.max-connections=1");
                Socket first = new Socket("127.0.0.1", portOf(small, SyslogTransport.TCP))) {
            first.setSoTimeout((int) PATIENCE.toMillis());
            first.getOutputStream().write("<13>no end".getBytes(UTF_8));

            await().atMost(PATIENCE).pollInterval(Duration.ofSeconds(1)).untilAsserted(() -> {
                try (Socket second = new Socket("127.0.0.1", portOf(small, SyslogTransport.TCP))) {
                    second.getOutputStream().write("<13>has come in\n".getBytes(UTF_8));
                    second.shutdownOutput();
                    second.setSoTimeout((int) PATIENCE.toMillis());
                    endOf(second);
                }
                assertThat(raw.records())
                        .extracting(record -> new String(record.value(), UTF_8))
                        .anyMatch(value -> value.contains("has come in"));
            });
            assertThat(endOf(first)).isTrue();
        }
    }

    @Test
    void onlyListedNetworksMaySend() throws IOException {
        try (RunningIngest ours = RunningIngest.start(
                        kafka,
                        "sluice.ingest.syslog.tcp-port=0",
                        "sluice.ingest.syslog.udp-port=0",
                        "sluice.ingest.syslog.address=0.0.0.0",
                        "sluice.ingest.syslog.allow=192.0.2.0/24");
                Socket socket = new Socket("127.0.0.1", portOf(ours, SyslogTransport.TCP));
                DatagramSocket datagrams = new DatagramSocket()) {
            socket.setSoTimeout((int) PATIENCE.toMillis());
            send(datagrams, portOf(ours, SyslogTransport.UDP), "<13>a");

            assertThat(endOf(socket)).isTrue();
            await().atMost(PATIENCE).until(() -> refusals(ours, "forbidden") == 2);
        }
        assertThat(lines()).isEmpty();
    }

    @Test
    void datagramsForWhichThereIsNoRoomAreCounted() throws IOException {
        try (RunningIngest away = RunningIngest.start(
                        "127.0.0.1:1",
                        "sluice.ingest.deadline=1s",
                        "sluice.ingest.syslog.udp-port=0",
                        "sluice.ingest.syslog.batch-size=1KB",
                        "sluice.ingest.syslog.udp-buffer=1KB");
                DatagramSocket socket = new DatagramSocket()) {
            for (int i = 0; i < 100; i++) {
                send(socket, portOf(away, SyslogTransport.UDP), "<13>" + "x".repeat(100));
            }
            // A batch is being written, another waits: about ten each.
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(lost(away, "service") + lost(away, "kernel"))
                            .isBetween(50.0, 95.0));
        }
    }

    private static double lost(RunningIngest service, String where) {
        return service.bean(MeterRegistry.class).find("sluice.ingest.syslog.lost").tag("where", where).meters().stream()
                .mapToDouble(meter -> meter.measure().iterator().next().getValue())
                .sum();
    }

    private static double refusals(RunningIngest service, String reason) {
        var counter = service.bean(MeterRegistry.class)
                .find("sluice.ingest.rejections")
                .tags("protocol", "syslog", "reason", reason)
                .counter();
        return counter == null ? 0 : counter.count();
    }

    private static double connections() {
        return ingest.bean(MeterRegistry.class)
                .get("sluice.ingest.syslog.connections")
                .gauge()
                .value();
    }

    private static void sendOverTls(SSLContext context) throws IOException {
        try (Socket socket = tls(context)) {
            socket.getOutputStream().write("5 <13>x".getBytes(UTF_8));
            // With TLS 1.3 the rejection comes after the client's handshake.
            if (!endOf(socket)) {
                return;
            }
            throw new SSLException("closed");
        }
    }

    private static Socket tls(SSLContext context) throws IOException {
        Socket socket = context.getSocketFactory().createSocket("127.0.0.1", port(SyslogTransport.TLS));
        socket.setSoTimeout((int) PATIENCE.toMillis());
        return socket;
    }

    /** Waits for the other side to end the connection. */
    private static boolean endOf(Socket socket) throws IOException {
        return socket.getInputStream().read() < 0;
    }

    private static void send(DatagramSocket socket, int port, String message) throws IOException {
        byte[] bytes = message.getBytes(UTF_8);
        socket.send(new DatagramPacket(bytes, bytes.length, InetAddress.getLoopbackAddress(), port));
    }

    private static int port(SyslogTransport transport) {
        return portOf(ingest, transport);
    }

    private static int portOf(RunningIngest service, SyslogTransport transport) {
        return service.bean(SyslogListeners.class).port(transport).orElseThrow();
    }

    private List<String> lines() {
        return raw.records().stream()
                .flatMap(record -> new String(record.value(), UTF_8).lines())
                .toList();
    }
}
