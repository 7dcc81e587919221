// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.receiver.otlp;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.ingest.body.ContentEncoding;
import dev.sluice.ingest.rejection.ProtocolResponder;
import dev.sluice.ingest.rejection.ProtocolResponders;
import dev.sluice.ingest.rejection.RejectionReason;
import dev.sluice.ingest.rejection.Reply;
import dev.sluice.ingest.rejection.RequestRejectedException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;

/**
 * Answers calls of gRPC. Success is a message and then the status as trailers; a rejection is trailers without a message, which
 * {@link GrpcTrailerFilter} makes of its headers.
 *
 * <p>OTLP's clients try again after UNAVAILABLE, DEADLINE_EXCEEDED, CANCELLED and a few others, and after RESOURCE_EXHAUSTED if a {@code
 * RetryInfo} says
 * when; hence a limit that the same request would always be over is INVALID_ARGUMENT
 * (<a href="https://opentelemetry.io/docs/specs/otlp/#otlpgrpc-response">specification</a>).
 */
@Component
class OtlpGrpcResponses implements ProtocolResponder {

    /** All services of OTLP begin so. */
    static final String SERVICES = "/opentelemetry.proto.collector.";

    static final String TYPE = "application/grpc";

    private static final String STATUS = "grpc-status";
    private static final String MESSAGE = "grpc-message";
    private static final String DETAILS = "grpc-status-details-bin";
    private static final String ACCEPT_ENCODING = "grpc-accept-encoding";

    private static final int HTTP_OK = 200;
    private static final int LONGEST_MESSAGE = 1024;
    private static final int PREFIX = 5;

    @Override
    public boolean owns(HttpServletRequest request) {
        return request.getRequestURI().startsWith(SERVICES);
    }

    /** @param rejected records that were not taken, of which {@code why} says more; 0 for whole success */
    static void success(HttpServletResponse response, long rejected, String why) throws IOException {
        byte[] message = RpcStatus.exported(rejected, why);
        response.setStatus(HTTP_OK);
        response.setContentType(TYPE);
        response.setTrailerFields(() -> Map.of(STATUS, Integer.toString(RpcStatus.OK)));
        response.getOutputStream()
                .write(ByteBuffer.allocate(PREFIX + message.length)
                        .put((byte) 0)
                        .putInt(message.length)
                        .put(message)
                        .array());
    }

    @Override
    public Reply reject(RequestRejectedException rejection, HttpServletRequest request) {
        RejectionReason reason = rejection.reason();
        int code = codeOf(reason);
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put(STATUS, Integer.toString(code));
        headers.put(MESSAGE, percentEncoded(rejection.getMessage()));
        if (reason.isTemporary()) {
            int seconds = Integer.parseInt(ProtocolResponders.retryAfterSeconds());
            headers.put(
                    DETAILS,
                    Base64.getEncoder().encodeToString(RpcStatus.of(code, shortened(rejection.getMessage()), seconds)));
        }
        if (reason == RejectionReason.UNKNOWN_ENCODING) {
            headers.put(ACCEPT_ENCODING, ContentEncoding.NAMES);
        }
        // What is not gRPC at all hears so by the status of HTTP.
        int status = reason == RejectionReason.UNSUPPORTED_TYPE ? reason.status() : HTTP_OK;
        return new Reply(status, headers, MediaType.parseMediaType(TYPE), new byte[0]);
    }

    private static int codeOf(RejectionReason reason) {
        return switch (reason) {
            case NO_TOKEN, WRONG_TOKEN -> RpcStatus.UNAUTHENTICATED;
            case FORBIDDEN, CROSS_SITE, UNKNOWN_HOST -> RpcStatus.PERMISSION_DENIED;
            case RATE_LIMITED, OVERLOADED -> RpcStatus.RESOURCE_EXHAUSTED;
            case KAFKA_AWAY, INTERNAL_ERROR -> RpcStatus.UNAVAILABLE;
            case TOO_SLOW -> RpcStatus.DEADLINE_EXCEEDED;
            case BODY_CUT -> RpcStatus.CANCELLED;
            case UNKNOWN_PATH, UNKNOWN_ENCODING, UNSUPPORTED_TYPE -> RpcStatus.UNIMPLEMENTED;
            default -> RpcStatus.INVALID_ARGUMENT;
        };
    }

    private static String shortened(String text) {
        return text.length() <= LONGEST_MESSAGE ? text : text.substring(0, LONGEST_MESSAGE);
    }

    /** Bytes other than visible ASCII and blanks are {@code %hh}, and so is the percent sign. */
    private static String percentEncoded(String text) {
        StringBuilder encoded = new StringBuilder();
        for (byte b : shortened(text).getBytes(UTF_8)) {
            if (b < ' ' || b > '~' || b == '%') {
                encoded.append(String.format("%%%02X", b));
            } else {
                encoded.append((char) b);
            }
        }
        return encoded.toString();
    }
}
