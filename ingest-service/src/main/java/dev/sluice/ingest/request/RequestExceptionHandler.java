// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.request;

import dev.sluice.ingest.auth.DenialRecorder;
import dev.sluice.ingest.rejection.ProtocolResponders;
import dev.sluice.ingest.rejection.RejectionReason;
import dev.sluice.ingest.rejection.Reply;
import dev.sluice.ingest.rejection.RequestRejectedException;
import jakarta.servlet.http.HttpServletRequest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.ServletWebRequest;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;

/** Answers every error of a controller as a problem. */
@RestControllerAdvice
class RequestExceptionHandler extends ResponseEntityExceptionHandler {

    private static final Logger log = LoggerFactory.getLogger(RequestExceptionHandler.class);

    private static final String PATHS =
            "; logs are taken at /api/v1/logs, /v1/logs, /_bulk, /services/collector, /loki/api/v1/push, "
                    + "/api/v1/firehose and /api/v1/cloudwatch, and nothing of this request was accepted";

    private final ProtocolResponders responders;
    private final ProblemDetails problems;
    private final DenialRecorder denials;

    RequestExceptionHandler(ProtocolResponders responders, ProblemDetails problems, DenialRecorder denials) {
        this.responders = responders;
        this.problems = problems;
        this.denials = denials;
    }

    @ExceptionHandler
    ResponseEntity<byte[]> onRejection(RequestRejectedException rejection, HttpServletRequest request) {
        denials.record(request, rejection.reason());
        return responders.reject(rejection, request).orElseThrow().toEntity();
    }

    /** A header with bytes that none may hold, which Spring Security says when it is read. */
    @ExceptionHandler
    ResponseEntity<byte[]> onForbiddenHeader(
            org.springframework.security.web.firewall.RequestRejectedException refused, HttpServletRequest request) {
        return onRejection(
                new RequestRejectedException(
                        RejectionReason.BAD_PARAMETER,
                        "a header holds characters that none may hold; nothing of the request was accepted",
                        refused),
                request);
    }

    @ExceptionHandler
    ResponseEntity<byte[]> onFault(Exception fault, HttpServletRequest request) {
        log.error("A request failed for a reason that is not the sender's", fault);
        return onRejection(
                new RequestRejectedException(
                        RejectionReason.INTERNAL_ERROR,
                        "the service failed and has logged why; whether lines were accepted is not known",
                        fault),
                request);
    }

    /** What Spring itself refuses: unknown paths, wrong methods. */
    @Override
    protected ResponseEntity<Object> createResponseEntity(
            Object body, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        if (body instanceof ProblemDetail problem) {
            if (request instanceof ServletWebRequest servlet) {
                ProblemDetails.nameInstance(problem, servlet.getRequest());
                if (status.isSameCodeAs(HttpStatus.NOT_FOUND)) {
                    problem.setDetail(
                            "there is nothing at " + servlet.getRequest().getRequestURI() + PATHS);
                }
            }
            Reply reply = problems.ofStatus(problem, headers);
            return ResponseEntity.status(reply.status())
                    .headers(reply.toEntity().getHeaders())
                    .body(reply.body());
        }
        return super.createResponseEntity(body, headers, status, request);
    }
}
