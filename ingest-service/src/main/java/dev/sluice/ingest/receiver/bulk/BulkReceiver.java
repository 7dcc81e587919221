// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.receiver.bulk;

import dev.sluice.ingest.chunk.BatchId;
import dev.sluice.ingest.chunk.ChunkSettings;
import dev.sluice.ingest.chunk.LineBuffer;
import dev.sluice.ingest.receiver.bulk.BulkParser.Item;
import dev.sluice.ingest.receiver.bulk.BulkParser.Verb;
import dev.sluice.ingest.rejection.Reply;
import dev.sluice.ingest.request.IdempotencyKey;
import dev.sluice.ingest.request.IngestRequest;
import dev.sluice.ingest.request.Intake;
import dev.sluice.ingest.request.RequestDigest;
import dev.sluice.ingest.request.RequestParameters;
import dev.sluice.ingest.request.RetryDetection;
import dev.sluice.model.ChunkHeaders;
import dev.sluice.model.ChunkHeaders.Position;
import dev.sluice.model.ChunkHeaders.Provenance;
import dev.sluice.model.ChunkHeaders.Receipt;
import dev.sluice.model.ChunkHeaders.Routing;
import dev.sluice.model.LogFormat;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.RestController;

/**
 * {@code POST /_bulk} and {@code /{index}/_bulk}: {@code create} and {@code index} add a document, which is all that a log can take;
 * {@code update} and {@code delete} are refused item by item.
 */
@RestController
class BulkReceiver {

    private static final String PROTOCOL = "bulk";
    private static final String FORMAT = LogFormat.JSON.wireName();

    /** An item, its id and its place in a list. */
    private static final int ITEM_BYTES = 160;

    /** What clients say besides: nothing of it matters to a log. */
    private static final Set<String> DOCUMENT_QUERY = new TreeSet<>(Set.of(
            "op_type",
            "refresh",
            "pipeline",
            "routing",
            "timeout",
            "wait_for_active_shards",
            "require_alias",
            "require_data_stream",
            "filter_path",
            "pretty",
            "human",
            "error_trace"));

    private final Intake intake;
    private final BulkResponses responses;
    private final RetryDetection retries;
    private final ChunkSettings chunkSettings;
    private final Clock clock;

    BulkReceiver(
            Intake intake, BulkResponses responses, RetryDetection retries, ChunkSettings chunkSettings, Clock clock) {
        this.intake = intake;
        this.responses = responses;
        this.retries = retries;
        this.chunkSettings = chunkSettings;
        this.clock = clock;
    }

    // Answers by itself: the answer to hundreds of thousands of items is written as it is made, while their share of
    // the budget is held.
    @RequestMapping(
            path = {"/_bulk", "/{index}/_bulk"},
            method = {RequestMethod.POST, RequestMethod.PUT})
    void bulk(HttpServletRequest http, @PathVariable Map<String, String> path, HttpServletResponse response) {
        intake.take(PROTOCOL, http, request -> {
            BulkResponseBody answer = take(request, path.get("index"));
            responses.stream(answer, response);
            return answer;
        });
    }

    /** {@code index()} of one document, by clients that do not know it for a bulk of one. */
    @PostMapping("/{index}/_doc")
    ResponseEntity<byte[]> document(HttpServletRequest http, @PathVariable("index") String index) {
        return one(http, Verb.INDEX, index, null);
    }

    @RequestMapping(
            path = "/{index}/_doc/{id}",
            method = {RequestMethod.POST, RequestMethod.PUT})
    ResponseEntity<byte[]> document(
            HttpServletRequest http, @PathVariable("index") String index, @PathVariable("id") String id) {
        boolean create =
                "create".equals(RequestParameters.query(http, DOCUMENT_QUERY).get("op_type"));
        return one(http, create ? Verb.CREATE : Verb.INDEX, index, id);
    }

    @RequestMapping(
            path = "/{index}/_create/{id}",
            method = {RequestMethod.POST, RequestMethod.PUT})
    ResponseEntity<byte[]> create(
            HttpServletRequest http, @PathVariable("index") String index, @PathVariable("id") String id) {
        return one(http, Verb.CREATE, index, id);
    }

    private ResponseEntity<byte[]> one(HttpServletRequest http, Verb verb, String index, String id) {
        Reply reply = intake.take(PROTOCOL, http, request -> {
            RequestParameters.query(http, DOCUMENT_QUERY);
            BulkParser.requireLength("_index", index);
            BulkParser.requireLength("_id", id);
            long start = clock.millis();
            request.sender().requireFormat(FORMAT);
            byte[] body = request.openBody().readAllBytes();
            request.reserve((long) (LineBuffer.HELD + 1) * body.length);
            byte[] document = BulkParser.oneDocument(body);
            return responses.one(
                    write(request, document, List.of(new Item(verb, index, id, 0, document.length)), start));
        });
        return reply.toEntity();
    }

    private BulkResponseBody take(IngestRequest request, String index) {
        long start = clock.millis();
        request.sender().requireFormat(FORMAT);
        byte[] body = request.openBody().readAllBytes();
        request.reserve((long) LineBuffer.HELD * body.length);
        return write(request, body, BulkParser.items(body, index, new Items(request)::take), start);
    }

    /** Returns when the documents are in Kafka. */
    private BulkResponseBody write(IngestRequest request, byte[] body, List<Item> items, long start) {
        RequestDigest digest =
                RequestDigest.of(PROTOCOL, request.sender(), request.http()).body(body);
        String key = keyOf(IdempotencyKey.of(request.http()), body, items, digest);
        String batch = key == null ? BatchId.at(start) : key;
        BulkDocuments documents = new BulkDocuments();
        items.stream().filter(Item::adds).forEach(item -> documents.add(item.index(), body, item.from(), item.to()));
        documents.requireAllowed(request.sender());
        ChunkHeaders common = new ChunkHeaders(
                Routing.of(FORMAT),
                Position.ofBatch(batch),
                Provenance.of(request.sender().name()),
                Receipt.at(clock.millis()));
        request.write(documents.batches(request.sender(), common, key, chunkSettings));
        return new BulkResponseBody(
                items, batch, clock.millis() - start, chunkSettings.maxLine().toBytes());
    }

    /** Counts items as they are found: a few bytes each in a body, they are many times as long here. */
    private static final class Items {

        private final IngestRequest request;
        private long count;

        Items(IngestRequest request) {
            this.request = request;
        }

        void take(int more) {
            request.sender().requireEvents(count + 1);
            request.reserve((long) ITEM_BYTES * more);
            count += more;
        }
    }

    /** Where every document has an id of its own, an equal bulk is a repeat. Otherwise it can be the same line logged twice. */
    private String keyOf(String given, byte[] body, List<Item> items, RequestDigest digest) {
        boolean named = items.stream().noneMatch(item -> item.adds() && item.id() == null);
        if (given == null && named) {
            return digest.name();
        }
        boolean timed =
                items.stream().allMatch(item -> !item.adds() || DocumentTime.isPrecise(body, item.from(), item.to()));
        return retries.key(given, digest, timed);
    }
}
