// SPDX-License-Identifier: Apache-2.0
package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What applications in JavaScript log with: each message is one event in both stores, with what was said. */
@Tag("npm")
@ExtendWith(LedgerJudge.class)
class ITJavaScriptClients {

    private static final int COUNT = 60;

    private final SharedSluice sluice = SharedSluice.get();
    private final StoredEvents stored = new StoredEvents(sluice);
    private final JsonMapper json = JsonMapper.builder().build();

    @BeforeAll
    static void install() throws IOException, InterruptedException {
        NodeClients.install();
    }

    @Test
    void elasticsearchBulkHelper() throws Exception {
        send("elasticsearch-bulk.js", "logs-e2e.jsbulk-default");
        List<JsonNode> events = ofDataset("e2e.jsbulk");
        assertEvent(events.get(17), """
            {"@timestamp":"2026-11-22T10:00:00.017Z","message":"message 17","log":{"level":"warn"},"fields":{"shop":{"order":17}}}\
            """);
        assertEvent(events.getLast(), """
            {"@timestamp":"2026-11-22T11:00:00.000Z","message":"message 59","log":{"level":"info"}}\
            """);
    }

    @Test
    void pinoElasticsearch() throws Exception {
        send("pino-elasticsearch.js", "logs-e2e.pino-default");
        assertEvent(StoredEvents.withMessage(ofDataset("e2e.pino"), "message 17"), """
            {"message":"message 17","log":{"level":"40"},"fields":{"app":"shop","order":17}}\
            """, "/@timestamp", "/fields/time");
    }

    @Test
    void winstonElasticsearch() throws Exception {
        send("winston-elasticsearch.js", "logs-e2e.winston-default");
        assertEvent(StoredEvents.withMessage(ofDataset("e2e.winston"), "message 17"), """
            {"message":"message 17","log":{"level":"warn"},"fields":{"fields":{"order":17}}}\
            """, "/@timestamp");
    }

    @Test
    void pinoLoki() throws Exception {
        send("pino-loki.js", "e2e-pino-loki");
        List<JsonNode> events = stored.await("generic", term("labels.app", "e2e-pino-loki"), COUNT);
        assertLines(events, "msg");
        assertThat(events)
                .allSatisfy(event ->
                        assertThat(event.at("/labels/level").asString()).isIn("info", "warning"));
    }

    @Test
    void winstonLoki() throws Exception {
        send("winston-loki.js", "e2e-winston-loki");
        List<JsonNode> events = stored.await("generic", term("labels.app", "e2e-winston-loki"), COUNT);
        assertLines(events, "message");
        assertThat(events)
                .allSatisfy(event ->
                        assertThat(event.at("/labels/level").asString()).isIn("info", "warn"));
    }

    @Test
    void splunkLogging() throws Exception {
        send("splunk-logging.js", "e2e-splunk-logging");
        assertEvent(
                StoredEvents.withMessage(where("log.file.path", "e2e-splunk-logging"), "message 17"),
                """
                {"message":"message 17","host":{"name":"web-1"},"labels":{"sourcetype":"shop"},
                 "log":{"level":"warn","file":{"path":"e2e-splunk-logging"}}}\
                """,
                "/@timestamp");
    }

    @Test
    void openTelemetry() throws Exception {
        send("opentelemetry.js", "e2e-opentelemetry-js");
        assertEvent(
                StoredEvents.withMessage(where("service.name", "e2e-opentelemetry-js"), "message 17"),
                """
                {"message":"message 17","log":{"level":"warn","logger":"cart"},"event":{"severity":13},
                 "service":{"name":"e2e-opentelemetry-js"},"fields":{"order":17}}\
                """,
                "/@timestamp",
                "/fields/otel.time_unix_nano",
                "/fields/otel.observed_time_unix_nano");
    }

    private void send(String script, String name) throws IOException, InterruptedException {
        NodeClients.send(script, "http://127.0.0.1:" + sluice.ingestPort(), COUNT, name);
    }

    private List<JsonNode> ofDataset(String dataset) {
        return messages(stored.await(dataset, "{\"match_all\":{}}", COUNT));
    }

    private List<JsonNode> where(String field, String value) {
        return messages(stored.await("generic", term(field, value), COUNT));
    }

    /** Each once. */
    private static List<JsonNode> messages(List<JsonNode> events) {
        assertThat(events)
                .extracting(event -> event.path("message").asString())
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, COUNT).mapToObj(i -> "message " + i).toList());
        return events;
    }

    /** What Loki's clients send is a line, here one of JSON, and stays what it is. */
    private void assertLines(List<JsonNode> events, String message) {
        assertThat(events)
                .extracting(event -> json.readTree(event.path("message").asString()))
                .extracting(line -> line.path(message).asString() + " of " + line.path("order"))
                .containsExactlyInAnyOrderElementsOf(IntStream.range(0, COUNT)
                        .mapToObj(i -> "message " + i + " of " + i)
                        .toList());
    }

    private static String term(String field, String value) {
        return "{\"term\":{\"" + field + "\":\"" + value + "\"}}";
    }

    private void assertEvent(JsonNode event, String expected, String... without) {
        assertThat((JsonNode) StoredEvents.content(event, without))
                .as(event.toPrettyString())
                .isEqualTo(json.readTree(expected));
    }
}
