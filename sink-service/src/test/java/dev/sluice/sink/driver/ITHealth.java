// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.embedded.EmbeddedElasticsearchSettings;
import dev.sluice.sink.testing.HotStore;
import dev.sluice.sink.testing.Pipe;
import dev.sluice.sink.testing.Sink;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the service says of itself while Elasticsearch, and then Kafka, is stopped and started again. */
class ITHealth {

    private static final Instant TIME = Instant.parse("2026-03-01T23:50:00Z");
    private static final String DATA_STREAM = "logs-health-default";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path folder;

    private final HttpClient http = HttpClient.newHttpClient();

    private record Answer(int code, JsonNode body) {

        String status() {
            return body.path("status").asString();
        }
    }

    @Test
    void isReadyAndDegradedWhileElasticsearchIsAway() throws Exception {
        try (Pipe pipe = new Pipe(folder.resolve("kafka"), 1)) {
            HotStore store = HotStore.start(folder.resolve("elasticsearch"));
            int port = store.endpoint().getPort();
            try (Sink sink = Sink.elasticsearch(
                    pipe.bootstrapServers(), store.endpoint(), "--sluice.sink.elasticsearch.retry.max=1s")) {
                Set<String> ids = new TreeSet<>(pipe.writeEvents(DATA_STREAM, TIME, 0, 100));
                HotStore before = store;
                await("Elasticsearch is in use").atMost(PATIENCE).until(() -> before.count(DATA_STREAM) == 100);
                awaitStatus(sink, "UP");
                for (String group : new String[] {"liveness", "readiness", "startup"}) {
                    assertThat(get(sink, "/" + group).status()).as(group).isEqualTo("UP");
                }

                store.close();
                ids.addAll(pipe.writeEvents(DATA_STREAM, TIME, 100, 100));

                Answer degraded = awaitStatus(sink, "DEGRADED");
                assertThat(degraded.body()
                                .at("/components/elasticsearch/details/problem")
                                .asString())
                        .isEqualTo("cannot be reached");
                assertThat(get(sink, "/readiness").code()).isEqualTo(200);
                assertThat(get(sink, "/liveness").code()).isEqualTo(200);

                store = HotStore.start(folder.resolve("elasticsearch"), EmbeddedElasticsearchSettings.onPort(port));
                HotStore back = store;
                awaitStatus(sink, "UP");
                await().atMost(PATIENCE)
                        .untilAsserted(() -> assertThat(back.ids(DATA_STREAM)).containsExactlyElementsOf(ids));
            } finally {
                store.close();
            }
        }
    }

    @Test
    void isReadyAndDegradedWithoutKafka() throws Exception {
        try (Pipe pipe = new Pipe(folder.resolve("kafka"), 1)) {
            try (Sink sink = Sink.elasticsearch(pipe.bootstrapServers(), URI.create("http://127.0.0.1:1"))) {
                awaitComponent(sink, "kafka", "UP");

                pipe.close();

                awaitComponent(sink, "kafka", "DEGRADED");
                assertThat(get(sink, "").code()).isEqualTo(200);
                assertThat(get(sink, "/readiness").code()).isEqualTo(200);
            }
        }
    }

    private Answer awaitStatus(Sink sink, String status) {
        return await(status).atMost(PATIENCE).until(() -> get(sink, ""), answer -> {
            assertThat(answer.code()).isEqualTo(200);
            return answer.status().equals(status);
        });
    }

    private void awaitComponent(Sink sink, String component, String status) {
        await(component + " " + status)
                .atMost(PATIENCE)
                .until(() -> get(sink, "")
                        .body()
                        .at("/components/" + component + "/status")
                        .asString("")
                        .equals(status));
    }

    private Answer get(Sink sink, String group) throws IOException, InterruptedException {
        HttpResponse<String> answer = http.send(
                HttpRequest.newBuilder(sink.address().resolve("/actuator/health" + group))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        return new Answer(answer.statusCode(), JsonMapper.builder().build().readTree(answer.body()));
    }
}
