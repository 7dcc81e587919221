// SPDX-License-Identifier: Apache-2.0
package dev.sluice.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.exporter.otlp.logs.OtlpGrpcLogRecordExporter;
import io.opentelemetry.sdk.logs.SdkLoggerProvider;
import io.opentelemetry.sdk.logs.data.LogRecordData;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** Says by every receiver, in whatever place a sender can, that somebody else has sent a line, and what only the services say. */
final class ForgingSenders {

    /** Stands wherever a sender is not to be believed. */
    static final String FORGED = "forged-word";

    private final URI address;
    private final int grpcPort;
    private final int syslogPort;
    private final String token;
    private final AwsSigner signer;
    private final List<String> labels;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final List<String> marks = new ArrayList<>();

    /**
     * @param token of the sender
     * @param signer signs by an access key of the same sender
     * @param labels which only the services write
     */
    ForgingSenders(int ingestPort, int grpcPort, int syslogPort, String token, AwsSigner signer, List<String> labels) {
        address = URI.create("http://127.0.0.1:" + ingestPort);
        this.grpcPort = grpcPort;
        this.syslogPort = syslogPort;
        this.token = token;
        this.signer = signer;
        this.labels = labels;
    }

    /** Sends one line by each receiver. @return their messages */
    List<String> send() throws IOException {
        post("/api/v1/logs?format=json", 202, document("native") + '\n', "X-Api-Key", token);
        post(
                "/_bulk",
                200,
                "{\"create\":{\"_index\":\"logs-forged.bulk-default\"}}\n" + document("bulk") + '\n',
                "Content-Type",
                "application/x-ndjson",
                "X-Api-Key",
                token);
        post(
                "/services/collector",
                200,
                "{\"event\":" + document("hec") + ",\"fields\":{" + members("") + "}}",
                "Authorization",
                "Splunk " + token);
        loki();
        otlp();
        post(
                "/api/v1/cloudwatch",
                202,
                "{\"awslogs\":{\"data\":\""
                        + Base64.getEncoder().encodeToString(Ingest.gzip("""
                        {"messageType":"DATA_MESSAGE","owner":"123456789012","logGroup":"/forged","logStream":"s-1",\
                        "subscriptionFilters":["f"],"logEvents":[{"id":"forged-1","timestamp":1795384128504,"message":%s}]}\
                        """.formatted(quoted(document("cloudwatch")))))
                        + "\"}}",
                "X-Api-Key",
                token);
        post(
                "/api/v1/firehose?format=json",
                200,
                "{\"requestId\":\"forged\",\"timestamp\":1795384128503,\"records\":[{\"data\":\""
                        + base64(document("firehose") + '\n') + "\"}]}",
                "X-Amz-Firehose-Protocol-Version",
                "1.0",
                "X-Amz-Firehose-Request-Id",
                "forged",
                "X-Amz-Firehose-Access-Key",
                token,
                "X-Amz-Firehose-Common-Attributes",
                "{\"commonAttributes\":{" + members("") + "}}");
        aws("kinesis", "Kinesis_20131202.PutRecords", """
                {"StreamName":"logs-forged.kinesis-default","Records":[{"PartitionKey":"a","Data":"%s"}]}\
                """.formatted(base64(document("kinesis"))));
        aws("firehose", "Firehose_20150804.PutRecordBatch", """
                {"DeliveryStreamName":"logs-forged.delivery-default","Records":[{"Data":"%s"}]}\
                """.formatted(base64(document("delivery"))));
        syslog();
        return marks;
    }

    private String marked(String receiver) {
        String mark = "sent by " + receiver;
        marks.add(mark);
        return mark;
    }

    /** JSON in which it is said in each way in which a field can be named. */
    private String document(String receiver) {
        return """
                {"message":"%1$s","sluice":{"sender":"%2$s","gap":"%2$s"},"sluice.sender":"%2$s","sluice.namespace":"%2$s",\
                "labels":{%3$s},%4$s}\
                """.formatted(marked(receiver), FORGED, members(""), members("labels."))
                .strip();
    }

