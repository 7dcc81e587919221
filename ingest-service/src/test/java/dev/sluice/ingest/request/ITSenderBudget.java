// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.request;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.embedded.testing.SharedStack;
import dev.sluice.ingest.auth.NewToken;
import dev.sluice.ingest.receiver.otlp.OtlpGrpcPort;
import dev.sluice.ingest.testing.HeldRequest;
import dev.sluice.ingest.testing.RunningIngest;
import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.exporter.otlp.logs.OtlpGrpcLogRecordExporter;
import io.opentelemetry.sdk.logs.SdkLoggerProvider;
import io.opentelemetry.sdk.logs.data.LogRecordData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * One sender begins as many requests as it can, by each receiver, and ends none: it gets its part of the memory and no more, hears which setting
 * that is, and others are served all the while, by each receiver.
 */
class ITSenderBudget {

    private static final int BUDGET = 2 << 20;
    private static final int PART = 1 << 20;

    /** Of each request that is begun. */
    private static final int BEGUN = 60_000;

    /** Then what is left of the part is less than a request that is whole. */
    private static final int LITTLE = 1_000;

    private static final String PADDING = "x".repeat(8_000);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    private Path folder;

    private final List<HeldRequest> held = new ArrayList<>();

    /**
     * A receiver over HTTP.
     *
     * @param whole a body that it takes
     * @param good what it answers then
     * @param refused what it answers to whoever is to come again
     */
    private record Door(String path, List<String> headers, String whole, int good, int refused) {

        /** The head of a request and the beginning of its body, which is no end of one. */
        byte[] begin(int bytes, String token) {
            String head = "POST " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000\r\n"
                    + (token == null ? "" : "X-Api-Key: " + token + "\r\n");
            for (int i = 0; i < headers.size(); i += 2) {
                head += headers.get(i) + ": " + headers.get(i + 1) + "\r\n";
            }
            String start = whole.substring(0, whole.indexOf(PADDING));
            return (head + "\r\n" + start + "y".repeat(bytes - start.length())).getBytes(UTF_8);
        }

        String[] headersWith(String token) {
            List<String> all = new ArrayList<>(headers);
            all.addAll(token == null ? List.of() : List.of("X-Api-Key", token));
            return all.toArray(String[]::new);
        }
    }

    private static final List<String> JSON = List.of("Content-Type", "application/json");

    private static final List<Door> DOORS = List.of(
            new Door("/api/v1/logs?format=text", List.of(), PADDING + "\n", 202, 429),
            new Door(
                    "/_bulk",
                    List.of("Content-Type", "application/x-ndjson"),
                    "{\"create\":{\"_index\":\"logs-budget-default\"}}\n{\"message\":\"" + PADDING + "\"}\n",
                    200,
                    429),
            new Door("/services/collector/event", JSON, "{\"event\":\"" + PADDING + "\"}", 200, 503),
            new Door("/services/collector/raw", List.of(), PADDING + "\n", 200, 503),
            new Door(
                    "/v1/logs",
                    JSON,
                    "{\"resourceLogs\":[{\"scopeLogs\":[{\"logRecords\":[{\"body\":{\"stringValue\":\"" + PADDING
                            + "\"}}]}]}]}",
                    200,
                    429),
            new Door(
                    "/loki/api/v1/push",
                    JSON,
                    "{\"streams\":[{\"stream\":{\"app\":\"a\"},\"values\":[[\"1570818238000000000\",\"" + PADDING
                            + "\"]]}]}",
                    204,
                    429),
            new Door(
                    "/api/v1/firehose",
                    List.of(
                            "Content-Type",
                            "application/json",
                            "X-Amz-Firehose-Protocol-Version",
                            "1.0",
                            "X-Amz-Firehose-Request-Id",
                            "r"),
                    "{\"requestId\":\"r\",\"timestamp\":1578090901599,\"records\":[{\"data\":\"" + PADDING + "\"}]}",
                    200,
                    503),
            new Door(
                    "/api/v1/cloudwatch",
                    JSON,
                    "{\"messageType\":\"DATA_MESSAGE\",\"owner\":\"123456789012\",\"logGroup\":\"g\",\"logStream\":\"s\",\"subscriptionFilters\":[\"f\"],"
                            + "\"logEvents\":[{\"id\":\"1\",\"timestamp\":1578090901599,\"message\":\"" + PADDING
                            + "\"}]}",
                    202,
                    429));

