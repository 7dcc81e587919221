// SPDX-License-Identifier: Apache-2.0
package dev.sluice.e2e;

import static org.awaitility.Awaitility.await;

import dev.sluice.standalone.ElasticsearchLogin;
import dev.sluice.standalone.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Looks into Elasticsearch as a user would: over HTTP. */
final class Elasticsearch {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int PAGE = 5_000;

    /** What a search of an index answers between the index's creation and the start of its shard. */
    private static final int NO_SHARD_YET = 503;

    private static final Duration SHARD_START = Duration.ofSeconds(60);

    private final URI address;
    private final Supplier<Optional<String>> authorization;
    private final HttpClient http = HttpClient.newHttpClient();

    /** One without security. */
    Elasticsearch(URI address) {
        this(address, Optional::empty);
    }

    private Elasticsearch(URI address, Supplier<Optional<String>> authorization) {
        this.address = address;
        this.authorization = authorization;
    }

    /** That of an instance, which asks for the password that is in its data folder, once it has started. */
    static Elasticsearch of(Path data, Ports ports) {
        return new Elasticsearch(URI.create("http://127.0.0.1:" + ports.elasticsearch()), () -> {
            try {
                return ElasticsearchLogin.authorization(data);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    /** Number of documents; 0 where the data stream does not exist. Refreshes first, so that all that was written counts. */
    long count(String dataStream, String query) {
        call("POST", "/" + dataStream + "/_refresh?ignore_unavailable=true&allow_no_indices=true", "");
        return call(
                        "POST",
                        "/" + dataStream + "/_count?ignore_unavailable=true&allow_no_indices=true",
                        "{\"query\":" + query + "}")
                .path("count")
                .asLong();
    }

    /** The documents that match, each with {@code _id} and {@code _source}. */
    List<JsonNode> search(String dataStream, String query) {
        List<JsonNode> hits = new ArrayList<>();
        String after = "";
        while (true) {
            String body =
                    "{\"size\":" + PAGE + ",\"query\":" + query + ",\"sort\":[{\"event.id\":\"asc\"}]" + after + "}";
            JsonNode page = call(
                            "POST", "/" + dataStream + "/_search?ignore_unavailable=true&allow_no_indices=true", body)
                    .path("hits")
                    .path("hits");
            page.forEach(hits::add);
            if (page.size() < PAGE) {
                return hits;
            }
            after = ",\"search_after\":" + page.get(page.size() - 1).path("sort");
        }
    }

    /** Deletes a document that {@link #search} has found. */
    void delete(JsonNode hit) {
        call(
                "DELETE",
                "/" + hit.path("_index").asString() + "/_doc/" + hit.path("_id").asString() + "?refresh=true",
                "");
    }

    /** What it answers to a question of any other kind. */
    JsonNode ask(String path, String body) {
        return call("POST", path, body);
    }

    private JsonNode call(String method, String path, String body) {
        HttpRequest.Builder builder = HttpRequest.newBuilder(address.resolve(path))
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body));
        authorization.get().ifPresent(login -> builder.header("Authorization", login));
        HttpRequest request = builder.build();
        HttpResponse<String> response = await().atMost(SHARD_START)
                .pollInterval(Duration.ofMillis(100))
                .until(() -> send(request), answer -> answer.statusCode() != NO_SHARD_YET);
        if (response.statusCode() / 100 != 2) {
            throw new IllegalStateException(
                    method + " " + path + " answered " + response.statusCode() + ": " + response.body());
        }
        return JSON.readTree(response.body());
    }

    private HttpResponse<String> send(HttpRequest request) {
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
