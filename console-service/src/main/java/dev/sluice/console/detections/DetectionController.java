// SPDX-License-Identifier: Apache-2.0
package dev.sluice.console.detections;

import dev.sluice.console.detections.DetectorClient.DetectorState;
import dev.sluice.console.search.EventSearch;
import dev.sluice.console.search.EventSearch.Found;
import dev.sluice.console.search.EventSearch.Hit;
import java.time.Instant;
import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** {@code /api/v1/detections?from=TIME&to=TIME}: the detector, its block list, and the incidents of which Elasticsearch has alerts. */
@RestController
class DetectionController {

    /** Alerts that are looked at, the newest first; the page says so when there are more. */
    private static final int ALERTS = 500;

    private static final String INDEX = "logs-sluice.alerts-*";

    private final DetectorClient detector;
    private final EventSearch search;

    /**
     * What was found.
     *
     * @param alerts in that time, counted to 10,000
     * @param more whether there are alerts that were not looked at
     */
    record Detections(DetectorState detector, long alerts, boolean more, List<Incident> incidents) {}

    DetectionController(DetectorClient detector, EventSearch search) {
        this.detector = detector;
        this.search = search;
    }

    @GetMapping("/api/v1/detections")
    Detections detections(@RequestParam Instant from, @RequestParam Instant to) {
        if (!from.isBefore(to)) {
            throw new IllegalArgumentException("from must be before to, was " + from + " and " + to);
        }
        Found found = search.search(INDEX, "", from, to, ALERTS);
        return new Detections(
                detector.state(),
                found.total(),
                found.total() > found.hits().size(),
                Incident.of(found.hits().stream().map(Hit::event).toList()));
    }
}
