// SPDX-License-Identifier: Apache-2.0
package dev.sluice.e2e;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.summingLong;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/** What has passed in each minute, from the sender to both stores: sums are those of the events that are there. */
@ExtendWith(LedgerJudge.class)
class ITTraffic {

    private static final String NAMESPACE = "traffic";
    private static final String STREAM = "logs-sluice.traffic-" + NAMESPACE;
    private static final String ALL = "{\"match_all\":{}}";
    private static final Duration PATIENCE = Duration.ofSeconds(120);

    private final SharedSluice sluice = SharedSluice.get();

    @Test
    void theSumsOfAllMinutesAreThoseOfTheEventsInBothStores() throws IOException {
        byte[] lines = Files.readAllBytes(Path.of("..", "samples", "access-combined.log"));
        sluice.ingest().post("format=apache_combined&namespace=" + NAMESPACE, lines);

        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(sum(documents(), ITTraffic::events)).isEqualTo(2_000));
        List<JsonNode> events = sluice.elasticsearch().search("logs-apache.access-" + NAMESPACE, ALL).stream()
                .map(hit -> hit.path("_source"))
                .toList();
        assertThat(events).hasSize(2_000);
        List<JsonNode> documents = documents();
        assertThat(byMinute(documents, ITTraffic::events))
                .as("events of each minute")
                .isEqualTo(byMinute(events, event -> 1));
        assertThat(byMinute(documents, document -> number(document, "/sluice/traffic/bytes")))
                .as("bytes of each minute")
                .isEqualTo(byMinute(events, event -> number(event, "/http/response/body/bytes")));
        assertThat(sum(documents, document -> number(document, "/sluice/traffic/status/4xx")))
                .isEqualTo(events.stream()
                        .filter(event -> number(event, "/http/response/status_code") / 100 == 4)
                        .count());
        await("the lake has the same")
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(sluice.lake().events("sluice.traffic", NAMESPACE))
                        .containsExactlyInAnyOrderElementsOf(documents));
        assertThat(sluice.elasticsearch().count(STREAM, "{\"range\":{\"sluice.traffic.size.p99\":{\"gte\":1}}}"))
                .as("found by a number")
                .isPositive();
        assertThat(sluice.elasticsearch().count(STREAM, "{\"term\":{\"sluice.traffic.dataset\":\"apache.access\"}}"))
                .as("found by a dataset")
                .isEqualTo(documents.size());
    }

    private List<JsonNode> documents() {
        sluice.elasticsearch().count(STREAM, ALL);
        return sluice.elasticsearch().search(STREAM, ALL).stream()
                .map(hit -> hit.path("_source"))
                .toList();
    }

    private static long events(JsonNode document) {
        return number(document, "/sluice/traffic/events");
    }

    private static long number(JsonNode node, String pointer) {
        return node.at(pointer).asLong(0);
    }

    private static long sum(List<JsonNode> documents, ToLongFunction<JsonNode> of) {
        return documents.stream().mapToLong(of).sum();
    }

    private static Map<String, Long> byMinute(List<JsonNode> events, ToLongFunction<JsonNode> of) {
        return events.stream()
                .collect(groupingBy(
                        event -> event.path("@timestamp").asString().substring(0, "2026-11-28T12:00".length()),
                        summingLong(of)));
    }
}
