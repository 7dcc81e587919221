// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.driver;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.model.Topics;
import dev.sluice.model.concurrent.CancellableTask;
import java.time.Clock;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.springframework.kafka.core.ConsumerFactory;
import org.springframework.kafka.core.KafkaAdmin;
import org.springframework.kafka.core.KafkaTemplate;

/**
 * What a sink works with, whatever its store is. A sink declares one as a bean; then its dead-letter topic is made, its store is part of the
 * service's health, and what it measures carries its name. All names follow from the store's:
 *
 * <table>
 * <caption>for the store {@code NAME}</caption>
 * <tr><td>settings</td><td>{@code sluice.sink.NAME.*}</td></tr>
 * <tr><td>consumer group</td><td>{@code sluice-sink-NAME}, unless the settings have another</td></tr>
 * <tr><td>dead letters</td><td>{@code logs.parsed-NAME-dlt}</td></tr>
 * <tr><td>route that events are for it alone</td><td>{@code NAME}</td></tr>
 * <tr><td>health</td><td>component {@code NAME}</td></tr>
 * <tr><td>meters</td><td>tag {@code store=NAME}, and {@code stage=NAME} of ages</td></tr>
 * </table>
 */
public final class SinkContext {

    private final SinkSettings settings;
    private final ConsumerFactory<byte[], byte[]> consumers;
    private final KafkaTemplate<byte[], byte[]> producer;
    private final KafkaAdmin admin;
    private final StoreStatus status;
    private final SinkMetrics metrics;
    private final DeadLetterQueue deadLetters;
    private final Clock clock;

    SinkContext(
            SinkSettings settings,
            ConsumerFactory<byte[], byte[]> consumers,
            KafkaTemplate<byte[], byte[]> producer,
            KafkaAdmin admin,
            StoreStatus status,
            SinkMetrics metrics,
            Clock clock) {
        this.settings = settings;
        this.consumers = consumers;
        this.producer = producer;
        this.admin = admin;
        this.status = status;
        this.metrics = metrics;
        this.deadLetters = new DeadLetterQueue(producer, Topics.deadLettersOf(status.store()), metrics, clock);
        this.clock = clock;
    }

    /** The store's name. */
    public String store() {
        return status.store();
    }

    public StoreStatus status() {
        return status;
    }

    public SinkMetrics metrics() {
        return metrics;
    }

    public DeadLetterQueue deadLetters() {
        return deadLetters;
    }

    /** Which events the store takes. */
    public StoreFilter filter() {
        return new StoreFilter(store(), settings.accept());
    }

    public Clock clock() {
        return clock;
    }

    /** Reads the topic of events for {@code sinks}; to be declared as a bean, which starts and stops it. */
    public SinkRunner runner(PartitionSinkFactory sinks) {
        return new SinkRunner(
                Topics.PARSED, settings.consumer(), consumers, admin, sinks, status, metrics, this::writeLedger, clock);
    }

    private CompletableFuture<Void> writeLedger(int partition, byte[] key, String segment) {
        // A topic that is not there yet makes the producer wait.
        return CancellableTask.start(
                "ledger",
                () -> producer.send(new ProducerRecord<>(Topics.LEDGER, partition, key, segment.getBytes(UTF_8)))
                        .join());
    }

    NewTopic deadLetterTopic() {
        return settings.deadLetters().named(Topics.deadLettersOf(store()));
    }
}
