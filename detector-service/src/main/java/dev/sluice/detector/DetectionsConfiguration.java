// SPDX-License-Identifier: Apache-2.0
package dev.sluice.detector;

import dev.sluice.detector.published.DetectionsHealth;
import dev.sluice.detector.published.LiveDetections;
import dev.sluice.detector.settings.DetectorSettings;
import dev.sluice.detector.stream.DetectorMetrics;
import dev.sluice.model.Topics;
import dev.sluice.operations.rules.RulesHistory;
import dev.sluice.operations.rules.RulesTopic;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.config.TopicBuilder;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.SchedulingConfigurer;
import org.springframework.scheduling.config.FixedDelayTask;

/** Rules as data: the topic of their versions, and who reads and writes it. */
@EnableScheduling
@Configuration(proxyBeanMethods = false)
class DetectionsConfiguration {

    /** What all rules together may have, twice: written as JSON they are longer. */
    private static final int MAX_RECORD = 8 << 20;

    @Bean
    NewTopic detections(DetectorSettings settings) {
        return TopicBuilder.name(Topics.DETECTIONS)
                .partitions(1)
                .replicas(settings.detections().replication())
                .compact()
                .config(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(MAX_RECORD))
                .build();
    }

    @Bean
    RulesTopic detectionsTopic(KafkaProperties kafka) {
        Map<String, Object> config = kafka.buildProducerProperties();
        config.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, MAX_RECORD);
        config.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 2L * MAX_RECORD);
        config.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "zstd");
        config.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        return new RulesTopic(
                record -> send(config, record), RulesHistory.of(Topics.DETECTIONS, kafka.buildConsumerProperties()));
    }

    /** Once in a while, so no producer is kept. */
    private static void send(Map<String, Object> config, ProducerRecord<byte[], byte[]> record) {
        try (var producer = new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.send(record).get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof KafkaException cause ? cause : new KafkaException(e.getCause());
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    /** @throws IllegalArgumentException if a rule of the folders can't be taken: it stops the start */
    @Bean
    LiveDetections liveDetections(
            DetectorSettings settings, RulesTopic detectionsTopic, DetectorMetrics metrics, Clock clock) {
        LiveDetections detections = new LiveDetections(settings.rules(), detectionsTopic, clock);
        metrics.watch(detections);
        return detections;
    }

    /** Has files of rules that were changed read again, and what other instances have published. */
    @Bean
    SchedulingConfigurer ruleRefresh(DetectorSettings settings, LiveDetections detections) {
        return tasks -> tasks.addFixedDelayTask(
                new FixedDelayTask(detections::refresh, settings.ruleRefresh(), settings.ruleRefresh()));
    }

    @Bean
    DetectionsHealth detectionsHealthIndicator(LiveDetections detections) {
        return new DetectionsHealth(detections);
    }
}
