// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.http;

import dev.sluice.ingest.refusal.Refusal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;

/** Answers every error of a controller as a problem. */
@RestControllerAdvice
class ProblemAdvice extends ResponseEntityExceptionHandler {

    private static final Logger log = LoggerFactory.getLogger(ProblemAdvice.class);

    @ExceptionHandler
    ResponseEntity<Object> onRefusal(Refusal refusal) {
        return Problems.of(refusal);
    }

    @ExceptionHandler
    ResponseEntity<Object> onFault(Exception fault) {
        log.error("A request failed for a reason that is not the sender's", fault);
        return Problems.ofStatus(
                HttpStatus.INTERNAL_SERVER_ERROR,
                "the service failed and has logged why; whether lines were accepted is not known");
    }

    /** What Spring itself refuses: unknown paths, wrong methods. */
    @Override
    protected ResponseEntity<Object> createResponseEntity(
            Object body, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        return body instanceof ProblemDetail problem
                ? Problems.ofStatus(problem, status, headers)
                : super.createResponseEntity(body, headers, status, request);
    }
}
