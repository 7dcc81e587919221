// SPDX-License-Identifier: Apache-2.0
package dev.sluice.kafka.health;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;

/**
 * Whether the consumers are connected to Kafka. Without it the service is {@code DEGRADED} and not down: it goes on by itself when Kafka is back,
 * and what it has to do waits there.
 */
public final class KafkaConnectionHealth implements HealthIndicator {

    /** Something that the service waits for is away; answered with 200, since a restart would not bring it back. */
    public static final Status DEGRADED = new Status("DEGRADED");

    /** Kafka's own metric {@code connection-count}, of each consumer. */
    private static final String CONNECTIONS = "kafka.consumer.connection.count";

    private final MeterRegistry registry;

    public KafkaConnectionHealth(MeterRegistry registry) {
        this.registry = registry;
    }

    @Override
    public Health health() {
        double connections = registry.find(CONNECTIONS).gauges().stream()
                .mapToDouble(Gauge::value)
                .filter(Double::isFinite)
                .sum();
        return connections > 0
                ? Health.up().build()
                : Health.status(DEGRADED)
                        .withDetail("problem", "cannot be reached")
                        .build();
    }
}
