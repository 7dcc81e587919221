// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.http;

import dev.sluice.ingest.body.ContentEncoding;
import dev.sluice.ingest.refusal.Reason;
import dev.sluice.ingest.refusal.Refusal;
import java.net.URI;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;

/** Answers every error as {@code application/problem+json} (RFC 9457). */
@RestControllerAdvice
class ProblemAdvice extends ResponseEntityExceptionHandler {

    private static final Logger log = LoggerFactory.getLogger(ProblemAdvice.class);

    /** Spread out, so that those who were refused together don't come back together. */
    private static final int SOONEST_RETRY_SECONDS = 1;

    private static final int LATEST_RETRY_SECONDS = 5;

    @ExceptionHandler
    ResponseEntity<Object> onRefusal(Refusal refusal) {
        Reason reason = refusal.reason();
        ProblemDetail problem =
                ProblemDetail.forStatusAndDetail(HttpStatusCode.valueOf(reason.status()), refusal.getMessage());
        problem.setType(type(reason.wireName()));
        problem.setTitle(reason.title());
        if (refusal.accepted() > 0) {
            problem.setProperty("accepted", refusal.accepted());
        }
        HttpHeaders headers = new HttpHeaders();
        if (reason.passing()) {
            int seconds = ThreadLocalRandom.current().nextInt(SOONEST_RETRY_SECONDS, LATEST_RETRY_SECONDS + 1);
            headers.set(HttpHeaders.RETRY_AFTER, Integer.toString(seconds));
        }
        if (reason == Reason.UNKNOWN_ENCODING) {
            headers.set(HttpHeaders.ACCEPT_ENCODING, ContentEncoding.NAMES);
        }
        return answer(problem, headers);
    }

    @ExceptionHandler
    ResponseEntity<Object> onFault(Exception fault) {
        log.error("A request failed for a reason that is not the sender's", fault);
        ProblemDetail problem = ProblemDetail.forStatusAndDetail(
                HttpStatus.INTERNAL_SERVER_ERROR,
                "the service failed and has logged why; whether lines were accepted is not known");
        problem.setType(type("internal-error"));
        return answer(problem, new HttpHeaders());
    }

    /** What Spring itself refuses: unknown paths, wrong methods. */
    @Override
    protected ResponseEntity<Object> createResponseEntity(
            Object body, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        if (body instanceof ProblemDetail problem) {
            HttpStatus known = HttpStatus.resolve(status.value());
            if (known != null) {
                problem.setType(
                        type(known.getReasonPhrase().toLowerCase(Locale.ROOT).replace(' ', '-')));
            }
            return answer(problem, headers);
        }
        return super.createResponseEntity(body, headers, status, request);
    }

    private static ResponseEntity<Object> answer(ProblemDetail problem, HttpHeaders headers) {
        return ResponseEntity.status(problem.getStatus())
                .headers(headers)
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .body(problem);
    }

    private static URI type(String name) {
        return URI.create("urn:sluice:problem:" + name);
    }
}
