// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.elasticsearch;

import dev.sluice.model.Topics;
import dev.sluice.sink.driver.DeadLetterQueue;
import dev.sluice.sink.driver.PartitionSinkFactory;
import dev.sluice.sink.driver.SinkKit;
import dev.sluice.sink.driver.SinkMetrics;
import dev.sluice.sink.driver.SinkRunner;
import dev.sluice.sink.driver.SinkTopics;
import dev.sluice.sink.driver.StoreHealth;
import dev.sluice.sink.driver.StoreStatus;
import org.apache.kafka.clients.admin.NewTopic;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Puts the Elasticsearch sink together. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnBooleanProperty(name = "sluice.sink.elasticsearch.enabled", matchIfMissing = true)
class ElasticsearchConfiguration {

    static final String STORE = "elasticsearch";

    @Bean
    NewTopic elasticsearchDeadLetters(SinkTopics topics) {
        return topics.elasticsearchDeadLetters().named(Topics.ELASTICSEARCH_DEAD_LETTERS);
    }

    @Bean
    StoreStatus elasticsearchStatus(SinkKit kit) {
        return kit.status(STORE);
    }

    @Bean
    StoreHealth elasticsearchHealthIndicator(StoreStatus elasticsearchStatus) {
        return new StoreHealth(elasticsearchStatus);
    }

    @Bean
    SinkMetrics elasticsearchMetrics(SinkKit kit, StoreStatus elasticsearchStatus) {
        return kit.metrics(elasticsearchStatus);
    }

    @Bean
    NodeClients elasticsearchNodes(ElasticsearchSettings settings, SslBundles bundles) {
        return new NodeClients(settings, settings.sslBundle() == null ? null : bundles.getBundle(settings.sslBundle()));
    }

    @Bean
    IndexTemplate elasticsearchIndexTemplate(
            NodeClients nodes, ElasticsearchSettings settings, StoreStatus elasticsearchStatus) {
        return new IndexTemplate(nodes, settings.template(), settings.retry(), elasticsearchStatus);
    }

    @Bean
    SinkRunner elasticsearchSink(
            SinkKit kit,
            NodeClients nodes,
            IndexTemplate template,
            ElasticsearchSettings settings,
            StoreStatus elasticsearchStatus,
            SinkMetrics elasticsearchMetrics) {
        AdaptiveConcurrency concurrency =
                new AdaptiveConcurrency(settings.bulk(), settings.uris().size());
        DeadLetterQueue deadLetters = kit.deadLetters(Topics.ELASTICSEARCH_DEAD_LETTERS, elasticsearchMetrics);
        BulkDelivery delivery = new BulkDelivery(
                new BulkSender(nodes, concurrency, settings.bulkTimeout(), elasticsearchMetrics),
                concurrency,
                new RolloverDedup(nodes),
                new DocumentRepair(IndexTemplate.mappings()),
                deadLetters(deadLetters),
                elasticsearchStatus,
                elasticsearchMetrics,
                settings.retry());
        BulkDispatcher dispatcher =
                new BulkDispatcher(delivery, template, concurrency, settings.bulk(), elasticsearchMetrics, kit.clock());
        PartitionSinkFactory sinks = start -> new ElasticsearchPartition(start, dispatcher);
        return kit.runner(Topics.PARSED, settings.consumer(), sinks, elasticsearchStatus, elasticsearchMetrics);
    }

    private static RejectedDocuments deadLetters(DeadLetterQueue queue) {
        return (origin, reason, message, attempts) -> {
            switch (origin) {
                case DocumentOrigin.FromKafka kafka -> queue.write(kafka.record(), reason, message, attempts);
                case DocumentOrigin.FromLake lake ->
                    throw new IllegalStateException("the sink reads from Kafka, not from the lake: " + lake);
            }
        };
    }
}
