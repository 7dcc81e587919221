// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.receiver.loki;

import dev.sluice.ingest.body.BodySettings;
import dev.sluice.ingest.chunk.ChunkSettings;
import dev.sluice.ingest.chunk.LineBuffer;
import dev.sluice.ingest.rejection.RejectionReason;
import dev.sluice.ingest.rejection.Reply;
import dev.sluice.ingest.rejection.RequestRejectedException;
import dev.sluice.ingest.request.IngestRequest;
import dev.sluice.ingest.request.Intake;
import dev.sluice.ingest.request.JsonBodies;
import dev.sluice.ingest.request.RequestDigest;
import dev.sluice.ingest.request.RequestMetadata;
import dev.sluice.ingest.request.RequestParameters;
import dev.sluice.model.ChunkHeaders;
import dev.sluice.model.ChunkHeaders.Position;
import dev.sluice.model.ChunkHeaders.Provenance;
import dev.sluice.model.ChunkHeaders.Receipt;
import dev.sluice.model.ChunkHeaders.Routing;
import dev.sluice.model.LogFormat;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
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
 * tenant is a repeat: its digest is its batch.
 */
@RestController
class LokiReceiver {

    private static final String PROTOCOL = "loki";
    private static final String FORMAT = LogFormat.JSON.wireName();
    private static final String TENANT = "X-Scope-OrgID";
    private static final String TENANT_LABEL = "loki_tenant";
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
    ResponseEntity<byte[]> push(HttpServletRequest request) {
        return intake.take(PROTOCOL, ingest -> take(ingest, request)).toEntity();
    }

    private Reply take(IngestRequest ingest, HttpServletRequest request) {
        ingest.sender().requireFormat(FORMAT);
        String given = RequestMetadata.idempotencyKey(request);
        String tenant = RequestParameters.header(request, TENANT, LONGEST_TENANT);
        boolean isJson = isJson(request);
        byte[] body = isJson
                ? ingest.read(request, InputStream::readAllBytes)
                : ingest.readEncoded(request, InputStream::readAllBytes);
        String key = given == null
                ? RequestDigest.of(PROTOCOL, ingest.sender(), request, tenant)
                        .body(body)
                        .name()
                : given;
        LineBuffer lines = isJson ? ofJson(ingest, body) : ofProtobuf(ingest, body);
        ChunkHeaders headers = new ChunkHeaders(
                Routing.of(FORMAT).inNamespace(ingest.sender().namespaceFor(null)),
                Position.ofBatch(key),
                Provenance.of(ingest.sender().name())
                        .labelled(tenant == null ? Map.of() : Map.of(TENANT_LABEL, tenant)),
                Receipt.at(clock.millis()));
        ingest.write(headers, key, lines.cut(chunkSettings));
        return responses.success();
    }

    /** Protobuf is what clients mean if they say nothing. */
    private static boolean isJson(HttpServletRequest request) {
        String type = request.getContentType();
        return type != null && type.strip().toLowerCase(Locale.ROOT).startsWith(MediaType.APPLICATION_JSON_VALUE);
    }

    private LineBuffer ofJson(IngestRequest ingest, byte[] body) {
        ingest.reserve((long) TREE_FACTOR * body.length);
        JsonNode push = JsonBodies.readTree(body, json);
        return LokiStreams.ofJson(push, json);
    }

    private LineBuffer ofProtobuf(IngestRequest ingest, byte[] body) {
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
            ingest.reserve((TREE_FACTOR + 1) * length);
            return LokiStreams.ofProtobuf(Snappy.uncompress(body), json);
        } catch (IOException e) {
            throw JsonBodies.broken("it is not compressed with snappy");
        }
    }
}
