// SPDX-License-Identifier: Apache-2.0
package dev.sluice.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.model.LogFormat;
import dev.sluice.standalone.Ports;
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
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Sends a mail address by every receiver and in every format, in texts, fields, lists, parameters and labels; a mark beside each tells which. */
final class SecretSenders {

    /** In which {@code MARK} and {@code MAIL} are replaced. */
    private static final Map<LogFormat, String> LINES = new EnumMap<>(Map.ofEntries(
            Map.entry(
                    LogFormat.APACHE_COMMON,
                    "192.0.2.7 - al [22/Nov/2026:10:00:00 +0000] \"GET /MARK?mail=MAIL&a=1 HTTP/1.1\" 200 5"),
            Map.entry(
                    LogFormat.APACHE_COMBINED,
                    "192.0.2.7 - al [22/Nov/2026:10:00:00 +0000] \"GET /MARK?mail=MAIL HTTP/1.1\" 200 5"
                            + " \"https://shop.example/?mail=MAIL\" \"agent (MAIL)\""),
            Map.entry(
                    LogFormat.APACHE_ERROR,
                    "[Sun Nov 22 10:00:00.123456 2026] [core:error] [pid 11:tid 12] [client 192.0.2.7:4711] MARK mail to MAIL"),
            Map.entry(
                    LogFormat.SYSLOG,
                    "<13>1 2026-11-22T10:00:00Z web-1 app 47 ID1 [x@1 mail=\"MAIL\"] MARK mail to MAIL"),
            Map.entry(
                    LogFormat.JSON,
                    "{\"message\":\"MARK mail to MAIL\",\"user\":{\"email\":\"MAIL\"},\"cc\":[\"x\",\"MAIL\"],\"deep\":{\"er\":[{\"mail\":\"MAIL\"}]}}"),
            Map.entry(
                    LogFormat.NGINX_ACCESS,
                    "192.0.2.7 - al [22/Nov/2026:10:00:00 +0000] \"GET /MARK?mail=MAIL HTTP/1.1\" 200 5"
                            + " \"https://shop.example/?mail=MAIL\" \"agent (MAIL)\""),
            Map.entry(
                    LogFormat.NGINX_ERROR,
                    "2026/11/22 10:00:00 [error] 1234#5678: *9 MARK mail to MAIL, client: 192.0.2.7, server: _"),
            Map.entry(
                    LogFormat.HAPROXY_HTTP,
                    "<134>Nov 22 10:00:00 lb1 haproxy[14389]: 192.0.2.7:33317 [22/Nov/2026:10:00:00.655] front back/srv1"
                            + " 10/0/30/69/109 200 2750 - - ---- 1/1/1/1/0 0/0 \"GET /MARK?mail=MAIL HTTP/1.1\""),
            Map.entry(
                    LogFormat.HAPROXY_TCP,
                    "<134>Nov 22 10:00:00 lb1 haproxy[14389]: 192.0.2.7:33317 [22/Nov/2026:10:00:00.655] front/1:"
                            + " MARK mail to MAIL"),
            Map.entry(
                    LogFormat.AWS_ALB,
                    "https 2026-11-22T10:00:00.123456Z app/lb/50dc6c495c0c9188 192.0.2.7:51234 10.0.0.1:80 0.001 0.002 0.000"
                            + " 200 200 34 366 \"GET https://www.example.com:443/MARK?mail=MAIL HTTP/1.1\" \"curl/8.9.1\""
                            + " ECDHE-RSA-AES128-GCM-SHA256 TLSv1.2"
                            + " arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/t/73e2"
                            + " \"Root=1-58337262-36d228ad5d99923122bbe354\" \"www.example.com\" \"-\" 0"
                            + " 2026-11-22T10:00:00.122000Z \"forward\" \"-\" \"-\" \"10.0.0.1:80\" \"200\" \"-\" \"-\""),
            Map.entry(
                    LogFormat.AWS_S3_ACCESS,
                    "79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be shop-images"
                            + " [22/Nov/2026:10:00:00 +0000] 192.0.2.7 - 3E57427F3EXAMPLE REST.GET.OBJECT MARK"
                            + " \"GET /shop-images/MARK?mail=MAIL HTTP/1.1\" 200 - 113 113 7 6 \"-\" \"S3Console/0.4\" -"
                            + " s9lzHYrFp76ZVxRcpX9 SigV4 ECDHE-RSA-AES128-GCM-SHA256 AuthHeader"
                            + " shop-images.s3.eu-west-1.amazonaws.com TLSv1.2 - -"),
            Map.entry(LogFormat.LOGFMT, "level=info msg=\"MARK mail to MAIL\" user=MAIL"),
            Map.entry(
                    LogFormat.IIS,
                    "2026-11-22 10:00:00 10.0.0.1 GET /MARK mail=MAIL 443 - 192.0.2.7 Mozilla/5.0+(X11;+Linux) - 200 0 0 15"),
            Map.entry(
                    LogFormat.POSTGRESQL,
                    "2026-11-22 10:00:00.123 UTC [4711] app@shop LOG:  MARK duration: 12.345 ms  statement: SELECT 'MAIL'"),
            Map.entry(
                    LogFormat.JAVA,
                    "2026-11-22T10:00:00.123+01:00  INFO 4711 --- [shop] [           main] com.example.Shop"
                            + "                         : MARK mail to MAIL"),
            Map.entry(LogFormat.TEXT, "MARK mail to MAIL")));

