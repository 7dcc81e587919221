// SPDX-License-Identifier: Apache-2.0
package dev.sluice.detector;

import dev.sluice.detector.block.BlockList;
import dev.sluice.detector.published.LiveDetections;
import dev.sluice.detector.related.RelatedClient;
import dev.sluice.detector.related.RelatedPages;
import dev.sluice.detector.rule.AddressRange;
import dev.sluice.detector.settings.DetectorSettings;
import dev.sluice.detector.stream.BoundedRocksDb;
import dev.sluice.detector.stream.DetectorClients;
import dev.sluice.detector.stream.DetectorMetrics;
import dev.sluice.detector.stream.DetectorStreams;
import dev.sluice.detector.stream.DetectorTopology;
import dev.sluice.detector.stream.QueriedPages;
import dev.sluice.detector.stream.UncommittedTraffic;
import dev.sluice.detector.webhook.AlertWebhook;
import dev.sluice.detector.webhook.WebhookSettings;
import dev.sluice.model.Topics;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.LogAndFailExceptionHandler;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.annotation.EnableKafka;
import org.springframework.kafka.config.ConcurrentKafkaListenerContainerFactory;
import org.springframework.kafka.config.TopicBuilder;
import org.springframework.kafka.core.DefaultKafkaConsumerFactory;

/** The detector's parts and how they hang together. */
@EnableKafka
@Configuration(proxyBeanMethods = false)
class DetectorConfiguration {

    private static final Duration AUTH_RETRY = Duration.ofSeconds(10);

    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }

    @Bean
    DetectorMetrics detectorMetrics(MeterRegistry registry) {
        return new DetectorMetrics(registry);
    }

    @Bean
    NewTopic alerts(DetectorSettings settings) {
        return TopicBuilder.name(Topics.ALERTS)
                .partitions(settings.alerts().partitions())
                .replicas(settings.alerts().replication())
                .config(
                        TopicConfig.RETENTION_MS_CONFIG,
                        Long.toString(settings.alerts().retention().toMillis()))
                .build();
    }

    @Bean
    NewTopic signals(DetectorSettings settings) {
        return TopicBuilder.name(DetectorTopology.SIGNALS)
                .partitions(settings.signals().partitions())
                .replicas(settings.signals().replication())
                .config(
                        TopicConfig.RETENTION_MS_CONFIG,
                        Long.toString(settings.signals().retention().toMillis()))
                .build();
    }

    @Bean
    NewTopic metricsTopic(DetectorSettings settings) {
        return TopicBuilder.name(Topics.METRICS)
                .partitions(settings.metrics().partitions())
                .replicas(settings.metrics().replication())
                .config(
                        TopicConfig.RETENTION_MS_CONFIG,
                        Long.toString(settings.metrics().retention().toMillis()))
                .build();
    }

    @Bean
    NewTopic trafficTopic(DetectorSettings settings) {
        return TopicBuilder.name(Topics.DETECTOR_TRAFFIC)
                .partitions(settings.traffic().partitions())
                .replicas(settings.traffic().replication())
                .config(
                        TopicConfig.RETENTION_MS_CONFIG,
                        Long.toString(settings.traffic().retention().toMillis()))
                .build();
    }

    @Bean
    NewTopic pagesTopic(DetectorSettings settings) {
        return TopicBuilder.name(DetectorTopology.PAGES)
                .partitions(settings.related().partitions())
                .replicas(settings.related().replication())
                .config(
                        TopicConfig.RETENTION_MS_CONFIG,
                        Long.toString(settings.related().retention().toMillis()))
                .build();
    }

    @Bean
    RelatedClient relatedClient() {
        return new RelatedClient();
    }

    @Bean
    RelatedPages relatedPages(DetectorStreams streams, RelatedClient client, DetectorSettings settings, Clock clock) {
        return new QueriedPages(
                streams::running,
                settings.related().host(),
                client,
                settings.related().halfLife(),
                clock);
    }

    @Bean
    DetectorStreams detectorStreams(
            LiveDetections detections, DetectorMetrics metrics, DetectorSettings settings, KafkaProperties kafka) {
        Properties config = new Properties();
        config.putAll(kafka.buildStreamsProperties());
        config.put(StreamsConfig.APPLICATION_ID_CONFIG, DetectorTopology.APPLICATION_ID);
        config.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        // Kafka Streams lets the group read the folder that it is given, whatever the umask says: the one above it
        // stays as it is.
        config.put(
                StreamsConfig.STATE_DIR_CONFIG,
                settings.state().resolve("streams").toString());
        config.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, settings.threads());
        config.put(StreamsConfig.DESERIALIZATION_EXCEPTION_HANDLER_CLASS_CONFIG, LogAndFailExceptionHandler.class);
        config.put(StreamsConfig.NUM_STANDBY_REPLICAS_CONFIG, settings.standbys());
        config.put(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, BoundedRocksDb.class);
        config.put(BoundedRocksDb.MEMORY, settings.storeMemory().toBytes());
        config.put(StreamsConfig.consumerPrefix(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG), "earliest");
        if (settings.related().enabled()) {
            config.put(
                    StreamsConfig.APPLICATION_SERVER_CONFIG, settings.related().endpoint());
        }
        UncommittedTraffic uncommitted = new UncommittedTraffic();
        return new DetectorStreams(
                () -> {
                    // The first event is looked at by what is published, and not by what an older file says.
                    detections.catchUp();
                    return DetectorTopology.of(
                            detections, metrics, settings.grace(), uncommitted, settings.traffic(), settings.related());
                },
                DetectorTopology.TOPICS,
                config,
                new DetectorClients(uncommitted));
    }

    @Bean
    BlockList blockList(DetectorSettings settings, Clock clock) {
        DetectorSettings.Block block = settings.block();
        return new BlockList(
                block.duration(),
                block.allow().stream().map(AddressRange::parse).toList(),
                block.max(),
                block.minSeverity(),
                clock);
    }

    @Bean
    AlertWebhook alertWebhook(WebhookSettings settings, DetectorMetrics metrics, Clock clock, KafkaProperties kafka) {
        Map<String, Object> config = kafka.buildConsumerProperties();
        config.put(ConsumerConfig.GROUP_ID_CONFIG, AlertWebhook.GROUP);
        config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        // Who sets up a webhook wants to hear of what comes, and not of thirty days.
        config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "latest");
        config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, "100");
        return new AlertWebhook(
                settings,
                () -> new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer()),
                metrics,
                clock);
    }

    @Bean
    ConcurrentKafkaListenerContainerFactory<byte[], byte[]> alertListeners(KafkaProperties kafka) {
        Map<String, Object> config = kafka.buildConsumerProperties();
        config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        ConcurrentKafkaListenerContainerFactory<byte[], byte[]> factory =
                new ConcurrentKafkaListenerContainerFactory<>();
        factory.setConsumerFactory(
                new DefaultKafkaConsumerFactory<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer()));
        // Else the list would stay as it is for ever when Kafka refuses the service once.
        factory.getContainerProperties().setAuthExceptionRetryInterval(AUTH_RETRY);
        return factory;
    }
}
