// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.embedded.EmbeddedS3;
import dev.sluice.operations.ledger.LedgerFilter;
import dev.sluice.operations.ledger.LedgerGroups;
import dev.sluice.operations.ledger.LedgerReader;
import dev.sluice.operations.ledger.LedgerReport;
import dev.sluice.sink.testing.FaultProxy.Fault;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A broker, both stores, each behind a proxy, and a way to say what goes wrong: half of the events are written before, half while it lasts. Then
 * each event must be in both stores once, none may be a dead letter, the memory in use must not have grown with the fault, and the store that
 * nothing was wrong with must have had all of them while the other's fault still lasted, late by no more than its own normal time.
 */
public final class Rig implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Rig.class);

    public static final String BUCKET = "lake";
    private static final int PARTITIONS = 2;
    private static final Instant TIME = Instant.parse("2026-03-01T00:00:00Z");
    private static final Duration PATIENCE = Duration.ofMinutes(4);
    private static final String HOT_GROUP = "sluice-sink-elasticsearch";
    private static final String COLD_GROUP = "sluice-sink-s3";

    /** Less than what is written during a fault, so that the bound is met. */
    private static final String MAX_IN_FLIGHT = "4MB";

    /** The bound, and what one poll may bring beyond it. */
    private static final double MAX_HELD = 6e6;

    /** What a fault may add to the heap: the test's own ids and requests, and what caches take. */
    private static final long MAX_HEAP_GROWTH = 64L << 20;

    /** What other work on the machine adds to any time: the same half minute's work was seen to take from 14 to 57 s. */
    private static final Duration NOISE = Duration.ofSeconds(30);

    /** How long each store takes for the second half of the events when nothing is wrong. */
    public record Normal(Duration hot, Duration cold) {

        /** Twice of it: late by no more than its own normal time. */
        private Duration bound(String group) {
            return (group.equals(HOT_GROUP) ? hot : cold).multipliedBy(2).plus(NOISE);
        }
    }

    private final Path folder;
    private final int events;
    private final String dataStream;
    private final HotStore store;
    private final EmbeddedS3 s3;
    private final Pipe pipe;
    private final FaultProxy hot;
    private final FaultProxy cold;
    private final Set<String> ids = new TreeSet<>();
    private Normal normal;

    /**
     * @param store may be shared: each test has a data stream of its own
     * @param events how many
     */
    public Rig(Path folder, HotStore store, String name, int events) throws Exception {
        this.folder = folder;
        this.events = events;
        this.store = store;
        dataStream = "logs-" + name.toLowerCase() + "-default";
        pipe = new Pipe(folder.resolve("kafka"), PARTITIONS);
        pipe.createLedger(PARTITIONS);
        s3 = EmbeddedS3.start(folder.resolve("s3"), 0, BUCKET);
        hot = new FaultProxy(store.endpoint());
        cold = new FaultProxy(s3.endpoint());
    }

    /** What the store that nothing is wrong with is held to from now on. */
    public Rig heldTo(Normal measured) {
        normal = measured;
        return this;
    }

    /** Does what the faults do, without a fault. */
    public Normal measureNormal() {
        write(events / 2);
        try (var sink = sink("one")) {
            awaitFirst();
            long start = System.nanoTime();
            write(events - events / 2);
            store.rollOver(dataStream);
            AtomicReference<Duration> hotTook = new AtomicReference<>();
            AtomicReference<Duration> coldTook = new AtomicReference<>();
            await().atMost(PATIENCE).until(() -> {
                if (hotTook.get() == null && storedHot() == events) {
                    hotTook.set(since(start));
                }
                if (coldTook.get() == null && storedCold() == events) {
                    coldTook.set(since(start));
                }
                return hotTook.get() != null && coldTook.get() != null;
            });
            Normal measured = new Normal(hotTook.get(), coldTook.get());
            log.info("{} events, no fault: {}", events, measured);
            return measured;
        }
    }

    /** The proxy before Elasticsearch. */
    public FaultProxy hot() {
        return hot;
    }

    /** The proxy before S3. */
    public FaultProxy cold() {
        return cold;
    }

    public Pipe pipe() {
        return pipe;
    }

    public Path lake() {
        return s3.objects().resolve(BUCKET);
    }

    /** Elasticsearch's requests meet {@code fault} for so long. */
    public void hotFault(Duration lasts, Fault fault, String... settings) {
        hotFault(lasts, () -> hot.fault(fault), () -> hot.fault(FaultProxy.NONE), settings);
    }

    public void hotFault(Duration lasts, Runnable begin, Runnable end, String... settings) {
        fault(lasts, COLD_GROUP, begin, end, settings);
        assertThat(store.backingIndices(dataStream)).hasSizeGreaterThan(1);
    }

    /** S3's requests meet {@code fault} for so long. */
    public void coldFault(Duration lasts, Fault fault, String... settings) {
        coldFault(lasts, () -> cold.fault(fault), () -> cold.fault(FaultProxy.NONE), settings);
    }

    public void coldFault(Duration lasts, Runnable begin, Runnable end, String... settings) {
        fault(lasts, HOT_GROUP, begin, end, settings);
    }

    /** Something that concerns both stores. */
    public void faultOfBoth(Duration lasts, Runnable begin, Runnable end, String... settings) {
        fault(lasts, null, begin, end, settings);
    }

    private void fault(Duration lasts, String unconcerned, Runnable begin, Runnable end, String... settings) {
        write(events / 2);
        try (var sink = sink("one", settings)) {
            awaitFirst();
            long heap = usedHeap();
            long start = System.nanoTime();
            begin.run();
            write(events - events / 2);
            store.rollOver(dataStream);
            if (unconcerned != null) {
                await("the other store").atMost(PATIENCE).until(() -> stored(unconcerned) == events);
            }
            Duration other = since(start);
            await().atMost(PATIENCE).until(() -> since(start).compareTo(lasts) >= 0);
            double held = sink.gauge("sluice.sink.elasticsearch.in.flight");
            long grown = usedHeap() - heap;
            end.run();
            Duration lasted = since(start);
            awaitAll();
            log.info(
                    "{}: {} events; fault {} ms; other store had all after {} ms, both after {} ms; {} bytes held, heap {} KiB more",
                    dataStream,
                    events,
                    lasted.toMillis(),
                    unconcerned == null ? "-" : other.toMillis(),
                    since(start).toMillis(),
                    (long) held,
                    grown >> 10);
            assertThat(held).isLessThan(MAX_HELD);
            assertThat(grown).isLessThan(MAX_HEAP_GROWTH);
            if (unconcerned != null && normal != null) {
                assertThat(other).isLessThan(normal.bound(unconcerned));
            }
            for (String name : new String[] {"elasticsearch", "s3"}) {
                await().atMost(PATIENCE)
                        .untilAsserted(
                                () -> assertThat(sink.health(name).health().getDetails())
                                        .containsEntry("state", "ok"));
                assertThat(sink.counter("sluice.sink.documents", "store", name, "result", "dead_letter"))
                        .isZero();
            }
        }
        assertEachOnce();
    }

    private void awaitFirst() {
        await().atMost(PATIENCE)
                .until(() -> store.count(dataStream) > 0 && !Lakes.keys(lake()).isEmpty());
    }

    private static Duration since(long nanoTime) {
        return Duration.ofNanos(System.nanoTime() - nanoTime);
    }

    /** After a collection: of what is still in use. */
    private static long usedHeap() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    /** Writes so many events more. */
    public void write(int count) {
        ids.addAll(pipe.writeEvents(dataStream, TIME, ids.size(), count));
    }

    public int written() {
        return ids.size();
    }

    /** Waits until both stores have all that was written. */
    public void awaitAll() {
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(200))
                .until(() -> stored(HOT_GROUP) == ids.size() && stored(COLD_GROUP) == ids.size());
    }

    /** Lets the data stream begin another backing index. */
    public void rollOver() {
        store.rollOver(dataStream);
    }

    public long storedHot() {
        return stored(HOT_GROUP);
    }

    public long storedCold() {
        return stored(COLD_GROUP);
    }

    private long stored(String group) {
        return pipe.committed(group).values().stream()
                .mapToLong(committed -> committed.offset())
                .sum();
    }

    /** Compares the ids of both stores with those written, one by one; and the sinks' books with that of what was written. */
    public void assertEachOnce() {
        assertThat(store.ids(dataStream)).containsExactlyElementsOf(ids);
        assertThat(Lakes.ids(lake())).containsExactlyElementsOf(ids);
        assertLedgerClosed();
    }

    private void assertLedgerClosed() {
        pipe.writeBooks();
        LedgerReader ledger = new LedgerReader(
                Map.of("bootstrap.servers", pipe.bootstrapServers()), LedgerGroups.DEFAULTS, Clock.systemUTC());
        Instant now = Instant.now();
        LedgerReport report = ledger.read(LedgerFilter.of(now.minus(Duration.ofDays(1)), now.plus(Duration.ofDays(1))));
        assertThat(report.notes()).isEmpty();
        assertThat(report.events().stream()
                        .mapToLong(LedgerReport.Events::written)
                        .sum())
                .isEqualTo(ids.size());
        assertThat(report.events())
                .as("each event is in the books of both stores")
                .allSatisfy(row -> assertThat(row.stores().values())
                        .extracting(LedgerReport.Store::state)
                        .containsExactly(LedgerReport.State.CLOSED, LedgerReport.State.CLOSED));
        assertThat(report).matches(LedgerReport::isClosed, "is closed");
    }

    /** Starts the service with both sinks. */
    public Sink sink(String spool, String... settings) {
        return Sink.both(arguments(spool), settings);
    }

    /** How the service is told to use these stores. */
    public String[] arguments(String spool) {
        return new String[] {
            "--server.port=0",
            "--spring.kafka.bootstrap-servers=" + pipe.bootstrapServers(),
            "--sluice.sink.elasticsearch.uris=" + hot.endpoint(),
            "--sluice.sink.elasticsearch.retry.max=1s",
            "--sluice.sink.elasticsearch.request-timeout=20s",
            "--sluice.sink.elasticsearch.bulk.max-bytes-in-flight=" + MAX_IN_FLIGHT,
            "--sluice.sink.s3.bucket=" + BUCKET,
            "--sluice.sink.s3.format=ndjson_gz",
            "--sluice.sink.s3.client.region=us-east-1",
            "--sluice.sink.s3.client.path-style=true",
            "--sluice.sink.s3.client.access-key=" + s3.accessKey(),
            "--sluice.sink.s3.client.secret-key=" + s3.secretKey(),
            "--sluice.sink.s3.client.endpoint=" + cold.endpoint(),
            "--sluice.sink.s3.client.attempt-timeout=20s",
            "--sluice.sink.s3.retry.max=1s",
            "--sluice.sink.s3.file.max-age=500ms",
            "--sluice.sink.s3.spool.directory=" + folder.resolve(spool)
        };
    }

    @Override
    public void close() {
        hot.close();
        cold.close();
        s3.close();
        pipe.close();
    }
}
