// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.firehose;

import dev.sluice.ingest.chunk.ChunkSettings;
import dev.sluice.ingest.chunk.Chunks;
import dev.sluice.ingest.door.JsonBodies;
import dev.sluice.ingest.door.LineBuffer;
import dev.sluice.ingest.http.Formats;
import dev.sluice.ingest.intake.Intake;
import dev.sluice.ingest.intake.Visit;
import dev.sluice.ingest.kafka.Delivery;
import dev.sluice.model.ChunkHeaders;
import dev.sluice.model.LogFormat;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Clock;
import java.util.List;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code POST /api/v1/firehose}: answers 200 when all records are in Kafka. Firehose repeats a request with its id, which is the batch. */
@RestController
class FirehoseController {

    private static final String DOOR = "firehose";

    private final Intake intake;
    private final Formats formats;
    private final FirehoseDoor door;
    private final ChunkSettings chunkSettings;
    private final Clock clock;

    FirehoseController(Intake intake, Formats formats, FirehoseDoor door, ChunkSettings chunkSettings, Clock clock) {
        this.intake = intake;
        this.formats = formats;
        this.door = door;
        this.chunkSettings = chunkSettings;
        this.clock = clock;
    }

    @PostMapping(FirehoseDoor.PATH)
    ResponseEntity<byte[]> post(HttpServletRequest request) {
        String id = intake.take(DOOR, visit -> take(visit, request));
        return door.success(id).toEntity();
    }

    private String take(Visit visit, HttpServletRequest request) {
        ChunkHeaders said = FirehoseRequest.headers(request, formats, visit.sender(), clock.millis());
        boolean payloadsOnly = said.format().equals(LogFormat.CLOUDWATCH.wireName());
        FirehoseRecords records = visit.read(
                request, body -> JsonBodies.read(body, json -> FirehoseRecords.read(json, said.batch(), payloadsOnly)));
        visit.reserve((long) LineBuffer.HELD * (records.lines.size() + records.payloads.size()));
        ChunkHeaders headers = said.receivedAt(clock.millis());
        Chunks lines = records.lines.cut(chunkSettings);
        Chunks payloads = records.payloads.cut(chunkSettings.forPayloads());
        ChunkHeaders behind =
                headers.withFormat(LogFormat.CLOUDWATCH.wireName()).at(lines.lineBehind(), headers.offset());
        if (!lines.chunks().isEmpty()) {
            visit.sender().requireFormat(headers.format());
        }
        if (!payloads.chunks().isEmpty()) {
            visit.sender().requireFormat(behind.format());
        }
        visit.write(List.of(
                new Delivery(headers, said.batch(), lines.chunks()),
                new Delivery(behind, said.batch(), payloads.chunks())));
        return said.batch();
    }
}
