// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.receiver.firehose;

import dev.sluice.ingest.rejection.ProtocolResponder;
import dev.sluice.ingest.rejection.RejectionReason;
import dev.sluice.ingest.rejection.Reply;
import dev.sluice.ingest.rejection.RequestRejectedException;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * Answers as Firehose wants it: {@code requestId} as it came, {@code timestamp} as a number of milliseconds, {@code errorMessage} in failures, no
 * other field. Only 200 is success; whatever else is tried again until the stream's retry time is over and then goes to its bucket, except 413, which
 * is final and hence never sent.
 */
@Component
class FirehoseResponses implements ProtocolResponder {

    static final String PATH = "/api/v1/firehose";

    private static final int LONGEST_MESSAGE = 8192;
    private static final int LONGEST_ID = 255;

    private final JsonMapper json;
    private final Clock clock;

    FirehoseResponses(JsonMapper json, Clock clock) {
        this.json = json;
        this.clock = clock;
    }

    @Override
    public boolean owns(HttpServletRequest request) {
        return request.getRequestURI().equals(PATH);
    }

    Reply success(String requestId) {
        return reply(200, requestId, null);
    }

    @Override
    public Reply reject(RequestRejectedException rejection, HttpServletRequest request) {
        String id = request.getHeader(FirehoseRequest.REQUEST_ID);
        return reply(
                statusOf(rejection.reason()), id == null || id.length() > LONGEST_ID ? "" : id, rejection.getMessage());
    }

    private static int statusOf(RejectionReason reason) {
        return switch (reason) {
            case BODY_TOO_LARGE, TOO_MANY_EVENTS -> 400;
            case OVERLOADED, RATE_LIMITED -> 503;
            default -> reason.status();
        };
    }

    private Reply reply(int status, String requestId, String errorMessage) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("requestId", requestId);
        body.put("timestamp", clock.millis());
        if (errorMessage != null) {
            body.put("errorMessage", errorMessage.substring(0, Math.min(errorMessage.length(), LONGEST_MESSAGE)));
        }
        return new Reply(status, MediaType.APPLICATION_JSON, json.writeValueAsBytes(body));
    }
}
