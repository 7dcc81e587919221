// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.http;

import dev.sluice.ingest.chunk.Chunks;
import dev.sluice.ingest.chunk.JsonDocuments;
import dev.sluice.ingest.intake.Intake;
import dev.sluice.ingest.intake.Visit;
import dev.sluice.ingest.refusal.Reason;
import dev.sluice.ingest.refusal.Refusal;
import dev.sluice.model.ChunkHeaders;
import dev.sluice.model.LogFormat;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Clock;
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

    private final Intake intake;
    private final Formats formats;
    private final Clock clock;

    LogsController(Intake intake, Formats formats, Clock clock) {
        this.intake = intake;
        this.formats = formats;
        this.clock = clock;
    }

    // Takes the request itself: any other argument would make Spring look for parameters in the body.
    @PostMapping("/api/v1/logs")
    ResponseEntity<Accepted> post(HttpServletRequest request) {
        return intake.take(DOOR, visit -> take(visit, request)).toEntity();
    }

    private Accepted take(Visit visit, HttpServletRequest request) {
        LogsRequest logs = LogsRequest.of(request, formats, visit.sender(), clock.millis());
        Chunks chunks = read(visit, request, logs);
        if (chunks.bytes() == 0) {
            throw new Refusal(Reason.EMPTY_BODY, "the body holds nothing; send lines that end with a newline");
        }
        ChunkHeaders headers = logs.headers().receivedAt(clock.millis());
        visit.write(headers, logs.key(), chunks);
        return Accepted.of(headers, chunks);
    }

    private static Chunks read(Visit visit, HttpServletRequest request, LogsRequest logs) {
        if (logs.headers().format().equals(LogFormat.CLOUDWATCH.wireName())) {
            return Chunks.ofPayload(visit.readPayload(request));
        }
        return visit.readLines(request, body -> logs.documents() ? new JsonDocuments(body) : body);
    }
}
