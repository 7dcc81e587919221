// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.request;

import dev.sluice.ingest.body.RequestBody;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Answers what the container refuses before or behind our back, e.g. a body whose chunked encoding is broken. */
@RestController
class ContainerErrorController implements ErrorController {

    private static final String UNREADABLE =
            "the request could not be read to its end as HTTP, so that nothing of it was accepted";

    /** Tomcat's own answer where the receiver cannot give its own any more. */
    private static final String TOO_SILENT =
            "no more of the body came within " + RequestBody.SILENCE + "; nothing of it was accepted";

    private final ProblemDetails problems;

    ContainerErrorController(ProblemDetails problems) {
        this.problems = problems;
    }

    @RequestMapping("${spring.web.error.path:${error.path:/error}}")
    ResponseEntity<byte[]> problem(HttpServletRequest request) {
        Object code = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE);
        HttpStatus status = code instanceof Integer number ? HttpStatus.resolve(number) : HttpStatus.NOT_FOUND;
        return problems.ofStatus(
                        status == null ? HttpStatus.INTERNAL_SERVER_ERROR : status,
                        status == HttpStatus.REQUEST_TIMEOUT ? TOO_SILENT : UNREADABLE)
                .toEntity();
    }
}
