// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.receiver.cloudwatch;

import dev.sluice.ingest.chunk.ChunkSettings;
import dev.sluice.ingest.chunk.Chunks;
import dev.sluice.ingest.request.AcceptedResponse;
import dev.sluice.ingest.request.IngestRequest;
import dev.sluice.ingest.request.Intake;
import dev.sluice.ingest.request.KnownFormats;
import dev.sluice.ingest.request.RequestDigest;
import dev.sluice.ingest.request.RequestMetadata;
import dev.sluice.model.ChunkHeaders;
import dev.sluice.model.ChunkHeaders.Receipt;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Clock;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * {@code POST /api/v1/cloudwatch}: takes one envelope of subscription payloads and answers like {@code /api/v1/logs}, whose headers and
 * parameters it has too. {@code accepted} counts payloads.
 */
@RestController
class CloudWatchReceiver {

    private static final String PROTOCOL = "cloudwatch";

    private final Intake intake;
    private final KnownFormats formats;
    private final ChunkSettings chunkSettings;
    private final Clock clock;

    CloudWatchReceiver(Intake intake, KnownFormats formats, ChunkSettings chunkSettings, Clock clock) {
        this.intake = intake;
        this.formats = formats;
        this.chunkSettings = chunkSettings;
        this.clock = clock;
    }

    @PostMapping("/api/v1/cloudwatch")
    ResponseEntity<AcceptedResponse> post(HttpServletRequest http) {
        return intake.take(PROTOCOL, http, this::take).toEntity();
    }

    private AcceptedResponse take(IngestRequest request) {
        RequestMetadata said = RequestMetadata.ofCloudWatch(request.http(), formats, request.sender(), clock.millis());
        byte[] payload = request.readPayload();
        Chunks chunks = SubscriptionEnvelope.open(payload, chunkSettings);
        ChunkHeaders headers = said.headers().with(Receipt.at(clock.millis()));
        String key = said.key();
        if (key == null) {
            // Every log event has an id in it, so an equal payload is a repeat.
            key = RequestDigest.of(PROTOCOL, request.sender(), request.http())
                    .body(payload)
                    .name();
            headers = headers.with(headers.position().withBatch(key));
        }
        request.write(headers, key, chunks);
        return AcceptedResponse.of(headers, chunks);
    }
}
