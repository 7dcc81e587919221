// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.elasticsearch;

import java.io.IOException;
import java.time.Instant;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.ssl.SslBundle;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Reads which documents Elasticsearch has, by the time at which their events were received. */
public final class DocumentIds implements AutoCloseable {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int PAGE = 10_000;

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

    private static String dataStreamOf(String index) {
        Matcher name = BACKING_INDEX.matcher(index);
        return name.matches() ? name.group("stream") : index;
    }

    @Override
    public void close() throws IOException {
        nodes.close();
    }
}
