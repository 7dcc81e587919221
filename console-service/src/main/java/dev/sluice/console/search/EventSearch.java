// SPDX-License-Identifier: Apache-2.0
package dev.sluice.console.search;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.console.ProblemException;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Searches Elasticsearch; asks for nothing but {@code _search}. Thread-safe. */
@Component
public final class EventSearch implements AutoCloseable {

    private static final int OK = 200;
    private static final int UNAVAILABLE = 503;
    private static final int TRIES = 6;
    private static final Duration PAUSE = Duration.ofMillis(400);
    private static final int BARS = 60;
    private static final int COUNTED = 10_000;

    /** That are asked for at once. */
    private static final int IDS = 500;

    private final SearchSettings settings;
    private final JsonMapper json;
    private final HttpClient http;

    /**
     * What was found, the newest first.
     *
     * @param total events that match, counted to 10,000
     * @param more whether there are more than that
     */
    public record Found(long total, boolean more, List<Hit> hits, List<Bar> histogram) {}

    /** A document. */
    public record Hit(String id, String index, JsonNode event) {}

    /** Events in a span of time that begins there. */
    public record Bar(Instant at, long count) {}

    public EventSearch(SearchSettings settings, SslBundles bundles, JsonMapper json) {
        this.settings = settings;
        this.json = json;
        HttpClient.Builder builder =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(Duration.ofSeconds(5));
        if (settings.sslBundle() != null) {
            builder.sslContext(bundles.getBundle(settings.sslBundle()).createSslContext());
        }
        http = builder.build();
    }

    /** Searches what {@code sluice.console.elasticsearch.index} names. */
    Found search(String query, Instant from, Instant to, int size) {
        return search(settings.index(), query, from, to, size);
    }

    /**
     * Searches by event time.
     *
     * @param index data streams, with wildcards; what there is not is passed over
     * @param query in Elasticsearch's query-string syntax; empty for all
     * @param to at or after which nothing is looked for
     * @throws ProblemException if Elasticsearch cannot be reached, or refuses
     */
    public Found search(String index, String query, Instant from, Instant to, int size) {
        JsonNode answer = send(index, body(query, from, to, size));
        List<Hit> hits = new ArrayList<>();
        answer.path("hits")
                .path("hits")
                .forEach(hit -> hits.add(
                        new Hit(hit.path("_id").asString(), hit.path("_index").asString(), hit.path("_source"))));
        List<Bar> histogram = new ArrayList<>();
        answer.path("aggregations")
                .path("time")
                .path("buckets")
                .forEach(bucket -> histogram.add(new Bar(
                        Instant.ofEpochMilli(bucket.path("key").asLong()),
                        bucket.path("doc_count").asLong())));
        JsonNode total = answer.path("hits").path("total");
        return new Found(
                total.path("value").asLong(),
                total.path("relation").asString("eq").equals("gte"),
                hits,
                histogram);
    }

    /**
     * The indices that hold documents, by the documents' ids; one that is in two of them is there twice.
     *
     * @throws ProblemException if Elasticsearch cannot be reached, or refuses
     */
    public Map<String, List<String>> indicesOf(Collection<String> ids) {
        Map<String, List<String>> indices = new HashMap<>();
        List<String> all = List.copyOf(ids);
        for (int from = 0; from < all.size(); from += IDS) {
            List<String> part = all.subList(from, Math.min(all.size(), from + IDS));
            ObjectNode body = json.createObjectNode().put("size", 2 * IDS).put("_source", false);
            var values = body.putObject("query").putObject("ids").putArray("values");
            part.forEach(values::add);
            send(settings.index(), body)
                    .path("hits")
                    .path("hits")
                    .forEach(hit -> indices.computeIfAbsent(hit.path("_id").asString(), id -> new ArrayList<>())
                            .add(hit.path("_index").asString()));
        }
        return indices;
    }

    private ObjectNode body(String query, Instant from, Instant to, int size) {
        ObjectNode body = json.createObjectNode().put("size", size).put("track_total_hits", COUNTED);
        body.put("timeout", settings.timeout().toMillis() + "ms");
        body.putArray("sort").addPOJO(Map.of("@timestamp", Map.of("order", "desc", "unmapped_type", "date")));
        var filters = body.putObject("query").putObject("bool").putArray("filter");
        filters.addObject()
                .putObject("range")
                .putObject("@timestamp")
                .put("gte", from.toString())
                .put("lt", to.toString());
        if (!query.isBlank()) {
            filters.addObject()
                    .putObject("query_string")
                    .put("query", query)
                    .put("default_operator", "AND")
                    .put("lenient", true)
                    .put("allow_leading_wildcard", false);
        }
        body.putObject("aggs")
                .putObject("time")
                .putObject("date_histogram")
                .put("field", "@timestamp")
                .put("fixed_interval", secondsOfBar(from, to) + "s");
        return body;
    }

    private static long secondsOfBar(Instant from, Instant to) {
        return Math.max(1, Math.ceilDiv(Duration.between(from, to).toSeconds(), BARS));
    }

    private JsonNode send(String index, ObjectNode body) {
        String path = "/" + index + "/_search?ignore_unavailable=true&allow_no_indices=true";
        HttpRequest.Builder request = HttpRequest.newBuilder(settings.uri().resolve(path))
                .timeout(settings.timeout().plusSeconds(1))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofByteArray(json.writeValueAsBytes(body)));
        if (settings.apiKey() != null) {
            request.header("Authorization", "ApiKey " + settings.apiKey());
        } else if (settings.username() != null) {
            byte[] pair = (settings.username() + ':' + settings.password()).getBytes(UTF_8);
            request.header("Authorization", "Basic " + Base64.getEncoder().encodeToString(pair));
        }
        try {
            HttpResponse<byte[]> answer = http.send(request.build(), BodyHandlers.ofByteArray());
            // So it answers for a moment when an index is made, of which no shard has started.
            for (int tries = 1; answer.statusCode() == UNAVAILABLE && tries < TRIES; tries++) {
                Thread.sleep(PAUSE);
                answer = http.send(request.build(), BodyHandlers.ofByteArray());
            }
            JsonNode tree = json.readTree(answer.body());
            if (answer.statusCode() != OK) {
                throw refused(answer.statusCode(), tree);
            }
            return tree;
        } catch (IOException | JacksonException e) {
            throw new ProblemException(
                    HttpStatus.BAD_GATEWAY,
                    "Elasticsearch does not answer at " + settings.uri() + " (sluice.console.elasticsearch.uri): " + e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ProblemException(HttpStatus.SERVICE_UNAVAILABLE, "interrupted while Elasticsearch was asked");
        }
    }

    /** A query that it can't read is whoever's wrote it; everything else is not. */
    private static ProblemException refused(int status, JsonNode answer) {
        JsonNode error = answer.path("error");
        JsonNode cause = error.path("root_cause").path(0).path("reason");
        String reason = cause.asString(error.path("reason").asString("no reason given"));
        return new ProblemException(
                status == HttpStatus.BAD_REQUEST.value() ? HttpStatus.BAD_REQUEST : HttpStatus.BAD_GATEWAY,
                "Elasticsearch answers " + status + ": " + reason);
    }

    @Override
    public void close() {
        http.close();
    }
}
