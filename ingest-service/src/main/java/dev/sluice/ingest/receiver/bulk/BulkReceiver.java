// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.receiver.bulk;

import dev.sluice.ingest.chunk.BatchId;
import dev.sluice.ingest.chunk.ChunkSettings;
import dev.sluice.ingest.chunk.LineBuffer;
import dev.sluice.ingest.receiver.bulk.BulkParser.Item;
import dev.sluice.ingest.receiver.bulk.BulkParser.Verb;
import dev.sluice.ingest.rejection.Reply;
import dev.sluice.ingest.request.IngestRequest;
import dev.sluice.ingest.request.Intake;
import dev.sluice.ingest.request.RequestDigest;
import dev.sluice.ingest.request.RequestMetadata;
import dev.sluice.ingest.request.RetryDetection;
import dev.sluice.model.ChunkHeaders;
import dev.sluice.model.ChunkHeaders.Provenance;
import dev.sluice.model.LogFormat;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
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

    @RequestMapping(
            path = {"/_bulk", "/{index}/_bulk"},
            method = {RequestMethod.POST, RequestMethod.PUT})
    ResponseEntity<byte[]> bulk(HttpServletRequest http, @PathVariable Map<String, String> path) {
        Reply reply = intake.take(PROTOCOL, http, request -> take(request, path.get("index")));
        return reply.toEntity();
    }

    private Reply take(IngestRequest request, String index) {
        long start = clock.millis();
        request.sender().requireFormat(FORMAT);
        String given = RequestMetadata.idempotencyKey(request.http());
        byte[] body = request.openBody().readAllBytes();
        request.reserve((long) LineBuffer.HELD * body.length);
        List<Item> items = BulkParser.items(body, index);
        String key = keyOf(
                given,
                items,
                RequestDigest.of(PROTOCOL, request.sender(), request.http()).body(body));
        String batch = key == null ? BatchId.at(start) : key;
        BulkDocuments documents = new BulkDocuments();
        items.stream().filter(BulkReceiver::adds).forEach(item -> documents.add(item.index(), item.document()));
        documents.requireAllowed(request.sender());
        ChunkHeaders common = ChunkHeaders.of(FORMAT, batch, clock.millis())
                .with(Provenance.of(request.sender().name()));
        request.write(documents.batches(request.sender(), common, key, chunkSettings));
        return responses.success(answer(items, batch, clock.millis() - start));
    }

    /** Where every document has an id of its own, an equal bulk is a repeat. Otherwise it can be the same line logged twice. */
    private String keyOf(String given, List<Item> items, RequestDigest digest) {
        boolean named = items.stream().noneMatch(item -> adds(item) && item.id() == null);
        if (given == null && named) {
            return digest.name();
        }
        boolean timed = items.stream().allMatch(item -> !adds(item) || DocumentTime.isPrecise(item.document()));
        return retries.key(given, digest, timed);
    }

    private static boolean adds(Item item) {
        return item.verb() == Verb.CREATE || item.verb() == Verb.INDEX;
    }

    private Map<String, Object> answer(List<Item> items, String batch, long took) {
        boolean errors = false;
        List<Map<String, Object>> answers = new ArrayList<>(items.size());
        for (int i = 0; i < items.size(); i++) {
            Item item = items.get(i);
            Map<String, Object> answer = new LinkedHashMap<>();
            answer.put("_index", item.index());
            answer.put("_id", item.id() == null ? batch + "-" + i : item.id());
            String error = errorOf(item);
            if (error == null) {
                answer.put("_version", 1);
                answer.put("result", "created");
                answer.put("_shards", Map.of("total", 1, "successful", 1, "failed", 0));
                answer.put("_seq_no", i);
                answer.put("_primary_term", 1);
                answer.put("status", 201);
            } else {
                errors = true;
                answer.put("status", 400);
                answer.put("error", Map.of("type", "illegal_argument_exception", "reason", error));
            }
            answers.add(Map.of(item.verb().wireName(), answer));
        }
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("took", took);
        body.put("errors", errors);
        body.put("items", answers);
        return body;
    }

    private String errorOf(Item item) {
        if (!adds(item)) {
            return "a log can only be added to; send create or index";
        }
        return item.document().length > chunkSettings.maxLine().toBytes()
                ? "the document is over sluice.ingest.max-line and was kept as a dead letter"
                : null;
    }
}
