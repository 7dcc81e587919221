// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.elasticsearch;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Instant;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.ssl.SslBundle;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads what Elasticsearch has of one client, in the order of time. */
public final class ClientDocuments implements AutoCloseable {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int PAGE = 1_000;

    private final NodeClients nodes;

    /** @param ssl whom to trust, or null for the JVM's trust store */
    public ClientDocuments(ElasticsearchSettings settings, @Nullable SslBundle ssl) {
        nodes = new NodeClients(settings, ssl);
    }

    /**
     * Hands over each event whose {@code source.address} or {@code source.ip} is {@code address}, of times in [from, to).
     *
     * @param events is given each; false ends it
     */
    public void read(String address, Instant from, Instant to, Predicate<ObjectNode> events)
            throws IOException, InterruptedException {
        ObjectNode search = JSON.createObjectNode();
        ObjectNode bool = search.putObject("query").putObject("bool");
        bool.putObject("filter")
                .putObject("range")
                .putObject("@timestamp")
                .put("gte", from.toString())
                .put("lt", to.toString());
        ArrayNode any = bool.putArray("should");
        bool.put("minimum_should_match", 1);
        any.addObject().putObject("term").put("source.address", address);
        if (isAddress(address)) {
            any.addObject().putObject("term").put("source.ip", address);
        }
        search.putArray("sort").add("@timestamp");
        new SearchHits(nodes)
                .read(
                        "logs-*",
                        search,
                        PAGE,
                        hit -> !(hit.path("_source") instanceof ObjectNode event) || events.test(event));
    }

    private static boolean isAddress(String text) {
        try {
            InetAddress.ofLiteral(text);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    @Override
    public void close() throws IOException {
        nodes.close();
    }
}
