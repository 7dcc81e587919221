// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.receiver.hec;

import dev.sluice.ingest.chunk.BatchId;
import dev.sluice.ingest.chunk.ChunkBatch;
import dev.sluice.ingest.chunk.ChunkSettings;
import dev.sluice.ingest.chunk.Chunks;
import dev.sluice.ingest.chunk.LineBuffer;
import dev.sluice.ingest.rejection.RejectionReason;
import dev.sluice.ingest.rejection.Reply;
import dev.sluice.ingest.rejection.RequestRejectedException;
import dev.sluice.ingest.request.IdempotencyKey;
import dev.sluice.ingest.request.IngestRequest;
import dev.sluice.ingest.request.Intake;
import dev.sluice.ingest.request.JsonBodies;
import dev.sluice.ingest.request.RequestDigest;
import dev.sluice.ingest.request.RequestParameters;
import dev.sluice.ingest.request.RetryDetection;
import dev.sluice.model.ChunkHeaders;
import dev.sluice.model.ChunkHeaders.Position;
import dev.sluice.model.ChunkHeaders.Provenance;
import dev.sluice.model.ChunkHeaders.Receipt;
import dev.sluice.model.ChunkHeaders.Routing;
import jakarta.servlet.http.HttpServletRequest;
import java.io.InputStream;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code /services/collector}: events, raw lines, acknowledgements and health. Every success means "in Kafka", with a channel or without. */
@RestController
class HecReceiver {

    private static final String PROTOCOL = "hec";
    private static final String CHANNEL = "X-Splunk-Request-Channel";
    private static final Set<String> QUERY =
            new TreeSet<>(Set.of("channel", "host", "source", "sourcetype", "index", "time", "auto_extract_timestamp"));
    private static final int LONGEST = 255;

    private final Intake intake;
    private final HecResponses responses;
    private final AckIds ackIds;
    private final RetryDetection retries;
    private final ChunkSettings chunkSettings;
    private final JsonMapper json;
    private final Clock clock;

    HecReceiver(
            Intake intake,
            HecResponses responses,
            AckIds ackIds,
            RetryDetection retries,
            ChunkSettings chunkSettings,
            JsonMapper json,
            Clock clock) {
        this.intake = intake;
        this.responses = responses;
        this.ackIds = ackIds;
        this.retries = retries;
        this.chunkSettings = chunkSettings;
        this.json = json;
        this.clock = clock;
    }

    @PostMapping({HecResponses.ROOT, HecResponses.ROOT + "/event", HecResponses.ROOT + "/event/1.0"})
    ResponseEntity<byte[]> events(HttpServletRequest http) {
        return intake.take(PROTOCOL, http, this::takeEvents).toEntity();
    }

    @PostMapping({HecResponses.ROOT + "/raw", HecResponses.ROOT + "/raw/1.0"})
    ResponseEntity<byte[]> raw(HttpServletRequest http) {
        return intake.take(PROTOCOL, http, this::takeRaw).toEntity();
    }

    @PostMapping(HecResponses.ROOT + "/ack")
    ResponseEntity<byte[]> acknowledgements(HttpServletRequest http) {
        return intake.take(PROTOCOL, http, this::acknowledge).toEntity();
    }

    @GetMapping({HecResponses.ROOT + "/health", HecResponses.ROOT + "/health/1.0"})
    ResponseEntity<byte[]> health() {
        return responses.reply(HecCode.HEALTHY, Map.of()).toEntity();
    }

    private Reply takeEvents(IngestRequest request) {
        Map<String, String> query = RequestParameters.query(request.http(), QUERY);
        String given = IdempotencyKey.of(request.http());
        RequestDigest digest = RequestDigest.of(PROTOCOL, request.sender(), request.http());
        HecEvents events = new HecEvents(json, query);
        events.read(digest.body(request.openBody()));
        if (events.lines.isEmpty()) {
            throw new RequestRejectedException(RejectionReason.EMPTY_BODY, "there is no event in the body");
        }
        events.lines.keySet().forEach(group -> request.sender().requireFormat(group.format()));
        String key = retries.key(given, digest, events.timed());
        String batch = key == null ? BatchId.at(clock.millis()) : key;
        request.reserve((long) LineBuffer.HELD
                * events.lines.values().stream().mapToInt(LineBuffer::size).sum());
        List<ChunkBatch> batches = new ArrayList<>();
        long line = 0;
        for (Map.Entry<HecEvents.Group, LineBuffer> entry : events.lines.entrySet()) {
            HecEvents.Group group = entry.getKey();
            Chunks chunks = entry.getValue().cut(chunkSettings);
            ChunkHeaders headers = headers(request, batch, group);
            batches.add(new ChunkBatch(headers.at(line, OptionalLong.empty()), key, chunks.chunks()));
            line += chunks.lineBehind();
        }
        request.write(batches);
        return success(request, query);
    }

    private Reply takeRaw(IngestRequest request) {
        Map<String, String> query = RequestParameters.query(request.http(), QUERY);
        String given = IdempotencyKey.of(request.http());
        HecEvents.Group group = RawLines.group(query);
        request.sender().requireFormat(group.format());
        RequestDigest digest = RequestDigest.of(PROTOCOL, request.sender(), request.http());
        InputStream body = digest.body(request.openBody());
        Chunks chunks = request.cut(RawLines.areDocuments(query) ? RawLines.documents(body, query, json) : body);
        if (chunks.chunks().isEmpty()) {
            throw new RequestRejectedException(RejectionReason.EMPTY_BODY, "there is no line in the body");
        }
        String key = retries.key(given, digest, false);
        String batch = key == null ? BatchId.at(clock.millis()) : key;
        request.write(headers(request, batch, group), key, chunks);
        return success(request, query);
    }

    private Reply acknowledge(IngestRequest request) {
        if (channel(request.http(), RequestParameters.query(request.http(), QUERY)) == null) {
            return responses.reply(HecCode.CHANNEL_MISSING, Map.of());
        }
        JsonNode body = JsonBodies.read(request.openBody(), parser -> json.readTree(parser));
        if (body == null || !body.path("acks").isArray()) {
            throw JsonBodies.broken("it has no array acks");
        }
        Map<String, Boolean> acks = new LinkedHashMap<>();
        for (JsonNode id : body.get("acks")) {
            boolean isId = id.isIntegralNumber() && id.canConvertToLong();
            acks.put(id.isString() ? id.asString() : id.toString(), isId && ackIds.isAcknowledged(id.longValue()));
        }
        return responses.reply(200, Map.of(), Map.of("acks", acks));
    }

    private Reply success(IngestRequest request, Map<String, String> query) {
        boolean withAck = channel(request.http(), query) != null;
        return responses.reply(HecCode.SUCCESS, withAck ? Map.of("ackId", ackIds.next()) : Map.of());
    }

    private static String channel(HttpServletRequest request, Map<String, String> query) {
        String header = RequestParameters.header(request, CHANNEL, LONGEST);
        return header == null ? query.get("channel") : header;
    }

    private ChunkHeaders headers(IngestRequest request, String batch, HecEvents.Group group) {
        return new ChunkHeaders(
                Routing.of(group.format()).inNamespace(request.sender().namespaceFor(null)),
                Position.ofBatch(batch),
                Provenance.of(request.sender().name())
                        .from(group.host(), group.path())
                        .labelled(group.labels()),
                Receipt.at(clock.millis()));
    }
}
