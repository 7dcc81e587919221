// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.receiver.otlp;

import dev.sluice.ingest.chunk.BatchId;
import dev.sluice.ingest.chunk.ChunkSettings;
import dev.sluice.ingest.chunk.Chunks;
import dev.sluice.ingest.protobuf.ProtobufTree;
import dev.sluice.ingest.rejection.RejectionReason;
import dev.sluice.ingest.rejection.Reply;
import dev.sluice.ingest.rejection.RequestRejectedException;
import dev.sluice.ingest.request.IngestRequest;
import dev.sluice.ingest.request.Intake;
import dev.sluice.ingest.request.JsonBodies;
import dev.sluice.ingest.request.RequestDigest;
import dev.sluice.ingest.request.RequestMetadata;
import dev.sluice.ingest.request.RetryDetection;
import dev.sluice.model.ChunkHeaders;
import dev.sluice.model.ChunkHeaders.Position;
import dev.sluice.model.ChunkHeaders.Provenance;
import dev.sluice.model.ChunkHeaders.Receipt;
import dev.sluice.model.ChunkHeaders.Routing;
import dev.sluice.model.LogFormat;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Clock;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;

/** {@code POST /v1/logs}: a log record becomes a JSON document. Success means that all of them are in Kafka. */
@RestController
class OtlpReceiver {

    private static final String PROTOCOL = "otlp";
    private static final String FORMAT = LogFormat.JSON.wireName();

    /** Bytes of tree for a byte of message, in the worst case that is common: many short attributes. */
    private static final int TREE_FACTOR = 8;

    private final Intake intake;
    private final OtlpResponses responses;
    private final RetryDetection retries;
    private final ChunkSettings chunkSettings;
    private final JsonMapper json;
    private final Clock clock;

    OtlpReceiver(
            Intake intake,
            OtlpResponses responses,
            RetryDetection retries,
            ChunkSettings chunkSettings,
            JsonMapper json,
            Clock clock) {
        this.intake = intake;
        this.responses = responses;
        this.retries = retries;
        this.chunkSettings = chunkSettings;
        this.json = json;
        this.clock = clock;
    }

    @PostMapping(OtlpResponses.PATH)
    ResponseEntity<byte[]> logs(HttpServletRequest http) {
        return intake.take(PROTOCOL, http, this::take).toEntity();
    }

    private Reply take(IngestRequest request) {
        request.sender().requireFormat(FORMAT);
        String given = RequestMetadata.idempotencyKey(request.http());
        boolean isJson = OtlpResponses.isJson(request.http());
        requireKnownType(request.http(), isJson);
        byte[] body = request.openBody().readAllBytes();
        request.reserve((long) TREE_FACTOR * body.length);
        OtlpDocuments documents = OtlpDocuments.of(
                isJson ? JsonBodies.readTree(body, json) : ProtobufTree.read(body, OtlpMessages.REQUEST), json);
        Chunks chunks = documents.lines().cut(chunkSettings);
        RequestDigest digest =
                RequestDigest.of(PROTOCOL, request.sender(), request.http()).body(body);
        String key = retries.key(given, digest, documents.timed());
        String batch = key == null ? BatchId.at(clock.millis()) : key;
        ChunkHeaders headers = new ChunkHeaders(
                Routing.of(FORMAT).inNamespace(request.sender().namespaceFor(null)),
                Position.ofBatch(batch),
                Provenance.of(request.sender().name()),
                Receipt.at(clock.millis()));
        if (!chunks.chunks().isEmpty()) {
            request.write(headers, key, chunks);
        }
        return responses.success(
                request.http(),
                chunks.tooLong(),
                "records over sluice.ingest.max-line were not taken as events, but kept as dead letters");
    }

    private static void requireKnownType(HttpServletRequest request, boolean isJson) {
        if (!isJson && !OtlpResponses.PROTOBUF.toString().equals(OtlpResponses.mediaType(request))) {
            throw new RequestRejectedException(
                    RejectionReason.UNKNOWN_ENCODING,
                    "the Content-Type must be application/x-protobuf or application/json");
        }
    }
}
