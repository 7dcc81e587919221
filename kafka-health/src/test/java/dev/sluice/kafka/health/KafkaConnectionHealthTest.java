// SPDX-License-Identifier: Apache-2.0
package dev.sluice.kafka.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;
import org.springframework.boot.health.contributor.Status;

class KafkaConnectionHealthTest {

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final KafkaConnectionHealth health = new KafkaConnectionHealth(registry);

    @Test
    void isUpWhileAnyConsumerIsConnected() {
        registry.gauge("kafka.consumer.connection.count", Tags.of("client.id", "a"), 0);
        registry.gauge("kafka.consumer.connection.count", Tags.of("client.id", "b"), 2);

        assertThat(health.health().getStatus()).isEqualTo(Status.UP);
    }

    @Test
    void isDegradedWhileNoneIs() {
        registry.gauge("kafka.consumer.connection.count", Tags.of("client.id", "a"), 0);
        registry.gauge("kafka.consumer.connection.count", Tags.of("client.id", "b"), Double.NaN);

        assertThat(health.health().getStatus()).isEqualTo(KafkaConnectionHealth.DEGRADED);
        assertThat(health.health().getDetails()).containsEntry("problem", "cannot be reached");
    }

    @Test
    void isDegradedBeforeThereIsAConsumer() {
        assertThat(health.health().getStatus()).isEqualTo(KafkaConnectionHealth.DEGRADED);
    }
}
