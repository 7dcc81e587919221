// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.receiver.otlp;

import dev.sluice.ingest.chunk.BatchId;
import dev.sluice.ingest.chunk.ChunkBatch;
import dev.sluice.ingest.chunk.ChunkSettings;
import dev.sluice.ingest.chunk.Chunks;
import dev.sluice.ingest.chunk.DeadLetterCause;
import dev.sluice.ingest.protobuf.ProtobufTree;
import dev.sluice.ingest.request.IngestRequest;
import dev.sluice.ingest.request.JsonBodies;
import dev.sluice.ingest.request.RequestDigest;
import dev.sluice.ingest.request.RetryDetection;
import dev.sluice.model.ChunkHeaders;
import dev.sluice.model.ChunkHeaders.Position;
import dev.sluice.model.ChunkHeaders.Provenance;
import dev.sluice.model.ChunkHeaders.Receipt;
import dev.sluice.model.ChunkHeaders.Routing;
import dev.sluice.model.LogFormat;
import java.time.Clock;
import java.util.List;
import java.util.OptionalLong;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Takes one ExportLogsServiceRequest, whatever brought it: makes documents of its records and returns when they are in Kafka. */
@Component
final class OtlpExport {

    static final String PROTOCOL = "otlp";
    static final String FORMAT = LogFormat.JSON.wireName();

    /** Bytes of tree for a byte of message, in the worst case that is common: many short attributes. */
    private static final int TREE_FACTOR = 8;

    private final RetryDetection retries;
    private final ChunkSettings chunkSettings;
    private final JsonMapper json;
    private final Clock clock;

    OtlpExport(RetryDetection retries, ChunkSettings chunkSettings, JsonMapper json, Clock clock) {
        this.retries = retries;
        this.chunkSettings = chunkSettings;
        this.json = json;
        this.clock = clock;
    }

    /**
     * What became of a request.
     *
     * @param rejected records that are no events, but dead letters
     * @param why what was wrong with the first of them
     */
    record Outcome(long rejected, String why) {}

    /**
     * @param isJson whether {@code body} is OTLP's JSON form and not protobuf
     * @param key the sender's idempotency key, or null
     * @param digest of all that tells requests apart besides the body
     */
    Outcome take(IngestRequest request, byte[] body, boolean isJson, String key, RequestDigest digest) {
        request.sender().requireFormat(FORMAT);
        request.reserve((long) TREE_FACTOR * body.length);
        JsonNode tree = isJson
                ? OtlpNames.ofJson(JsonBodies.readTree(body, json))
                : ProtobufTree.read(body, OtlpMessages.REQUEST);
        OtlpDocuments documents = OtlpDocuments.of(tree, json, request::reserve);
        Chunks lines = documents.lines().cut(chunkSettings);
        Chunks rejected = documents.rejected().chunks();
        write(request, lines, rejected, retries.key(key, digest.body(body), documents.timed()));
        DeadLetterCause first = documents.rejected().first();
        String why = first == null ? "a record is over sluice.ingest.max-line" : first.message();
        long dead = lines.deadLetters() + rejected.deadLetters();
        return new Outcome(dead, dead + " records were not taken as events, but kept as dead letters: " + why);
    }

    private void write(IngestRequest request, Chunks lines, Chunks rejected, String key) {
        if (lines.chunks().isEmpty() && rejected.chunks().isEmpty()) {
            return;
        }
        ChunkHeaders headers = new ChunkHeaders(
                Routing.of(FORMAT).inNamespace(request.sender().namespaceFor(null)),
                Position.ofBatch(key == null ? BatchId.at(clock.millis()) : key),
                Provenance.of(request.sender().name()),
                Receipt.at(clock.millis()));
        request.write(List.of(
                new ChunkBatch(headers, key, lines.chunks()),
                new ChunkBatch(headers.at(lines.lineBehind(), OptionalLong.empty()), key, rejected.chunks())));
    }
}
