// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.receiver.otlp;

import dev.sluice.ingest.rejection.ProtocolResponder;
import dev.sluice.ingest.rejection.ProtocolResponders;
import dev.sluice.ingest.rejection.RejectionReason;
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

/**
 * Answers in the request's own form. Clients try again after 429, 502, 503 and 504 and after nothing else, so that a passing fault is 429 or 503. A
 * rejection's body is a {@code google.rpc.Status}.
 */
@Component
class OtlpResponses implements ProtocolResponder {

    static final String PATH = "/v1/logs";
    static final MediaType PROTOBUF = MediaType.parseMediaType("application/x-protobuf");

    private final JsonMapper json;

    OtlpResponses(JsonMapper json) {
        this.json = json;
    }

    @Override
    public boolean owns(HttpServletRequest request) {
        return request.getRequestURI().equals(PATH);
    }

    /** Whether the request, and so its answer, is JSON. */
    static boolean isJson(HttpServletRequest request) {
        return MediaType.APPLICATION_JSON_VALUE.equals(mediaType(request));
    }

    /** The request's type without parameters, in lower case; null if it has none. */
    static String mediaType(HttpServletRequest request) {
        String type = request.getContentType();
        return type == null ? null : type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    }

    /** @param rejected records that were not taken, of which {@code why} says more; 0 for whole success */
    Reply success(HttpServletRequest request, long rejected, String why) {
        if (isJson(request)) {
            Object body = rejected == 0
                    ? Map.of()
                    : Map.of(
                            "partialSuccess",
                            message("rejectedLogRecords", Long.toString(rejected), "errorMessage", why));
            return new Reply(200, MediaType.APPLICATION_JSON, json.writeValueAsBytes(body));
        }
        return new Reply(200, PROTOBUF, RpcStatus.exported(rejected, why));
    }

    @Override
    public Reply reject(RequestRejectedException rejection, HttpServletRequest request) {
        RejectionReason reason = rejection.reason();
        int code = codeOf(reason);
        // 500 is final for clients, and a fault of ours should not cost them their logs.
        int status = reason == RejectionReason.INTERNAL_ERROR ? RejectionReason.KAFKA_AWAY.status() : reason.status();
        Map<String, String> headers = reason.isTemporary()
                ? Map.of(HttpHeaders.RETRY_AFTER, ProtocolResponders.retryAfterSeconds())
                : Map.of();
        return isJson(request)
                ? new Reply(
                        status,
                        headers,
                        MediaType.APPLICATION_JSON,
                        json.writeValueAsBytes(message("code", code, "message", rejection.getMessage())))
                : new Reply(status, headers, PROTOBUF, RpcStatus.of(code, rejection.getMessage()));
    }

    private static int codeOf(RejectionReason reason) {
        return switch (reason) {
            case NO_TOKEN, WRONG_TOKEN -> RpcStatus.UNAUTHENTICATED;
            case FORBIDDEN -> RpcStatus.PERMISSION_DENIED;
            case RATE_LIMITED, OVERLOADED -> RpcStatus.RESOURCE_EXHAUSTED;
            case KAFKA_AWAY, INTERNAL_ERROR -> RpcStatus.UNAVAILABLE;
            default -> RpcStatus.INVALID_ARGUMENT;
        };
    }

    private static Map<String, Object> message(String name1, Object value1, String name2, Object value2) {
        Map<String, Object> message = new LinkedHashMap<>();
        message.put(name1, value1);
        message.put(name2, value2);
        return message;
    }
}
