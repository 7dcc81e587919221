// SPDX-License-Identifier: Apache-2.0
package dev.sluice.console;

import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/** Makes problems (RFC 9457) of what goes wrong, which the page shows as they are. */
@RestControllerAdvice
class ProblemAdvice {

    private static final Logger log = LoggerFactory.getLogger(ProblemAdvice.class);

    @ExceptionHandler
    ResponseEntity<ProblemDetail> refused(ProblemException refused) {
        return answer(refused.status(), refused.getMessage());
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> wrong(IllegalArgumentException wrong) {
        return answer(HttpStatus.BAD_REQUEST, wrong.getMessage());
    }

    /** What a body says may be what cannot be: then that is told, and not that it could not be read. */
    @ExceptionHandler
    ResponseEntity<ProblemDetail> unreadable(HttpMessageNotReadableException unreadable) {
        for (Throwable cause = unreadable.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof IllegalArgumentException wrong) {
                return wrong(wrong);
            }
        }
        return answer(HttpStatus.BAD_REQUEST, "the body of the request cannot be read as what is asked for here");
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> kafka(KafkaException failure) {
        log.warn("Kafka failed: {}", failure.toString());
        return answer(HttpStatus.BAD_GATEWAY, "Kafka: " + failure.getMessage());
    }

    private static ResponseEntity<ProblemDetail> answer(HttpStatus status, String detail) {
        return ResponseEntity.status(status)
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .body(ProblemDetail.forStatusAndDetail(status, detail));
    }
}
