// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.request;

import dev.sluice.ingest.body.ContentEncoding;
import dev.sluice.ingest.rejection.ProtocolResponders;
import dev.sluice.ingest.rejection.RejectionReason;
import dev.sluice.ingest.rejection.Reply;
import dev.sluice.ingest.rejection.RequestRejectedException;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Makes {@code application/problem+json} answers (RFC 9457). */
@Component
final class ProblemDetails {

    private final JsonMapper json;

    ProblemDetails(JsonMapper json) {
        this.json = json;
    }

    Reply of(RequestRejectedException rejection, HttpServletRequest request) {
        RejectionReason reason = rejection.reason();
        ProblemDetail problem =
                ProblemDetail.forStatusAndDetail(HttpStatusCode.valueOf(reason.status()), rejection.getMessage());
        problem.setType(type(reason.wireName()));
        problem.setTitle(reason.title());
        nameInstance(problem, request);
        if (rejection.accepted() > 0) {
            problem.setProperty("accepted", rejection.accepted());
        }
        Map<String, String> headers = new HashMap<>();
        if (reason.isTemporary()) {
            headers.put(HttpHeaders.RETRY_AFTER, ProtocolResponders.retryAfterSeconds());
        }
        if (reason == RejectionReason.UNKNOWN_ENCODING) {
            headers.put(HttpHeaders.ACCEPT_ENCODING, ContentEncoding.NAMES);
        }
        return reply(problem, headers);
    }

    /** Says what was asked for, unless it holds what no URI may hold, which HTTP/2 lets through. */
    static void nameInstance(ProblemDetail problem, HttpServletRequest request) {
        try {
            problem.setInstance(new URI(request.getRequestURI()));
        } catch (URISyntaxException e) {
            // The answer's other fields say enough.
        }
    }

    Reply ofStatus(HttpStatus status, String detail) {
        return ofStatus(ProblemDetail.forStatusAndDetail(status, detail), new HttpHeaders());
    }

    Reply ofStatus(ProblemDetail problem, HttpHeaders headers) {
        HttpStatus known = HttpStatus.resolve(problem.getStatus());
        if (known != null) {
            problem.setType(
                    type(known.getReasonPhrase().toLowerCase(Locale.ROOT).replace(' ', '-')));
        }
        return reply(problem, headers.toSingleValueMap());
    }

    private Reply reply(ProblemDetail problem, Map<String, String> headers) {
        return new Reply(
                problem.getStatus(), headers, MediaType.APPLICATION_PROBLEM_JSON, json.writeValueAsBytes(problem));
    }

    private static URI type(String name) {
        return URI.create("urn:sluice:problem:" + name);
    }
}
