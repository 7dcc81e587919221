// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.receiver.hec;

import dev.sluice.ingest.rejection.ProtocolResponder;
import dev.sluice.ingest.rejection.ProtocolResponders;
import dev.sluice.ingest.rejection.Reply;
import dev.sluice.ingest.rejection.RequestRejectedException;
import jakarta.servlet.http.HttpServletRequest;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Answers {@code {"text": …, "code": …}}. */
@Component
class HecResponses implements ProtocolResponder {

    static final String ROOT = "/services/collector";

    private final JsonMapper json;

    HecResponses(JsonMapper json) {
        this.json = json;
    }

    @Override
    public boolean owns(HttpServletRequest request) {
        String path = request.getRequestURI();
        return path.equals(ROOT) || path.startsWith(ROOT + "/");
    }

    Reply reply(HecCode code, Map<String, ?> more) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("text", code.text);
        body.put("code", code.number);
        body.putAll(more);
        return reply(code.status, Map.of(), body);
    }

    Reply reply(int status, Map<String, String> headers, Object body) {
        return new Reply(status, headers, MediaType.APPLICATION_JSON, json.writeValueAsBytes(body));
    }

    @Override
    public Reply reject(RequestRejectedException rejection, HttpServletRequest request) {
        HecCode code = codeOf(rejection, request);
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("text", code.text);
        body.put("code", code.number);
        if (rejection instanceof InvalidEventException bad) {
            body.put("invalid-event-number", bad.number());
        } else {
            // Not Splunk's, but Splunk's clients ignore what they do not know.
            body.put("detail", rejection.getMessage());
        }
        return reply(
                code.status,
                rejection.reason().isTemporary()
                        ? Map.of(HttpHeaders.RETRY_AFTER, ProtocolResponders.retryAfterSeconds())
                        : Map.of(),
                body);
    }

    private static HecCode codeOf(RequestRejectedException rejection, HttpServletRequest request) {
        if (rejection instanceof InvalidEventException bad) {
            return bad.code();
        }
        return switch (rejection.reason()) {
            case NO_TOKEN -> HecCode.TOKEN_REQUIRED;
            case WRONG_TOKEN -> isSplunk(request) ? HecCode.INVALID_TOKEN : HecCode.INVALID_AUTHORIZATION;
            case FORBIDDEN -> HecCode.INCORRECT_INDEX;
            case EMPTY_BODY -> HecCode.NO_DATA;
            case RATE_LIMITED, OVERLOADED, KAFKA_AWAY, INTERNAL_ERROR -> HecCode.SERVER_BUSY;
            default -> HecCode.INVALID_DATA_FORMAT;
        };
    }

    private static boolean isSplunk(HttpServletRequest request) {
        String authorization = request.getHeader(HttpHeaders.AUTHORIZATION);
        return authorization != null
                && authorization.strip().toLowerCase(Locale.ROOT).startsWith("splunk ");
    }
}
