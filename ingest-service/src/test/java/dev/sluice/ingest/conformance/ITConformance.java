// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.conformance;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.embedded.testing.SharedStack;
import dev.sluice.ingest.receiver.otlp.OtlpGrpcPort;
import dev.sluice.ingest.testing.RunningIngest;
import dev.sluice.ingest.testing.Topic;
import dev.sluice.model.ChunkHeaders;
import dev.sluice.model.Topics;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Runs every case of the kit: what is sent, what is answered and what reaches Kafka, byte for byte. A new receiver is a new folder. */
class ITConformance {

    private static final Path KIT = Path.of("src/test/resources/conformance");

    private static final Map<String, String> PLACEHOLDERS = Map.of(
            "uuid", "[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}",
            "int", "\\d+",
            "hash", "[0-9a-f]{32}",
            "seconds", "[1-5]",
            "any", ".*");

    private static final Http2Client HTTP2 = new Http2Client();
    private static final Map<String, RunningIngest> SERVICES = new HashMap<>();

    @AfterAll
    static void stop() {
        SERVICES.values().forEach(RunningIngest::close);
    }

    @TestFactory
    Stream<DynamicTest> everyCase() throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(KIT)) {
            files = all.filter(file -> file.toString().endsWith(".txt"))
                    .sorted()
                    .toList();
        }
        assertThat(files).isNotEmpty();
        return files.stream()
                .map(file -> DynamicTest.dynamicTest(
                        KIT.relativize(file).toString(), file.toUri(), () -> check(Exchange.read(file))));
    }

    private static void check(Exchange exchange) throws IOException {
        RunningIngest service = SERVICES.computeIfAbsent(exchange.service(), ITConformance::start);
        // Only one service has a Kafka of its own to look at.
        Topic raw = exchange.service().equals("away")
                ? null
                : Topic.fromNowOn(SharedStack.kafka().bootstrapServers(), Topics.RAW);
        Topic letters =
                raw == null ? null : Topic.fromNowOn(SharedStack.kafka().bootstrapServers(), Topics.RAW_DEAD_LETTERS);

        boolean grpc = exchange.head().getFirst().endsWith("HTTP/2");
        Http2Client.Answer answer = grpc
                ? HTTP2.send(service.bean(OtlpGrpcPort.class).port().orElseThrow(), exchange)
                : send(service.port(), exchange);

        assertThat(answer.status()).as(answer.headers() + answer.body()).isEqualTo(exchange.status());
        if (grpc && answer.status() == 200) {
            // Among headers behind which the stream does not end, clients of Go and Java take it for INTERNAL.
            assertThat(answer.trailers()).contains("grpc-status");
        }
        exchange.answerHeaders()
                .forEach((name, value) -> assertThat(answer.headers())
                        .hasEntrySatisfying(
                                name.toLowerCase(java.util.Locale.ROOT),
                                is -> assertThat(is).matches(pattern(value))));
        assertThat(answer.body().strip()).matches(pattern(exchange.answer()));
        if (raw != null) {
            check(exchange.chunks(), exchange.chunkHeaders(), raw.records());
            check(exchange.letters(), exchange.letterHeaders(), letters.records());
        }
    }

    private static void check(
            String expected, Map<String, String> expectedHeaders, List<ConsumerRecord<byte[], byte[]>> records) {
        if (expected == null) {
            assertThat(records).isEmpty();
            return;
        }
        String values = records.stream()
                .sorted(Comparator.comparingLong(
                        record -> ChunkHeaders.read(Topic.headers(record)).line()))
                .map(record -> new String(record.value(), UTF_8))
                .collect(Collectors.joining());
        assertThat(values.strip()).matches(pattern(expected.strip()));
        for (ConsumerRecord<byte[], byte[]> record : records) {
            Map<String, byte[]> headers = Topic.headers(record);
            expectedHeaders.forEach((name, value) -> assertThat(headers)
                    .hasEntrySatisfying(
                            name, is -> assertThat(new String(is, UTF_8)).matches(pattern(value))));
        }
    }

    private static RunningIngest start(String service) {
        return switch (service) {
            case "open" -> start(SharedStack.kafka().bootstrapServers(), "sluice.ingest.max-body=64KB");
            case "locked" ->
                start(
                        SharedStack.kafka().bootstrapServers(),
                        "sluice.ingest.tokens-file=" + KIT.resolve("tokens.yaml"),
                        "sluice.ingest.aws-secrets-file=" + secrets());
            case "full" -> start(SharedStack.kafka().bootstrapServers(), "sluice.ingest.budget=1B");
            case "away" -> start("127.0.0.1:1", "sluice.ingest.deadline=1s");
            default -> throw new IllegalArgumentException("service: " + service);
        };
    }

    private static RunningIngest start(String kafka, String... settings) {
        String[] all = Arrays.copyOf(settings, settings.length + 1);
        all[settings.length] = "sluice.ingest.otlp.grpc.port=0";
        return RunningIngest.start(kafka, all);
    }

    /** Not in the kit, since a checked-out file is open to everybody. */
    private static Path secrets() {
        try {
            Path file = Files.createTempFile("aws", ".secrets");
            file.toFile().deleteOnExit();
            return Files.writeString(file, "SLUICEKITKEY00000001=only-for-the-kit-and-nothing-else\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Http2Client.Answer send(int port, Exchange exchange) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout(30_000);
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            for (String line : exchange.head()) {
                out.writeBytes((line + "\r\n").getBytes(UTF_8));
            }
            out.writeBytes(
                    ("Host: localhost\r\nConnection: close\r\nContent-Length: " + exchange.body().length + "\r\n\r\n")
                            .getBytes(UTF_8));
            out.writeBytes(exchange.body());
            socket.getOutputStream().write(out.toByteArray());
            return parse(new String(socket.getInputStream().readAllBytes(), ISO_8859_1));
        }
    }

    private static Http2Client.Answer parse(String answer) {
        int blank = answer.indexOf("\r\n\r\n");
        Map<String, String> headers = new HashMap<>();
        answer.substring(0, blank).lines().skip(1).forEach(line -> {
            String[] header = line.split(": ?", 2);
            headers.put(header[0].toLowerCase(java.util.Locale.ROOT), header[1]);
        });
        String body = answer.substring(blank + 4);
        boolean chunked = "chunked".equals(headers.get("transfer-encoding"));
        return new Http2Client.Answer(
                Integer.parseInt(answer.substring(9, 12)),
                headers,
                Set.of(),
                new String((chunked ? joined(body) : body).getBytes(ISO_8859_1), UTF_8));
    }

    private static String joined(String chunked) {
        StringBuilder body = new StringBuilder();
        int at = 0;
        while (true) {
            int end = chunked.indexOf("\r\n", at);
            int length = Integer.parseInt(chunked.substring(at, end), 16);
            if (length == 0) {
                return body.toString();
            }
            body.append(chunked, end + 2, end + 2 + length);
            at = end + 2 + length + 2;
        }
    }

    /** Everything as it stands, but for {@code {{placeholders}}}. */
    private static Pattern pattern(String expected) {
        StringBuilder pattern = new StringBuilder();
        int at = 0;
        for (int open = expected.indexOf("{{"); open >= 0; open = expected.indexOf("{{", at)) {
            int close = expected.indexOf("}}", open);
            String placeholder = PLACEHOLDERS.get(expected.substring(open + 2, Math.max(close, open + 2)));
            if (placeholder == null) {
                pattern.append(Pattern.quote(expected.substring(at, open + 1)));
                at = open + 1;
            } else {
                pattern.append(Pattern.quote(expected.substring(at, open))).append(placeholder);
                at = close + 2;
            }
        }
        return Pattern.compile(pattern + Pattern.quote(expected.substring(at)), Pattern.DOTALL);
    }
}