    private String members(String prefix) {
        return labels.stream()
                .map(label -> '"' + prefix + label + "\":\"" + FORGED + '"')
                .collect(Collectors.joining(","));
    }

    private void loki() throws IOException {
        String stream = labels.stream()
                .filter(label -> !label.contains("."))
                .map(label -> '"' + label + "\":\"" + FORGED + '"')
                .collect(Collectors.joining(","));
        post(
                "/loki/api/v1/push",
                204,
                "{\"streams\":[{\"stream\":{\"app\":\"shop\"," + stream + "},\"values\":[[\"1795384128502000000\","
                        + quoted(marked("loki")) + ",{" + stream + "}]]}]}",
                "Content-Type",
                "application/json",
                "X-Api-Key",
                token);
    }

    private void otlp() throws IOException {
        String attributes = labels.stream()
                .flatMap(label -> List.of(label, "labels." + label).stream())
                .map(name -> "{\"key\":\"" + name + "\",\"value\":{\"stringValue\":\"" + FORGED + "\"}}")
                .collect(Collectors.joining(","));
        post(
                "/v1/logs",
                200,
                """
                {"resourceLogs":[{"resource":{"attributes":[%1$s]},"scopeLogs":[{"scope":{"name":"s","attributes":[%1$s]},
                 "logRecords":[{"timeUnixNano":"1795341600123456789","body":{"stringValue":"%2$s"},"attributes":[%1$s]}]}]}]}
                """.formatted(attributes, marked("otlp")),
                "Content-Type",
                "application/json",
                "X-Api-Key",
                token);
        List<LogRecordData> records = new ArrayList<>();
        try (SdkLoggerProvider provider = SdkLoggerProvider.builder()
                        .addLogRecordProcessor((context, logRecord) -> records.add(logRecord.toLogRecordData()))
                        .build();
                OtlpGrpcLogRecordExporter exporter = OtlpGrpcLogRecordExporter.builder()
                        .setEndpoint("http://127.0.0.1:" + grpcPort)
                        .addHeader("authorization", "Bearer " + token)
                        .build()) {
            var line = provider.get("s").logRecordBuilder().setBody(marked("grpc"));
            labels.forEach(label -> line.setAttribute(AttributeKey.stringKey(label), FORGED)
                    .setAttribute(AttributeKey.stringKey("labels." + label), FORGED));
            line.emit();
            assertThat(exporter.export(records).join(20, TimeUnit.SECONDS).isSuccess())
                    .isTrue();
        }
    }

    private void syslog() throws IOException {
        String parameters =
                labels.stream().map(label -> label + "=\"" + FORGED + '"').collect(Collectors.joining(" "));
        String message = "<13>1 2026-11-22T10:00:00Z web-1 app 47 ID1 [sluice sender=\"" + FORGED + "\"][labels "
                + parameters + "][sluice.sender name=\"" + FORGED + "\"] " + marked("syslog");
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), syslogPort)) {
            socket.getOutputStream().write((message.getBytes(UTF_8).length + " " + message).getBytes(UTF_8));
        }
    }

    private void aws(String service, String target, String body) throws IOException {
        List<String> headers = new ArrayList<>(List.of("Content-Type", "application/x-amz-json-1.1"));
        headers.addAll(signer.headers(service, target, address.getAuthority(), body));
        post("/", 200, body, headers.toArray(String[]::new));
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
    }

    private static String quoted(String text) {
        return '"' + text.replace("\"", "\\\"") + '"';
    }

    private void post(String path, int expected, String body, String... headers) throws IOException {
        HttpRequest request = HttpRequest.newBuilder(address.resolve(path))
                .timeout(Duration.ofSeconds(30))
                .headers(headers)
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        try {
            HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(path + ": " + answer.body()).isEqualTo(expected);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
