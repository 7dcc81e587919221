// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.receiver.firehose;

import dev.sluice.ingest.chunk.ChunkBatch;
import dev.sluice.ingest.chunk.ChunkSettings;
import dev.sluice.ingest.chunk.Chunks;
import dev.sluice.ingest.chunk.LineBuffer;
import dev.sluice.ingest.request.IngestRequest;
import dev.sluice.ingest.request.Intake;
import dev.sluice.ingest.request.JsonBodies;
import dev.sluice.ingest.request.KnownFormats;
import dev.sluice.model.ChunkHeaders;
import dev.sluice.model.ChunkHeaders.Receipt;
import dev.sluice.model.LogFormat;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code POST /api/v1/firehose}: answers 200 when all records are in Kafka. Firehose repeats a request with its id, which is the batch. */
@RestController
class FirehoseReceiver {

    private static final String PROTOCOL = "firehose";

    /** Formats in which a record that holds nothing but objects is several documents. */
    private static final Set<String> MAYBE_JSON = Set.of(LogFormat.AUTO.wireName(), LogFormat.JSON.wireName());

    private final Intake intake;
    private final KnownFormats formats;
    private final FirehoseResponses responses;
    private final ChunkSettings chunkSettings;
    private final Clock clock;

    FirehoseReceiver(
            Intake intake,
            KnownFormats formats,
            FirehoseResponses responses,
            ChunkSettings chunkSettings,
            Clock clock) {
        this.intake = intake;
        this.formats = formats;
        this.responses = responses;
        this.chunkSettings = chunkSettings;
        this.clock = clock;
    }

    @PostMapping(FirehoseResponses.PATH)
    ResponseEntity<byte[]> post(HttpServletRequest http) {
        String id = intake.take(PROTOCOL, http, this::take);
        return responses.success(id).toEntity();
    }

    private String take(IngestRequest request) {
        ChunkHeaders said = FirehoseRequest.headers(request.http(), formats, request.sender(), clock.millis());
        boolean payloadsOnly = said.format().equals(LogFormat.CLOUDWATCH.wireName());
        boolean gluedJson = MAYBE_JSON.contains(said.format());
        FirehoseRecords records = JsonBodies.read(
                request.openBody(), json -> FirehoseRecords.read(json, said.batch(), payloadsOnly, gluedJson));
        request.reserve((long) LineBuffer.HELD * (records.lines.size() + records.payloads.size()));
        ChunkHeaders headers = said.with(Receipt.at(clock.millis()));
        Chunks lines = records.lines.cut(chunkSettings);
        Chunks payloads = records.payloads.cut(chunkSettings.forPayloads());
        ChunkHeaders behind =
                headers.withFormat(LogFormat.CLOUDWATCH.wireName()).at(lines.lineBehind(), headers.offset());
        if (!lines.chunks().isEmpty()) {
            request.sender().requireFormat(headers.format());
        }
        if (!payloads.chunks().isEmpty()) {
            request.sender().requireFormat(behind.format());
        }
        request.write(List.of(
                new ChunkBatch(headers, said.batch(), lines.chunks()),
                new ChunkBatch(behind, said.batch(), payloads.chunks())));
        return said.batch();
    }
}
