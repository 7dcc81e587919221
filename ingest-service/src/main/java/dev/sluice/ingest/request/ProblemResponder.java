// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.request;

import dev.sluice.ingest.rejection.ProtocolResponder;
import dev.sluice.ingest.rejection.Reply;
import dev.sluice.ingest.rejection.RequestRejectedException;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.stereotype.Component;

/** Answers with problem details (RFC 9457), on every path that no other protocol owns. */
@Component
class ProblemResponder implements ProtocolResponder {

    private final ProblemDetails problems;

    ProblemResponder(ProblemDetails problems) {
        this.problems = problems;
    }

    @Override
    public boolean owns(HttpServletRequest request) {
        return true;
    }

    @Override
    public boolean isLast() {
        return true;
    }

    @Override
    public Reply reject(RequestRejectedException rejection, HttpServletRequest request) {
        return problems.of(rejection, request);
    }
}
