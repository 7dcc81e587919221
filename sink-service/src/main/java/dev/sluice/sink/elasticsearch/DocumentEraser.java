// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.elasticsearch;

import co.elastic.clients.transport.rest5_client.low_level.Request;
import co.elastic.clients.transport.rest5_client.low_level.ResponseException;
import dev.sluice.model.DataStream;
import dev.sluice.sink.elasticsearch.ItemResult.Kind;
import dev.sluice.sink.erasure.ErasableStore;
import dev.sluice.sink.erasure.ErasedEvent;
import dev.sluice.sink.erasure.ErasureJournal;
import dev.sluice.sink.erasure.ErasureRequest;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.ssl.SslBundle;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Deletes documents by id, in whichever backing index they are. Where each index has the field as {@code keyword}, a search finds them; where one
 * has not, or the value is too long for it, all documents are looked through. In either case the document itself says whether it is one. Before
 * it looks it asks whether it may see and delete all: what it may not see would count as not there.
 */
public final class DocumentEraser implements ErasableStore {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int PAGE = 1_000;
    private static final int NOT_FOUND = 404;
    private static final int FORBIDDEN = 403;

    private static final List<String> TO_COUNT = List.of("read", "maintenance", "view_index_metadata");
    private static final List<String> TO_DELETE = List.of("read", "delete", "maintenance", "view_index_metadata");

    /** Longer values are not in the index of every field that the template has. */
    private static final int INDEXED_LENGTH = 1_000;

    private static final int MAX_ATTEMPTS = 10;

    private final String name;
    private final ElasticsearchSettings settings;
    private final NodeClients nodes;
    private final DocumentPrivileges privileges;

    /**
     * @param name as the ledger calls the store
     * @param ssl whom to trust, or null for the JVM's trust store
     */
    public DocumentEraser(String name, ElasticsearchSettings settings, @Nullable SslBundle ssl) {
        this.name = name;
        this.settings = settings;
        nodes = new NodeClients(settings, ssl);
        privileges = new DocumentPrivileges(nodes, settings);
    }

    /** A document that is one. */
    private record Found(String index, ErasedEvent event) {}

    private interface Batches {
        void accept(List<Found> batch) throws IOException, InterruptedException;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public long count(ErasureRequest request, Consumer<String> progress) throws IOException, InterruptedException {
        privileges.require(dataStreams(request), TO_COUNT);
        return read(request, progress, batch -> {});
    }

    @Override
    public long erase(ErasureRequest request, ErasureJournal journal, Consumer<String> progress)
            throws IOException, InterruptedException {
        privileges.require(dataStreams(request), TO_DELETE);
        return read(request, progress, batch -> {
            journal.erasing(name, batch.stream().map(Found::event).toList());
            delete(batch);
        });
    }

    private long read(ErasureRequest request, Consumer<String> progress, Batches batches)
            throws IOException, InterruptedException {
        String dataStreams = dataStreams(request);
        refresh(dataStreams);
        List<Found> batch = new ArrayList<>();
        Failure failure = new Failure();
        long[] counts = {0, 0};
        new SearchHits(nodes).read(dataStreams, search(request, dataStreams), PAGE, hit -> {
            counts[0]++;
            String dataStream = DocumentIds.dataStreamOf(hit.path("_index").asString());
            if (isIn(dataStream, request) && request.matches(hit.path("_source"))) {
                counts[1]++;
                batch.add(new Found(
                        hit.path("_index").asString(),
                        ErasedEvent.of(hit.path("_id").asString(), dataStream, hit.path("_source"))));
            }
            progress.accept(counts[0] + " documents looked at, " + counts[1] + " found");
            return batch.size() < PAGE || failure.isNone(() -> hand(batch, batches));
        });
        failure.rethrow();
        hand(batch, batches);
        return counts[1];
    }

    private static String dataStreams(ErasureRequest request) {
        return "logs-" + (request.dataset() == null ? "*" : request.dataset())
                + (request.dataset() == null && request.namespace() == null
                        ? ""
                        : '-' + (request.namespace() == null ? "*" : request.namespace()));
    }

    private static void hand(List<Found> batch, Batches batches) throws IOException, InterruptedException {
        if (!batch.isEmpty()) {
            batches.accept(List.copyOf(batch));
            batch.clear();
        }
    }

    private static boolean isIn(String dataStream, ErasureRequest request) {
        try {
            return request.takes(DataStream.parse(dataStream));
        } catch (IllegalArgumentException e) {
            return request.dataset() == null && request.namespace() == null;
        }
    }

