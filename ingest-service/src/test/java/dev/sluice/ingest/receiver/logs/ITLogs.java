// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.receiver.logs;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.Zstd;
import dev.sluice.embedded.testing.SharedStack;
import dev.sluice.ingest.testing.RunningIngest;
import dev.sluice.ingest.testing.Topic;
import dev.sluice.model.ChunkEncoding;
import dev.sluice.model.ChunkHeaders;
import dev.sluice.model.ChunkHeaders.Position;
import dev.sluice.model.ChunkHeaders.Provenance;
import dev.sluice.model.ChunkHeaders.Receipt;
import dev.sluice.model.ChunkHeaders.Routing;
import dev.sluice.model.Headers;
import dev.sluice.model.StreamDigest;
import dev.sluice.model.Topics;
import dev.sluice.model.lz4.Lz4FrameEncoder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ITLogs {

    private static final String PATH = "/api/v1/logs";
    private static final JsonMapper JSON = new JsonMapper();

    private static String kafka;
    private static RunningIngest ingest;

    private Topic raw;
    private Topic dead;

    @BeforeAll
    static void start() {
        kafka = SharedStack.kafka().bootstrapServers();
        ingest = RunningIngest.start(
                kafka,
                "sluice.ingest.chunk-size=1KB",
                "sluice.ingest.max-line=2KB",
                "sluice.ingest.max-body=64KB",
                "sluice.ingest.max-payload=4KB",
                "sluice.ingest.custom-formats=nginx");
    }

    @AfterAll
    static void stop() {
        ingest.close();
    }

    @BeforeEach
    void lookAtTheTopics() {
        raw = Topic.fromNowOn(kafka, Topics.RAW);
        dead = Topic.fromNowOn(kafka, Topics.RAW_DEAD_LETTERS);
    }

    @Test
    void oneConnectionServesAsManyRequestsAsItsSenderHas() throws IOException {
        byte[] request =
                "GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(250).getBytes(UTF_8);
        byte[] last = "GET /livez HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".getBytes(UTF_8);
        try (Socket socket = new Socket("127.0.0.1", ingest.port())) {
            socket.getOutputStream().write(request);
            socket.getOutputStream().write(last);

            String answers = new String(socket.getInputStream().readAllBytes(), ISO_8859_1);

            assertThat(answers.split("HTTP/1.1 200", -1)).hasSize(252);
        }
    }

    @Test
    void linesArriveAsOneChunkByteForByte() {
        byte[] body = "one\r\n\ntwo \u00e4\nthree".getBytes(UTF_8);

        HttpResponse<String> answer = ingest.post(PATH, body);

        assertThat(answer.statusCode()).isEqualTo(202);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
        JsonNode json = JSON.readTree(answer.body());
        assertThat(json.get("accepted").asInt()).isEqualTo(3);
        assertThat(json.has("deadLettered")).isFalse();
        ConsumerRecord<byte[], byte[]> record = raw.records().getFirst();
        assertThat(record.value()).isEqualTo(body);
        assertThat(record.key()).isNull();
        ChunkHeaders headers = ChunkHeaders.read(Topic.headers(record));
        assertThat(headers)
                .isEqualTo(ChunkHeaders.of("auto", json.get("batch").asString(), 0)
                        .with(new Receipt(headers.received(), 3, ChunkEncoding.IDENTITY)));
        assertThat(record.timestampType()).isEqualTo(TimestampType.LOG_APPEND_TIME);
        assertThat(headers.received()).isBetween(System.currentTimeMillis() - 60_000, System.currentTimeMillis());
    }

    @Test
    void everythingThatASenderCanSayIsInTheHeaders() {
        HttpResponse<String> answer = ingest.post(
                PATH + "?format=apache_combined&dataset=shop.access&namespace=prod",
                "a\n",
                "Idempotency-Key",
                "batch-1",
                "X-Sluice-Stream",
                "web-1/55/4711",
                "X-Sluice-Offset",
                "4096",
                "X-Sluice-Host",
                "web-1",
                "X-Sluice-Path",
                "/var/log/a.log",
                "X-Sluice-Label-Team",
                "shop",
                "X-Sluice-Label-data.centre",
                "fra 1");

        assertThat(answer.body()).isEqualTo("{\"batch\":\"batch-1\",\"accepted\":1}");
        ConsumerRecord<byte[], byte[]> record = raw.records().getFirst();
        ChunkHeaders headers = ChunkHeaders.read(Topic.headers(record));
        assertThat(headers)
                .isEqualTo(new ChunkHeaders(
                        Routing.of("apache_combined").inNamespace("prod").inDataset("shop.access"),
                        Position.ofStream("batch-1", "web-1/55/4711", 4096),
                        Provenance.UNKNOWN
                                .from("web-1", "/var/log/a.log")
                                .labelled(Map.of("team", "shop", "data.centre", "fra 1")),
                        new Receipt(headers.received(), 1, ChunkEncoding.IDENTITY)));
        assertThat(new String(record.key(), UTF_8)).isEqualTo("web-1/55/4711");
    }

    @Test
    void aLongBodyBecomesChunksInOrderInOnePartition() {
        String body = IntStream.range(0, 500).mapToObj(i -> "line " + i + "\n").collect(Collectors.joining());

        HttpResponse<String> answer =
                ingest.post(PATH, gzip(body.getBytes(UTF_8)), "Content-Encoding", "gzip", "Idempotency-Key", "long");

        assertThat(answer.body()).isEqualTo("{\"batch\":\"long\",\"accepted\":500}");
        List<ConsumerRecord<byte[], byte[]>> records = raw.records();
        assertThat(records)
                .hasSizeGreaterThan(4)
                .extracting(ConsumerRecord::partition)
                .containsOnly(records.getFirst().partition());
        assertThat(records.stream().map(r -> new String(r.value(), UTF_8)).collect(Collectors.joining()))
                .isEqualTo(body);
        for (ConsumerRecord<byte[], byte[]> record : records) {
            long line = ChunkHeaders.read(Topic.headers(record)).line();
            assertThat(new String(record.value(), UTF_8)).startsWith("line " + line + "\n");
            assertThat(record.value().length).isLessThanOrEqualTo(1024);
        }
    }

    @Test
    void zstdIsUndoneToo() {
        assertThat(ingest.post(PATH, Zstd.compress("z\n".getBytes(UTF_8)), "Content-Encoding", "zstd")
                        .statusCode())
                .isEqualTo(202);
        assertThat(raw.records().getFirst().value()).isEqualTo("z\n".getBytes(UTF_8));
    }

    @Test
    void lz4IsUndoneWhereItsFramesAreNotOurChunks() {
        byte[] body = "line\n".repeat(500).getBytes(UTF_8);
        Lz4FrameEncoder lz4 = new Lz4FrameEncoder();
        lz4.add(body, 0, body.length);

        assertThat(ingest.post(
                                PATH,
                                Arrays.copyOf(lz4.bytes(), lz4.length()),
                                "Content-Encoding",
                                "lz4",
                                "Idempotency-Key",
                                "frame")
                        .statusCode())
                .isEqualTo(202);

        assertThat(raw.records().stream().map(r -> new String(r.value(), UTF_8)).collect(Collectors.joining()))
                .isEqualTo(new String(body, UTF_8));
    }

    /** What curl says of a body by default; whoever asks the container for parameters loses the body. */
    @Test
    void aBodyIsNeverTakenForAForm() {
        HttpResponse<String> answer = ingest.post(
                PATH + "?format=text", "format=json&x=y\n", "Content-Type", "application/x-www-form-urlencoded");

        assertThat(answer.statusCode()).isEqualTo(202);
        assertThat(raw.records().getFirst().value()).isEqualTo("format=json&x=y\n".getBytes(UTF_8));
    }

    @Test
    void whatWasAcceptedIsNeverAnsweredWith406() {
        assertThat(ingest.post(PATH, "a\n", "Accept", "text/html").statusCode()).isEqualTo(202);
    }

    @Test
    void aLineOverTheLimitIsADeadLetterAndTheRestIsAccepted() {
        String tooLong = "x".repeat(2049);

        HttpResponse<String> answer = ingest.post(
                PATH + "?format=text",
                "a\n" + tooLong + "\nb\n",
                "Idempotency-Key",
                "partly",
                "X-Sluice-Stream",
                "s",
                "X-Sluice-Offset",
                "100");

        assertThat(answer.statusCode()).isEqualTo(202);
        assertThat(answer.body()).isEqualTo("{\"batch\":\"partly\",\"accepted\":2,\"deadLettered\":1}");
        assertThat(raw.records())
                .extracting(record -> new String(record.value(), UTF_8))
                .containsExactly("a\n", "b\n");
        ConsumerRecord<byte[], byte[]> letter = dead.records().getFirst();
        assertThat(new String(letter.value(), UTF_8)).isEqualTo(tooLong);
        Map<String, byte[]> headers = Topic.headers(letter);
        ChunkHeaders chunk = ChunkHeaders.read(headers);
        assertThat(chunk.line()).isEqualTo(1);
        assertThat(chunk.offset()).hasValue(102);
        assertThat(chunk.batch()).isEqualTo("partly");
        assertThat(text(headers, Headers.DLT_REASON)).isEqualTo("LINE_TOO_LONG");
        assertThat(text(headers, Headers.DLT_MESSAGE))
                .isEqualTo("the line has 2049 bytes, sluice.ingest.max-line allows 2048");
        assertThat(text(headers, Headers.DLT_LINE)).isEqualTo("1");
        assertThat(text(headers, Headers.DLT_ATTEMPTS)).isEqualTo("1");
        assertThat(Long.parseLong(text(headers, Headers.DLT_AT))).isGreaterThanOrEqualTo(chunk.received());
    }

    @Test
    void aLineAsLongAsTheBodyFitsIntoTheDeadLetters() {
        byte[] body = incompressible(64 * 1024);

        assertThat(ingest.post(PATH, body).body()).contains("\"accepted\":0,\"deadLettered\":1");
        assertThat(dead.records().getFirst().value()).isEqualTo(body);
    }

    @Test
    void aCloudWatchPayloadIsNotCut() {
        byte[] payload =
                gzip("{\"messageType\":\n\"DATA_MESSAGE\"}\n\n".repeat(100).getBytes(UTF_8));

        assertThat(ingest.post(PATH + "?format=cloudwatch", payload).body()).contains("\"accepted\":1");
        assertThat(raw.records())
                .singleElement()
                .extracting(ConsumerRecord::value)
                .isEqualTo(payload);
        assertProblem(ingest.post(PATH + "?format=cloudwatch", new byte[4097]), 413, "body-too-large", "max-payload");
    }

    @ParameterizedTest
    @CsvSource({
        "?format=json5, X-None, -, unknown-format, 'the formats are apache_combined, apache_common, apache_error,"
                + " auto, aws_alb, aws_s3_access, cloudwatch, haproxy_http, haproxy_tcp, iis, java, json, logfmt, nginx, nginx_access,"
                + " nginx_error, postgresql, syslog, text'",
        "?fromat=json, X-None, -, bad-parameter, 'fromat is not a query parameter here; there are dataset, format,"
                + " namespace'",
        "?format=json&format=text, X-None, -, bad-parameter, format is in the query twice",
        "?dataset=Shop, X-None, -, bad-parameter, 'dataset must be 1 to 100 of a-z 0-9 _ . and start with a letter or"
                + " digit, was ''Shop'''",
        "?namespace=a-b, X-None, -, bad-parameter, namespace must be",
        "?namespace=, X-None, -, bad-parameter, namespace must be",
        "'', Idempotency-Key, 'a b', bad-parameter, Idempotency-Key must be 1 to 255 visible ASCII characters",
        "'', X-Sluice-Stream, s, bad-parameter, X-Sluice-Stream and X-Sluice-Offset go together",
        "'', X-Sluice-Offset, 5, bad-parameter, X-Sluice-Stream and X-Sluice-Offset go together",
        "'', X-Sluice-Offset, -5, bad-parameter, 'X-Sluice-Offset must be a whole number from 0, was ''-5'''",
        "'', X-Sluice-Ofset, 5, bad-parameter, X-Sluice-Ofset is not known",
        "'', X-Sluice-Label-, x, bad-parameter, X-Sluice-Label-* needs a name",
    })
    void whatIsWrongIsNamed(String query, String header, String value, String type, String detail) {
        assertProblem(ingest.post(PATH + query, "a\n", header, value), 400, type, detail);
        assertThat(raw.records()).isEmpty();
    }

    @Test
    void aHeaderOverItsLimitIsRefused() {
        assertProblem(
                ingest.post(PATH, "a\n", "Idempotency-Key", "k".repeat(256)),
                400,
                "bad-parameter",
                "Idempotency-Key must have 1 to 255 bytes, has 256");
    }

    @Test
    void badBodiesAreRefusedWhole() {
        byte[] gzip = gzip("a\n".repeat(1000).getBytes(UTF_8));
        gzip[gzip.length - 6] ^= 1;

        assertProblem(ingest.post(PATH, ""), 400, "empty-body", "holds nothing");
        assertProblem(
                ingest.post(PATH, gzip(new byte[0]), "Content-Encoding", "gzip"), 400, "empty-body", "holds nothing");
        assertProblem(ingest.post(PATH, gzip, "Content-Encoding", "gzip"), 400, "broken-body", "not whole gzip");
        assertProblem(ingest.post(PATH, "a\n", "Content-Encoding", "gzip"), 400, "broken-body", "not whole gzip");
        assertProblem(ingest.post(PATH, new byte[65 * 1024]), 413, "body-too-large", "sluice.ingest.max-body");
        assertProblem(
                ingest.post(PATH, gzip(new byte[2_000_000]), "Content-Encoding", "gzip"),
                413,
                "body-too-large",
                "over 65536B after decompression");
        HttpResponse<String> unknown = ingest.post(PATH, "a\n", "Content-Encoding", "br");
        assertProblem(unknown, 415, "unknown-encoding", "Content-Encoding 'br'");
        assertThat(unknown.headers().firstValue("Accept-Encoding")).hasValue("gzip, deflate, zstd, lz4, identity");
        assertThat(raw.records()).isEmpty();
    }

    @Test
    void wrongPathsAndMethodsAreProblemsToo() {
        assertProblem(ingest.get(PATH), 405, "method-not-allowed", "GET");
        assertProblem(ingest.post("/nowhere", "a\n"), 404, "not-found", "nowhere");
    }

    @Test
    void aBodyThatIsCutHalfWayIsNotAccepted() throws IOException {
        try (Socket socket = new Socket("127.0.0.1", ingest.port())) {
            OutputStream out = socket.getOutputStream();
            out.write(("POST " + PATH
                            + " HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n5\r\na\nb\nc\r\n7\r\nd\n")
                    .getBytes(ISO_8859_1));
            out.flush();
            socket.shutdownOutput();
            assertThat(new String(socket.getInputStream().readAllBytes(), ISO_8859_1))
                    .startsWith("HTTP/1.1 400")
                    .contains("application/problem+json", "urn:sluice:problem:bad-request");
        }
        assertThat(raw.records()).isEmpty();
    }

    @Test
    void aKeyedBodysDigestIsOnEveryChunkAndAnotherBodyUnderTheKeyIsRejected() throws Exception {
        byte[] body = "0123456789abcdef\n".repeat(100).getBytes(UTF_8);
        String key = "nightly-" + UUID.randomUUID();
        String digest = Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(MessageDigest.getInstance("SHA-256").digest(body));

        assertThat(ingest.post(PATH, body, "Idempotency-Key", key).statusCode()).isEqualTo(202);

        assertThat(raw.records())
                .hasSizeGreaterThan(1)
                .allSatisfy(record -> assertThat(ChunkHeaders.read(Topic.headers(record))
                                .position()
                                .digest())
                        .isEqualTo(digest));
        assertThat(ingest.post(PATH, body, "Idempotency-Key", key).statusCode()).isEqualTo(202);
        assertProblem(ingest.post(PATH, "another\n", "Idempotency-Key", key), 422, "key-reused", "another body");
        assertThat(ingest.post(PATH + "?namespace=other", "another\n", "Idempotency-Key", key)
                        .statusCode())
                .isEqualTo(202);
    }

    @Test
    void theDigestOfAStreamIsCarriedOnFromChunkToChunk() {
        byte[] before = "sent before\n".getBytes(UTF_8);
        // Two chunks, a line over the limit, and one more.
        byte[] body = ("0123456789abcdef\n".repeat(100) + "x".repeat(3_000) + "\nlast\n").getBytes(UTF_8);
        StreamDigest digest = StreamDigest.start();
        digest.update(before, 0, before.length);

        assertThat(ingest.post(
                                PATH,
                                body,
                                "X-Sluice-Stream",
                                "digested",
                                "X-Sluice-Offset",
                                Integer.toString(before.length),
                                "X-Sluice-Stream-Digest",
                                digest.toString())
                        .statusCode())
                .isEqualTo(202);

        assertThat(raw.records()).hasSize(3).allSatisfy(record -> {
            ChunkHeaders headers = ChunkHeaders.read(Topic.headers(record));
            StreamDigest expected = digest.copy();
            expected.update(body, 0, (int) (headers.offset().orElseThrow() - before.length));
            assertThat(headers.position().digest()).isEqualTo(expected.toString());
        });
    }

    @Test
    void whatIsNoDigestOfAStreamIsRejected() {
        assertProblem(
                ingest.post(
                        PATH, "a\n", "X-Sluice-Stream", "s", "X-Sluice-Offset", "0", "X-Sluice-Stream-Digest", "abc"),
                400,
                "bad-parameter",
                "must be a digest of a stream");
        assertProblem(
                ingest.post(
                        PATH,
                        "a\n",
                        "X-Sluice-Stream-Digest",
                        StreamDigest.start().toString()),
                400,
                "bad-parameter",
                "is of a stream");
    }

    @Test
    void whatIsTakenAndRefusedIsCounted() {
        ingest.post(PATH + "?format=text", "a\nb\n");
        ingest.post(PATH + "?format=nope", "a\n");

        assertThat(ingest.getManagement("/actuator/prometheus").body())
                .contains("sluice_ingest_lines_total{format=\"text\",protocol=\"logs\"}")
                .contains("sluice_ingest_bytes_total{format=\"text\",protocol=\"logs\"}")
                .contains("sluice_ingest_rejections_total{protocol=\"logs\",reason=\"unknown-format\"}")
                .contains("sluice_ingest_requests_seconds_count{outcome=\"accepted\",protocol=\"logs\"}");
    }

    private static void assertProblem(HttpResponse<String> answer, int status, String type, String detail) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        JsonNode problem = JSON.readTree(answer.body());
        assertThat(problem.get("status").asInt()).isEqualTo(status);
        assertThat(problem.get("type").asString()).isEqualTo("urn:sluice:problem:" + type);
        assertThat(problem.get("title").asString()).isNotBlank();
        assertThat(problem.get("detail").asString()).contains(detail);
    }

    private static byte[] incompressible(int size) {
        byte[] bytes = new byte[size];
        new java.util.Random(3).nextBytes(bytes);
        for (int i = 0; i < size; i++) {
            bytes[i] = bytes[i] == '\n' ? 0 : bytes[i];
        }
        return bytes;
    }

    private static String text(Map<String, byte[]> headers, String name) {
        return new String(headers.get(name), UTF_8);
    }

    private static byte[] gzip(byte[] bytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return out.toByteArray();
    }
}
