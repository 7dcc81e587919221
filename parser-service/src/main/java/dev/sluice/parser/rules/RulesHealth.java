// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parser.rules;

import dev.sluice.kafka.health.KafkaConnectionHealth;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** Whether the files of rules are those in force: {@code DEGRADED} while one that was changed can't be used, and the place of the mistake. */
public final class RulesHealth implements HealthIndicator {

    private final LiveRules rules;

    public RulesHealth(LiveRules rules) {
        this.rules = rules;
    }

    @Override
    public Health health() {
        return rules.problem()
                .map(problem -> Health.status(KafkaConnectionHealth.DEGRADED)
                        .withDetail("problem", problem)
                        .build())
                .orElseGet(() -> Health.up().build());
    }
}
