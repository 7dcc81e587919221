// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.receiver.otlp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.embedded.testing.SharedStack;
import dev.sluice.ingest.testing.RunningIngest;
import dev.sluice.ingest.testing.Trickle;
import io.opentelemetry.exporter.otlp.logs.OtlpGrpcLogRecordExporter;
import io.opentelemetry.sdk.logs.SdkLoggerProvider;
import io.opentelemetry.sdk.logs.data.LogRecordData;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** As many connections to the port for gRPC as it takes, of whose calls nothing becomes: they end in time, and nobody else notices. */
class ITHalfSentCalls {

    private static final int MANY = 1_000;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Longer than a header may take, shorter than a connection may be silent. */
    private static final Duration BETWEEN_CALLS = Duration.ofSeconds(4);

    private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
    private static final String SETTINGS = "\0\0\0\4\0\0\0\0\0";

    /** HEADERS of a call, as RFC 7541 writes POST, http and the rest in the table's words or as they are. */
    private static final String CALL =
            headers("\u0083\u0086" + field(4, "/opentelemetry.proto.collector.logs.v1.LogsService/Export")
                    + field(1, "localhost") + literal("content-type", "application/grpc") + literal("te", "trailers"));

    private static final List<String> HALVES = List.of(
            PREFACE,
            PREFACE + SETTINGS,
            PREFACE + SETTINGS + CALL.substring(0, CALL.length() / 2),
            PREFACE + SETTINGS + CALL,
            // A message of 10,000 bytes, in a frame as long.
            PREFACE + SETTINGS + CALL + "\0\47\25\0\0\0\0\0\1\0\0\0\47\20");

    @Test
    void othersDoNotNoticeThem() throws Exception {
        try (RunningIngest ingest = RunningIngest.start(
                        SharedStack.kafka().bootstrapServers(),
                        "sluice.http.header-timeout=2s",
                        "sluice.ingest.body-timeout=5s",
                        "sluice.ingest.otlp.grpc.max-connections=" + MANY,
                        "sluice.ingest.otlp.grpc.port=0");
                Trickle hostile = new Trickle()) {
            int port = ingest.bean(OtlpGrpcPort.class).port().orElseThrow();
            try (OtlpGrpcLogRecordExporter calm = exporter(port)) {
                assertThat(succeeds(calm)).isTrue();
                for (int i = 0; i < MANY; i++) {
                    hostile.open(port, HALVES.get(i % HALVES.size()).getBytes(ISO_8859_1));
                }
                hostile.start();
                try (OtlpGrpcLogRecordExporter late = exporter(port)) {
                    assertThat(succeeds(late)).isTrue();
                }
                assertThat(succeeds(calm)).isTrue();

                await().atMost(PATIENCE).until(() -> hostile.left() == 0);

                // The calm one's alone, and the same as before: whoever opens another has two for a moment.
                await().atMost(PATIENCE).until(() -> ingest.openConnections(port) == 1);
                await().during(BETWEEN_CALLS).atMost(PATIENCE).until(() -> ingest.openConnections(port) == 1);
                assertThat(succeeds(calm)).isTrue();
                assertThat(ingest.openConnections(port)).isEqualTo(1);
            }
        }
    }

    private static OtlpGrpcLogRecordExporter exporter(int port) {
        return OtlpGrpcLogRecordExporter.builder()
                .setEndpoint("http://127.0.0.1:" + port)
                .setTimeout(PATIENCE)
                .build();
    }

    private static boolean succeeds(OtlpGrpcLogRecordExporter exporter) {
        return exporter.export(records())
                .join(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .isSuccess();
    }

    private static List<LogRecordData> records() {
        List<LogRecordData> records = new ArrayList<>();
        try (SdkLoggerProvider provider = SdkLoggerProvider.builder()
                .addLogRecordProcessor((context, logged) -> records.add(logged.toLogRecordData()))
                .build()) {
            provider.get("calm").logRecordBuilder().setBody("a line").emit();
        }
        return records;
    }

    /** One frame with the whole block, behind which the call's message is expected. */
    private static String headers(String block) {
        return "\0\0" + (char) block.length() + "\1\4\0\0\0\1" + block;
    }

    private static String field(int index, String value) {
        return (char) index + string(value);
    }

    private static String literal(String name, String value) {
        return "\0" + string(name) + string(value);
    }

    private static String string(String value) {
        return (char) value.length() + value;
    }
}
