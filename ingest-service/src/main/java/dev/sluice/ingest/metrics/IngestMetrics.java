// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.metrics;

import dev.sluice.ingest.chunk.ChunkBatch;
import dev.sluice.ingest.rejection.RejectionReason;
import dev.sluice.model.ChunkHeaders.Provenance;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.springframework.stereotype.Component;

/** The names and tags of all meters of this service, which its README lists. */
@Component
public final class IngestMetrics {

    private static final String AGE = "sluice.age";
    private static final String LINES = "sluice.ingest.lines";
    private static final String BYTES = "sluice.ingest.bytes";
    private static final String DEAD_LETTERS = "sluice.ingest.dead.letters";
    private static final String REJECTIONS = "sluice.ingest.rejections";
    private static final String BUDGET_USED = "sluice.ingest.budget.used";
    private static final String REQUESTS = "sluice.ingest.requests";

    private static final String DENIALS = "sluice.ingest.denials";
    private static final String DATASETS_REPLACED = "sluice.ingest.datasets.replaced";

    private static final String DROPPED = "sluice.ingest.dropped";

    private static final String SYSLOG_LOST = "sluice.ingest.syslog.lost";
    private static final String SYSLOG_CONNECTIONS = "sluice.ingest.syslog.connections";

    private static final String KAFKA_DISK_TOTAL = "sluice.kafka.disk.total";
    private static final String KAFKA_DISK_FREE = "sluice.kafka.disk.free";

    private static final String BROKER = "broker";
    private static final String PROTOCOL = "protocol";
    private static final String FORMAT = "format";
    private static final String REASON = "reason";
    private static final String TOKEN = "token";
    private static final String DATASETS = "datasets";
    private static final String WHERE = "where";
    private static final String OUTCOME = "outcome";

    private final MeterRegistry registry;
    private final Timer age;

    public IngestMetrics(MeterRegistry registry) {
        this.registry = registry;
        age = Timer.builder(AGE)
                .description(
                        "From receipt to being on disk in Kafka; one measurement for chunks that share their headers")
                .tag("stage", "ingest")
                .publishPercentiles(0.5, 0.95, 0.99)
                .register(registry);
        // From 0 on, so that an alarm on its increase sees the first one.
        lost(0);
        registry.counter(DENIALS, TOKEN, Provenance.ANONYMOUS, REASON, RejectionReason.NO_TOKEN.wireName());
        registry.counter(DATASETS_REPLACED, TOKEN, Provenance.ANONYMOUS);
    }

    /** Starts to measure a request. */
    public Timer.Sample start() {
        return Timer.start(registry);
    }

    /**
     * Counts what is in Kafka.
     *
     * @param protocol name of the protocol, e.g. {@code otlp}
     * @param batch of a known format: tags never hold what a sender wrote
     */
    public void written(String protocol, ChunkBatch batch) {
        long now = registry.config().clock().wallTime();
        age.record(Duration.ofMillis(Math.max(0, now - batch.headers().received())));
        String format = batch.headers().format();
        registry.counter(LINES, PROTOCOL, protocol, FORMAT, format).increment(batch.lines());
        registry.counter(BYTES, PROTOCOL, protocol, FORMAT, format).increment(batch.bytes());
        registry.counter(DEAD_LETTERS, PROTOCOL, protocol, FORMAT, format).increment(batch.deadLetters());
    }

    /** Ends the measurement of a request that was answered with success. */
    public void accepted(String protocol, Timer.Sample sample) {
        stop(protocol, "accepted", sample);
    }

    /** Counts a request that was rejected. */
    public void rejected(String protocol, RejectionReason reason, Timer.Sample sample) {
        rejected(protocol, reason);
        stop(protocol, "rejected", sample);
    }

    /** Counts what was rejected and was no request: a connection, or a datagram. */
    public void rejected(String protocol, RejectionReason reason) {
        registry.counter(REJECTIONS, PROTOCOL, protocol, REASON, reason.wireName())
                .increment();
    }

    /**
     * Counts a request that was rejected for who sent it.
     *
     * @param token name of a token that there is, or {@code -}
     */
    public void denied(String token, RejectionReason reason) {
        registry.counter(DENIALS, TOKEN, token, REASON, reason.wireName()).increment();
    }

    /** Counts lines whose dataset their token may not name, so that they went to another one. */
    public void datasetReplaced(String token, long lines) {
        registry.counter(DATASETS_REPLACED, TOKEN, token).increment(lines);
    }

    /**
     * Counts lines that were accepted and are not kept, since the operator wants it so.
     *
     * @param datasets the operator's pattern, not what the sender wrote
     */
    public void dropped(String token, String datasets, long lines) {
        registry.counter(DROPPED, TOKEN, token, DATASETS, datasets).increment(lines);
    }

    /** Counts a syslog message that was received and is lost, since there was no room for it or no Kafka until the end. */
    public void lost(long messages) {
        registry.counter(SYSLOG_LOST, WHERE, "service").increment(messages);
    }

    /** Watches the datagrams that the kernel dropped before they were received. */
    public <T> void watchKernelDrops(T socket, ToDoubleFunction<T> drops) {
        FunctionCounter.builder(SYSLOG_LOST, socket, drops).tag(WHERE, "kernel").register(registry);
    }

    /** Watches the share of {@code sluice.ingest.budget} in use, 0 to 1. */
    public <T> void watchBudget(T budget, ToDoubleFunction<T> used) {
        Gauge.builder(BUDGET_USED, budget, used)
                .description("Share of sluice.ingest.budget in use, 0 to 1")
                .register(registry);
    }

    /** Watches the open syslog connections. */
    public void watchConnections(Supplier<Number> connections) {
        Gauge.builder(SYSLOG_CONNECTIONS, connections).register(registry);
    }

    /** Watches a broker's disk: bytes of its fullest log directory, and what of them is free; NaN while they are not known. */
    public void watchKafkaDisk(int broker, DoubleSupplier total, DoubleSupplier usable) {
        Gauge.builder(KAFKA_DISK_TOTAL, total::getAsDouble)
                .description("Size of the fullest disk of a broker")
                .baseUnit("bytes")
                .tag(BROKER, Integer.toString(broker))
                .register(registry);
        Gauge.builder(KAFKA_DISK_FREE, usable::getAsDouble)
                .description("What is free on it")
                .baseUnit("bytes")
                .tag(BROKER, Integer.toString(broker))
                .register(registry);
    }

    private void stop(String protocol, String outcome, Timer.Sample sample) {
        sample.stop(Timer.builder(REQUESTS)
                .tags(PROTOCOL, protocol, OUTCOME, outcome)
                .publishPercentileHistogram()
                .minimumExpectedValue(Duration.ofMillis(1))
                .maximumExpectedValue(Duration.ofSeconds(30))
                .register(registry));
    }
}
