// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.http;

import dev.sluice.ingest.body.ContentEncoding;
import dev.sluice.ingest.refusal.Reason;
import dev.sluice.ingest.refusal.Refusal;
import java.net.URI;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;

/** Makes {@code application/problem+json} answers (RFC 9457). */
final class Problems {

    /** Spread out, so that those who were refused together don't come back together. */
    private static final int SOONEST_RETRY_SECONDS = 1;

    private static final int LATEST_RETRY_SECONDS = 5;

    private Problems() {}

    static ResponseEntity<Object> of(Refusal refusal) {
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

    static ResponseEntity<Object> ofStatus(HttpStatus status, String detail) {
        return ofStatus(ProblemDetail.forStatusAndDetail(status, detail), status, new HttpHeaders());
    }

    static ResponseEntity<Object> ofStatus(ProblemDetail problem, HttpStatusCode status, HttpHeaders headers) {
        HttpStatus known = HttpStatus.resolve(status.value());
        if (known != null) {
            problem.setType(
                    type(known.getReasonPhrase().toLowerCase(Locale.ROOT).replace(' ', '-')));
        }
        return answer(problem, headers);
    }

    /** The type is set, so that no Accept header can turn the problem into another one. */
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
