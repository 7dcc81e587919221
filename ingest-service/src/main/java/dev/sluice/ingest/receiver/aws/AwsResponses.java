// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.receiver.aws;

import dev.sluice.ingest.auth.SignatureRejectedException;
import dev.sluice.ingest.rejection.ProtocolResponder;
import dev.sluice.ingest.rejection.RejectionReason;
import dev.sluice.ingest.rejection.Reply;
import dev.sluice.ingest.rejection.RequestRejectedException;
import jakarta.servlet.http.HttpServletRequest;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/**
 * Answers as the APIs of AWS do: errors have their name in the body and in a header, every answer has an id. Clients try again what is throttling by
 * its name, and every 5xx.
 */
@Component
// Elasticsearch's clients ask at the same path, without a target.
@Order(Ordered.HIGHEST_PRECEDENCE)
class AwsResponses implements ProtocolResponder {

    private static final String REQUEST_ID = "x-amzn-RequestId";
    private static final String ERROR_TYPE = "x-amzn-ErrorType";

    /** What is said of a request that can come again, and of a record in it. */
    static final String KINESIS_THROTTLED = "ProvisionedThroughputExceededException";

    static final String FIREHOSE_THROTTLED = "ServiceUnavailableException";

    @Override
    public boolean owns(HttpServletRequest request) {
        return request.getRequestURI().equals("/") && request.getHeader(AwsOperation.HEADER) != null;
    }

    Reply success(AwsCodec codec, Map<String, ?> answer) {
        return reply(200, Map.of(), codec, answer);
    }

    @Override
    public Reply reject(RequestRejectedException rejection, HttpServletRequest request) {
        Failure failure = rejection instanceof SignatureRejectedException signature
                ? failureOf(signature)
                : failureOf(rejection.reason(), AwsOperation.isFirehose(request));
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("__type", failure.name);
        answer.put("message", rejection.getMessage());
        return reply(failure.status, Map.of(ERROR_TYPE, failure.name), AwsCodec.of(request), answer);
    }

    private record Failure(int status, String name) {}

    private static Failure failureOf(SignatureRejectedException rejection) {
        return switch (rejection.fault()) {
            case INCOMPLETE -> new Failure(400, "IncompleteSignatureException");
            case UNKNOWN_KEY -> new Failure(403, "UnrecognizedClientException");
            case INVALID -> new Failure(403, "InvalidSignatureException");
        };
    }

    private static Failure failureOf(RejectionReason reason, boolean firehose) {
        return switch (reason) {
            case NO_TOKEN -> new Failure(403, "MissingAuthenticationTokenException");
            case WRONG_TOKEN -> new Failure(403, "UnrecognizedClientException");
            case FORBIDDEN, CROSS_SITE, UNKNOWN_HOST -> new Failure(400, "AccessDeniedException");
            case RATE_LIMITED, OVERLOADED ->
                firehose ? new Failure(503, FIREHOSE_THROTTLED) : new Failure(400, KINESIS_THROTTLED);
            case KAFKA_AWAY -> new Failure(503, firehose ? FIREHOSE_THROTTLED : "ServiceUnavailable");
            case INTERNAL_ERROR -> new Failure(500, "InternalFailure");
            case TOO_SLOW, BODY_CUT -> new Failure(400, "RequestTimeoutException");
            case EMPTY_BODY, BROKEN_BODY, UNKNOWN_ENCODING, UNSUPPORTED_TYPE ->
                new Failure(400, "SerializationException");
            case UNKNOWN_PATH -> new Failure(400, "UnknownOperationException");
            default -> new Failure(400, "ValidationException");
        };
    }

    private static Reply reply(int status, Map<String, String> more, AwsCodec codec, Map<String, ?> answer) {
        Map<String, String> headers = new HashMap<>(more);
        headers.put(REQUEST_ID, UUID.randomUUID().toString());
        return new Reply(status, headers, codec.type(), codec.write(answer));
    }
}
