// SPDX-License-Identifier: Apache-2.0
package dev.sluice.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import co.elastic.clients.elasticsearch.ElasticsearchClient;
import co.elastic.clients.elasticsearch.core.BulkRequest;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.logs.Severity;
import io.opentelemetry.exporter.otlp.http.logs.OtlpHttpLogRecordExporter;
import io.opentelemetry.sdk.logs.SdkLoggerProvider;
import io.opentelemetry.sdk.logs.data.LogRecordData;
import io.opentelemetry.sdk.resources.Resource;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the clients of other protocols send is in both stores, field for field and once, also when the answer to the first try was cut off so that
 * the client sent again.
 */
@ExtendWith(LedgerJudge.class)
class ITProtocols {

    private final SharedSluice sluice = SharedSluice.get();
    private final JsonMapper json = JsonMapper.builder().build();
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @Test
    void elasticsearchClient() throws IOException {
        BulkRequest bulk = BulkRequest.of(b -> b.index("logs-e2e.bulk-default")
                .operations(o -> o.create(c -> c.document(Map.of(
                        "@timestamp",
                        "2026-11-22T10:00:00.123Z",
                        "message",
                        "by bulk",
                        "host",
                        Map.of("name", "web-1")))))
                .operations(o -> o.create(
                        c -> c.document(Map.of("@timestamp", "2026-11-22T10:00:00.124Z", "message", "by bulk too")))));

        cutThenAgain(address -> {
            try (ElasticsearchClient client = ElasticsearchClient.of(c -> c.host(address.toString()))) {
                assertThat(client.bulk(bulk).errors()).isFalse();
            }
        });

        List<JsonNode> events = awaitEvents("e2e.bulk", 2);
        assertEvent(events.get(0), """
            {"@timestamp":"2026-11-22T10:00:00.123Z","message":"by bulk","host":{"name":"web-1"}}\
            """);
        assertEvent(events.get(1), """
            {"@timestamp":"2026-11-22T10:00:00.124Z","message":"by bulk too"}\
            """);
    }

    @Test
    void openTelemetryExporter() throws IOException {
        List<LogRecordData> records = new ArrayList<>();
        try (SdkLoggerProvider provider = SdkLoggerProvider.builder()
                .setResource(Resource.create(Attributes.of(AttributeKey.stringKey("service.name"), "shop")))
                .addLogRecordProcessor((context, logRecord) -> records.add(logRecord.toLogRecordData()))
                .build()) {
            provider.get("cart")
                    .logRecordBuilder()
                    .setTimestamp(Instant.parse("2026-11-22T10:00:00.123456789Z"))
                    .setSeverity(Severity.WARN)
                    .setSeverityText("WARN")
                    .setBody("by OTLP")
                    .setAttribute(AttributeKey.stringKey("event.dataset"), "e2e.otlp")
                    .setAttribute(AttributeKey.longKey("http.response.status_code"), 200L)
                    .emit();
        }

        cutThenAgain(address -> {
            try (OtlpHttpLogRecordExporter exporter = OtlpHttpLogRecordExporter.builder()
                    .setEndpoint(address + "/v1/logs")
                    .setRetryPolicy(null)
                    .build()) {
                if (!exporter.export(records).join(20, TimeUnit.SECONDS).isSuccess()) {
                    throw new IOException("the exporter says that it failed");
                }
            }
        });

        assertEvent(awaitEvents("e2e.otlp", 1).getFirst(), """
            {"@timestamp":"2026-11-22T10:00:00.123Z","message":"by OTLP","log":{"level":"WARN","logger":"cart"},"event":{"severity":13},
             "http":{"response":{"status_code":200}},"service":{"name":"shop"},
             "fields":{"otel.time_unix_nano":"1795341600123456789","otel.observed_time_unix_nano":"%d"}}\
            """.formatted(
                        records.getFirst().getObservedTimestampEpochNanos()));
    }

    @Test
    void splunkHec() throws IOException {
        cutThenAgain(
                address -> post(address.resolve("/services/collector"), 200, """
                    {"time":1795384128.501,"host":"web-1","source":"/var/log/shop.log","sourcetype":"shop",\
                    "event":{"message":"by HEC","event.dataset":"e2e.hec"},"fields":{"team":"a"}}\
                    """, "Authorization", "Splunk" + " any"));

        assertEvent(awaitEvents("e2e.hec", 1).getFirst(), """
            {"@timestamp":"2026-11-22T21:48:48.501Z","message":"by HEC","host":{"name":"web-1"},
             "log":{"file":{"path":"/var/log/shop.log"}},"labels":{"team":"a","sourcetype":"shop"}}\
            """);
    }

    @Test
    void loki() throws IOException {
        cutThenAgain(
                address -> post(address.resolve("/loki/api/v1/push"), 204, """
                    {"streams":[{"stream":{"app":"shop","filename":"/var/log/loki.log"},"values":[["1795384128502000000","by Loki"]]}]}\
                    """, "Content-Type", "application/json"));

        assertEvent(
                awaitEventsWhere("generic", "{\"term\":{\"log.file.path\":\"/var/log/loki.log\"}}", 1)
                        .getFirst(),
                """
                {"@timestamp":"2026-11-22T21:48:48.502Z","message":"by Loki","log":{"file":{"path":"/var/log/loki.log"}},
                 "labels":{"app":"shop","filename":"/var/log/loki.log"}}\
                """);
    }