    /** Lines and documents that {@link #send} sends and that become events. */
    static final int COUNT = LINES.size() + 11;

    private final Ingest ingest;
    private final URI address;
    private final int grpcPort;
    private final int syslogPort;
    private final String token;
    private final AwsSigner signer;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /**
     * @param token of the sender
     * @param signer signs by an access key of the same sender
     */
    SecretSenders(Ports ports, int syslogPort, String token, AwsSigner signer) {
        address = URI.create("http://127.0.0.1:" + ports.ingest());
        ingest = new Ingest(address);
        grpcPort = ports.ingestGrpc();
        this.syslogPort = syslogPort;
        this.token = token;
        this.signer = signer;
    }

    /** The domain of all addresses of a phase, which stands nowhere else. */
    static String domain(String phase) {
        return phase + "mail.example";
    }

    /** Sends everything once, and a line that cannot be parsed, whose mark is {@code PHASE-letter-mark}. @return marks of the others */
    List<String> send(String phase) throws IOException {
        List<String> marks = new ArrayList<>();
        assertThat(LINES.keySet())
                .as("a line of each format")
                .isEqualTo(EnumSet.complementOf(EnumSet.of(LogFormat.AUTO, LogFormat.CLOUDWATCH)));
        for (Map.Entry<LogFormat, String> each : LINES.entrySet()) {
            String format = each.getKey().wireName();
            line(phase, format, format, each.getValue(), marks);
        }
        line(phase, "auto", "auto", LINES.get(LogFormat.APACHE_COMBINED), marks);
        byReceivers(phase, marks);
        byGrpc(phase, marks);
        byAwsApi(phase, marks);
        byCloudWatch(phase, marks);
        bySyslog(phase, marks);
        String broken = filled("{\"message\":\"MARK mail to MAIL", mark(phase, "letter"), phase);
        assertThat(ingest.post("format=json", broken.getBytes(UTF_8), "X-Api-Key", token)
                        .statusCode())
                .isEqualTo(202);
        assertThat(marks).hasSize(COUNT);
        return marks;
    }

    private void line(String phase, String name, String format, String line, List<String> marks) throws IOException {
        String text = filled(line, marked(phase, name, marks), phase);
        HttpResponse<String> answer = ingest.post(
                "format=" + format,
                text.getBytes(UTF_8),
                "X-Api-Key",
                token,
                "X-Sluice-Label-contact",
                filled("MAIL", "", phase));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
    }

    private void byReceivers(String phase, List<String> marks) throws IOException {
        post(
                "/_bulk",
                200,
                filled("""
                {"create":{"_index":"logs-e2e.bulk-default"}}
                {"message":"MARK mail to MAIL","user":{"email":"MAIL"}}
                """, marked(phase, "bulk", marks), phase),
                "Content-Type",
                "application/x-ndjson",
                "X-Api-Key",
                token);
        post(
                "/v1/logs",
                200,
                filled("""
                {"resourceLogs":[{"resource":{"attributes":[{"key":"service.owner","value":{"stringValue":"MAIL"}}]},
                 "scopeLogs":[{"logRecords":[{"timeUnixNano":"1795341600123456789","body":{"stringValue":"MARK mail to MAIL"},
                  "attributes":[{"key":"user.email","value":{"stringValue":"MAIL"}}]}]}]}]}
                """, marked(phase, "otlp", marks), phase),
                "Content-Type",
                "application/json",
                "X-Api-Key",
                token);
        post(
                "/services/collector",
                200,
                filled("""
                {"host":"web-1","sourcetype":"shop","event":{"message":"MARK mail to MAIL"},"fields":{"contact":"MAIL"}}
                """, marked(phase, "hec", marks), phase),
                "Authorization",
                "Splunk " + token);
        post(
                "/loki/api/v1/push",
                204,
                filled("""
                        {"streams":[{"stream":{"app":"shop","contact":"MAIL"},"values":[["1795384128502000000","MARK mail to MAIL"]]}]}
                        """, marked(phase, "loki", marks), phase),
                "Content-Type",
                "application/json",
                "X-Api-Key",
                token);
        String line = filled("{\"message\":\"MARK mail to MAIL\"}\n", marked(phase, "firehose", marks), phase);
        post(
                "/api/v1/firehose?format=json&dataset=e2e.firehose",
                200,
                "{\"requestId\":\"" + phase + "\",\"timestamp\":1795384128503,\"records\":[{\"data\":\""
                        + Base64.getEncoder().encodeToString(line.getBytes(UTF_8)) + "\"}]}",
                "X-Amz-Firehose-Protocol-Version",
                "1.0",
                "X-Amz-Firehose-Request-Id",
                phase,
                "X-Amz-Firehose-Access-Key",
                token,
                "X-Amz-Firehose-Common-Attributes",
                filled("{\"commonAttributes\":{\"contact\":\"MAIL\"}}", "", phase));
    }

