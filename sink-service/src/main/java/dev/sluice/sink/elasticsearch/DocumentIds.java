// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.elasticsearch;

import co.elastic.clients.transport.rest5_client.low_level.Request;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.ssl.SslBundle;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Reads which documents Elasticsearch has, by the time at which their events were received. */
public final class DocumentIds implements AutoCloseable {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int PAGE = 10_000;
    private static final String KEEP_ALIVE = "2m";

    /** A backing index: {@code .ds-}, the data stream, the day of its creation and its generation. */
    private static final Pattern BACKING_INDEX =
            Pattern.compile("\\.ds-(?<stream>.+)-\\d{4}\\.\\d\\d\\.\\d\\d-\\d{6,}");

    private final NodeClients nodes;

    /** @param ssl whom to trust, or null for the JVM's trust store */
    public DocumentIds(ElasticsearchSettings settings, @Nullable SslBundle ssl) {
        nodes = new NodeClients(settings, ssl);
    }

    /**
     * Hands over id and data stream of each document whose event was received in [from, to), each copy by itself.
     *
     * @param dataStreams a pattern of their names
     */
    public void read(String dataStreams, Instant from, Instant to, BiConsumer<String, String> documents)
            throws IOException, InterruptedException {
        String pit = ask("POST", '/' + dataStreams + "/_pit?ignore_unavailable=true&keep_alive=" + KEEP_ALIVE, null)
                .path("id")
                .asString();
        try {
            JsonNode after = null;
            while (true) {
                JsonNode page = ask("POST", "/_search", query(pit, from, to, after));
                JsonNode hits = page.path("hits").path("hits");
                hits.forEach(hit -> documents.accept(
                        hit.path("_id").asString(),
                        dataStreamOf(hit.path("_index").asString())));
                if (hits.size() < PAGE) {
                    return;
                }
                after = hits.get(hits.size() - 1).path("sort");
            }
        } finally {
            ask("DELETE", "/_pit", JSON.createObjectNode().put("id", pit));
        }
    }

    private static ObjectNode query(String pit, Instant from, Instant to, @Nullable JsonNode after) {
        ObjectNode query =
                JSON.createObjectNode().put("size", PAGE).put("_source", false).put("track_total_hits", false);
        query.putObject("pit").put("id", pit).put("keep_alive", KEEP_ALIVE);
        query.putObject("query")
                .putObject("range")
                .putObject("event.created")
                .put("gte", from.toString())
                .put("lt", to.toString());
        query.putArray("sort").add("_shard_doc");
        if (after != null) {
            query.set("search_after", after);
        }
        return query;
    }

    private static String dataStreamOf(String index) {
        Matcher name = BACKING_INDEX.matcher(index);
        return name.matches() ? name.group("stream") : index;
    }

    private JsonNode ask(String method, String path, @Nullable ObjectNode body)
            throws IOException, InterruptedException {
        Request request = new Request(method, path);
        if (body != null) {
            request.setJsonEntity(body.toString());
        }
        try (InputStream answer = nodes.perform(request).getEntity().getContent()) {
            return JSON.readTree(answer);
        }
    }

    @Override
    public void close() throws IOException {
        nodes.close();
    }
}
