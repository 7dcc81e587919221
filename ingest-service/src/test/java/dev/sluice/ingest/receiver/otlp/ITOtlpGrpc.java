// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.receiver.otlp;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.embedded.testing.SharedStack;
import dev.sluice.ingest.testing.Certificates;
import dev.sluice.ingest.testing.RunningIngest;
import dev.sluice.ingest.testing.Topic;
import dev.sluice.model.Topics;
import io.opentelemetry.api.logs.Severity;
import io.opentelemetry.exporter.otlp.logs.OtlpGrpcLogRecordExporter;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.logs.SdkLoggerProvider;
import io.opentelemetry.sdk.logs.data.LogRecordData;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the OpenTelemetry SDK sends over gRPC arrives, in clear text and over TLS; a connection that only costs is closed. */
class ITOtlpGrpc {

    private static final String PORT = "sluice.ingest.otlp.grpc.port=0";

    /** RFC 9113, section 3.4, and an empty SETTINGS frame. */
    private static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0".getBytes(US_ASCII);

    private static final byte[] PING = {0, 0, 8, 6, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8};

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final String kafka = SharedStack.kafka().bootstrapServers();

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"none", "gzip"})
    void whatTheSdkSendsArrives(String compression) {
        try (RunningIngest ingest = RunningIngest.start(kafka, PORT);
                OtlpGrpcLogRecordExporter exporter = OtlpGrpcLogRecordExporter.builder()
                        .setEndpoint("http://127.0.0.1:" + port(ingest))
                        .setCompression(compression)
                        .setTimeout(PATIENCE)
                        .build()) {
            Topic raw = Topic.fromNowOn(kafka, Topics.RAW);

            assertThat(succeeds(exporter.export(records("one\ntwo", 1)))).isTrue();

            JsonNode document =
                    new JsonMapper().readTree(raw.records().getFirst().value());
            assertThat(document.get("@timestamp").asString()).isEqualTo("2026-11-22T10:00:00.123456789Z");
            assertThat(document.get("message").asString()).isEqualTo("one\ntwo");
            assertThat(document.get("log.level").asString()).isEqualTo("warn");
            assertThat(document.get("log.logger").asString()).isEqualTo("shop");
        }
    }

    @Test
    void overTlsAsTheFirstPort() throws IOException {
        Certificates server = Certificates.make(folder, "server");
        Path key = server.writeKey(folder.resolve("server.key"));
        Path certificate = server.writeCertificate(folder.resolve("server.crt"));
        try (RunningIngest ingest = RunningIngest.start(
                        kafka,
                        PORT,
                        "server.ssl.bundle=web",
                        "spring.ssl.bundle.pem.web.keystore.certificate=file:" + certificate,
                        "spring.ssl.bundle.pem.web.keystore.private-key=file:" + key);
                OtlpGrpcLogRecordExporter exporter = OtlpGrpcLogRecordExporter.builder()
                        .setEndpoint("https://localhost:" + port(ingest))
                        .setTrustedCertificates(Files.readAllBytes(certificate))
                        .setTimeout(PATIENCE)
                        .build()) {
            Topic raw = Topic.fromNowOn(kafka, Topics.RAW);

            assertThat(succeeds(exporter.export(records("secret", 1)))).isTrue();

            assertThat(raw.records()).hasSize(1);
        }
    }

    @Test
    void oneConnectionSendsManyCallsAtOnce() {
        try (RunningIngest ingest = RunningIngest.start(kafka, PORT);
                OtlpGrpcLogRecordExporter exporter = OtlpGrpcLogRecordExporter.builder()
                        .setEndpoint("http://127.0.0.1:" + port(ingest))
                        .setTimeout(PATIENCE)
                        .build()) {
            Topic raw = Topic.fromNowOn(kafka, Topics.RAW);
            List<CompletableResultCode> calls = new ArrayList<>();

            for (int i = 0; i < 400; i++) {
                calls.add(exporter.export(records("call " + i, 50)));
            }

            assertThat(succeeds(CompletableResultCode.ofAll(calls))).isTrue();
            long lines = raw.records().stream()
                    .mapToLong(logged ->
                            new String(logged.value(), US_ASCII).lines().count())
                    .sum();
            assertThat(lines).isEqualTo(400 * 50);
        }
    }

    @Test
    void whoOnlyPingsIsCutOff() throws IOException {
        try (RunningIngest ingest = RunningIngest.start(kafka, PORT);
                Socket socket = new Socket("127.0.0.1", port(ingest))) {
            socket.setSoTimeout(20_000);
            OutputStream out = socket.getOutputStream();
            out.write(PREFACE);
            for (int i = 0; i < 500; i++) {
                out.write(PING);
            }
            assertThat(isCutOff(socket.getInputStream())).isTrue();
        }
    }

    /** The end of the connection; a read that times out is no end. */
    private static boolean isCutOff(InputStream in) throws IOException {
        try {
            return in.readAllBytes().length >= 0;
        } catch (SocketException reset) {
            return true;
        }
    }

    private static int port(RunningIngest ingest) {
        return ingest.bean(OtlpGrpcPort.class).port().orElseThrow();
    }

    private static boolean succeeds(CompletableResultCode result) {
        return result.join(PATIENCE.toSeconds(), TimeUnit.SECONDS).isSuccess();
    }

    private static List<LogRecordData> records(String body, int count) {
        List<LogRecordData> records = new ArrayList<>();
        try (SdkLoggerProvider provider = SdkLoggerProvider.builder()
                .addLogRecordProcessor((context, logged) -> records.add(logged.toLogRecordData()))
                .build()) {
            for (int i = 0; i < count; i++) {
                provider.get("shop")
                        .logRecordBuilder()
                        .setTimestamp(Instant.parse("2026-11-22T10:00:00.123456789Z"))
                        .setSeverity(Severity.WARN)
                        .setBody(body)
                        .emit();
            }
        }
        return records;
    }
}
