// SPDX-License-Identifier: Apache-2.0
package dev.sluice.detector.published;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;

/** Whether the files of rules are those in force: {@code DEGRADED} while one that was changed can't be used, and the place of the mistake. */
public final class DetectionsHealth implements HealthIndicator {

    private static final Status DEGRADED = new Status("DEGRADED");

    private final LiveDetections detections;

    public DetectionsHealth(LiveDetections detections) {
        this.detections = detections;
    }

    @Override
    public Health health() {
        return detections
                .problem()
                .map(problem ->
                        Health.status(DEGRADED).withDetail("problem", problem).build())
                .orElseGet(() -> Health.up().build());
    }
}
