// SPDX-License-Identifier: Apache-2.0
package dev.sluice.detector.related;

import dev.sluice.detector.settings.DetectorSettings;
import dev.sluice.model.DataStream;
import java.util.List;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** {@code GET /api/v1/related}: the pages that are seen together with one. */
@RestController
class RelatedController {

    /** The answer, as JSON. */
    record Related(String path, String namespace, List<Neighbours.Neighbour> related) {}

    private final RelatedPages pages;
    private final boolean enabled;

    RelatedController(RelatedPages pages, DetectorSettings settings) {
        this.pages = pages;
        this.enabled = settings.related().enabled();
    }

    @GetMapping("/api/v1/related")
    ResponseEntity<Object> related(
            @RequestParam(defaultValue = "") String path,
            @RequestParam(defaultValue = DataStream.DEFAULT_NAMESPACE) String namespace,
            @RequestParam(defaultValue = "10") String k,
            @RequestHeader(name = RelatedClient.FORWARDED, required = false) String forwarded) {
        if (!enabled) {
            return ResponseEntity.status(HttpStatus.NOT_FOUND)
                    .body(ProblemDetail.forStatusAndDetail(
                            HttpStatus.NOT_FOUND,
                            "pages that are seen together are not counted: set sluice.detector.related.enabled"));
        }
        if (!path.startsWith("/")) {
            throw new IllegalArgumentException("path must begin with /, was '" + path + "'");
        }
        if (!DataStream.isValidPart(namespace)) {
            throw new IllegalArgumentException("namespace must be that of a data stream, was '" + namespace + "'");
        }
        return ResponseEntity.ok()
                .cacheControl(CacheControl.noCache())
                .body(new Related(path, namespace, pages.of(namespace, path, number(k), forwarded != null)));
    }

    private static int number(String k) {
        try {
            int number = Integer.parseInt(k);
            if (number >= 1 && number <= Neighbours.MOST) {
                return number;
            }
        } catch (NumberFormatException e) {
            // The same as one that is out of range.
        }
        throw new IllegalArgumentException("k must be 1 to " + Neighbours.MOST + ", was '" + k + "'");
    }

    @ExceptionHandler(IllegalArgumentException.class)
    ProblemDetail refuse(IllegalArgumentException e) {
        return ProblemDetail.forStatusAndDetail(HttpStatus.BAD_REQUEST, e.getMessage());
    }

    @ExceptionHandler(RelatedUnavailableException.class)
    ResponseEntity<ProblemDetail> askLater(RelatedUnavailableException e) {
        return ResponseEntity.status(HttpStatus.SERVICE_UNAVAILABLE)
                .header(HttpHeaders.RETRY_AFTER, "1")
                .body(ProblemDetail.forStatusAndDetail(HttpStatus.SERVICE_UNAVAILABLE, e.getMessage()));
    }
}
