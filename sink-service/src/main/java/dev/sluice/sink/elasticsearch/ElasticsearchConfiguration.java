// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.elasticsearch;

import dev.sluice.sink.driver.DeadLetterQueue;
import dev.sluice.sink.driver.SinkContext;
import dev.sluice.sink.driver.SinkContexts;
import dev.sluice.sink.driver.SinkRunner;
import dev.sluice.sink.driver.StoreFilter;
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
    SinkContext elasticsearchContext(SinkContexts contexts, ElasticsearchSettings settings) {
        return contexts.of(STORE, settings);
    }

    @Bean
    NodeClients elasticsearchNodes(ElasticsearchSettings settings, SslBundles bundles) {
        return new NodeClients(settings, settings.sslBundle() == null ? null : bundles.getBundle(settings.sslBundle()));
    }

    @Bean
    IndexTemplate elasticsearchIndexTemplate(
            NodeClients nodes, ElasticsearchSettings settings, SinkContext elasticsearchContext) {
        return new IndexTemplate(nodes, settings.template(), settings.retry(), elasticsearchContext.status());
    }

    @Bean
    SinkRunner elasticsearchSink(
            SinkContext elasticsearchContext,
            NodeClients nodes,
            IndexTemplate template,
            ElasticsearchSettings settings) {
        AdaptiveConcurrency concurrency =
                new AdaptiveConcurrency(settings.bulk(), settings.uris().size());
        BulkDelivery delivery = new BulkDelivery(
                new BulkSender(nodes, concurrency, settings.bulkTimeout(), elasticsearchContext.metrics()),
                concurrency,
                new RolloverDedup(nodes),
                new DocumentRepair(IndexTemplate.mappings()),
                deadLetters(elasticsearchContext.deadLetters()),
                elasticsearchContext.status(),
                elasticsearchContext.metrics(),
                settings.retry());
        BulkDispatcher dispatcher = new BulkDispatcher(
                delivery,
                template,
                concurrency,
                settings.bulk(),
                elasticsearchContext.metrics(),
                elasticsearchContext.clock());
        StoreFilter filter = elasticsearchContext.filter();
        return elasticsearchContext.runner(
                (start, book) -> new ElasticsearchPartition(start, book, filter, dispatcher));
    }

    private static RejectedDocuments deadLetters(DeadLetterQueue queue) {
        return (origin, reason, message, attempts) -> {
            switch (origin) {
                case DocumentOrigin.FromKafka kafka -> {
                    queue.write(kafka.record(), reason, message, attempts);
                    kafka.row().addDeadLetter();
                }
                case DocumentOrigin.FromLake lake ->
                    throw new IllegalStateException("the sink reads from Kafka, not from the lake: " + lake);
            }
        };
    }
}
