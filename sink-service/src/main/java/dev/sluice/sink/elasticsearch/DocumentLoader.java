// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.elasticsearch;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.sluice.sink.driver.SinkMetrics;
import dev.sluice.sink.driver.StoreStatus;
import dev.sluice.tracing.Tracing;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.ssl.SslBundle;

/**
 * Stores events in Elasticsearch that do not come from Kafka, with the same care as the sink: an event that is there already stays as it is.
 * Waits for an Elasticsearch that is away.
 */
public final class DocumentLoader implements AutoCloseable {

    private static final int MAX_DOCUMENTS = 5_000;
    private static final int MAX_BYTES = 4 << 20;
    private static final Duration TEMPLATE_POLL = Duration.ofMillis(100);

    private final NodeClients nodes;
    private final IndexTemplate template;
    private final BulkDelivery delivery;
    private final AtomicLong rejected = new AtomicLong();
    private List<Document> documents = new ArrayList<>();
    private int bytes;

    /** @param ssl whom to trust, or null for the JVM's trust store */
    public DocumentLoader(ElasticsearchSettings settings, @Nullable SslBundle ssl) {
        nodes = new NodeClients(settings, ssl);
        StoreStatus status = new StoreStatus("elasticsearch", Clock.systemUTC());
        SinkMetrics metrics =
                new SinkMetrics(new SimpleMeterRegistry(), status.store(), Clock.systemUTC(), status, Tracing.off());
        template = new IndexTemplate(nodes, settings.template(), settings.retry(), status);
        AdaptiveConcurrency concurrency =
                new AdaptiveConcurrency(settings.bulk(), settings.uris().size());
        delivery = new BulkDelivery(
                new BulkSender(nodes, concurrency, settings.bulkTimeout(), metrics),
                concurrency,
                new RolloverDedup(nodes),
                new DocumentRepair(IndexTemplate.mappings()),
                (origin, reason, message, attempts) -> rejected.incrementAndGet(),
                status,
                metrics,
                settings.retry());
    }

    /** Waits until the index template is installed. */
    public void awaitTemplate() throws InterruptedException {
        template.start();
        while (!template.isInstalled()) {
            Thread.sleep(TEMPLATE_POLL);
        }
    }

    /**
     * Adds an event, and sends some thousand at once.
     *
     * @param id the event's id
     * @param dataStream full name
     */
    public void add(String id, String dataStream, byte[] json) throws InterruptedException {
        // An earlier run may have brought it.
        documents.add(Document.of(new DocumentOrigin.FromLake(id.getBytes(US_ASCII)), dataStream, json, true));
        bytes += json.length;
        if (documents.size() >= MAX_DOCUMENTS || bytes >= MAX_BYTES) {
            flush();
        }
    }

    /** Returns when all events added are stored or rejected. */
    public void flush() throws InterruptedException {
        if (!documents.isEmpty()) {
            delivery.deliver(documents);
        }
        documents = new ArrayList<>();
        bytes = 0;
    }

    /** Events that Elasticsearch has rejected for good. */
    public long rejected() {
        return rejected.get();
    }

    @Override
    public void close() throws IOException {
        template.stop();
        nodes.close();
    }
}
