// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.driver;

import dev.sluice.kafka.health.KafkaConnectionHealth;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * Shows a store's problem in the health endpoint as {@code DEGRADED}, which is answered with 200: a restart of this service does not bring the store
 * back, events wait in Kafka meanwhile, and the other stores are served as before.
 */
final class StoreHealth implements HealthIndicator {

    private final StoreStatus status;

    StoreHealth(StoreStatus status) {
        this.status = status;
    }

    @Override
    public Health health() {
        return status.problem()
                .map(StoreHealth::degraded)
                .orElseGet(() -> Health.up().withDetail("state", "ok").build());
    }

    private static Health degraded(StoreStatus.Problem problem) {
        return Health.status(KafkaConnectionHealth.DEGRADED)
                .withDetail("state", "degraded")
                .withDetail("problem", problem.kind())
                .withDetail("detail", problem.detail())
                .withDetail("since", problem.since().toString())
                .build();
    }
}
