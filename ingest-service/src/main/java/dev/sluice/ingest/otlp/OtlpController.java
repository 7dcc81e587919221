// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.otlp;

import dev.sluice.ingest.chunk.BatchId;
import dev.sluice.ingest.chunk.ChunkSettings;
import dev.sluice.ingest.chunk.Chunks;
import dev.sluice.ingest.door.JsonBodies;
import dev.sluice.ingest.door.Reply;
import dev.sluice.ingest.http.LogsRequest;
import dev.sluice.ingest.intake.Intake;
import dev.sluice.ingest.intake.Visit;
import dev.sluice.ingest.protobuf.ProtobufTree;
import dev.sluice.ingest.refusal.Reason;
import dev.sluice.ingest.refusal.Refusal;
import dev.sluice.ingest.retry.RequestDigest;
import dev.sluice.ingest.retry.Retries;
import dev.sluice.model.ChunkHeaders;
import dev.sluice.model.LogFormat;
import jakarta.servlet.http.HttpServletRequest;
import java.io.InputStream;
import java.time.Clock;
import java.util.Map;
import java.util.OptionalLong;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;

/** {@code POST /v1/logs}: a log record becomes a JSON document. Success means that all of them are in Kafka. */
@RestController
class OtlpController {

    private static final String DOOR = "otlp";
    private static final String FORMAT = LogFormat.JSON.wireName();

    /** Bytes of tree for a byte of message, in the worst case that is common: many short attributes. */
    private static final int TREE_FACTOR = 8;

    private final Intake intake;
    private final OtlpDoor door;
    private final Retries retries;
    private final ChunkSettings chunkSettings;
    private final JsonMapper json;
    private final Clock clock;

    OtlpController(
            Intake intake, OtlpDoor door, Retries retries, ChunkSettings chunkSettings, JsonMapper json, Clock clock) {
        this.intake = intake;
        this.door = door;
        this.retries = retries;
        this.chunkSettings = chunkSettings;
        this.json = json;
        this.clock = clock;
    }

    @PostMapping(OtlpDoor.PATH)
    ResponseEntity<byte[]> logs(HttpServletRequest request) {
        return intake.take(DOOR, visit -> take(visit, request)).toEntity();
    }

    private Reply take(Visit visit, HttpServletRequest request) {
        visit.sender().requireFormat(FORMAT);
        String given = LogsRequest.idempotencyKey(request);
        boolean isJson = OtlpDoor.isJson(request);
        requireKnownType(request, isJson);
        byte[] body = visit.read(request, InputStream::readAllBytes);
        visit.reserve((long) TREE_FACTOR * body.length);
        OtlpDocuments documents = OtlpDocuments.of(
                isJson ? JsonBodies.readTree(body, json) : ProtobufTree.read(body, OtlpMessages.REQUEST), json);
        Chunks chunks = documents.lines().cut(chunkSettings);
        RequestDigest digest = RequestDigest.of(DOOR, visit.sender(), request).body(body);
        String key = retries.key(given, digest, documents.timed());
        String batch = key == null ? BatchId.at(clock.millis()) : key;
        ChunkHeaders headers = new ChunkHeaders(
                FORMAT,
                batch,
                0,
                null,
                OptionalLong.empty(),
                clock.millis(),
                visit.sender().name(),
                visit.sender().namespaceFor(null),
                null,
                null,
                null,
                Map.of(),
                null);
        if (!chunks.chunks().isEmpty()) {
            visit.write(headers, key, chunks);
        }
        return door.success(
                request,
                chunks.tooLong(),
                "records over sluice.ingest.max-line were not taken as events, but kept as dead letters");
    }

    private static void requireKnownType(HttpServletRequest request, boolean isJson) {
        if (!isJson && !OtlpDoor.PROTOBUF.toString().equals(OtlpDoor.mediaType(request))) {
            throw new Refusal(
                    Reason.UNKNOWN_ENCODING, "the Content-Type must be application/x-protobuf or application/json");
        }
    }
}
