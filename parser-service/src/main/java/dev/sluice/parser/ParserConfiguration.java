// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parser;

import dev.sluice.kafka.health.ContainerRestart;
import dev.sluice.kafka.health.KafkaConnectionHealth;
import dev.sluice.model.DataStream;
import dev.sluice.model.Topics;
import dev.sluice.model.concurrent.Ticker;
import dev.sluice.operations.ledger.LedgerGroups;
import dev.sluice.operations.ledger.LedgerReader;
import dev.sluice.operations.rules.RulesHistory;
import dev.sluice.operations.rules.RulesTopic;
import dev.sluice.parser.chunk.ChunkListener;
import dev.sluice.parser.dedup.DedupLimits;
import dev.sluice.parser.dedup.Deduplicators;
import dev.sluice.parser.enrich.AddressEnrichment;
import dev.sluice.parser.enrich.UserAgentEnrichment;
import dev.sluice.parser.ledger.LedgerDocuments;
import dev.sluice.parser.ledger.LedgerWatch;
import dev.sluice.parser.metrics.ParserMetrics;
import dev.sluice.parser.recovery.PartitionRecovery;
import dev.sluice.parser.rules.LiveRules;
import dev.sluice.parser.rules.ParserFiles;
import dev.sluice.parser.rules.ParserVersions;
import dev.sluice.parser.rules.RulesHealth;
import dev.sluice.parser.settings.ParserServiceSettings;
import dev.sluice.parsers.ChunkParser;
import dev.sluice.parsers.ParserSettings;
import dev.sluice.parsers.engine.Enrichments;
import dev.sluice.tracing.Tracing;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.core.DefaultKafkaConsumerFactory;
import org.springframework.kafka.core.DefaultKafkaProducerFactory;
import org.springframework.kafka.core.KafkaAdmin;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.core.MicrometerConsumerListener;
import org.springframework.kafka.core.MicrometerProducerListener;
import org.springframework.kafka.listener.ConcurrentMessageListenerContainer;
import org.springframework.kafka.listener.ContainerProperties;
import org.springframework.kafka.transaction.KafkaTransactionManager;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.SchedulingConfigurer;
import org.springframework.scheduling.config.FixedDelayTask;
import org.springframework.transaction.support.AbstractPlatformTransactionManager;
import org.springframework.util.backoff.ExponentialBackOff;

/** The parser's parts and how they hang together. */
@EnableScheduling
@Configuration(proxyBeanMethods = false)
class ParserConfiguration {

    private static final Logger log = LoggerFactory.getLogger(ParserConfiguration.class);

