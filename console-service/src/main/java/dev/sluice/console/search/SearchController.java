// SPDX-License-Identifier: Apache-2.0
package dev.sluice.console.search;

import dev.sluice.console.search.EventSearch.Found;
import java.time.Instant;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** {@code /api/v1/search?q=QUERY&from=TIME&to=TIME&size=N}: events by their time, the newest first. */
@RestController
class SearchController {

    private static final int MOST = 500;

    private final EventSearch search;

    SearchController(EventSearch search) {
        this.search = search;
    }

    @GetMapping("/api/v1/search")
    Found search(
            @RequestParam(defaultValue = "") String q,
            @RequestParam Instant from,
            @RequestParam Instant to,
            @RequestParam(defaultValue = "100") int size) {
        if (size < 1 || size > MOST) {
            throw new IllegalArgumentException("size must be between 1 and " + MOST + ", was " + size);
        }
        if (!from.isBefore(to)) {
            throw new IllegalArgumentException("from must be before to, was " + from + " and " + to);
        }
        return search.search(q, from, to, size);
    }
}
