// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.elasticsearch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.sluice.sink.SinkTools;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ClientDocumentsTest {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Instant START = Instant.parse("2026-11-29T12:00:00Z");

    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final List<JsonNode> searches = new CopyOnWriteArrayList<>();

    /** How many documents the server has. */
    private int documents;

    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            String path = exchange.getRequestURI().getPath();
            asked.add(exchange.getRequestMethod() + ' ' + exchange.getRequestURI());
            String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
            byte[] answer =
                    (path.equals("/_search") ? page(JSON.readTree(body)) : "{\"id\":\"pit-1\"}").getBytes(UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.getResponseHeaders().add("X-Elastic-Product", "Elasticsearch");
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private String page(JsonNode search) {
        searches.add(search);
        int after = search.at("/search_after/0").asInt(-1);
        StringBuilder hits = new StringBuilder();
        for (int i = after + 1;
                i < documents && i <= after + search.path("size").asInt();
                i++) {
            hits.append(hits.isEmpty() ? "" : ",")
                    .append("{\"_source\":{\"event\":{\"id\":\"")
                    .append(i)
                    .append("\"}},\"sort\":[")
                    .append(i)
                    .append(",0]}");
        }
        return "{\"hits\":{\"hits\":[" + hits + "]}}";
    }

    private List<String> read(String address, int most) throws IOException, InterruptedException {
        List<String> ids = new ArrayList<>();
        String uri = "http://127.0.0.1:" + server.getAddress().getPort();
        try (SinkTools tools = SinkTools.open(
                        Map.of("sluice.sink.elasticsearch.uris", uri, "sluice.sink.s3.client.region", "us-east-1"));
                ClientDocuments client = tools.clientDocuments()) {
            client.read(address, START, START.plusSeconds(60), event -> {
                ids.add(event.at("/event/id").asString());
                return ids.size() < most;
            });
        }
        return ids;
    }

    @Test
    void allPagesAreRead() throws Exception {
        documents = 2_500;

        assertThat(read("192.0.2.66", Integer.MAX_VALUE)).hasSize(2_500).doesNotHaveDuplicates();
        assertThat(searches).hasSize(3);
        assertThat(asked.getFirst()).startsWith("POST /logs-*/_pit?");
        // Else a shard that is too busy is left out without a word.
        assertThat(asked.get(1)).isEqualTo("POST /_search?allow_partial_search_results=false");
        assertThat(asked.getLast()).isEqualTo("DELETE /_pit");
        JsonNode query = searches.getFirst().path("query").path("bool");
        assertThat(query.at("/filter/range/@timestamp/gte").asString()).isEqualTo("2026-11-29T12:00:00Z");
        assertThat(query.at("/should/0/term/source.address").asString()).isEqualTo("192.0.2.66");
        assertThat(query.at("/should/1/term/source.ip").asString()).isEqualTo("192.0.2.66");
    }

    @Test
    void whoHasEnoughAsksForNoMore() throws Exception {
        documents = 2_500;

        assertThat(read("192.0.2.66", 10)).hasSize(10);
        assertThat(searches).hasSize(1);
        assertThat(asked.getLast()).isEqualTo("DELETE /_pit");
    }

    /** A name is no address, and a field of addresses refuses it. */
    @Test
    void aNameIsLookedForAsAName() throws Exception {
        assertThat(read("host.example.org", 10)).isEmpty();
        assertThat(searches.getFirst().path("query").path("bool").path("should"))
                .hasSize(1);
    }
}
