// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.embedded.testing.SharedStack;
import dev.sluice.ingest.receiver.otlp.OtlpGrpcPort;
import dev.sluice.ingest.receiver.syslog.SyslogListeners;
import dev.sluice.ingest.receiver.syslog.SyslogTransport;
import dev.sluice.ingest.testing.Certificates;
import dev.sluice.ingest.testing.RunningIngest;
import dev.sluice.ingest.testing.Topic;
import dev.sluice.ingest.testing.Trickle;
import dev.sluice.model.Topics;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever connects to a port with TLS and says nothing, or half of the first message and the rest a byte at a time, is let go in time. */
@Tag("faults")
class ITHalfShakenHands {

    private static final int MANY = 200;

    /** Fewer than half of those are let in at once. */
    private static final int ROOM = 60;

    /**
     * More than the longest of the three ports' own time-outs, 20 s, and than the system may keep a connection for which there was no room in a
     * port's queue, which is a minute.
     */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @TempDir
    private Path folder;

    @Test
    void areLetGoInTimeAndKeepNobodyOut() throws Exception {
        Certificates server = Certificates.make(folder, "server");
        SSLContext client = server.anonymousClient();
        byte[] hello = hello(client);
        try (RunningIngest ingest = start(server);
                Trickle hostile = new Trickle()) {
            int https = ingest.port();
            int grpc = ingest.bean(OtlpGrpcPort.class).port().orElseThrow();
            int syslog =
                    ingest.bean(SyslogListeners.class).port(SyslogTransport.TLS).orElseThrow();
            byte[] half = Arrays.copyOf(hello, hello.length / 2);
            for (int i = 0; i < MANY; i++) {
                for (int port : List.of(https, grpc, syslog)) {
                    hostile.open(port, i % 2 == 0 ? new byte[0] : half);
                }
            }
            hostile.start();

            for (int port : List.of(https, grpc)) {
                assertThat(ingest.openConnections(port)).isLessThanOrEqualTo(2 * ROOM);
                await().atMost(PATIENCE)
                        .ignoreExceptionsInstanceOf(IOException.class)
                        .until(() -> post(client, port) == 202);
            }
            Topic raw = Topic.fromNowOn(SharedStack.kafka().bootstrapServers(), Topics.RAW);
            await().atMost(PATIENCE)
                    .ignoreExceptionsInstanceOf(IOException.class)
                    .until(() -> {
                        sendSyslog(client, syslog);
                        return raw.records().stream()
                                .anyMatch(chunk -> new String(chunk.value(), UTF_8).contains("over TLS"));
                    });
            await().atMost(PATIENCE).until(() -> hostile.left() == 0);
            await().atMost(PATIENCE).until(() -> ingest.openConnections(https) + ingest.openConnections(grpc) == 0);
        }
    }

    private RunningIngest start(Certificates server) throws IOException {
        return RunningIngest.start(
                SharedStack.kafka().bootstrapServers(),
                "server.ssl.bundle=keys",
                "spring.ssl.bundle.pem.keys.keystore.certificate=file:"
                        + server.writeCertificate(folder.resolve("server.crt")),
                "spring.ssl.bundle.pem.keys.keystore.private-key=file:" + server.writeKey(folder.resolve("server.key")),
                "sluice.http.max-connections=" + ROOM,
                "sluice.ingest.otlp.grpc.port=0",
                "sluice.ingest.otlp.grpc.max-connections=" + ROOM,
                "sluice.ingest.syslog.tls-port=0",
                "sluice.ingest.syslog.tls-bundle=keys",
                "sluice.ingest.syslog.tls-client-auth=none",
                "sluice.ingest.syslog.max-connections=" + ROOM);
    }

    /** What a client says first. */
    private static byte[] hello(SSLContext client) throws IOException {
        SSLEngine engine = client.createSSLEngine("localhost", 443);
        engine.setUseClientMode(true);
        engine.beginHandshake();
        assertThat(engine.getHandshakeStatus()).isEqualTo(HandshakeStatus.NEED_WRAP);
        ByteBuffer hello = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
        engine.wrap(ByteBuffer.allocate(0), hello);
        return Arrays.copyOf(hello.array(), hello.position());
    }

    private static int post(SSLContext context, int port) throws IOException, InterruptedException {
        try (HttpClient http = HttpClient.newBuilder().sslContext(context).build()) {
            HttpRequest request = HttpRequest.newBuilder(
                            URI.create("https://127.0.0.1:" + port + "/api/v1/logs?format=text"))
                    .timeout(Duration.ofSeconds(20))
                    .POST(HttpRequest.BodyPublishers.ofString("a line\n"))
                    .build();
            return http.send(request, BodyHandlers.discarding()).statusCode();
        }
    }

    private static void sendSyslog(SSLContext context, int port) throws IOException {
        try (Socket socket = context.getSocketFactory().createSocket("127.0.0.1", port)) {
            socket.setSoTimeout(5_000);
            socket.getOutputStream().write("12 <13>over TLS".getBytes(UTF_8));
        }
    }
}
