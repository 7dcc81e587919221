// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.cloudwatch;

import dev.sluice.ingest.chunk.ChunkSettings;
import dev.sluice.ingest.chunk.Chunks;
import dev.sluice.ingest.http.Accepted;
import dev.sluice.ingest.http.Formats;
import dev.sluice.ingest.http.LogsRequest;
import dev.sluice.ingest.intake.Intake;
import dev.sluice.ingest.intake.Visit;
import dev.sluice.ingest.retry.RequestDigest;
import dev.sluice.model.ChunkHeaders;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Clock;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * {@code POST /api/v1/cloudwatch}: takes one envelope of subscription payloads and answers like the native door, whose headers and parameters it has
 * too. {@code accepted} counts payloads.
 */
@RestController
class CloudWatchController {

    private static final String DOOR = "cloudwatch";

    private final Intake intake;
    private final Formats formats;
    private final ChunkSettings chunkSettings;
    private final Clock clock;

    CloudWatchController(Intake intake, Formats formats, ChunkSettings chunkSettings, Clock clock) {
        this.intake = intake;
        this.formats = formats;
        this.chunkSettings = chunkSettings;
        this.clock = clock;
    }

    @PostMapping("/api/v1/cloudwatch")
    ResponseEntity<Accepted> post(HttpServletRequest request) {
        return intake.take(DOOR, visit -> take(visit, request)).toEntity();
    }

    private Accepted take(Visit visit, HttpServletRequest request) {
        LogsRequest said = LogsRequest.ofCloudWatch(request, formats, visit.sender(), clock.millis());
        byte[] payload = visit.readPayload(request);
        Chunks chunks = Envelope.open(payload, chunkSettings);
        ChunkHeaders headers = said.headers().receivedAt(clock.millis());
        String key = said.key();
        if (key == null) {
            // Every log event has an id in it, so an equal payload is a repeat.
            key = RequestDigest.of(DOOR, visit.sender(), request).body(payload).name();
            headers = headers.withBatch(key);
        }
        visit.write(headers, key, chunks);
        return Accepted.of(headers, chunks);
    }
}
