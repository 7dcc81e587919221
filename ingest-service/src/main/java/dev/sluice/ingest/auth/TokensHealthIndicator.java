// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.auth;

import java.util.Optional;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;

/** Degraded while the tokens file is not as it should be: what was in it before is still in force, or nobody may send. */
final class TokensHealthIndicator implements HealthIndicator {

    private static final Status DEGRADED = new Status("DEGRADED");

    private final Optional<Tokens> tokens;

    TokensHealthIndicator(Optional<Tokens> tokens) {
        this.tokens = tokens;
    }

    @Override
    public Health health() {
        return tokens.map(TokensHealthIndicator::health)
                .orElseGet(() -> Health.up().build());
    }

    private static Health health(Tokens tokens) {
        return tokens.problem()
                .map(why -> Health.status(DEGRADED).withDetail("reason", why))
                .orElseGet(Health::up)
                .withDetail("tokens", tokens.count())
                .build();
    }
}