    private ObjectNode search(ErasureRequest request, String dataStreams) throws IOException, InterruptedException {
        ObjectNode search = JSON.createObjectNode();
        ObjectNode bool = search.putObject("query").putObject("bool");
        ArrayNode filters = bool.putArray("filter");
        if (request.from() != null || request.to() != null) {
            ObjectNode range = filters.addObject().putObject("range").putObject("@timestamp");
            if (request.from() != null) {
                range.put("gte", request.from().toString());
            }
            if (request.to() != null) {
                range.put("lt", request.to().toString());
            }
        }
        String below = request.fieldBelowFields();
        boolean findable = request.value().length() <= INDEXED_LENGTH
                && (below == null || isKeyword(request.field(), dataStreams));
        if (findable) {
            bool.put("minimum_should_match", 1);
            ArrayNode any = bool.putArray("should");
            any.addObject().putObject("term").put(request.field(), request.value());
            if (below != null) {
                any.addObject().putObject("term").put(below, request.value());
            }
        }
        return search;
    }

    /** Whether each index has it as one: what is not indexed is found by no search. */
    private boolean isKeyword(String field, String dataStreams) throws IOException, InterruptedException {
        JsonNode types = ask(
                        "GET",
                        '/' + dataStreams + "/_field_caps?include_unmapped=true&ignore_unavailable=true"
                                + "&allow_no_indices=true&fields="
                                + URLEncoder.encode(field, StandardCharsets.UTF_8),
                        null)
                .path("fields")
                .path(field);
        return types.size() == 1 && types.has("keyword");
    }

    private void refresh(String dataStreams) throws IOException, InterruptedException {
        ask("POST", '/' + dataStreams + "/_refresh?ignore_unavailable=true&allow_no_indices=true", null);
    }

    private void delete(List<Found> batch) throws IOException, InterruptedException {
        List<Found> left = batch;
        for (int attempt = 1; !left.isEmpty(); attempt++) {
            List<ItemResult> items = deletions(left);
            List<Found> again = new ArrayList<>();
            for (int i = 0; i < left.size(); i++) {
                ItemResult item = items.get(i);
                if (item.status() == FORBIDDEN) {
                    throw notAllowed("delete", null);
                }
                if (item.kind() != Kind.STORED && item.status() != NOT_FOUND) {
                    again.add(left.get(i));
                }
            }
            if (!again.isEmpty() && attempt == MAX_ATTEMPTS) {
                throw new IOException("Elasticsearch does not delete " + again.size() + " documents: "
                        + items.stream()
                                .filter(item -> item.kind() != Kind.STORED)
                                .findFirst()
                                .map(item -> item.status() + " " + item.error())
                                .orElse(""));
            }
            if (!again.isEmpty()) {
                settings.retry().backOff().pause();
            }
            left = again;
        }
    }

    private List<ItemResult> deletions(List<Found> batch) throws IOException, InterruptedException {
        StringBuilder body = new StringBuilder();
        for (Found found : batch) {
            ObjectNode action = JSON.createObjectNode();
            action.putObject("delete")
                    .put("_index", found.index())
                    .put("_id", found.event().id());
            body.append(action).append('\n');
        }
        Request request = new Request("POST", "/_bulk");
        request.addParameter("filter_path", BulkAnswer.FILTER);
        request.setJsonEntity(body.toString());
        try (InputStream answer = perform(request)) {
            return BulkAnswer.read(answer, batch.size());
        }
    }

    private JsonNode ask(String method, String path, @Nullable ObjectNode body)
            throws IOException, InterruptedException {
        Request request = new Request(method, path);
        if (body != null) {
            request.setJsonEntity(body.toString());
        }
        try (InputStream answer = perform(request)) {
            return JSON.readTree(answer);
        }
    }

    private InputStream perform(Request request) throws IOException, InterruptedException {
        try {
            return nodes.perform(request).getEntity().getContent();
        } catch (ResponseException e) {
            if (e.getResponse().getStatusCode() == FORBIDDEN) {
                throw notAllowed(request.getEndpoint(), e);
            }
            throw e;
        }
    }

    private static IllegalStateException notAllowed(String what, @Nullable Exception cause) {
        return new IllegalStateException(
                "Elasticsearch does not let this user do that (" + what + "); give its role the index privileges "
                        + String.join(", ", TO_DELETE) + " on logs-*",
                cause);
    }

    @Override
    public void close() throws IOException {
        nodes.close();
    }

    /** What a batch has thrown, from within a search. */
    private static final class Failure {
        private @Nullable Exception thrown;

        interface Step {
            void run() throws IOException, InterruptedException;
        }

        boolean isNone(Step step) {
            try {
                step.run();
                return true;
            } catch (IOException | InterruptedException e) {
                thrown = e;
                return false;
            }
        }

        void rethrow() throws IOException, InterruptedException {
            if (thrown instanceof IOException e) {
                throw e;
            }
            if (thrown instanceof InterruptedException e) {
                throw e;
            }
        }
    }
}
