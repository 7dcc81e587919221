// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.elasticsearch;

import dev.sluice.model.concurrent.CancellableTask;
import dev.sluice.sink.driver.SinkMetrics;
import dev.sluice.sink.elasticsearch.ElasticsearchSettings.Bulking;
import java.time.Clock;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;

/** Starts deliveries of bulks, each on a virtual thread of its own, and knows what all partitions share. Thread-safe. */
final class BulkDispatcher {

    private final BulkDelivery delivery;
    private final IndexTemplate template;
    private final AdaptiveConcurrency concurrency;
    private final InFlightBytes inFlight;
    private final Bulking settings;
    private final SinkMetrics metrics;
    private final Clock clock;

    BulkDispatcher(
            BulkDelivery delivery,
            IndexTemplate template,
            AdaptiveConcurrency concurrency,
            Bulking settings,
            SinkMetrics metrics,
            Clock clock) {
        this.delivery = delivery;
        this.template = template;
        this.concurrency = concurrency;
        this.inFlight = new InFlightBytes(settings.maxBytesInFlight().toBytes());
        this.settings = settings;
        this.metrics = metrics;
        this.clock = clock;
        metrics.elasticsearchBulks(inFlight::current, concurrency::size, concurrency::requests);
    }

    /** Not before the template is there: a data stream made without it would have whatever mapping its first event suggests. */
    boolean mayStart() {
        return template.isInstalled();
    }

    /**
     * The future is done when each record is stored or a dead letter; cancelling it gives up.
     *
     * @param provenAt when the group last knew us as the partition's owner, epoch milliseconds
     */
    CompletableFuture<Void> start(Bulk bulk, LongSupplier provenAt) {
        return CancellableTask.start("bulk", () -> {
            delivery.deliver(
                    bulk,
                    () -> clock.millis() - provenAt.getAsLong()
                            < settings.maxHold().toMillis());
            bulk.receipts().forEach(metrics::age);
        });
    }

    int bulkSize() {
        return concurrency.size();
    }

    InFlightBytes inFlight() {
        return inFlight;
    }

    Bulking settings() {
        return settings;
    }

    Clock clock() {
        return clock;
    }
}