    @Test
    void firehose() throws IOException {
        String line = "{\"@timestamp\":\"2026-11-22T10:00:00.125Z\",\"message\":\"by Firehose\"}\n";
        cutThenAgain(address -> post(
                address.resolve("/api/v1/firehose?format=json&dataset=e2e.firehose"),
                200,
                "{\"requestId\":\"e2e-1\",\"timestamp\":1795384128503,\"records\":[{\"data\":\""
                        + Base64.getEncoder().encodeToString(line.getBytes(UTF_8)) + "\"}]}",
                "X-Amz-Firehose-Protocol-Version",
                "1.0",
                "X-Amz-Firehose-Request-Id",
                "e2e-1",
                "X-Amz-Firehose-Common-Attributes",
                "{\"commonAttributes\":{\"team\":\"a\"}}"));

        assertEvent(awaitEvents("e2e.firehose", 1).getFirst(), """
            {"@timestamp":"2026-11-22T10:00:00.125Z","message":"by Firehose","labels":{"team":"a"}}\
            """);
    }

    @Test
    void cloudWatch() throws IOException {
        String payload = """
            {"messageType":"DATA_MESSAGE","owner":"123456789012","logGroup":"/e2e/group","logStream":"s-1",\
            "subscriptionFilters":["f"],"logEvents":[\
            {"id":"37001","timestamp":1795384128504,"message":"by CloudWatch"},\
            {"id":"37002","timestamp":1795384128505,"message":"by CloudWatch too"}]}\
            """;
        String envelope =
                "{\"awslogs\":{\"data\":\"" + Base64.getEncoder().encodeToString(Ingest.gzip(payload)) + "\"}}";
        cutThenAgain(address -> post(address.resolve("/api/v1/cloudwatch"), 202, envelope));

        List<JsonNode> events = awaitEvents("aws.cloudwatch_logs", 2);
        assertEvent(events.get(0), """
            {"@timestamp":"2026-11-22T21:48:48.504Z","message":"by CloudWatch",
             "aws":{"cloudwatch":{"log_group":"/e2e/group","log_stream":"s-1","event_id":"37001"}},
             "cloud":{"provider":"aws","account":{"id":"123456789012"}}}\
            """);
    }

    @Test
    void syslogByLogger() throws IOException, InterruptedException {
        Process logger = new ProcessBuilder(
                        "logger",
                        "-n",
                        "127.0.0.1",
                        "-T",
                        "--octet-count",
                        "-P",
                        Integer.toString(sluice.syslogPort()),
                        "--rfc5424=notime,notq,nohost",
                        "-p",
                        "local4.warning",
                        "-t",
                        "e2e",
                        "--msgid",
                        "ID47",
                        "by syslog")
                .inheritIO()
                .start();
        assertThat(logger.waitFor()).isZero();

        assertEvent(
                awaitEventsWhere("system.syslog", "{\"term\":{\"log.syslog.msgid\":\"ID47\"}}", 1)
                        .getFirst(),
                """
                {"message":"by syslog","process":{"name":"e2e"},"labels":{"syslog_source":"127.0.0.1"},
                 "log":{"level":"warn","syslog":{"priority":164,"facility":{"code":20,"name":"local4"},
                  "severity":{"code":4,"name":"Warning"},"version":"1","appname":"e2e","msgid":"ID47"}}}\
                """);
    }

    @FunctionalInterface
    private interface Send {
        void to(URI address) throws IOException;
    }

    /** As a client does that sends again what was not answered. */
    private void cutThenAgain(Send send) throws IOException {
        try (CuttingProxy proxy = CuttingProxy.before(sluice.ingestPort())) {
            assertThatThrownBy(() -> send.to(proxy.address()))
                    .as("the first try")
                    .isInstanceOf(IOException.class);
            assertThat(proxy.cut()).as("answers cut off").isEqualTo(1);
            send.to(proxy.address());
        }
    }

    private void post(URI address, int expected, String body, String... headers) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(address)
                .timeout(Duration.ofSeconds(30))
                .POST(HttpRequest.BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            HttpResponse<String> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(expected);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private List<JsonNode> awaitEvents(String dataset, int count) {
        return awaitEventsWhere(dataset, "{\"match_all\":{}}", count);
    }

    private List<JsonNode> awaitEventsWhere(String dataset, String query, int count) {
        return new StoredEvents(sluice).await(dataset, query, count);
    }

    private void assertEvent(JsonNode event, String expected) {
        ObjectNode copy = StoredEvents.content(event);
        if (!json.readTree(expected).has("@timestamp")) {
            // Sent without one, so that it is the time of receipt.
            copy.remove("@timestamp");
        }
        assertThat((JsonNode) copy).as(event.toPrettyString()).isEqualTo(json.readTree(expected));
    }
}
