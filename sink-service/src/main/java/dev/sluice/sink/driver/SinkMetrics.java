// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.driver;

import dev.sluice.model.DeadLetterReason;
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
import java.util.function.Supplier;
import org.apache.kafka.common.TopicPartition;

/** What one sink measures: all names and tags are here, and in the module's README. Thread-safe. */
public final class SinkMetrics {

    private static final List<String> EXPECTED_RETRIES =
            List.of("unreachable", "no_answer", "401", "403", "404", "413", "429", "503");

    private final MeterRegistry registry;
    private final Clock clock;
    private final Tags store;
    private final Timer age;
    private final Counter stored;
    private final Counter duplicates;
    private final Counter deleted;
    private final Counter logsLost;
    private final Map<TopicPartition, PartitionGauges> partitions = new ConcurrentHashMap<>();

    /** @param store the store's name: the value of the tag {@code store}, and of {@code stage} of {@code sluice.age} */
    public SinkMetrics(MeterRegistry registry, String store, Clock clock, StoreStatus status) {
        this.registry = registry;
        this.clock = clock;
        this.store = Tags.of("store", store);
        age = Timer.builder("sluice.age")
                .description("From receipt to being stored; one measurement for neighbours received together")
                .tag("stage", store)
                .publishPercentiles(0.5, 0.95, 0.99)
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
        // From 0 on, so that an alarm on their increase sees the first one.
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

    /** A timer of the sink's own, {@code sluice.sink.{store}.{name}}. */
    public Timer timer(String name, String description) {
        return Timer.builder(own(name))
                .description(description)
                .publishPercentiles(0.5, 0.95, 0.99)
                .register(registry);
    }

    /** Records in a timer how long ago {@code received}, epoch milliseconds, was. */
    public void since(long received, Timer timer) {
        timer.record(Duration.ofMillis(Math.max(0, clock.millis() - received)));
    }

    /** A summary of sizes in bytes of the sink's own. */
    public DistributionSummary bytes(String name, String description) {
        return DistributionSummary.builder(own(name))
                .description(description)
                .baseUnit("bytes")
                .register(registry);
    }

    /** A gauge of the sink's own, in {@code unit}. */
    public void gauge(String name, String unit, String description, Supplier<Number> value) {
        Gauge.builder(own(name), value).description(description).baseUnit(unit).register(registry);
    }

    /** A gauge of the sink's own of what is counted and has no unit; with one, its Prometheus name would end in it. */
    public void gauge(String name, String description, Supplier<Number> value) {
        Gauge.builder(own(name), value).description(description).register(registry);
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

    private Counter deadLetters(DeadLetterReason reason) {
        return registry.counter("sluice.sink.dead.letters", store.and("reason", reason.name()));
    }

    private Counter retries(String status) {
        return registry.counter("sluice.sink.retries", store.and("status", status));
    }

    private Counter documents(String result) {
        return registry.counter("sluice.sink.documents", store.and("result", result));
    }

    private String own(String name) {
        return "sluice.sink." + store.stream().findFirst().orElseThrow().getValue() + '.' + name;
    }

    private record PartitionGauges(Gauge meter, AtomicLong lag, AtomicLong oldest) {}
}
