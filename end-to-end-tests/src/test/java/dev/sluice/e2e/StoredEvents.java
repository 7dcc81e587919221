// SPDX-License-Identifier: Apache-2.0
package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import org.awaitility.Awaitility;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What has become of what a test sent: the same events in both stores, and not one more. */
final class StoredEvents {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** How long one too many is waited for. */
    private static final Duration CALM = Duration.ofSeconds(2);

    private final SharedSluice sluice;

    StoredEvents(SharedSluice sluice) {
        this.sluice = sluice;
    }

    /** Waits for that many of a dataset in the namespace {@code default}; sorted by their times. */
    List<JsonNode> await(String dataset, String query, int count) {
        String dataStream = "logs-" + dataset + "-default";
        Awaitility.await()
                .atMost(PATIENCE)
                .during(CALM)
                .untilAsserted(() -> assertThat(sluice.elasticsearch().count(dataStream, query))
                        .isEqualTo(count));
        List<JsonNode> hot = sluice.elasticsearch().search(dataStream, query).stream()
                .map(hit -> hit.path("_source"))
                .sorted(Comparator.comparing(event -> event.path("@timestamp").asString()))
                .toList();
        Awaitility.await()
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(sluice.lake().events(dataset, "default").stream()
                                .filter(hot::contains)
                                .toList())
                        .hasSameElementsAs(hot)
                        .hasSize(count));
        return hot;
    }

    /** The one of them that says so. */
    static JsonNode withMessage(List<JsonNode> events, String message) {
        return events.stream()
                .filter(event -> event.path("message").asString().strip().equals(message))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no '" + message + "' in " + events));
    }

    /**
     * An event without what the pipeline says of all of them.
     *
     * @param without JSON pointers to what differs from run to run besides
     */
    static ObjectNode content(JsonNode event, String... without) {
        ObjectNode content = event.deepCopy().asObject();
        for (String pointer : without) {
            int last = pointer.lastIndexOf('/');
            if (content.at(pointer.substring(0, last)) instanceof ObjectNode parent) {
                parent.remove(pointer.substring(last + 1));
            }
        }
        content.withObject("/event").remove(List.of("id", "created", "ingested", "kind", "dataset"));
        if (content.path("event").isEmpty()) {
            content.remove("event");
        }
        content.remove(List.of("ecs", "data_stream"));
        return content;
    }
}
