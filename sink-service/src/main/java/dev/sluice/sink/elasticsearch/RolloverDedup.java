// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.elasticsearch;

import co.elastic.clients.elasticsearch.ElasticsearchClient;
import co.elastic.clients.elasticsearch._types.ElasticsearchException;
import co.elastic.clients.elasticsearch.core.BulkResponse;
import co.elastic.clients.elasticsearch.core.bulk.BulkOperation;
import co.elastic.clients.elasticsearch.core.get.GetResult;
import co.elastic.clients.elasticsearch.core.mget.MultiGetOperation;
import co.elastic.clients.elasticsearch.core.mget.MultiGetResponseItem;
import co.elastic.clients.elasticsearch.indices.ResolveIndexResponse;
import co.elastic.clients.json.jackson.Jackson3JsonpMapper;
import co.elastic.clients.transport.rest5_client.Rest5ClientTransport;
import dev.sluice.sink.elasticsearch.RolloverDecision.Copy;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Closes the hole that {@code _id} leaves: it is unique within one backing index only. If a data stream rolls over between an attempt whose
 * answer was lost and the next one, both would be stored (<a href="https://github.com/elastic/elasticsearch/issues/44794">elasticsearch#44794</a>).
 * So documents whose fate is unknown are looked up in all backing indices before they are sent; and if the data stream has rolled over between
 * the look-up and the answer, they are looked up again, and the second copy is deleted. Thread-safe.
 */
final class RolloverDedup {

    /** Documents, of all backing indices, in one request. */
    private static final int LOOK_UPS = 10_000;

    private final NodeClients nodes;

    RolloverDedup(NodeClients nodes) {
        this.nodes = nodes;
    }

    /**
     * @param missing the documents that are not stored for all that is known, in their order
     * @param writeIndices the backing index to which each data stream wrote at the time; none for a data stream that did not exist
     */
    record Found(List<Document> missing, Map<String, String> writeIndices) {}

    /** Looks the documents up whose fate is unknown, and leaves out those that are stored. */
    Found find(List<Document> documents) throws IOException, InterruptedException {
        Map<String, List<Document>> doubtful = RolloverDecision.doubtful(documents);
        if (doubtful.isEmpty()) {
            return new Found(documents, Map.of());
        }
        Map<String, String> writeIndices = new HashMap<>();
        Set<String> stored = new HashSet<>();
        for (Map.Entry<String, List<Document>> entry : doubtful.entrySet()) {
            List<String> backing = backingIndices(entry.getKey());
            if (!backing.isEmpty()) {
                writeIndices.put(entry.getKey(), backing.getLast());
            }
            if (RolloverDecision.mustLookUp(backing)) {
                stored.addAll(storedOnce(entry.getKey(), backing, entry.getValue()));
            }
        }
        return new Found(RolloverDecision.missing(documents, stored), writeIndices);
    }

    /**
     * Deletes what was just written although an older backing index has it: possible only if the data stream has rolled over since {@code found}.
     *
     * @param items the answers to the documents, in their order
     */
    void removeWrittenTwice(List<Document> documents, List<ItemResult> items, Found found)
            throws IOException, InterruptedException {
        Map<String, List<Document>> suspects = RolloverDecision.suspects(documents, items, found.writeIndices());
        for (Map.Entry<String, List<Document>> entry : suspects.entrySet()) {
            storedOnce(entry.getKey(), backingIndices(entry.getKey()), entry.getValue());
        }
    }

    /** The ids that are stored; of those stored more than once, all copies but the oldest are deleted. */
    private Set<String> storedOnce(String dataStream, List<String> backing, List<Document> documents)
            throws IOException, InterruptedException {
        List<Copy> copies = new ArrayList<>();
        int idsAtOnce = Math.max(1, LOOK_UPS / backing.size());
        for (int from = 0; from < documents.size(); from += idsAtOnce) {
            List<Document> some = documents.subList(from, Math.min(documents.size(), from + idsAtOnce));
            lookUp(dataStream, backing, some).forEach(found -> copies.add(new Copy(found.id(), found.index())));
        }
        List<BulkOperation> deletions = RolloverDecision.surplus(backing, copies).stream()
                .map(copy -> BulkOperation.of(operation ->
                        operation.delete(delete -> delete.index(copy.index()).id(copy.id()))))
                .toList();
        if (!deletions.isEmpty()) {
            delete(deletions);
        }
        return copies.stream().map(Copy::id).collect(Collectors.toSet());
    }

    /** Whether there is a data stream of that name. */
    boolean exists(String dataStream) throws IOException, InterruptedException {
        return !backingIndices(dataStream).isEmpty();
    }

    private List<String> backingIndices(String dataStream) throws IOException, InterruptedException {
        try {
            ResolveIndexResponse resolved = call(client -> client.indices().resolveIndex(r -> r.name(dataStream)));
            return resolved.dataStreams().isEmpty()
                    ? List.of()
                    : resolved.dataStreams().getFirst().backingIndices();
        } catch (NotFound e) {
            return List.of();
        }
    }

    /**
     * The copies that there are. By id and not by a search: a search sees only what was refreshed, and reads the ids of its hits from where
     * sources are stored, compressed by the hundreds.
     */
    private List<GetResult<Void>> lookUp(String dataStream, List<String> backing, List<Document> documents)
            throws IOException, InterruptedException {
        List<MultiGetOperation> operations = new ArrayList<>(backing.size() * documents.size());
        for (Document document : documents) {
            for (String index : backing) {
                operations.add(MultiGetOperation.of(
                        operation -> operation.index(index).id(document.id()).source(source -> source.fetch(false))));
            }
        }
        List<GetResult<Void>> found = new ArrayList<>();
        for (MultiGetResponseItem<Void> item :
                call(client -> client.mget(m -> m.docs(operations), Void.class)).docs()) {
            if (item.isFailure()) {
                throw new IOException("looking up " + item.failure().id() + " in " + dataStream + ": "
                        + item.failure().error().type() + ": "
                        + item.failure().error().reason());
            }
            if (item.result().found()) {
                found.add(item.result());
            }
        }
        return found;
    }

    private void delete(List<BulkOperation> deletions) throws IOException, InterruptedException {
        BulkResponse response = call(client -> client.bulk(b -> b.operations(deletions)));
        if (response.items().stream().anyMatch(item -> item.status() >= 300 && item.status() != 404)) {
            throw new IOException("not all of " + deletions.size() + " second copies could be deleted");
        }
    }

    private <T> T call(Call<T> call) throws IOException, InterruptedException {
        try {
            return call.on(new ElasticsearchClient(new Rest5ClientTransport(nodes.any(), new Jackson3JsonpMapper())));
        } catch (ElasticsearchException e) {
            throw e.status() == 404 ? new NotFound(e) : new IOException(e.getMessage(), e);
        } catch (RuntimeException e) {
            if (Thread.interrupted()) {
                throw new InterruptedException(e.getMessage());
            }
            throw e;
        }
    }

    private static final class NotFound extends IOException {
        NotFound(ElasticsearchException cause) {
            super(cause.getMessage(), cause);
        }
    }

    private interface Call<T> {
        T on(ElasticsearchClient client) throws IOException;
    }
}
