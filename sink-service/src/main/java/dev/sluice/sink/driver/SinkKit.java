// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.driver;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import org.springframework.kafka.core.ConsumerFactory;
import org.springframework.kafka.core.KafkaAdmin;
import org.springframework.kafka.core.KafkaTemplate;

/** Makes the parts of a sink that do not depend on its store. */
public final class SinkKit {

    private final ConsumerFactory<byte[], byte[]> consumers;
    private final KafkaTemplate<byte[], byte[]> kafka;
    private final KafkaAdmin admin;
    private final MeterRegistry registry;
    private final Clock clock;

    SinkKit(
            ConsumerFactory<byte[], byte[]> consumers,
            KafkaTemplate<byte[], byte[]> kafka,
            KafkaAdmin admin,
            MeterRegistry registry,
            Clock clock) {
        this.consumers = consumers;
        this.kafka = kafka;
        this.admin = admin;
        this.registry = registry;
        this.clock = clock;
    }

    public StoreStatus status(String store) {
        return new StoreStatus(store, clock);
    }

    public SinkMetrics metrics(StoreStatus status) {
        return new SinkMetrics(registry, status.store(), clock, status);
    }

    public DeadLetterQueue deadLetters(String topic, SinkMetrics metrics) {
        return new DeadLetterQueue(kafka, topic, metrics, clock);
    }

    public SinkRunner runner(
            String topic,
            ConsumerSettings settings,
            PartitionSinkFactory sinks,
            StoreStatus status,
            SinkMetrics metrics) {
        return new SinkRunner(topic, settings, consumers, admin, sinks, status, metrics, clock);
    }

    public Clock clock() {
        return clock;
    }
}
