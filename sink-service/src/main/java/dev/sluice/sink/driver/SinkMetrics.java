// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.driver;

import dev.sluice.model.DeadLetterReason;
import dev.sluice.tracing.Tracing;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.kafka.common.TopicPartition;
import org.springframework.kafka.event.ConsumerStoppedEvent.Reason;

/** What one sink measures, and tells of requests that are traced. The names and tags of all meters of the sinks are here, each whole. Thread-safe. */
public final class SinkMetrics {

    private static final double[] PERCENTILES = {0.5, 0.95, 0.99};

    private static final List<String> EXPECTED_RETRIES =
            List.of("unreachable", "no_answer", "401", "403", "404", "413", "429", "503");

    private final MeterRegistry registry;
    private final Tracing tracing;
    private final String step;
    private final Clock clock;
    private final Tags store;
    private final Timer age;
    private final Counter stored;
    private final Counter duplicates;
    private final Counter deleted;
    private final Counter logsLost;
    private final Counter partitionsLost;
    private final Freshness freshness;
    private final Map<TopicPartition, PartitionGauges> partitions = new ConcurrentHashMap<>();

    /** @param store the store's name: the value of the tag {@code store}, and of {@code stage} of {@code sluice.age} */
    public SinkMetrics(MeterRegistry registry, String store, Clock clock, StoreStatus status, Tracing tracing) {
        this.registry = registry;
        this.tracing = tracing;
        step = "store " + store;
        this.clock = clock;
        this.store = Tags.of("store", store);
        age = Timer.builder("sluice.age")
                .description("From receipt to being stored; one measurement for neighbours received together")
                .tag("stage", store)
                .publishPercentiles(PERCENTILES)
                .register(registry);
        stored = documents("stored");
        duplicates = documents("duplicate");
        documents("dead_letter");
        deleted = Counter.builder("sluice.sink.deleted")
                .description("Records that were deleted from the topic before they were stored")
                .tags(this.store)
                .register(registry);
        logsLost = Counter.builder("sluice.sink.logs.lost")
                .description("Partitions that end before what was committed: the topic was made anew, or brokers lost"
                        + " records")
                .tags(this.store)
                .register(registry);
        partitionsLost = Counter.builder("sluice.sink.partitions.lost")
                .description(
                        "Partitions that were taken away without notice: the consumer's session at Kafka had ended")
                .tags(this.store)
                .register(registry);
        freshness = new Freshness(this::newest);
        // From 0 on, so that an alarm on their increase sees the first one.
        for (Reason reason : Reason.values()) {
            if (reason != Reason.NORMAL) {
                restarts(reason);
            }
        }
        EXPECTED_RETRIES.forEach(this::retries);
        for (DeadLetterReason reason : DeadLetterReason.values()) {
            deadLetters(reason);
        }
        Gauge.builder("sluice.age.oldest", this::oldestAgeSeconds)
                .description("Age of the oldest event that was read and is not yet stored")
                .baseUnit("seconds")
                .tag("stage", store)
                .register(registry);
        Gauge.builder("sluice.sink.degraded", () -> status.problem().isPresent() ? 1 : 0)
                .description("1 while the store does not take events")
                .tags(this.store)
                .register(registry);
        Gauge.builder("sluice.sink.paused", () -> status.isPaused() ? 1 : 0)
                .description("1 while nothing is read for want of room on the sink's own disk")
                .tags(this.store)
                .register(registry);
    }

    /** A consumer ended by itself, and is started anew. */
    public void consumerFailed(Reason reason) {
        restarts(reason).increment();
    }

    private Counter restarts(Reason reason) {
        return Counter.builder("sluice.sink.restarts")
                .description("Consumers that ended by themselves and were started anew")
                .tags(store)
                .tag("reason", reason.name())
                .register(registry);
    }

    /** Events are stored that were received at {@code received}, epoch milliseconds. */
    public void age(long received) {
        age.record(Duration.ofMillis(Math.max(0, clock.millis() - received)));
    }

    /** So many documents were written. */
    public void stored(long count) {
        stored.increment(count);
    }

    /** So many documents were there already. */
    public void duplicates(long count) {
        duplicates.increment(count);
    }

    public void deadLetter(DeadLetterReason reason) {
        documents("dead_letter").increment();
        deadLetters(reason).increment();
    }

    /** Something is tried again because of {@code status}: a status code, or a short word where there was none. */
    public void retry(String status, long documents) {
        retries(status).increment(documents);
    }

    /** Records in a timer how long ago {@code received}, epoch milliseconds, was. */
    public void since(long received, Timer timer) {
        timer.record(Duration.ofMillis(Math.max(0, clock.millis() - received)));
    }

    // What only the Elasticsearch sink measures.

    public Timer elasticsearchBulk() {
        return Timer.builder("sluice.sink.elasticsearch.bulk")
                .description("Time of a bulk request, from sending it to reading its answer")
                .publishPercentiles(PERCENTILES)
                .register(registry);
    }

    public DistributionSummary elasticsearchBulkSize() {
        return DistributionSummary.builder("sluice.sink.elasticsearch.bulk.size")
                .description("Size of a bulk request before compression")
                .baseUnit("bytes")
                .register(registry);
    }

