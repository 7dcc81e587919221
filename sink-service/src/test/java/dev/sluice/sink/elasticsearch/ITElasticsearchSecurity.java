// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.elasticsearch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.embedded.EmbeddedElasticsearch;
import dev.sluice.embedded.EmbeddedElasticsearchSettings;
import dev.sluice.sink.testing.HotStore;
import dev.sluice.sink.testing.Pipe;
import dev.sluice.sink.testing.Sink;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import tools.jackson.databind.JsonNode;

/** An Elasticsearch that asks who is there. */
@ExtendWith(OutputCaptureExtension.class)
class ITElasticsearchSecurity {

    private static final Instant TIME = Instant.parse("2026-03-01T00:00:00Z");

    @TempDir
    private Path folder;

    @Test
    void takesAUserOrAKeyAndWaitsForTheRightOne(CapturedOutput output) throws Exception {
        try (var store = HotStore.start(
                        folder.resolve("elasticsearch"),
                        EmbeddedElasticsearchSettings.onFreePort().withSecurity());
                var pipe = new Pipe(folder.resolve("kafka"), 1)) {
            Set<String> ids = pipe.writeEvents("logs-secret-default", TIME, 0, 100);
            try (var wrong = sink(pipe, store, "--sluice.sink.elasticsearch.api-key=d3Jvbmc6d3Jvbmc=")) {
                await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
                    assertThat(wrong.health("elasticsearch").health().getDetails())
                            .containsEntry("state", "degraded");
                    assertThat(wrong.health("elasticsearch")
                                    .health()
                                    .getDetails()
                                    .get("detail")
                                    .toString())
                            .contains("401");
                });
            }
            try (var user = sink(
                    pipe,
                    store,
                    "--sluice.sink.elasticsearch.username=" + EmbeddedElasticsearch.USER,
                    "--sluice.sink.elasticsearch.password=" + store.password())) {
                await().atMost(Duration.ofSeconds(60)).until(() -> store.count("logs-secret-default") == 100);
                assertThat(user.health("elasticsearch").health().getDetails()).containsEntry("state", "ok");
            }
            // The least that the sink needs, as the README says.
            JsonNode key = store.call("POST", "/_security/api_key", """
                    {"name":"sluice","role_descriptors":{"sluice":{"cluster":["monitor","manage_index_templates"],
                     "indices":[{"names":["logs-*-*"],"privileges":["auto_configure","create_doc","read","delete","maintenance","view_index_metadata"]}]}}}""");
            ids.addAll(pipe.writeEvents("logs-secret-default", TIME, 100, 100));
            try (var withKey = sink(
                    pipe,
                    store,
                    "--sluice.sink.elasticsearch.api-key=" + key.path("encoded").asString())) {
                await().atMost(Duration.ofSeconds(60)).until(() -> store.count("logs-secret-default") == 200);
                assertThat(withKey.health("elasticsearch").health().getDetails())
                        .containsEntry("state", "ok");
            }
            assertThat(store.ids("logs-secret-default")).containsExactlyElementsOf(ids);
            assertThat(output.getAll())
                    .doesNotContain(store.password())
                    .doesNotContain(key.path("encoded").asString());
        }
    }

    private static Sink sink(Pipe pipe, HotStore store, String... arguments) {
        return Sink.elasticsearch(pipe.bootstrapServers(), store.endpoint(), arguments);
    }
}
