// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.driver;

import dev.sluice.kafka.health.KafkaConnectionHealth;
import dev.sluice.tracing.Tracing;
import dev.sluice.tracing.TracingConfiguration;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.Map;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.registry.HealthContributorRegistry;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.kafka.core.ConsumerFactory;
import org.springframework.kafka.core.KafkaAdmin;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.core.ProducerFactory;

/** What all sinks are made with, and what each of them gets by being there. */
@Configuration(proxyBeanMethods = false)
@Import(TracingConfiguration.class)
class DriverConfiguration {

    @Bean
    @ConditionalOnMissingBean
    Clock clock() {
        return Clock.systemUTC();
    }

    @Bean
    KafkaConnectionHealth kafkaHealthIndicator(MeterRegistry registry) {
        return new KafkaConnectionHealth(registry);
    }

    @Bean
    SinkContexts sinkContexts(
            ConsumerFactory<?, ?> consumers,
            ProducerFactory<?, ?> producers,
            KafkaAdmin admin,
            MeterRegistry registry,
            Clock clock,
            Tracing tracing) {
        return new SinkContexts(bytes(consumers), deadLetterTemplate(producers), admin, registry, clock, tracing);
    }

    @Bean
    KafkaAdmin.NewTopics deadLetterTopics(ObjectProvider<SinkContext> sinks) {
        return new KafkaAdmin.NewTopics(
                sinks.stream().map(SinkContext::deadLetterTopic).toArray(NewTopic[]::new));
    }

    /** Each store is a component of the health of its own, under its name. */
    @Bean
    SmartInitializingSingleton storeHealth(HealthContributorRegistry health, ObjectProvider<SinkContext> sinks) {
        return () -> sinks.forEach(sink -> health.registerContributor(sink.store(), new StoreHealth(sink.status())));
    }

    /** The deserializers are set by each consumer; until then the types say nothing. */
    @SuppressWarnings("unchecked")
    private static ConsumerFactory<byte[], byte[]> bytes(ConsumerFactory<?, ?> consumers) {
        return (ConsumerFactory<byte[], byte[]>) consumers;
    }

    @SuppressWarnings("unchecked")
    private static KafkaTemplate<byte[], byte[]> deadLetterTemplate(ProducerFactory<?, ?> producers) {
        return new KafkaTemplate<>(
                (ProducerFactory<byte[], byte[]>) producers,
                Map.of(
                        ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG,
                        ByteArraySerializer.class,
                        ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG,
                        ByteArraySerializer.class,
                        ProducerConfig.ACKS_CONFIG,
                        "all",
                        ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
                        true,
                        // A record that could be read can be written again.
                        ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
                        16 * 1024 * 1024));
    }
}