    @AfterEach
    void letGo() throws IOException {
        for (HeldRequest request : held) {
            request.close();
        }
    }

    @Test
    void oneTokenHoldsItsPartOverAllReceiversAndOthersAreServed() throws Exception {
        NewToken greedy = NewToken.named("greedy");
        NewToken calm = NewToken.named("calm");
        Path tokens = Files.writeString(
                folder.resolve("tokens.yaml"),
                greedy.configuration() + calm.configuration().replace("tokens:\n", ""));
        try (RunningIngest ingest = start("sluice.ingest.tokens-file=" + tokens)) {
            int grpc = ingest.bean(OtlpGrpcPort.class).port().orElseThrow();
            assertThat(exports(grpc, greedy.token())).isTrue();

            beginCall(ingest, grpc, greedy.token());
            beginAll(ingest, "127.0.0.1", greedy.token());

            assertThat(used(ingest)).isBetween((double) PART - LITTLE, (double) PART);
            for (Door door : DOORS) {
                var refusal = ingest.post(door.path(), door.whole(), door.headersWith(greedy.token()));
                assertThat(refusal.statusCode()).as(door.path()).isEqualTo(door.refused());
                assertThat(refusal.body())
                        .as(door.path())
                        .contains("the token 'greedy' may have in flight", "which is sluice.ingest.sender-budget");
                assertThat(ingest.post(door.path(), door.whole(), door.headersWith(calm.token()))
                                .statusCode())
                        .as("others by " + door.path())
                        .isEqualTo(door.good());
            }
            assertThat(exports(grpc, greedy.token())).isFalse();
            assertThat(exports(grpc, calm.token())).as("others by gRPC").isTrue();
            assertThat(used(ingest)).as("what others had was given back").isLessThanOrEqualTo(PART);

            letGo();

            await().atMost(PATIENCE).until(() -> used(ingest) == 0);
            for (Door door : DOORS) {
                assertThat(ingest.post(door.path(), door.whole(), door.headersWith(greedy.token()))
                                .statusCode())
                        .as(door.path())
                        .isEqualTo(door.good());
            }
        }
    }

    /** Where nobody says who they are, an address is who holds. */
    @Test
    void withoutTokensAnAddressHoldsItsPartAndAnotherIsServed() throws Exception {
        try (RunningIngest ingest = start()) {
            beginAll(ingest, "127.0.0.2", null);

            assertThat(used(ingest)).isBetween((double) PART - LITTLE, (double) PART);
            Door logs = DOORS.getFirst();
            try (HeldRequest more = HeldRequest.open("127.0.0.2", ingest.port(), logs.begin(LITTLE + 1, null))) {
                await().atMost(PATIENCE).until(more::answer, answer -> answer.contains("sluice.ingest.sender-budget"));
                assertThat(more.answer())
                        .startsWith("HTTP/1.1 429")
                        .contains("the address 127.0.0.2 may have in flight");
            }
            for (Door door : DOORS) {
                assertThat(ingest.post(door.path(), door.whole(), door.headersWith(null))
                                .statusCode())
                        .as("127.0.0.1 by " + door.path())
                        .isEqualTo(door.good());
            }
        }
    }

