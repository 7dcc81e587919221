// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parser.metrics;

import dev.sluice.model.DeadLetterReason;
import dev.sluice.parser.enrich.UserAgentEnrichment;
import dev.sluice.parser.rules.LiveRules;
import dev.sluice.parsers.engine.NamedDatasets;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.kafka.event.ConsumerStoppedEvent;

/** The parser's own metrics: every name and tag is declared here and listed in the module's README. Thread-safe. */
public final class ParserMetrics {

    private static final long NONE = Long.MAX_VALUE;

    private final MeterRegistry registry;
    private final Clock clock;
    private final Timer age;
    private final Timer transaction;
    private final DistributionSummary transactionBytes;
    private final Counter chunks;
    private final Counter bytes;
    private final Counter events;
    private final Counter eventBytes;
    private final Counter repeats;
    private final Counter gapBytes;
    private final Counter forks;
    private final Counter forgotten;
    private final Counter rollbacks;
    private final Counter deleted;
    private final Counter logsLost;
    private final Counter partitionsLost;
    private final Map<DeadLetterReason, Counter> deadLetters = new EnumMap<>(DeadLetterReason.class);
    private final Map<ConsumerStoppedEvent.Reason, Counter> restarts = new EnumMap<>(ConsumerStoppedEvent.Reason.class);
    private final MultiGauge unaccounted;
    private final Map<Integer, Backlog> backlogs = new ConcurrentHashMap<>();

    public ParserMetrics(MeterRegistry registry, Clock clock) {
        this.registry = registry;
        this.clock = clock;
        age = Timer.builder("sluice.age")
                .tag("stage", "parser")
                .description("Time from the receipt of a chunk to the commit of its events")
                .publishPercentiles(0.5, 0.95, 0.99)
                .register(registry);
        Gauge.builder("sluice.age.oldest", this::oldestAgeSeconds)
                .description("Age of the oldest chunk that was read and whose events are not yet committed")
                .baseUnit("seconds")
                .tag("stage", "parser")
                .register(registry);
        transaction = Timer.builder("sluice.parser.transaction")
                .description("Time from a poll's chunks to the commit of their events")
                .publishPercentiles(0.5, 0.95, 0.99)
                .register(registry);
        transactionBytes = DistributionSummary.builder("sluice.parser.transaction.size")
                .description("Size of a poll's chunks")
                .baseUnit("bytes")
                .register(registry);
        chunks = registry.counter("sluice.parser.chunks");
        bytes = registry.counter("sluice.parser.bytes");
        events = registry.counter("sluice.parser.events");
        eventBytes = registry.counter("sluice.parser.event.bytes");
        repeats = registry.counter("sluice.parser.repeats");
        gapBytes = registry.counter("sluice.parser.gap.bytes");
        forks = Counter.builder("sluice.stream.forks")
                .description("Streams that went on in two ways, both of which are kept")
                .register(registry);
        forgotten = Counter.builder("sluice.parser.dedup.forgotten")
                .description("Things that were forgotten before their time for want of room")
                .register(registry);
        unaccounted = MultiGauge.builder("sluice.unaccounted")
                .description("Lines, and events of each store, of which the ledger does not know what became")
                .register(registry);
        rollbacks = registry.counter("sluice.parser.rollbacks");
        deleted = Counter.builder("sluice.parser.deleted")
                .description("Chunks that were deleted before they were parsed")
                .register(registry);
        logsLost = Counter.builder("sluice.parser.logs.lost")
                .description("Partitions that ended before the committed offset and were read from their start")
                .register(registry);
        partitionsLost = Counter.builder("sluice.parser.partitions.lost")
                .description(
                        "Partitions that were taken away without notice: the consumer's session at Kafka had ended")
                .register(registry);
        for (ConsumerStoppedEvent.Reason reason : ConsumerStoppedEvent.Reason.values()) {
            if (reason != ConsumerStoppedEvent.Reason.NORMAL) {
                restarts.put(reason, registry.counter("sluice.parser.restarts", "reason", reason.name()));
            }
        }
        for (DeadLetterReason reason : DeadLetterReason.values()) {
            deadLetters.put(reason, registry.counter("sluice.parser.dead.letters", "reason", reason.name()));
        }
    }

    /**
     * Counts a transaction that was committed.
     *
     * @param started when its chunks had been polled, epoch milliseconds
     */
    public void committed(TransactionStats stats, long started) {
        long now = clock.millis();
        transaction.record(Duration.ofMillis(Math.max(0, now - started)));
        transactionBytes.record(stats.bytes);
        chunks.increment(stats.received.size());
        bytes.increment(stats.bytes);
        events.increment(stats.events);
        eventBytes.increment(stats.eventBytes);
        repeats.increment(stats.repeats);
        gapBytes.increment(stats.gapBytes);
        forks.increment(stats.forks);
        forgotten.increment(stats.forgotten);
        stats.deadLetters.forEach((reason, count) -> deadLetters.get(reason).increment(count));
        stats.dropped.forEach((rule, count) ->
                registry.counter("sluice.parser.dropped", "rule", rule).increment(count));
        stats.received.forEach(received -> age.record(Duration.ofMillis(Math.max(0, now - received))));
    }

