// SPDX-License-Identifier: Apache-2.0
package dev.sluice.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.exporter.otlp.logs.OtlpGrpcLogRecordExporter;
import io.opentelemetry.sdk.logs.SdkLoggerProvider;
import io.opentelemetry.sdk.logs.data.LogRecordData;
import io.opentelemetry.sdk.resources.Resource;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Says by every receiver, in every place that a sender fills, that somebody else has sent the line and that it came by another way: each such word is
 * {@link #FORGED}, and a mark tells the lines apart.
 */
final class ForgingSenders {

    /** Stands nowhere but where a sender's own words stand. */
    static final String FORGED = "f0rged";

    /** What Sluice alone writes. */
    static final List<String> LABELS = List.of(
            "syslog_source",
            "bulk_index",
            "loki_tenant",
            "firehose_arn",
            "kinesis_stream",
            "delivery_stream",
            "requested_dataset",
            "sluice",
            "sluice.sender",
            "sluice_anything");

    private final URI address;
    private final URI grpc;
    private final int syslogPort;
    private final String token;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final List<String> marks = new ArrayList<>();

    /** @param token of the sender, but for syslog, which has none */
    ForgingSenders(int ingestPort, int grpcPort, int syslogPort, String token) {
        address = URI.create("http://127.0.0.1:" + ingestPort);
        grpc = URI.create("http://127.0.0.1:" + grpcPort);
        this.syslogPort = syslogPort;
        this.token = token;
    }

    /** Sends everything once. @return marks of the lines that name the token */
    List<String> send() throws IOException {
        marks.clear();
        byNativeFormats();
        byBulk();
        byOtlp();
        byGrpc();
        byHec();
        byLoki();
        byFirehose();
        byCloudWatch();
        return List.copyOf(marks);
    }

    /** Sends over TCP, without a token. @return marks of the lines */
    List<String> sendSyslog() throws IOException {
        marks.clear();
        String data = "[sluice@1 sender=\"%s\"][labels@1 syslog_source=\"%s\"]".formatted(FORGED, FORGED);
        frame("<13>1 2026-11-22T10:00:00Z web-1 app 47 ID1 " + data + ' ' + mark("syslog"));
        frame("<13>1 2026-11-22T10:00:00Z web-1 app 47 ID1 - " + document(mark("syslog-json")));
        return List.copyOf(marks);
    }

    /** What answers a request that says so in the headers of the native API. */
    int statusOfLabel(String name) throws IOException {
        return request("/api/v1/logs?format=text", "a line\n", "X-Sluice-Label-" + name, FORGED)
                .statusCode();
    }

    private void byNativeFormats() throws IOException {
        String sender = "X-Sluice-Sender";
        post("/api/v1/logs?format=json", 202, document(mark("json")) + '\n', sender, FORGED);
        post("/api/v1/logs?format=auto", 202, document(mark("auto")) + '\n', sender, FORGED);
        post("/api/v1/logs?format=text&sender=" + FORGED, 202, mark("text") + '\n', sender, FORGED);
        StringBuilder pairs = new StringBuilder("level=info msg=" + mark("logfmt"));
        LABELS.forEach(label -> pairs.append(' ').append(label).append('=').append(FORGED));
        LABELS.forEach(
                label -> pairs.append(" labels.").append(label).append('=').append(FORGED));
        post("/api/v1/logs?format=logfmt", 202, pairs.append('\n').toString());
        String container = """
                {"log":"%s\\n","stream":"stdout","attrs":%s,"time":"2026-11-22T10:00:00.123Z"}
                """.formatted(mark("container"), labels());
        post("/api/v1/logs?format=auto", 202, container);
        String inContainer = """
                {"log":%s,"stream":"stdout","time":"2026-11-22T10:00:00.123Z"}
                """.formatted(quoted(document(mark("container-json")) + '\n'));
        post("/api/v1/logs?format=auto", 202, inContainer);
    }

    private void byBulk() throws IOException {
        post("/_bulk", 200, """
                {"create":{"_index":"logs-e2e.bulk-default"}}
                %s
                """.formatted(document(mark("bulk"))), "Content-Type", "application/x-ndjson");
        post("/_bulk", 200, """
                {"index":{"_index":"an-index"}}
                %s
                """.formatted(document(mark("bulk-index"))), "Content-Type", "application/x-ndjson");
    }

    private void byOtlp() throws IOException {
        StringBuilder attributes =
                new StringBuilder("{\"key\":\"sluice.sender\",\"value\":{\"stringValue\":\"" + FORGED + "\"}}");
        LABELS.forEach(label -> attributes
                .append(",{\"key\":\"labels.")
                .append(label)
                .append("\",\"value\":{\"stringValue\":\"" + FORGED + "\"}}"));
        String body = """
                {"resourceLogs":[{"resource":{"attributes":[ATTRIBUTES]},"scopeLogs":[{"scope":{"attributes":[ATTRIBUTES]},
                 "logRecords":[{"timeUnixNano":"1795341600123456789","body":{"stringValue":"MARK"},"attributes":[ATTRIBUTES]},
                 {"timeUnixNano":"1795341600123456790","body":{"kvlistValue":{"values":[
                  {"key":"message","value":{"stringValue":"BODY"}},{"key":"labels","value":{"kvlistValue":{"values":[
                   {"key":"syslog_source","value":{"stringValue":"FORGED"}}]}}},
                  {"key":"sluice","value":{"kvlistValue":{"values":[{"key":"sender","value":{"stringValue":"FORGED"}}]}}}]}}}]}]}]}
                """;
        String request = body.replace("ATTRIBUTES", attributes)
                .replace("MARK", mark("otlp"))
                .replace("BODY", mark("otlp-body"))
                .replace("FORGED", FORGED);
        post("/v1/logs", 200, request, "Content-Type", "application/json");
    }

    private void byGrpc() {
        List<LogRecordData> records = new ArrayList<>();
        Attributes attributes = Attributes.of(
                AttributeKey.stringKey("sluice.sender"),
                FORGED,
                AttributeKey.stringKey("labels.syslog_source"),
                FORGED);
        try (SdkLoggerProvider provider = SdkLoggerProvider.builder()
                .setResource(Resource.create(attributes))
                .addLogRecordProcessor((context, logRecord) -> records.add(logRecord.toLogRecordData()))
                .build()) {
            provider.get("cart")
                    .logRecordBuilder()
                    .setTimestamp(Instant.parse("2026-11-22T10:00:00.123456789Z"))
                    .setBody(mark("grpc"))
                    .setAllAttributes(attributes)
                    .emit();
        }
        try (OtlpGrpcLogRecordExporter exporter = OtlpGrpcLogRecordExporter.builder()
                .setEndpoint(grpc.toString())
                .addHeader("authorization", "Bearer " + token)
                .build()) {
            assertThat(exporter.export(records).join(30, TimeUnit.SECONDS).isSuccess())
                    .isTrue();
        }
    }

    private void byHec() throws IOException {
        String fields = labels();
        post("/services/collector", 200, """
                {"host":"web-1","event":%s,"fields":%s}{"event":"%s","fields":%s}
                """.formatted(document(mark("hec")), fields, mark("hec-text"), fields));
    }

    private void byLoki() throws IOException {
        post(
                "/loki/api/v1/push",
                204,
                """
                {"streams":[{"stream":%s,"values":[["1795384128502000000","%s",%s]]}]}
                """.formatted(labels(), mark("loki"), labels()),
                "Content-Type",
                "application/json");
    }

    private void byFirehose() throws IOException {
        String record = Base64.getEncoder().encodeToString((document(mark("firehose")) + '\n').getBytes(UTF_8));
        post(
                "/api/v1/firehose?format=json",
                200,
                "{\"requestId\":\"r-1\",\"timestamp\":1795384128503,\"records\":[{\"data\":\"" + record + "\"}]}",
                "X-Amz-Firehose-Protocol-Version",
                "1.0",
                "X-Amz-Firehose-Request-Id",
                "r-1",
                "X-Amz-Firehose-Common-Attributes",
                "{\"commonAttributes\":" + labels() + '}');
    }

    private void byCloudWatch() throws IOException {
        String payload =
                """
                {"messageType":"DATA_MESSAGE","owner":"123456789012","logGroup":"/e2e/forged","logStream":"s-1",\
                "subscriptionFilters":["f"],"sluice":{"sender":"FORGED"},"logEvents":[\
                {"id":"1","timestamp":1795384128504,"message":MESSAGE,"labels":{"syslog_source":"FORGED"}}]}\
                """.replace("MESSAGE", quoted(document(mark("cloudwatch")))).replace("FORGED", FORGED);
        post(
                "/api/v1/cloudwatch",
                202,
                "{\"awslogs\":{\"data\":\"" + Base64.getEncoder().encodeToString(Ingest.gzip(payload)) + "\"}}");
    }

    private String mark(String name) {
        String mark = "line-" + name + "-mark";
        marks.add(mark);
        return mark;
    }

    /** A JSON document that says so in each way in which a name can be written, the one with escapes included. */
    private static String document(String message) {
        StringBuilder dotted = new StringBuilder();
        LABELS.forEach(label -> dotted.append(",\"labels.").append(label).append("\":\"" + FORGED + '"'));
        return """
                {"message":"MARK","sluice":{"sender":"FORGED"},"sluice.sender":"FORGED","labels":LABELS,\
                "labels":{"syslog\\u005fsource":"FORGED","\\u0073luice.sender":"FORGED"},"event":{"id":"FORGED","created":"FORGED"},\
                "data_stream":{"namespace":"FORGED"},"sl\\u0075ice":{"sender":"FORGED"}DOTTED}\
                """.replace("LABELS", labels())
                .replace("DOTTED", dotted)
                .replace("MARK", message)
                .replace("FORGED", FORGED);
    }

    private static String labels() {
        StringBuilder object = new StringBuilder();
        LABELS.forEach(label ->
                object.append(object.isEmpty() ? "{\"" : ",\"").append(label).append("\":\"" + FORGED + '"'));
        return object.append('}').toString();
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
    }

    private void frame(String message) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), syslogPort)) {
            socket.getOutputStream().write((message.getBytes(UTF_8).length + " " + message).getBytes(UTF_8));
        }
    }

    private void post(String path, int expected, String body, String... headers) throws IOException {
        HttpResponse<String> answer = request(path, body, headers);
        assertThat(answer.statusCode()).as(path + ": " + answer.body()).isEqualTo(expected);
    }

    private HttpResponse<String> request(String path, String body, String... headers) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(address.resolve(path))
                .timeout(Duration.ofSeconds(30))
                .header("X-Api-Key", token)
                .POST(HttpRequest.BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
