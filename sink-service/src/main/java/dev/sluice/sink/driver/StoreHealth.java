// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.driver;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * Shows a store's problem in the health endpoint. The status stays UP: a restart of this service does not bring the store back, and the other
 * store is served as before.
 */
public final class StoreHealth implements HealthIndicator {

    private final StoreStatus status;

    public StoreHealth(StoreStatus status) {
        this.status = status;
    }

    @Override
    public Health health() {
        Health.Builder health = Health.up();
        status.problem()
                .ifPresentOrElse(
                        problem -> health.withDetail("state", "degraded")
                                .withDetail("problem", problem.kind())
                                .withDetail("detail", problem.detail())
                                .withDetail("since", problem.since().toString()),
                        () -> health.withDetail("state", "ok"));
        return health.build();
    }
}