    /**
     * @param inFlight bytes of events held
     * @param sizeTarget bytes at which a bulk is sent now
     * @param requestsTarget requests that may be on their way at once now
     */
    public void elasticsearchBulks(
            Supplier<Number> inFlight, Supplier<Number> sizeTarget, Supplier<Number> requestsTarget) {
        Gauge.builder("sluice.sink.elasticsearch.in.flight", inFlight)
                .description("Events held until Elasticsearch has them")
                .baseUnit("bytes")
                .register(registry);
        Gauge.builder("sluice.sink.elasticsearch.bulk.size.target", sizeTarget)
                .description("Size at which a bulk is sent now")
                .baseUnit("bytes")
                .register(registry);
        // Without a unit, which would be the end of its Prometheus name.
        Gauge.builder("sluice.sink.elasticsearch.bulk.requests.target", requestsTarget)
                .description("Requests that may be on their way at once now")
                .register(registry);
    }

    // What only the S3 sink measures.

    public Timer s3Upload() {
        return Timer.builder("sluice.sink.s3.upload")
                .description("Time of an upload that succeeded")
                .publishPercentiles(PERCENTILES)
                .register(registry);
    }

    public Timer s3ObjectAge() {
        return Timer.builder("sluice.sink.s3.object.age")
                .description("From the receipt of a range's oldest event to its object being stored")
                .publishPercentiles(PERCENTILES)
                .register(registry);
    }

    public DistributionSummary s3ObjectSize() {
        return DistributionSummary.builder("sluice.sink.s3.object.size")
                .description("Size of an object")
                .baseUnit("bytes")
                .register(registry);
    }

    /**
     * @param used bytes on disk
     * @param files how many
     */
    public void s3Spool(Supplier<Number> used, Supplier<Number> files) {
        Gauge.builder("sluice.sink.s3.spool", used)
                .description("Files that are not uploaded yet")
                .baseUnit("bytes")
                .register(registry);
        Gauge.builder("sluice.sink.s3.files", files)
                .description("Files that are being written, or wait to be uploaded")
                .baseUnit("files")
                .register(registry);
    }

    /** @param used bytes */
    public void s3Memory(Supplier<Number> used) {
        Gauge.builder("sluice.sink.s3.memory", used)
                .description("What files being written take of it")
                .baseUnit("bytes")
                .register(registry);
    }

    /** State of an assigned partition, told by its consumer thread. */
    void partition(TopicPartition partition, long lag, OptionalLong oldestUnstored) {
        PartitionGauges gauges = partitions.computeIfAbsent(partition, this::gaugesOf);
        gauges.lag.set(lag);
        gauges.oldest.set(oldestUnstored.orElse(Long.MAX_VALUE));
    }

    void forget(TopicPartition partition) {
        PartitionGauges gauges = partitions.remove(partition);
        if (gauges != null) {
            registry.remove(gauges.meter);
        }
    }

    private PartitionGauges gaugesOf(TopicPartition partition) {
        AtomicLong lag = new AtomicLong();
        Gauge meter = Gauge.builder("sluice.sink.lag", lag, AtomicLong::get)
                .description("Records of the partition that are not yet stored and committed")
                .tags(store.and("partition", Integer.toString(partition.partition())))
                .register(registry);
        return new PartitionGauges(meter, lag, new AtomicLong(Long.MAX_VALUE));
    }

    private double oldestAgeSeconds() {
        long oldest = partitions.values().stream()
                .mapToLong(gauges -> gauges.oldest.get())
                .min()
                .orElse(Long.MAX_VALUE);
        return oldest == Long.MAX_VALUE ? 0 : Math.max(0, clock.millis() - oldest) / 1000.0;
    }

    /** So many offsets were deleted from the topic before they were stored. */
    void deleted(long offsets) {
        deleted.increment(offsets);
    }

    /** The log of a partition ends before what was committed. */
    void logLost() {
        logsLost.increment();
    }

    /** Kafka took so many partitions for lost by this consumer, and has given them to others. */
    void partitionsLost(int count) {
        partitionsLost.increment(count);
    }

    /** What the rows count is stored, or a dead letter. */
    void done(EventRows rows) {
        freshness.done(rows);
        for (EventRows.TracedEvents events : rows.traced()) {
            tracing.process(step, events.parent(), events.received())
                    .with("sluice.events", events.count())
                    .close();
        }
    }

    private void newest(String dataset, LongSupplier received) {
        Gauge.builder("sluice.sink.newest", () -> received.getAsLong() / 1000.0)
                .description("When the newest stored event of a dataset was received, epoch seconds")
                .baseUnit("seconds")
                .tags(store.and("dataset", dataset))
                .register(registry);
    }

    private Counter deadLetters(DeadLetterReason reason) {
        return registry.counter("sluice.sink.dead.letters", store.and("reason", reason.name()));
    }

    private Counter retries(String status) {
        return registry.counter("sluice.sink.retries", store.and("status", status));
    }

    private Counter documents(String result) {
        return registry.counter("sluice.sink.documents", store.and("result", result));
    }

    private record PartitionGauges(Gauge meter, AtomicLong lag, AtomicLong oldest) {}
}