    private void byGrpc(String phase, List<String> marks) {
        String mail = filled("MAIL", "", phase);
        List<LogRecordData> records = new ArrayList<>();
        try (SdkLoggerProvider provider = SdkLoggerProvider.builder()
                        .setResource(Resource.create(Attributes.of(AttributeKey.stringKey("service.owner"), mail)))
                        .addLogRecordProcessor((context, logRecord) -> records.add(logRecord.toLogRecordData()))
                        .build();
                OtlpGrpcLogRecordExporter exporter = OtlpGrpcLogRecordExporter.builder()
                        .setEndpoint("http://127.0.0.1:" + grpcPort)
                        .addHeader("authorization", "Bearer " + token)
                        .build()) {
            provider.get(mail)
                    .logRecordBuilder()
                    .setBody(filled("MARK mail to MAIL", marked(phase, "grpc", marks), phase))
                    .setAttribute(AttributeKey.stringKey("user.email"), mail)
                    .setAttribute(AttributeKey.stringArrayKey("cc"), List.of("x", mail))
                    .emit();
            assertThat(exporter.export(records).join(30, TimeUnit.SECONDS).isSuccess())
                    .isTrue();
        }
    }

    /** The partition key, too, is the sender's own text. */
    private void byAwsApi(String phase, List<String> marks) throws IOException {
        aws(
                "kinesis",
                "Kinesis_20131202.PutRecords",
                filled("""
                {"StreamName":"logs-e2e.kinesis-default","Records":[{"PartitionKey":"MAIL","Data":"%s"}]}\
                """.formatted(document(phase, "kinesis", marks)), "", phase));
        aws("firehose", "Firehose_20150804.PutRecordBatch", """
                {"DeliveryStreamName":"logs-e2e.delivery-default","Records":[{"Data":"%s"}]}\
                """.formatted(document(phase, "delivery", marks)));
    }

    private static String document(String phase, String name, List<String> marks) {
        String line = filled(LINES.get(LogFormat.JSON), marked(phase, name, marks), phase) + '\n';
        return Base64.getEncoder().encodeToString(line.getBytes(UTF_8));
    }

    /** None of it was refused: there is a result for each record. */
    private void aws(String service, String target, String body) throws IOException {
        List<String> headers = new ArrayList<>(List.of("Content-Type", "application/x-amz-json-1.1"));
        headers.addAll(signer.headers(service, target, address.getAuthority(), body));
        assertThat(post("/", 200, body, headers.toArray(String[]::new)))
                .containsPattern("\"Failed(Record|Put)Count\":0");
    }

    /** The id is another one in each phase: the same again would be a repeat. */
    private void byCloudWatch(String phase, List<String> marks) throws IOException {
        String payload = filled("""
                {"messageType":"DATA_MESSAGE","owner":"123456789012","logGroup":"/e2e/rules","logStream":"s-1",\
                "subscriptionFilters":["f"],"logEvents":[\
                {"id":"MARK","timestamp":1795384128504,"message":"MARK mail to MAIL"}]}\
                """, marked(phase, "cloudwatch", marks), phase);
        post(
                "/api/v1/cloudwatch",
                202,
                "{\"awslogs\":{\"data\":\"" + Base64.getEncoder().encodeToString(Ingest.gzip(payload)) + "\"}}",
                "X-Api-Key",
                token);
    }

    private void bySyslog(String phase, List<String> marks) throws IOException {
        String message = filled(LINES.get(LogFormat.SYSLOG), marked(phase, "syslog-tcp", marks), phase);
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), syslogPort)) {
            socket.getOutputStream().write((message.getBytes(UTF_8).length + " " + message).getBytes(UTF_8));
        }
    }

    /** @return the answer's body */
    private String post(String path, int expected, String body, String... headers) throws IOException {
        HttpRequest request = HttpRequest.newBuilder(address.resolve(path))
                .timeout(Duration.ofSeconds(30))
                .headers(headers)
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        try {
            HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(path + ": " + answer.body()).isEqualTo(expected);
            return answer.body();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private static String marked(String phase, String name, List<String> marks) {
        String mark = mark(phase, name);
        marks.add(mark);
        return mark;
    }

    /** Ends with a sign, so that no mark begins with another. */
    private static String mark(String phase, String name) {
        return phase + '-' + name.replace('_', '-') + "-mark";
    }

    private static String filled(String template, String mark, String phase) {
        return template.replace("MARK", mark).replace("MAIL", "al@" + domain(phase));
    }
}
