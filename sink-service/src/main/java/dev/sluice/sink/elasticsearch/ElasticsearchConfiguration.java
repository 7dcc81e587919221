// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.elasticsearch;

import dev.sluice.model.Topics;
import dev.sluice.sink.driver.DeadLetters;
import dev.sluice.sink.driver.PartitionSinks;
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

    private static final String STORE = "elasticsearch";

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
    Nodes elasticsearchNodes(ElasticsearchSettings settings, SslBundles bundles) {
        return new Nodes(settings, settings.sslBundle() == null ? null : bundles.getBundle(settings.sslBundle()));
    }

    @Bean
    IndexTemplate elasticsearchIndexTemplate(
            Nodes nodes, ElasticsearchSettings settings, StoreStatus elasticsearchStatus) {
        return new IndexTemplate(nodes, settings.template(), settings.retry(), elasticsearchStatus);
    }

    @Bean
    SinkRunner elasticsearchSink(
            SinkKit kit,
            Nodes nodes,
            IndexTemplate template,
            ElasticsearchSettings settings,
            StoreStatus elasticsearchStatus,
            SinkMetrics elasticsearchMetrics) {
        BulkPace pace = new BulkPace(settings.bulk(), settings.uris().size());
        DeadLetters deadLetters = kit.deadLetters(Topics.ELASTICSEARCH_DEAD_LETTERS, elasticsearchMetrics);
        BulkDelivery delivery = new BulkDelivery(
                new BulkSender(nodes, pace, elasticsearchMetrics),
                pace,
                new OlderCopies(nodes),
                new Mending(IndexTemplate.mappings()),
                deadLetters::write,
                elasticsearchStatus,
                elasticsearchMetrics,
                settings.retry());
        Deliveries deliveries =
                new Deliveries(delivery, template, pace, settings.bulk(), elasticsearchMetrics, kit.clock());
        PartitionSinks sinks = start -> new ElasticsearchPartition(start, deliveries);
        return kit.runner(Topics.PARSED, settings.consumer(), sinks, elasticsearchStatus, elasticsearchMetrics);
    }
}
