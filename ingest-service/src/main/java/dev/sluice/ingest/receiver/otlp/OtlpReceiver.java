// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.receiver.otlp;

import dev.sluice.ingest.receiver.otlp.OtlpExport.Outcome;
import dev.sluice.ingest.rejection.RejectionReason;
import dev.sluice.ingest.rejection.Reply;
import dev.sluice.ingest.rejection.RequestRejectedException;
import dev.sluice.ingest.request.IdempotencyKey;
import dev.sluice.ingest.request.IngestRequest;
import dev.sluice.ingest.request.Intake;
import dev.sluice.ingest.request.RequestDigest;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code POST /v1/logs}: a log record becomes a JSON document. Success means that all of them are in Kafka. */
@RestController
class OtlpReceiver {

    private final Intake intake;
    private final OtlpExport export;
    private final OtlpResponses responses;

    OtlpReceiver(Intake intake, OtlpExport export, OtlpResponses responses) {
        this.intake = intake;
        this.export = export;
        this.responses = responses;
    }

    @PostMapping(OtlpResponses.PATH)
    ResponseEntity<byte[]> logs(HttpServletRequest http) {
        return intake.take(OtlpExport.PROTOCOL, http, this::take).toEntity();
    }

    private Reply take(IngestRequest request) {
        request.sender().requireFormat(OtlpExport.FORMAT);
        String given = IdempotencyKey.of(request.http());
        boolean isJson = OtlpResponses.isJson(request.http());
        requireKnownType(request.http(), isJson);
        RequestDigest digest = RequestDigest.of(OtlpExport.PROTOCOL, request.sender(), request.http());
        byte[] body = request.openBody().readAllBytes();
        Outcome outcome = export.take(request, body, isJson, given, digest);
        return responses.success(request.http(), outcome.rejected(), outcome.why());
    }

    private static void requireKnownType(HttpServletRequest request, boolean isJson) {
        if (!isJson && !OtlpResponses.PROTOBUF.toString().equals(OtlpResponses.mediaType(request))) {
            throw new RequestRejectedException(
                    RejectionReason.UNKNOWN_ENCODING,
                    "the Content-Type must be application/x-protobuf or application/json");
        }
    }
}
