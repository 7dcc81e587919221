// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.sluice.ingest.body.Bodies;
import dev.sluice.ingest.body.ContentEncoding;
import dev.sluice.ingest.chunk.ChunkSettings;
import dev.sluice.ingest.chunk.Chunker;
import dev.sluice.ingest.chunk.Chunks;
import dev.sluice.ingest.kafka.ChunkWriter;
import dev.sluice.ingest.kafka.Delivery;
import dev.sluice.ingest.metrics.IngestMetrics;
import dev.sluice.ingest.refusal.Reason;
import dev.sluice.ingest.refusal.Refusal;
import dev.sluice.model.ChunkHeaders;
import dev.sluice.model.LogFormat;
import io.micrometer.core.instrument.Timer;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * {@code POST /api/v1/logs}: takes lines and answers when they are in Kafka. The body is read to its end before the first byte of it goes on, so
 * that a refusal of the body means that nothing of it was accepted.
 */
@RestController
class LogsController {

    private static final String DOOR = "http";

    private final Formats formats;
    private final Bodies bodies;
    private final ChunkSettings chunkSettings;
    private final ChunkWriter writer;
    private final IngestMetrics metrics;
    private final Clock clock;

    LogsController(
            Formats formats,
            Bodies bodies,
            ChunkSettings chunkSettings,
            ChunkWriter writer,
            IngestMetrics metrics,
            Clock clock) {
        this.formats = formats;
        this.bodies = bodies;
        this.chunkSettings = chunkSettings;
        this.writer = writer;
        this.metrics = metrics;
        this.clock = clock;
    }

    /**
     * @param batch the sender's Idempotency-Key, or the name that the batch was given
     * @param accepted lines in Kafka
     * @param deadLettered lines over the limit, which are in the dead-letter topic
     */
    record Accepted(
            String batch,
            long accepted,
            @JsonInclude(JsonInclude.Include.NON_DEFAULT) long deadLettered) {}

    // Takes the request itself: any other argument would make Spring look for parameters in the body.
    @PostMapping("/api/v1/logs")
    ResponseEntity<Accepted> post(HttpServletRequest request) throws IOException {
        Timer.Sample sample = metrics.start();
        try {
            LogsRequest logs = LogsRequest.of(request, formats, clock.millis());
            Chunks chunks = read(request, logs.headers().format());
            ChunkHeaders headers = logs.headers().receivedAt(clock.millis());
            writer.write(List.of(new Delivery(headers, logs.key(), chunks.chunks())));
            metrics.accepted(DOOR, headers.format(), chunks, sample);
            // The type is set, so that no Accept header can turn what was accepted into a 406.
            return ResponseEntity.accepted()
                    .contentType(MediaType.APPLICATION_JSON)
                    .body(new Accepted(headers.batch(), chunks.lines(), chunks.tooLong()));
        } catch (Refusal refusal) {
            metrics.refused(DOOR, refusal.reason(), sample);
            throw refusal;
        }
    }

    private Chunks read(HttpServletRequest request, String format) throws IOException {
        ContentEncoding encoding = ContentEncoding.of(request.getHeader(HttpHeaders.CONTENT_ENCODING));
        long length = request.getContentLengthLong();
        long expected = encoding == ContentEncoding.IDENTITY ? length : 0;
        boolean payload = format.equals(LogFormat.CLOUDWATCH.wireName());
        Chunks chunks = bodies.read(
                request.getInputStream(),
                length,
                encoding,
                body -> payload
                        ? Payload.read(body, chunkSettings.maxPayload())
                        : Chunker.cut(body, expected, chunkSettings));
        if (chunks.bytes() == 0) {
            throw new Refusal(Reason.EMPTY_BODY, "the body has no bytes; send lines that end with a newline");
        }
        return chunks;
    }
}