    /** From one look whether the books are to be compared, and by whom, to the next. */
    private static final Duration LEDGER_LOOK = Duration.ofSeconds(10);

    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }

    @Bean
    Enrichments enrichments(ParserServiceSettings parser) {
        return parser.enrich().enrichments();
    }

    /** Has database files that were replaced read again. */
    @Bean
    SchedulingConfigurer geoRefresh(ParserServiceSettings parser, Enrichments enrichments) {
        return tasks -> {
            if (enrichments.address() instanceof AddressEnrichment addresses) {
                tasks.addFixedDelayTask(
                        addresses::refresh, parser.enrich().geo().refresh());
            }
        };
    }

    /** @throws IllegalArgumentException if a setting can't be understood: it stops the start */
    @Bean
    ParserSettings parserSettings(ParserServiceSettings parser, Enrichments enrichments, Clock clock) {
        ParserSettings settings = parser.forParsing(enrichments, parser.secret(), clock);
        new ChunkParser(settings);
        settings.rules().warnings().forEach(log::warn);
        return settings;
    }

    @Bean
    RulesTopic rulesTopic(
            DefaultKafkaConsumerFactory<byte[], byte[]> consumerFactory, KafkaTemplate<byte[], byte[]> template) {
        return new RulesTopic(
                record -> template.executeInTransaction(inTransaction -> inTransaction.send(record)),
                new RulesHistory(Topics.RULES, () -> stateConsumer(consumerFactory, "read_committed")));
    }

    @Bean
    LiveRules liveRules(ParserServiceSettings parser, ParserSettings settings, RulesTopic topic, Clock clock) {
        return new LiveRules(
                settings,
                new ParserFiles(parser.ruleFiles(), parser.formatFiles()),
                parser::ruleSet,
                parser::declaredFormats,
                topic,
                clock);
    }

    /** Has files of rules that were changed read again, and what other parsers have published. */
    @Bean
    SchedulingConfigurer ruleRefresh(ParserServiceSettings parser, LiveRules rules) {
        // The first time is when partitions are assigned, once Kafka is there and has the topic.
        return tasks ->
                tasks.addFixedDelayTask(new FixedDelayTask(rules::refresh, parser.ruleRefresh(), parser.ruleRefresh()));
    }

    @Bean
    RulesHealth rulesHealthIndicator(LiveRules rules) {
        return new RulesHealth(rules);
    }

    @Bean
    ParserMetrics parserMetrics(MeterRegistry registry, Enrichments enrichments, LiveRules rules, Clock clock) {
        ParserMetrics metrics = new ParserMetrics(registry, clock);
        metrics.watch(rules);
        metrics.watch(rules.settings().namedDatasets());
        if (enrichments.userAgent() instanceof UserAgentEnrichment userAgents) {
            metrics.watch(userAgents);
        }
        return metrics;
    }

    @Bean
    KafkaConnectionHealth kafkaHealthIndicator(MeterRegistry registry) {
        return new KafkaConnectionHealth(registry);
    }

    @Bean
    DefaultKafkaConsumerFactory<byte[], byte[]> consumerFactory(
            KafkaProperties kafka, ParserServiceSettings parser, MeterRegistry registry) {
        Map<String, Object> config = kafka.buildConsumerProperties();
        config.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        config.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        config.put(
                ConsumerConfig.FETCH_MAX_BYTES_CONFIG,
                Math.toIntExact(parser.fetch().toBytes()));
        config.put(
                ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG,
                Math.toIntExact(parser.fetch().toBytes()));
        DefaultKafkaConsumerFactory<byte[], byte[]> factory = new DefaultKafkaConsumerFactory<>(config);
        factory.addListener(new MicrometerConsumerListener<>(registry));
        return factory;
    }

    @Bean
    DefaultKafkaProducerFactory<byte[], byte[]> producerFactory(
            KafkaProperties kafka, ParserServiceSettings parser, MeterRegistry registry) {
        Map<String, Object> config = kafka.buildProducerProperties();
        config.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        config.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        config.put(ProducerConfig.ACKS_CONFIG, "all");
        config.put(
                ProducerConfig.TRANSACTION_TIMEOUT_CONFIG,
                Math.toIntExact(parser.transactionTimeout().toMillis()));
        config.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, parser.maxRequest());
        DefaultKafkaProducerFactory<byte[], byte[]> factory = new DefaultKafkaProducerFactory<>(config);
        // Another at each start: nobody can have the same one, and a transaction that was left open ends by its
        // time-out.
        factory.setTransactionIdPrefix(ParserService.GROUP + '-' + UUID.randomUUID() + '-');
        factory.addListener(new MicrometerProducerListener<>(registry));
        return factory;
    }

    @Bean
    KafkaTransactionManager<byte[], byte[]> kafkaTransactionManager(
            DefaultKafkaProducerFactory<byte[], byte[]> producerFactory) {
        KafkaTransactionManager<byte[], byte[]> manager = new KafkaTransactionManager<>(producerFactory);
        // Off by default for this manager; the listener counts what it did once it is committed.
        manager.setTransactionSynchronization(AbstractPlatformTransactionManager.SYNCHRONIZATION_ALWAYS);
        return manager;
    }

    @Bean
    KafkaTemplate<byte[], byte[]> kafkaTemplate(DefaultKafkaProducerFactory<byte[], byte[]> producerFactory) {
        return new KafkaTemplate<>(producerFactory);
    }

    @Bean
    Deduplicators deduplicators(
            DefaultKafkaConsumerFactory<byte[], byte[]> consumerFactory, ParserServiceSettings parser) {
        ParserServiceSettings.Dedup dedup = parser.dedup();
        return new Deduplicators(
                isolation -> stateConsumer(consumerFactory, isolation),
                new DedupLimits(
                        dedup.batches(),
                        dedup.streams(),
                        dedup.replays(),
                        dedup.maxMemory().toBytes(),
                        dedup.maxSenderMemory().toBytes()),
                dedup.check());
    }

    @Bean
    ConcurrentMessageListenerContainer<byte[], byte[]> chunks(
            DefaultKafkaConsumerFactory<byte[], byte[]> consumerFactory,
            KafkaTransactionManager<byte[], byte[]> transactions,
            KafkaTemplate<byte[], byte[]> template,
            Deduplicators deduplicators,
            KafkaAdmin admin,
            ParserServiceSettings parser,
            ParserSettings settings,
            LiveRules rules,
            ParserMetrics metrics,
            Tracing tracing,
            Clock clock) {
        PartitionRecovery recovery =
                new PartitionRecovery(admin::initialize, rules::catchUp, deduplicators, metrics, backOff());
        ContainerProperties properties = new ContainerProperties(Topics.RAW);
        properties.setGroupId(ParserService.GROUP);
        properties.setKafkaAwareTransactionManager(transactions);
        properties.setConsumerRebalanceListener(recovery);
        properties.setMessageListener(new ChunkListener(
                template,
                deduplicators,
                new ParserVersions(rules),
                settings.idSecret(),
                metrics,
                clock,
                tracing,
                recovery::clearThreadState));
        properties.setStopContainerWhenFenced(true);
        // A topic that is not there yet is made by ingest; wait for it.
        properties.setMissingTopicsFatal(false);
        ConcurrentMessageListenerContainer<byte[], byte[]> container =
                new ConcurrentMessageListenerContainer<>(consumerFactory, properties);
        container.setConcurrency(parser.concurrency());
        container.setAfterRollbackProcessor(recovery);
        container.setCommonErrorHandler(recovery);
        container.setBeanName("chunks");
        return container;
    }

    @Bean
    ContainerRestart containerRestart(
            ConcurrentMessageListenerContainer<byte[], byte[]> chunks,
            DefaultKafkaProducerFactory<byte[], byte[]> producerFactory,
            ParserMetrics metrics) {
        return new ContainerRestart(
                "the parser",
                chunks,
                reason -> {
                    metrics.consumerFailed(reason);
                    // What fenced one may have fenced all: each that is kept would end the consumers once more.
                    producerFactory.reset();
                },
                Thread::startVirtualThread,
                Ticker.SYSTEM);
    }

    @Bean
    LedgerWatch ledgerWatch(
            ConcurrentMessageListenerContainer<byte[], byte[]> chunks,
            KafkaProperties kafka,
            KafkaTemplate<byte[], byte[]> template,
            ParserServiceSettings parser,
            ParserMetrics metrics,
            Clock clock) {
        TopicPartition first = new TopicPartition(Topics.RAW, 0);
        ParserServiceSettings.Ledger ledger = parser.ledger();
        return new LedgerWatch(
                () -> chunks.getAssignedPartitions().contains(first),
                new LedgerReader(
                        kafka.buildConsumerProperties(),
                        LedgerGroups.DEFAULTS,
                        ledger.maxRead().toBytes(),
                        clock)::read,
                ledger.interval(),
                ledger.span(),
                new LedgerDocuments((documents, now) -> {
                    if (ledger.documents()) {
                        template.executeInTransaction(inTransaction -> {
                            documents.forEach(document -> inTransaction.send(
                                    document.record(parser.secret(), DataStream.DEFAULT_NAMESPACE, now)));
                            return null;
                        });
                    }
                }),
                metrics,
                clock);
    }

    @Bean
    SchedulingConfigurer ledgerWatching(LedgerWatch ledgerWatch, ParserServiceSettings parser) {
        Duration interval = parser.ledger().interval();
        return tasks -> tasks.addFixedDelayTask(
                ledgerWatch::look, interval.compareTo(LEDGER_LOOK) < 0 ? interval : LEDGER_LOOK);
    }

    private static Consumer<byte[], byte[]> stateConsumer(
            DefaultKafkaConsumerFactory<byte[], byte[]> consumers, String isolation) {
        Properties overrides = new Properties();
        overrides.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, isolation);
        overrides.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        overrides.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        return consumers.createConsumer(null, "state", null, overrides);
    }

    private static ExponentialBackOff backOff() {
        ExponentialBackOff backOff =
                new ExponentialBackOff(Duration.ofMillis(100).toMillis(), 2.0);
        backOff.setMaxInterval(Duration.ofSeconds(10).toMillis());
        return backOff;
    }
}
