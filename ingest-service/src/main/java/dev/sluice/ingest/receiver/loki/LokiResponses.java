// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.receiver.loki;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.ingest.rejection.ProtocolResponder;
import dev.sluice.ingest.rejection.ProtocolResponders;
import dev.sluice.ingest.rejection.Reply;
import dev.sluice.ingest.rejection.RequestRejectedException;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;

/** Answers 204 without a body, or a line of text. Clients try again after 429 and 5xx. */
@Component
class LokiResponses implements ProtocolResponder {

    static final String PATH = "/loki/api/v1/push";

    private static final MediaType TEXT = MediaType.parseMediaType("text/plain;charset=utf-8");

    @Override
    public boolean owns(HttpServletRequest request) {
        return request.getRequestURI().equals(PATH);
    }

    Reply success() {
        return new Reply(204, null, new byte[0]);
    }

    @Override
    public Reply reject(RequestRejectedException rejection, HttpServletRequest request) {
        Map<String, String> headers = rejection.reason().isTemporary()
                ? Map.of(HttpHeaders.RETRY_AFTER, ProtocolResponders.retryAfterSeconds())
                : Map.of();
        return new Reply(rejection.reason().status(), headers, TEXT, (rejection.getMessage() + "\n").getBytes(UTF_8));
    }
}
