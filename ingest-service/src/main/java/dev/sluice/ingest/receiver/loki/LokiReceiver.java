// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.receiver.loki;

import dev.sluice.ingest.body.BodySettings;
import dev.sluice.ingest.chunk.BatchId;
import dev.sluice.ingest.chunk.ChunkSettings;
import dev.sluice.ingest.rejection.RejectionReason;
import dev.sluice.ingest.rejection.Reply;
import dev.sluice.ingest.rejection.RequestRejectedException;
import dev.sluice.ingest.request.IdempotencyKey;
import dev.sluice.ingest.request.IngestRequest;
import dev.sluice.ingest.request.Intake;
import dev.sluice.ingest.request.JsonBodies;
import dev.sluice.ingest.request.RequestDigest;
import dev.sluice.ingest.request.RequestParameters;
import dev.sluice.model.ChunkHeaders;
import dev.sluice.model.ChunkHeaders.Position;
import dev.sluice.model.ChunkHeaders.Provenance;
import dev.sluice.model.ChunkHeaders.Receipt;
import dev.sluice.model.ChunkHeaders.Routing;
import dev.sluice.model.LogFormat;
import dev.sluice.model.ReservedLabels;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.time.Clock;
import java.util.Locale;
import java.util.Map;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import org.xerial.snappy.Snappy;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@code POST /loki/api/v1/push}. An entry is named by its stream, its time in nanoseconds and its line, so an equal request of the same sender and
 * tenant is a repeat: its digest is its batch. That is not so if an entry has no time.
 */
@RestController
class LokiReceiver {

    private static final String PROTOCOL = "loki";
    private static final String FORMAT = LogFormat.JSON.wireName();
    private static final String TENANT = "X-Scope-OrgID";
    private static final int LONGEST_TENANT = 150;

    /** As for OTLP. */
    private static final int TREE_FACTOR = 8;

    private final Intake intake;
    private final LokiResponses responses;
    private final ChunkSettings chunkSettings;
    private final BodySettings bodySettings;
    private final JsonMapper json;
    private final Clock clock;

    LokiReceiver(
            Intake intake,
            LokiResponses responses,
            ChunkSettings chunkSettings,
            BodySettings bodySettings,
            JsonMapper json,
            Clock clock) {
        this.intake = intake;
        this.responses = responses;
        this.chunkSettings = chunkSettings;
        this.bodySettings = bodySettings;
        this.json = json;
        this.clock = clock;
    }

    @PostMapping(LokiResponses.PATH)
    ResponseEntity<byte[]> push(HttpServletRequest http) {
        return intake.take(PROTOCOL, http, this::take).toEntity();
    }

    private Reply take(IngestRequest request) {
        request.sender().requireFormat(FORMAT);
        String given = IdempotencyKey.of(request.http());
        String tenant = RequestParameters.header(request.http(), TENANT, LONGEST_TENANT);
        boolean isJson = isJson(request.http());
        byte[] body = isJson
                ? request.openBody().readAllBytes()
                : request.openEncodedBody().readAllBytes();
        LokiStreams streams = isJson ? ofJson(request, body) : ofProtobuf(request, body);
        String key = given == null && streams.timed()
                ? RequestDigest.of(PROTOCOL, request.sender(), request.http(), tenant)
                        .body(body)
                        .name()
                : given;
        ChunkHeaders headers = new ChunkHeaders(
                Routing.of(FORMAT).inNamespace(request.sender().namespaceFor(null)),
                Position.ofBatch(key == null ? BatchId.at(clock.millis()) : key),
                Provenance.of(request.sender().name())
                        .labelled(tenant == null ? Map.of() : Map.of(ReservedLabels.LOKI_TENANT, tenant)),
                Receipt.at(clock.millis()));
        request.write(headers, key, streams.lines().cut(chunkSettings));
        return responses.success();
    }

    /** Protobuf is what clients mean if they say nothing. */
    private static boolean isJson(HttpServletRequest request) {
        String type = request.getContentType();
        return type != null && type.strip().toLowerCase(Locale.ROOT).startsWith(MediaType.APPLICATION_JSON_VALUE);
    }

    private LokiStreams ofJson(IngestRequest request, byte[] body) {
        request.reserve((long) TREE_FACTOR * body.length);
        JsonNode push = JsonBodies.readTree(body, json);
        return LokiStreams.ofJson(push, json);
    }

    private LokiStreams ofProtobuf(IngestRequest request, byte[] body) {
        try {
            long length = Snappy.isValidCompressedBuffer(body) ? Snappy.uncompressedLength(body) : -1;
            if (length < 0) {
                throw JsonBodies.broken("it is not compressed with snappy");
            }
            if (length > bodySettings.maxBody().toBytes()) {
                throw new RequestRejectedException(
                        RejectionReason.BODY_TOO_LARGE,
                        "the body is over " + bodySettings.maxBody() + " after decompression, which is"
                                + " sluice.ingest.max-body; send it in parts");
            }
            request.reserve((TREE_FACTOR + 1) * length);
            return LokiStreams.ofProtobuf(Snappy.uncompress(body), json);
        } catch (IOException e) {
            throw JsonBodies.broken("it is not compressed with snappy");
        }
    }
}
