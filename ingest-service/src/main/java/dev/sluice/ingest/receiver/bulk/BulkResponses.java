// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.receiver.bulk;

import dev.sluice.ingest.rejection.ProtocolResponder;
import dev.sluice.ingest.rejection.ProtocolResponders;
import dev.sluice.ingest.rejection.RejectionReason;
import dev.sluice.ingest.rejection.Reply;
import dev.sluice.ingest.rejection.RequestRejectedException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import tools.jackson.core.exc.JacksonIOException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Answers as Elasticsearch does. A request that cannot be taken now is refused as a whole with 429, which every client tries again; refusals of
 * single items are mishandled by some.
 */
@Component
class BulkResponses implements ProtocolResponder {

    /** Official clients since 7.14 talk to nobody without it. */
    static final Map<String, String> PRODUCT = Map.of("X-Elastic-Product", "Elasticsearch");

    private static final Logger log = LoggerFactory.getLogger(BulkResponses.class);

    /** Elasticsearch's names begin so, behind an index or without one. */
    private static final Pattern API = Pattern.compile("/([^/]+/)?_");

    private final JsonMapper json;

    BulkResponses(JsonMapper json) {
        this.json = json;
    }

    @Override
    public boolean owns(HttpServletRequest request) {
        String path = request.getRequestURI();
        return path.equals("/") || API.matcher(path).lookingAt();
    }

    /** Writes an answer of any length. If the sender is gone, nobody is left to be told. */
    void stream(BulkResponseBody answer, HttpServletResponse response) {
        PRODUCT.forEach(response::setHeader);
        response.setContentType(MediaType.APPLICATION_JSON_VALUE);
        try {
            answer.writeTo(response.getOutputStream());
        } catch (IOException | JacksonIOException e) {
            log.debug("A sender did not wait for the answer to its bulk", e);
        }
    }

    Reply success(Object body) {
        return new Reply(200, PRODUCT, MediaType.APPLICATION_JSON, json.writeValueAsBytes(body));
    }

    /** Of one document, with the status that its answer says. */
    Reply one(BulkResponseBody answer) {
        return new Reply(answer.statusOfOne(), PRODUCT, MediaType.APPLICATION_JSON, answer.ofOne());
    }

    @Override
    public Reply reject(RequestRejectedException rejection, HttpServletRequest request) {
        RejectionReason reason = rejection.reason();
        int status = reason.isTemporary() ? 429 : reason.status();
        Map<String, Object> cause = new LinkedHashMap<>();
        cause.put("type", typeOf(reason));
        cause.put("reason", rejection.getMessage());
        Map<String, Object> error = new LinkedHashMap<>(cause);
        error.put("root_cause", List.of(cause));
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("error", error);
        body.put("status", status);
        Map<String, String> headers = new HashMap<>(PRODUCT);
        if (reason.isTemporary()) {
            headers.put(HttpHeaders.RETRY_AFTER, ProtocolResponders.retryAfterSeconds());
        }
        return new Reply(status, headers, MediaType.APPLICATION_JSON, json.writeValueAsBytes(body));
    }

    private static String typeOf(RejectionReason reason) {
        return switch (reason) {
            case NO_TOKEN, WRONG_TOKEN, FORBIDDEN -> "security_exception";
            case RATE_LIMITED, OVERLOADED, KAFKA_AWAY -> "es_rejected_execution_exception";
            default -> "illegal_argument_exception";
        };
    }
}
