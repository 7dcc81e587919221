// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.hec;

import dev.sluice.ingest.chunk.BatchId;
import dev.sluice.ingest.chunk.ChunkSettings;
import dev.sluice.ingest.chunk.Chunks;
import dev.sluice.ingest.door.JsonBodies;
import dev.sluice.ingest.door.LineBuffer;
import dev.sluice.ingest.door.Reply;
import dev.sluice.ingest.http.LogsRequest;
import dev.sluice.ingest.http.Parameters;
import dev.sluice.ingest.intake.Intake;
import dev.sluice.ingest.intake.Visit;
import dev.sluice.ingest.kafka.Delivery;
import dev.sluice.ingest.refusal.Reason;
import dev.sluice.ingest.refusal.Refusal;
import dev.sluice.ingest.retry.RequestDigest;
import dev.sluice.ingest.retry.Retries;
import dev.sluice.model.ChunkHeaders;
import dev.sluice.model.LogFormat;
import jakarta.servlet.http.HttpServletRequest;
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
class HecController {

    private static final String DOOR = "hec";
    private static final String CHANNEL = "X-Splunk-Request-Channel";
    private static final Set<String> QUERY =
            new TreeSet<>(Set.of("channel", "host", "source", "sourcetype", "index", "time", "auto_extract_timestamp"));
    private static final int LONGEST = 255;
    private static final int LONGEST_PATH = 4096;

    private final Intake intake;
    private final HecDoor door;
    private final AckIds ackIds;
    private final Retries retries;
    private final ChunkSettings chunkSettings;
    private final JsonMapper json;
    private final Clock clock;

    HecController(
            Intake intake,
            HecDoor door,
            AckIds ackIds,
            Retries retries,
            ChunkSettings chunkSettings,
            JsonMapper json,
            Clock clock) {
        this.intake = intake;
        this.door = door;
        this.ackIds = ackIds;
        this.retries = retries;
        this.chunkSettings = chunkSettings;
        this.json = json;
        this.clock = clock;
    }

    @PostMapping({HecDoor.ROOT, HecDoor.ROOT + "/event", HecDoor.ROOT + "/event/1.0"})
    ResponseEntity<byte[]> events(HttpServletRequest request) {
        return intake.take(DOOR, visit -> takeEvents(visit, request)).toEntity();
    }

    @PostMapping({HecDoor.ROOT + "/raw", HecDoor.ROOT + "/raw/1.0"})
    ResponseEntity<byte[]> raw(HttpServletRequest request) {
        return intake.take(DOOR, visit -> takeRaw(visit, request)).toEntity();
    }

    @PostMapping(HecDoor.ROOT + "/ack")
    ResponseEntity<byte[]> acknowledgements(HttpServletRequest request) {
        return intake.take(DOOR, visit -> acknowledge(visit, request)).toEntity();
    }

    @GetMapping({HecDoor.ROOT + "/health", HecDoor.ROOT + "/health/1.0"})
    ResponseEntity<byte[]> health() {
        return door.reply(HecCode.HEALTHY, Map.of()).toEntity();
    }

    private Reply takeEvents(Visit visit, HttpServletRequest request) {
        Map<String, String> query = Parameters.query(request, QUERY);
        String given = LogsRequest.idempotencyKey(request);
        RequestDigest digest = RequestDigest.of(DOOR, visit.sender(), request);
        HecEvents events = new HecEvents(json);
        visit.read(request, body -> {
            events.read(digest.body(body));
            return null;
        });
        if (events.lines.isEmpty()) {
            throw new Refusal(Reason.EMPTY_BODY, "there is no event in the body");
        }
        events.lines.keySet().forEach(group -> visit.sender().requireFormat(group.format()));
        String key = retries.key(given, digest, events.timed());
        String batch = key == null ? BatchId.at(clock.millis()) : key;
        visit.reserve((long) LineBuffer.HELD
                * events.lines.values().stream().mapToInt(LineBuffer::size).sum());
        List<Delivery> deliveries = new ArrayList<>();
        long line = 0;
        for (Map.Entry<HecEvents.Group, LineBuffer> entry : events.lines.entrySet()) {
            HecEvents.Group group = entry.getKey();
            Chunks chunks = entry.getValue().cut(chunkSettings);
            ChunkHeaders headers = headers(visit, batch, group.format(), group.host(), group.path());
            deliveries.add(new Delivery(headers.at(line, OptionalLong.empty()), key, chunks.chunks()));
            line += chunks.lineBehind();
        }
        visit.write(deliveries);
        return success(request, query);
    }

    private Reply takeRaw(Visit visit, HttpServletRequest request) {
        Map<String, String> query = Parameters.query(request, QUERY);
        String given = LogsRequest.idempotencyKey(request);
        requireLength(query, "host", LONGEST);
        requireLength(query, "source", LONGEST_PATH);
        String format = SourceTypes.format(query.get("sourcetype")).orElse(LogFormat.AUTO.wireName());
        visit.sender().requireFormat(format);
        RequestDigest digest = RequestDigest.of(DOOR, visit.sender(), request);
        Chunks chunks = visit.readLines(request, digest::body);
        if (chunks.chunks().isEmpty()) {
            throw new Refusal(Reason.EMPTY_BODY, "there is no line in the body");
        }
        String key = retries.key(given, digest, false);
        String batch = key == null ? BatchId.at(clock.millis()) : key;
        visit.write(headers(visit, batch, format, query.get("host"), query.get("source")), key, chunks);
        return success(request, query);
    }

    private static void requireLength(Map<String, String> query, String name, int longest) {
        String value = query.get(name);
        if (value != null && value.length() > longest) {
            throw Parameters.bad(name, "must have at most " + longest + " characters, has " + value.length());
        }
    }

    private Reply acknowledge(Visit visit, HttpServletRequest request) {
        if (channel(request, Parameters.query(request, QUERY)) == null) {
            return door.reply(HecCode.CHANNEL_MISSING, Map.of());
        }
        JsonNode body = visit.read(request, bytes -> JsonBodies.read(bytes, parser -> json.readTree(parser)));
        if (body == null || !body.path("acks").isArray()) {
            throw JsonBodies.broken("it has no array acks");
        }
        Map<String, Boolean> acks = new LinkedHashMap<>();
        for (JsonNode id : body.get("acks")) {
            acks.put(id.asString(), id.isIntegralNumber() && ackIds.isAcknowledged(id.asLong()));
        }
        return door.reply(200, Map.of(), Map.of("acks", acks));
    }

    private Reply success(HttpServletRequest request, Map<String, String> query) {
        boolean withAck = channel(request, query) != null;
        return door.reply(HecCode.SUCCESS, withAck ? Map.of("ackId", ackIds.next()) : Map.of());
    }

    private static String channel(HttpServletRequest request, Map<String, String> query) {
        String header = Parameters.header(request, CHANNEL, LONGEST);
        return header == null ? query.get("channel") : header;
    }

    private ChunkHeaders headers(Visit visit, String batch, String format, String host, String path) {
        return new ChunkHeaders(
                format,
                batch,
                0,
                null,
                OptionalLong.empty(),
                clock.millis(),
                visit.sender().name(),
                visit.sender().namespaceFor(null),
                null,
                host,
                path,
                Map.of(),
                null);
    }
}
