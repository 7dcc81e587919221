// SPDX-License-Identifier: Apache-2.0
package dev.sluice.detector.webhook;

import dev.sluice.detector.stream.DetectorMetrics;
import dev.sluice.model.Topics;
import dev.sluice.model.concurrent.BackOff;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.context.SmartLifecycle;

/** Reads {@code logs.alerts} in a group of its own, shared by all instances, and posts them; does nothing without an address. */
public final class AlertWebhook implements SmartLifecycle, HealthIndicator {

    /** The consumer group. */
    public static final String GROUP = "sluice-alert-webhook";

    private static final Logger LOG = LoggerFactory.getLogger(AlertWebhook.class);
    private static final Status DEGRADED = new Status("DEGRADED");
    private static final Duration STOP_WITHIN = Duration.ofSeconds(15);

    private final WebhookSettings settings;
    private final Supplier<Consumer<byte[], byte[]>> consumers;
    private final DetectorMetrics metrics;
    private final Clock clock;
    private volatile Thread thread;
    private volatile AlertPosting posting;

    /** @param consumers makes one of the group {@link #GROUP}, that commits nothing by itself */
    public AlertWebhook(
            WebhookSettings settings,
            Supplier<Consumer<byte[], byte[]>> consumers,
            DetectorMetrics metrics,
            Clock clock) {
        this.settings = settings;
        this.consumers = consumers;
        this.metrics = metrics;
        this.clock = clock;
    }

    @Override
    public void start() {
        if (settings.url() != null) {
            thread = Thread.ofVirtual().name("alert-webhook").start(this::run);
        }
    }

    private void run() {
        BackOff pauses = new BackOff(settings.retryFirst(), settings.retryMax());
        while (thread != null) {
            try (Consumer<byte[], byte[]> consumer = consumers.get();
                    WebhookDelivery delivery = new WebhookDelivery(settings, clock)) {
                post(consumer, delivery);
            } catch (InterruptedException | InterruptException e) {
                return;
            } catch (KafkaException e) {
                LOG.warn("alerts can't be read or committed for the webhook, and are again: {}", e.getMessage());
                try {
                    pauses.pause();
                } catch (InterruptedException interrupted) {
                    return;
                }
            }
        }
    }

    private void post(Consumer<byte[], byte[]> consumer, WebhookDelivery delivery) throws InterruptedException {
        AlertPosting posts = new AlertPosting(
                consumer, delivery, settings, metrics, clock, new BackOff(settings.retryFirst(), settings.retryMax()));
        posting = posts;
        consumer.subscribe(List.of(Topics.ALERTS), new ConsumerRebalanceListener() {
            @Override
            public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
                // What waits of them is given up by the next round.
            }

            @Override
            public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
                posts.begin(Set.copyOf(partitions));
            }
        });
        while (thread != null) {
            posts.round();
        }
    }

    @Override
    public void stop() {
        Thread running = thread;
        thread = null;
        if (running != null) {
            running.interrupt();
            try {
                running.join(STOP_WITHIN);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public boolean isRunning() {
        return thread != null;
    }

    @Override
    public Health health() {
        if (settings.url() == null) {
            return Health.up().withDetail("webhook", "none").build();
        }
        AlertPosting posts = posting;
        String problem = posts == null ? "not begun" : posts.problem();
        return problem.isEmpty()
                ? Health.up().build()
                : Health.status(DEGRADED).withDetail("waits for", problem).build();
    }
}
