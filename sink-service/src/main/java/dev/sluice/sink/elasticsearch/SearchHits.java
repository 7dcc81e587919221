// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.elasticsearch;

import co.elastic.clients.transport.rest5_client.low_level.Request;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** All hits of a search, page by page, as they were when it began: a point in time is opened before and closed behind it. */
final class SearchHits {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String KEEP_ALIVE = "2m";

    /** Or a shard that is too busy to answer would be left out without a word, and its hits with it. */
    private static final String SEARCH = "/_search?allow_partial_search_results=false";

    private final NodeClients nodes;

    SearchHits(NodeClients nodes) {
        this.nodes = nodes;
    }

    /**
     * Hands over each hit.
     *
     * @param dataStreams a pattern of their names; none need be there
     * @param search query, source and sort, as {@code _search} takes them; ties are broken here
     * @param page hits of one request
     * @param hits is given each; false ends the search
     */
    void read(String dataStreams, ObjectNode search, int page, Predicate<JsonNode> hits)
            throws IOException, InterruptedException {
        String pit = ask("POST", '/' + dataStreams + "/_pit?ignore_unavailable=true&keep_alive=" + KEEP_ALIVE, null)
                .path("id")
                .asString();
        try {
            search.put("size", page).put("track_total_hits", false);
            search.putObject("pit").put("id", pit).put("keep_alive", KEEP_ALIVE);
            ArrayNode sort = search.withArray("sort");
            sort.add("_shard_doc");
            while (true) {
                JsonNode found = ask("POST", SEARCH, search).path("hits").path("hits");
                for (JsonNode hit : found) {
                    if (!hits.test(hit)) {
                        return;
                    }
                }
                if (found.size() < page) {
                    return;
                }
                search.set("search_after", found.get(found.size() - 1).path("sort"));
            }
        } finally {
            ask("DELETE", "/_pit", JSON.createObjectNode().put("id", pit));
        }
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
}
