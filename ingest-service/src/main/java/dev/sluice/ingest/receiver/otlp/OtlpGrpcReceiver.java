// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.receiver.otlp;

import dev.sluice.ingest.receiver.otlp.OtlpExport.Outcome;
import dev.sluice.ingest.rejection.RejectionReason;
import dev.sluice.ingest.rejection.RequestRejectedException;
import dev.sluice.ingest.request.IdempotencyKey;
import dev.sluice.ingest.request.IngestRequest;
import dev.sluice.ingest.request.Intake;
import dev.sluice.ingest.request.RequestDigest;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code LogsService/Export} of OTLP over gRPC. Success means that all of it is in Kafka. */
@RestController
class OtlpGrpcReceiver {

    private static final Logger log = LoggerFactory.getLogger(OtlpGrpcReceiver.class);
    private static final String PROTOCOL = "otlp-grpc";
    private static final String LOGS = "logs.v1.LogsService";
    private static final String EXPORT = "Export";

    private final Intake intake;
    private final OtlpExport export;

    OtlpGrpcReceiver(Intake intake, OtlpExport export) {
        this.intake = intake;
        this.export = export;
    }

    @RequestMapping(OtlpGrpcResponses.SERVICES + "{service}/{method}")
    void call(
            HttpServletRequest http,
            HttpServletResponse response,
            @PathVariable("service") String service,
            @PathVariable("method") String method) {
        Outcome outcome = intake.take(PROTOCOL, http, request -> {
            if (!service.equals(LOGS) || !method.equals(EXPORT)) {
                throw new RequestRejectedException(
                        RejectionReason.UNKNOWN_PATH, "logs are taken here, not traces, metrics or profiles");
            }
            return take(request);
        });
        try {
            OtlpGrpcResponses.success(response, outcome.rejected(), outcome.why());
        } catch (IOException e) {
            log.debug("A sender did not wait for the answer to its call", e);
        }
    }

    private Outcome take(IngestRequest request) {
        GrpcCall call = new GrpcCall(request);
        call.requireGrpc();
        request.sender().requireFormat(OtlpExport.FORMAT);
        String given = IdempotencyKey.of(request.http());
        // The server holds as much for the stream, whatever it brings.
        request.reserve(2L * OtlpGrpcPort.WINDOW);
        RequestDigest digest = RequestDigest.of(PROTOCOL, request.sender());
        return export.take(request, call.readMessage(), false, given, digest);
    }
}
