// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.driver;

import dev.sluice.tracing.Tracing;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import org.springframework.kafka.core.ConsumerFactory;
import org.springframework.kafka.core.KafkaAdmin;
import org.springframework.kafka.core.KafkaTemplate;

/** Makes the {@link SinkContext} of each sink. */
public final class SinkContexts {

    private final ConsumerFactory<byte[], byte[]> consumers;
    private final KafkaTemplate<byte[], byte[]> producer;
    private final KafkaAdmin admin;
    private final MeterRegistry registry;
    private final Clock clock;
    private final Tracing tracing;

    SinkContexts(
            ConsumerFactory<byte[], byte[]> consumers,
            KafkaTemplate<byte[], byte[]> producer,
            KafkaAdmin admin,
            MeterRegistry registry,
            Clock clock,
            Tracing tracing) {
        this.consumers = consumers;
        this.producer = producer;
        this.admin = admin;
        this.registry = registry;
        this.clock = clock;
        this.tracing = tracing;
    }

    /** @param store the name from which all others follow: lower case, no hyphens, since it is an element of settings' names */
    public SinkContext of(String store, SinkSettings settings) {
        StoreStatus status = new StoreStatus(store, clock);
        SinkMetrics metrics = new SinkMetrics(registry, store, clock, status, tracing);
        return new SinkContext(settings, consumers, producer, admin, status, metrics, clock);
    }
}