    /**
     * Where an assigned partition stands.
     *
     * @param lag chunks whose events are not committed
     * @param oldest time of receipt of the oldest of them, or the latest time that it can be; empty if there is none
     */
    public void backlog(int partition, long lag, OptionalLong oldest) {
        Backlog backlog = backlogs.computeIfAbsent(partition, this::backlogOf);
        backlog.lag.set(lag);
        backlog.oldest.set(oldest.orElse(NONE));
    }

    /** What an assigned partition remembers of its senders. */
    public void remembered(int partition, long bytes, long entries) {
        Backlog backlog = backlogs.computeIfAbsent(partition, this::backlogOf);
        backlog.dedupBytes.set(bytes);
        backlog.dedupEntries.set(entries);
    }

    /** A partition is somebody else's now. */
    public void forget(int partition) {
        Backlog backlog = backlogs.remove(partition);
        if (backlog != null) {
            backlog.meters.forEach(registry::remove);
        }
    }

    /** Events whose user agent was not looked at. */
    public void watch(UserAgentEnrichment userAgents) {
        FunctionCounter.builder("sluice.parser.user.agents.skipped", userAgents, UserAgentEnrichment::skipped)
                .register(registry);
    }

    /** Lines whose dataset was one too many. */
    public void watch(NamedDatasets datasets) {
        FunctionCounter.builder("sluice.parser.datasets.replaced", datasets, NamedDatasets::refused)
                .description("Lines that named one dataset too many, so that they went to another one")
                .register(registry);
    }

    /** Whether files of rules were changed and can't be used. */
    public void watch(LiveRules rules) {
        Gauge.builder(
                        "sluice.parser.rules.broken",
                        rules,
                        live -> live.problem().isPresent() ? 1 : 0)
                .description("1 while a file of rules that was changed can't be used, so that older rules are in force")
                .register(registry);
    }

    /**
     * What the ledger does not account for.
     *
     * @param byBook {@code lines}, or the name of a store; nothing where another instance compares the books
     */
    public void unaccounted(Map<String, Long> byBook) {
        unaccounted.register(
                byBook.entrySet().stream()
                        .map(book -> MultiGauge.Row.of(Tags.of("book", book.getKey()), book.getValue()))
                        .toList(),
                true);
    }

    public void rolledBack() {
        rollbacks.increment();
    }

    /** A consumer ended by itself, and all are started anew. */
    public void consumerFailed(ConsumerStoppedEvent.Reason reason) {
        restarts.get(reason).increment();
    }

    /** @param chunks that were deleted before they were parsed */
    public void deleted(long chunks) {
        deleted.increment(chunks);
    }

    /** A partition ends before what was committed. */
    public void logLost() {
        logsLost.increment();
    }

    /** Kafka took so many partitions for lost by this consumer, and has given them to others. */
    public void partitionsLost(int count) {
        partitionsLost.increment(count);
    }

    private Backlog backlogOf(int partition) {
        Tags tags = Tags.of("partition", Integer.toString(partition));
        AtomicLong lag = new AtomicLong();
        AtomicLong dedupBytes = new AtomicLong();
        AtomicLong dedupEntries = new AtomicLong();
        List<Meter> meters = List.of(
                Gauge.builder("sluice.parser.lag", lag, AtomicLong::get)
                        .description("Chunks of the partition whose events are not yet committed")
                        .tags(tags)
                        .register(registry),
                Gauge.builder("sluice.parser.dedup.size", dedupBytes, AtomicLong::get)
                        .description("Memory of the partition that keeps repeats out, about")
                        .baseUnit("bytes")
                        .tags(tags)
                        .register(registry),
                Gauge.builder("sluice.parser.dedup.entries", dedupEntries, AtomicLong::get)
                        .description("Streams, batches, replays and groups of log events that the partition remembers")
                        .tags(tags)
                        .register(registry));
        return new Backlog(meters, lag, new AtomicLong(NONE), dedupBytes, dedupEntries);
    }

    private double oldestAgeSeconds() {
        long oldest = backlogs.values().stream()
                .mapToLong(backlog -> backlog.oldest.get())
                .min()
                .orElse(NONE);
        return oldest == NONE ? 0 : Math.max(0, clock.millis() - oldest) / 1000.0;
    }

    private record Backlog(
            List<Meter> meters, AtomicLong lag, AtomicLong oldest, AtomicLong dedupBytes, AtomicLong dedupEntries) {}
}
