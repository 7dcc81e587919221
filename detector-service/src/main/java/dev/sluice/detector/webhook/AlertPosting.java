// SPDX-License-Identifier: Apache-2.0
package dev.sluice.detector.webhook;

import dev.sluice.detector.stream.DetectorMetrics;
import dev.sluice.model.concurrent.BackOff;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;

/**
 * Posts the alerts of the partitions that it has, in their order, each until it is taken or refused. An offset is committed when all before it are
 * done, so that an alert is posted at least once. While it waits it goes on polling, and keeps its partitions. Not thread-safe.
 */
final class AlertPosting {

    private static final Logger LOG = LoggerFactory.getLogger(AlertPosting.class);
    private static final Duration POLL = Duration.ofMillis(200);

    private final Consumer<byte[], byte[]> consumer;
    private final WebhookDelivery delivery;
    private final WebhookSettings settings;
    private final DetectorMetrics metrics;
    private final Clock clock;
    private final BackOff backOff;
    private final Queue<ConsumerRecord<byte[], byte[]>> waiting = new ArrayDeque<>();
    private Instant notBefore = Instant.MIN;
    private volatile String problem = "";

    AlertPosting(
            Consumer<byte[], byte[]> consumer,
            WebhookDelivery delivery,
            WebhookSettings settings,
            DetectorMetrics metrics,
            Clock clock,
            BackOff backOff) {
        this.consumer = consumer;
        this.delivery = delivery;
        this.settings = settings;
        this.metrics = metrics;
        this.clock = clock;
        this.backOff = backOff;
    }

    /** Why the alert that is next was not taken; empty if it is not so. */
    String problem() {
        return problem;
    }

    /** One round: polls, and posts what is due. */
    void round() throws InterruptedException {
        consumer.poll(waiting.isEmpty() ? POLL : Duration.ofMillis(50)).forEach(waiting::add);
        Set<TopicPartition> mine = consumer.assignment();
        waiting.removeIf(record -> !mine.contains(new TopicPartition(record.topic(), record.partition())));
        while (!waiting.isEmpty() && !clock.instant().isBefore(notBefore)) {
            ConsumerRecord<byte[], byte[]> record = waiting.peek();
            if (!isDone(record.value())) {
                break;
            }
            waiting.remove();
            commit(record);
        }
        if (waiting.isEmpty()) {
            consumer.resume(consumer.paused());
        } else {
            consumer.pause(mine);
        }
    }

    /** From where a group that is new begins: else what comes before its first commit would be left out by a restart. */
    void begin(Set<TopicPartition> partitions) {
        Map<TopicPartition, OffsetAndMetadata> committed = consumer.committed(partitions);
        Map<TopicPartition, OffsetAndMetadata> starts = new HashMap<>();
        for (TopicPartition partition : partitions) {
            if (committed.get(partition) == null) {
                starts.put(partition, new OffsetAndMetadata(consumer.position(partition)));
            }
        }
        if (!starts.isEmpty()) {
            consumer.commitSync(starts);
        }
    }

    private boolean isDone(byte[] alert) throws InterruptedException {
        WebhookMessage message;
        try {
            message = WebhookMessage.of(alert, settings.form());
        } catch (JacksonException e) {
            return true;
        }
        if (message.severity() < settings.minSeverity()) {
            return true;
        }
        return switch (delivery.post(message)) {
            case WebhookDelivery.Outcome.Delivered delivered -> {
                metrics.webhook("delivered");
                backOff.reset();
                problem = "";
                yield true;
            }
            case WebhookDelivery.Outcome.Refused refused -> {
                metrics.webhook("refused");
                LOG.error(
                        "the webhook refused the alert {} for good ({}); see sluice.detector.webhook",
                        message.alertId(),
                        refused.why());
                problem = "the last alert was refused: " + refused.why();
                backOff.reset();
                yield true;
            }
            case WebhookDelivery.Outcome.Failed failed -> {
                metrics.webhook("failed");
                if (problem.isEmpty()) {
                    LOG.warn("the webhook can't be reached or is busy ({}); alerts wait for it", failed.why());
                }
                problem = failed.why();
                notBefore = clock.instant().plus(backOff.next(failed.atLeast()));
                yield false;
            }
        };
    }

    private void commit(ConsumerRecord<byte[], byte[]> record) {
        consumer.commitSync(Map.of(
                new TopicPartition(record.topic(), record.partition()), new OffsetAndMetadata(record.offset() + 1)));
    }
}
