// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.kafka;

import dev.sluice.model.Topics;
import dev.sluice.settings.topics.TopicSettings;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.TopicConfig;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.kafka.autoconfigure.DefaultKafkaProducerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.support.ProducerListener;

/** Topics, and the producer settings that follow from this service's own settings. The others are in {@code ingest-service.yaml}. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(TopicSettings.class)
class KafkaConfiguration {

    @Bean
    NewTopic rawTopic(TopicSettings topics, RecordLimits limits) {
        NewTopic topic = topics.raw().declare(Topics.RAW, "sluice.topics.raw", limits.longestChunk());
        // Kafka deletes by a record's time: the broker's own, since a clock that is wrong, here or at a sender, must
        // not delete what was not parsed yet.
        Map<String, String> settings = new HashMap<>(topic.configs());
        settings.put(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, "LogAppendTime");
        return topic.configs(settings);
    }

    @Bean
    NewTopic rawDeadLetterTopic(TopicSettings topics, RecordLimits limits) {
        return topics.rawDlt().declare(Topics.RAW_DEAD_LETTERS, "sluice.topics.raw-dlt", limits.longestDeadLetter());
    }

    @Bean
    DefaultKafkaProducerFactoryCustomizer producerSettings(DeliverySettings delivery, RecordLimits limits) {
        Map<String, Object> settings = new HashMap<>();
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, delivery.maxBlock().toMillis());
        settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, millis(delivery.requestTimeout()));
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, millis(delivery.deliveryTimeout()));
        settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Math.toIntExact(limits.longestDeadLetter()));
        settings.put(ProducerConfig.BATCH_SIZE_CONFIG, limits.batchSize());
        return factory -> factory.updateConfigs(settings);
    }

    /** Instead of Spring's listener, which logs payloads: {@link ChunkWriter} logs what fails. */
    @Bean
    ProducerListener<Object, Object> silentProducerListener() {
        return new ProducerListener<>() {};
    }

    private static int millis(Duration duration) {
        return Math.toIntExact(duration.toMillis());
    }
}