    private static RunningIngest start(String... more) {
        List<String> settings = new ArrayList<>(List.of(
                "sluice.ingest.budget=" + BUDGET + "B",
                "sluice.ingest.sender-budget=" + PART + "B",
                "sluice.ingest.max-body=200KB",
                "sluice.ingest.body-timeout=5m",
                "sluice.ingest.otlp.grpc.port=0"));
        settings.addAll(List.of(more));
        return RunningIngest.start(SharedStack.kafka().bootstrapServers(), settings.toArray(String[]::new));
    }

    /** By each receiver in turn until it is refused, and then little by little until nothing is left. */
    private void beginAll(RunningIngest ingest, String from, String token) throws IOException {
        int begun = 0;
        while (begin(ingest, from, DOORS.get(begun % DOORS.size()).begin(BEGUN, token))) {
            begun++;
        }
        assertThat(begun).as("requests begun, by all receivers").isGreaterThanOrEqualTo(DOORS.size());
        Door payload = DOORS.getLast();
        for (int bytes = BEGUN / 2; bytes > LITTLE / 4; bytes /= 2) {
            while (begin(ingest, from, payload.begin(bytes, token))) {
                begun++;
            }
        }
    }

    /** @return whether it is held now; if not, it was refused */
    private boolean begin(RunningIngest ingest, String from, byte[] part) throws IOException {
        double before = used(ingest);
        HeldRequest request = HeldRequest.open(from, ingest.port(), part);
        held.add(request);
        int length = part.length - new String(part, ISO_8859_1).indexOf("\r\n\r\n") - 4;
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(2))
                .until(() ->
                        used(ingest) >= before + length || !request.answer().isEmpty());
        return request.answer().isEmpty();
    }

    /** A call of gRPC, with the head and some frames of its message. */
    private void beginCall(RunningIngest ingest, int port, String token) throws IOException {
        String frames = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + "\0\0\0\4\0\0\0\0\0"
                + headers(
                        "\u0083\u0086" + (char) 4 + string("/opentelemetry.proto.collector.logs.v1.LogsService/Export")
                                + (char) 1 + string("localhost")
                                + literal("content-type", "application/grpc")
                                + literal("te", "trailers")
                                + literal("x-api-key", token))
                // A message of 100,000 bytes, of which these come.
                + data("\0\0\1\u0086\u00a0" + "x".repeat(10_000))
                + data("x".repeat(10_000));
        held.add(HeldRequest.open("127.0.0.1", port, frames.getBytes(ISO_8859_1)));
        await("what came of the call is held").atMost(PATIENCE).until(() -> used(ingest) >= 20_000);
    }

    private static boolean exports(int port, String token) {
        List<LogRecordData> records = new ArrayList<>();
        try (SdkLoggerProvider provider = SdkLoggerProvider.builder()
                .addLogRecordProcessor((context, logged) -> records.add(logged.toLogRecordData()))
                .build()) {
            provider.get("budget").logRecordBuilder().setBody(PADDING).emit();
        }
        try (OtlpGrpcLogRecordExporter exporter = OtlpGrpcLogRecordExporter.builder()
                .setEndpoint("http://127.0.0.1:" + port)
                .setTimeout(Duration.ofSeconds(5))
                .addHeader("x-api-key", token)
                .build()) {
            return exporter.export(records)
                    .join(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                    .isSuccess();
        }
    }

    private static double used(RunningIngest ingest) {
        return ingest.bean(MeterRegistry.class)
                        .get("sluice.ingest.budget.used")
                        .gauge()
                        .value()
                * BUDGET;
    }

    private static String headers(String block) {
        return "\0" + (char) (block.length() >> 8) + (char) (block.length() & 0xff) + "\1\4\0\0\0\1" + block;
    }

    private static String data(String bytes) {
        return "\0" + (char) (bytes.length() >> 8) + (char) (bytes.length() & 0xff) + "\0\0\0\0\0\1" + bytes;
    }

    private static String literal(String name, String value) {
        return "\0" + string(name) + string(value);
    }

    /** Shorter than 127, so that its length is one byte. */
    private static String string(String value) {
        return (char) value.length() + value;
    }
}
