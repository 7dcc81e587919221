// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.receiver.logs;

import dev.sluice.ingest.chunk.Chunks;
import dev.sluice.ingest.chunk.JsonDocuments;
import dev.sluice.ingest.rejection.RejectionReason;
import dev.sluice.ingest.rejection.RequestRejectedException;
import dev.sluice.ingest.request.AcceptedResponse;
import dev.sluice.ingest.request.IngestRequest;
import dev.sluice.ingest.request.Intake;
import dev.sluice.ingest.request.KnownFormats;
import dev.sluice.ingest.request.RequestMetadata;
import dev.sluice.model.ChunkHeaders;
import dev.sluice.model.ChunkHeaders.Receipt;
import dev.sluice.model.LogFormat;
import jakarta.servlet.http.HttpServletRequest;
import java.io.InputStream;
import java.time.Clock;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * {@code POST /api/v1/logs}: takes lines and answers when they are in Kafka. The body is read to its end before the first byte of it goes on, so
 * that a rejection of the body means that nothing of it was accepted.
 */
@RestController
class LogsReceiver {

    private static final String PROTOCOL = "logs";

    private final Intake intake;
    private final KnownFormats formats;
    private final Clock clock;

    LogsReceiver(Intake intake, KnownFormats formats, Clock clock) {
        this.intake = intake;
        this.formats = formats;
        this.clock = clock;
    }

    // Takes the request itself: any other argument would make Spring look for parameters in the body.
    @PostMapping("/api/v1/logs")
    ResponseEntity<AcceptedResponse> post(HttpServletRequest http) {
        return intake.take(PROTOCOL, http, this::take).toEntity();
    }

    private AcceptedResponse take(IngestRequest request) {
        RequestMetadata logs = RequestMetadata.of(request.http(), formats, request.sender(), clock.millis());
        Chunks chunks = read(request, logs);
        if (chunks.bytes() == 0) {
            throw new RequestRejectedException(
                    RejectionReason.EMPTY_BODY, "the body holds nothing; send lines that end with a newline");
        }
        ChunkHeaders headers = logs.headers().with(Receipt.at(clock.millis()));
        request.write(headers, logs.key(), chunks);
        return AcceptedResponse.of(headers, chunks);
    }

    private static Chunks read(IngestRequest request, RequestMetadata logs) {
        if (logs.headers().format().equals(LogFormat.CLOUDWATCH.wireName())) {
            return Chunks.ofPayload(request.readPayload());
        }
        InputStream body = request.openBody();
        return request.cut(logs.documents() ? new JsonDocuments(body) : body);
    }
}
