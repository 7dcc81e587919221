// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.elasticsearch;

import dev.sluice.sink.driver.SinkMetrics;
import dev.sluice.sink.elasticsearch.ElasticsearchSettings.Bulking;
import java.time.Clock;
import java.util.concurrent.CompletableFuture;

/** Starts deliveries, each on a virtual thread of its own, and knows what all partitions share. Thread-safe. */
final class Deliveries {

    private final BulkDelivery delivery;
    private final IndexTemplate template;
    private final BulkPace pace;
    private final InFlightBytes inFlight;
    private final Bulking settings;
    private final SinkMetrics metrics;
    private final Clock clock;

    Deliveries(
            BulkDelivery delivery,
            IndexTemplate template,
            BulkPace pace,
            Bulking settings,
            SinkMetrics metrics,
            Clock clock) {
        this.delivery = delivery;
        this.template = template;
        this.pace = pace;
        this.inFlight = new InFlightBytes(settings.maxBytesInFlight().toBytes());
        this.settings = settings;
        this.metrics = metrics;
        this.clock = clock;
        metrics.gauge("in.flight", "bytes", "Events held until Elasticsearch has them", inFlight::current);
        metrics.gauge("bulk.size.target", "bytes", "Size at which a bulk is sent now", pace::size);
        metrics.gauge("bulk.requests.target", "Requests that may be on their way at once now", pace::requests);
    }

    /** Not before the template is there: a data stream made without it would have whatever mapping its first event suggests. */
    boolean mayStart() {
        return template.isInstalled();
    }

    /** The future is done when each record is stored or a dead letter; cancelling it gives up. */
    CompletableFuture<Void> start(Bulk bulk) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        Thread thread = Thread.ofVirtual().name("bulk").unstarted(() -> {
            try {
                delivery.deliver(bulk);
                bulk.receiptTimes().forEach(metrics::age);
                done.complete(null);
            } catch (InterruptedException e) {
                done.cancel(false);
            } catch (RuntimeException | Error e) {
                done.completeExceptionally(e);
            }
        });
        done.whenComplete((ignored, failure) -> {
            if (done.isCancelled()) {
                thread.interrupt();
            }
        });
        thread.start();
        return done;
    }

    int bulkSize() {
        return pace.size();
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
