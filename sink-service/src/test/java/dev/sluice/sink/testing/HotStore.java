// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.testing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import dev.sluice.embedded.EmbeddedElasticsearch;
import dev.sluice.embedded.EmbeddedElasticsearchSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** An Elasticsearch, and what is in it. */
public final class HotStore implements AutoCloseable {

    private static final JsonMapper JSON = new JsonMapper();

    private final EmbeddedElasticsearch elasticsearch;
    private final HttpClient http = HttpClient.newHttpClient();

    private HotStore(EmbeddedElasticsearch elasticsearch) {
        this.elasticsearch = elasticsearch;
    }

    public static HotStore start(Path data) {
        return start(data, EmbeddedElasticsearchSettings.onFreePort());
    }

    public static HotStore start(Path data, EmbeddedElasticsearchSettings settings) {
        return new HotStore(EmbeddedElasticsearch.start(EmbeddedElasticsearch.home(), data, settings));
    }

    public URI endpoint() {
        return elasticsearch.endpoint();
    }

    public String password() {
        return elasticsearch.password().orElseThrow();
    }

    /** The value of {@code Authorization} that lets one in. */
    public String basicAuthentication() {
        byte[] pair = (EmbeddedElasticsearch.USER + ':' + password()).getBytes(UTF_8);
        return "Basic " + Base64.getEncoder().encodeToString(pair);
    }

    /** Ids of all documents, as often as they are there, sorted. */
    public List<String> ids(String dataStream) {
        if (!refresh(dataStream)) {
            return List.of();
        }
        List<String> ids = new ArrayList<>();
        String after = "";
        while (true) {
            // Without it, a shard that is too busy to answer is left out, and its documents look lost.
            JsonNode page = call(
                    "POST", "/" + dataStream + "/_search?allow_partial_search_results=false", """
                    {"size":10000,"_source":false,"sort":[{"event.id":"asc"},{"_doc":"asc"}],"track_total_hits":false%s}""".formatted(after));
            JsonNode hits = page.at("/hits/hits");
            hits.forEach(hit -> ids.add(hit.path("_id").asString()));
            if (hits.size() < 10_000) {
                return ids.stream().sorted().toList();
            }
            after = ",\"search_after\":" + hits.get(hits.size() - 1).path("sort");
        }
    }

    public long count(String dataStream) {
        return count(dataStream, "*");
    }

    /** Documents that match a query in Lucene's syntax; 0 if there is no such data stream. */
    public long count(String dataStream, String query) {
        return refresh(dataStream)
                ? call("GET", "/" + dataStream + "/_count?q=" + URLEncoder.encode(query, UTF_8), null)
                        .path("count")
                        .asLong()
                : 0;
    }

    public JsonNode source(String dataStream, String id) {
        return call("POST", "/" + dataStream + "/_search", "{\"query\":{\"ids\":{\"values\":[\"" + id + "\"]}}}")
                .at("/hits/hits/0/_source");
    }

    public void rollOver(String dataStream) {
        call("POST", "/" + dataStream + "/_rollover", "");
    }

    public List<String> backingIndices(String dataStream) {
        return call("GET", "/_resolve/index/" + dataStream, null)
                .at("/data_streams/0/backing_indices")
                .valueStream()
                .map(JsonNode::asString)
                .toList();
    }

    public JsonNode template() {
        return call("GET", "/_index_template/sluice-logs", null).at("/index_templates/0/index_template");
    }

    public JsonNode call(String method, String path, String body) {
        HttpResponse<String> response = patientExchange(method, path, body);
        if (response.statusCode() >= 300) {
            throw new IllegalStateException(method + " " + path + ": " + response.statusCode() + " " + response.body());
        }
        return JSON.readTree(response.body());
    }

    /** False if there is no such data stream. */
    private boolean refresh(String dataStream) {
        HttpResponse<String> response = patientExchange("POST", "/" + dataStream + "/_refresh", "");
        if (response.statusCode() != 200) {
            return false;
        }
        if (JSON.readTree(response.body()).at("/_shards/failed").asInt() > 0) {
            throw new IllegalStateException("not all of " + dataStream + " could be refreshed: " + response.body());
        }
        return true;
    }

    /** Asks again while Elasticsearch has too much to do: it is small, and was under load a moment ago. */
    private HttpResponse<String> patientExchange(String method, String path, String body) {
        return await().atMost(Duration.ofMinutes(1))
                .until(
                        () -> exchange(method, path, body),
                        response -> response.statusCode() != 429 && response.statusCode() != 503);
    }

    private HttpResponse<String> exchange(String method, String path, String body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(endpoint().resolve(path))
                .header("Content-Type", "application/json")
                .method(
                        method,
                        body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body));
        if (elasticsearch.password().isPresent()) {
            request.header("Authorization", basicAuthentication());
        }
        try {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        http.close();
        elasticsearch.close();
    }
}
