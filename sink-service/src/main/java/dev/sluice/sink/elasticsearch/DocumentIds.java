// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.elasticsearch;

import co.elastic.clients.transport.rest5_client.low_level.Request;
import co.elastic.clients.transport.rest5_client.low_level.ResponseException;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.ssl.SslBundle;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads which documents Elasticsearch has, by the time at which their events were received. */
public final class DocumentIds implements AutoCloseable {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int PAGE = 10_000;
    private static final int FORBIDDEN = 403;

    /** That are asked for at once. */
    private static final int IDS = 5_000;

    /** A backing index: {@code .ds-}, the data stream, the day of its creation and its generation. */
    private static final Pattern BACKING_INDEX =
            Pattern.compile("\\.ds-(?<stream>.+)-\\d{4}\\.\\d\\d\\.\\d\\d-\\d{6,}");

    private final NodeClients nodes;

    /** @param ssl whom to trust, or null for the JVM's trust store */
    public DocumentIds(ElasticsearchSettings settings, @Nullable SslBundle ssl) {
        nodes = new NodeClients(settings, ssl);
    }

    /**
     * Hands over id and data stream of each document whose event was received in [from, to), each copy by itself. Refreshes first: what was written a
     * moment ago is found by no search before, and would be taken for missing.
     *
     * @param dataStreams a pattern of their names; none need be there
     * @throws IllegalStateException if whoever asks may not refresh; the message says what is needed
     */
    public void read(String dataStreams, Instant from, Instant to, BiConsumer<String, String> documents)
            throws IOException, InterruptedException {
        refresh(dataStreams);
        ObjectNode search = JSON.createObjectNode().put("_source", false);
        search.putObject("query")
                .putObject("range")
                .putObject("event.created")
                .put("gte", from.toString())
                .put("lt", to.toString());
        new SearchHits(nodes).read(dataStreams, search, PAGE, hit -> {
            documents.accept(
                    hit.path("_id").asString(), dataStreamOf(hit.path("_index").asString()));
            return true;
        });
    }

    private void refresh(String dataStreams) throws IOException, InterruptedException {
        try {
            nodes.perform(
                    new Request("POST", '/' + dataStreams + "/_refresh?ignore_unavailable=true&allow_no_indices=true"));
        } catch (ResponseException e) {
            if (e.getResponse().getStatusCode() == FORBIDDEN) {
                throw new IllegalStateException(
                        "Elasticsearch does not let this user refresh " + dataStreams
                                + ", without which documents of the last seconds are not counted; give its role the"
                                + " index privilege 'maintenance'",
                        e);
            }
            throw e;
        }
    }

    /**
     * The indices that hold documents, by the documents' ids; one that is in two of them is there twice.
     *
     * @param dataStreams a pattern of their names
     */
    public Map<String, List<String>> indicesOf(String dataStreams, Collection<String> ids)
            throws IOException, InterruptedException {
        Map<String, List<String>> indices = new HashMap<>();
        List<String> all = List.copyOf(ids);
        for (int from = 0; from < all.size(); from += IDS) {
            ObjectNode search = JSON.createObjectNode().put("_source", false);
            ArrayNode values = search.putObject("query").putObject("ids").putArray("values");
            all.subList(from, Math.min(all.size(), from + IDS)).forEach(values::add);
            new SearchHits(nodes).read(dataStreams, search, PAGE, hit -> {
                indices.computeIfAbsent(hit.path("_id").asString(), id -> new ArrayList<>())
                        .add(hit.path("_index").asString());
                return true;
            });
        }
        return indices;
    }

    /** The data stream that a backing index belongs to; any other index is its own. */
    static String dataStreamOf(String index) {
        Matcher name = BACKING_INDEX.matcher(index);
        return name.matches() ? name.group("stream") : index;
    }

    @Override
    public void close() throws IOException {
        nodes.close();
    }
}
