// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.elasticsearch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.embedded.EmbeddedElasticsearch;
import dev.sluice.embedded.EmbeddedElasticsearchSettings;
import dev.sluice.sink.testing.HotStore;
import dev.sluice.sink.testing.Pipe;
import dev.sluice.sink.testing.Sink;
import dev.sluice.sink.testing.TlsFront;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An Elasticsearch that asks who comes. Basic authentication meets the real thing. The embedded one can neither make API keys nor speak TLS: for these,
 * {@link TlsFront} stands before it, which asks for a certain API key over TLS and passes on what is right.
 */
@SuppressWarnings("try")
class ITSecureElasticsearch {

    private static final Instant TIME = Instant.parse("2026-03-01T00:00:00Z");
    private static final String API_KEY = "VnVhQ2ZHY0JDZGJrUW0tZTVhT3g6dWkybHAyYXhUTm1zeWFrdzl0dk5udw==";
    private static final int EVENTS = 100;

    @TempDir
    private static Path elasticsearchFolder;

    private static HotStore store;

    @TempDir
    private Path folder;

    private Pipe pipe;

    @BeforeAll
    static void startElasticsearch() {
        store = HotStore.start(
                elasticsearchFolder, EmbeddedElasticsearchSettings.onFreePort().withSecurity());
    }

    @AfterAll
    static void stopElasticsearch() {
        store.close();
    }

    @BeforeEach
    void startKafka() throws Exception {
        pipe = new Pipe(folder.resolve("kafka"), 2);
    }

    @AfterEach
    void stopKafka() {
        pipe.close();
    }

    @Test
    void eventsWaitForTheRightPassword() {
        Set<String> ids = pipe.writeEvents("logs-basic-default", TIME, 0, EVENTS);
        try (var sink = Sink.elasticsearch(
                pipe.bootstrapServers(), store.endpoint(), user(), "--sluice.sink.elasticsearch.password=wrong")) {
            awaitProblem(sink, "401");
        }
        assertThat(store.count("logs-basic-default")).isZero();

        try (var sink = Sink.elasticsearch(
                pipe.bootstrapServers(),
                store.endpoint(),
                user(),
                "--sluice.sink.elasticsearch.password=" + store.password())) {
            await().atMost(Duration.ofSeconds(60)).until(() -> store.count("logs-basic-default") == EVENTS);
        }
        assertThat(store.ids("logs-basic-default")).containsExactlyElementsOf(ids);
    }

    @Test
    void anApiKeyIsSentOverTls() throws Exception {
        Set<String> ids = pipe.writeEvents("logs-tls-default", TIME, 0, EVENTS);
        try (var front = new TlsFront(folder, store.endpoint(), "ApiKey " + API_KEY, store.basicAuthentication())) {
            try (var sink = Sink.elasticsearch(
                    pipe.bootstrapServers(),
                    front.endpoint(),
                    front.trusted("--sluice.sink.elasticsearch.api-key=wrong"))) {
                awaitProblem(sink, "401");
            }
            try (var sink = Sink.elasticsearch(
                    pipe.bootstrapServers(), front.endpoint(), "--sluice.sink.elasticsearch.api-key=" + API_KEY)) {
                awaitProblem(sink, "SSLHandshakeException");
            }
            assertThat(store.count("logs-tls-default")).isZero();

            try (var sink = Sink.elasticsearch(
                    pipe.bootstrapServers(),
                    front.endpoint(),
                    front.trusted("--sluice.sink.elasticsearch.api-key=" + API_KEY))) {
                await().atMost(Duration.ofSeconds(60)).until(() -> store.count("logs-tls-default") == EVENTS);
            }
        }
        assertThat(store.ids("logs-tls-default")).containsExactlyElementsOf(ids);
    }

    private static void awaitProblem(Sink sink, String what) {
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(
                                sink.health("elasticsearch").health().getDetails())
                        .containsEntry("state", "degraded")
                        .satisfies(details -> assertThat(details.toString()).contains(what)));
    }

    private static String user() {
        return "--sluice.sink.elasticsearch.username=" + EmbeddedElasticsearch.USER;
    }
}
