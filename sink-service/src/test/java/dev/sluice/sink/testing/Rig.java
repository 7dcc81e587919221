// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.embedded.EmbeddedS3;
import dev.sluice.sink.testing.FaultProxy.Fault;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.TreeSet;

/**
 * A broker, both stores, each behind a proxy, and a way to say what goes wrong: half of the events are written before, half while it lasts. Then
 * each event must be in both stores once, none may be a dead letter, and the store that nothing was wrong with must have had all of them
 * while the other's fault still lasted.
 */
public final class Rig implements AutoCloseable {

    public static final String BUCKET = "lake";
    private static final Instant TIME = Instant.parse("2026-03-01T00:00:00Z");
    private static final Duration PATIENCE = Duration.ofMinutes(4);
    private static final String HOT_GROUP = "sluice-sink-elasticsearch";
    private static final String COLD_GROUP = "sluice-sink-s3";
    private static final double MAX_HELD = 80e6;

    private final Path folder;
    private final int events;
    private final String dataStream;
    private final HotStore store;
    private final EmbeddedS3 s3;
    private final Pipe pipe;
    private final FaultProxy hot;
    private final FaultProxy cold;
    private final Set<String> ids = new TreeSet<>();

    /**
     * @param store may be shared: each test has a data stream of its own
     * @param events how many
     */
    public Rig(Path folder, HotStore store, String name, int events) throws Exception {
        this.folder = folder;
        this.events = events;
        this.store = store;
        dataStream = "logs-" + name.toLowerCase() + "-default";
        pipe = new Pipe(folder.resolve("kafka"), 2);
        s3 = EmbeddedS3.start(folder.resolve("s3"), 0, BUCKET);
        hot = new FaultProxy(store.endpoint());
        cold = new FaultProxy(s3.endpoint());
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
            await().atMost(PATIENCE)
                    .until(() ->
                            store.count(dataStream) > 0 && !Lakes.keys(lake()).isEmpty());
            long start = System.nanoTime();
            begin.run();
            write(events - events / 2);
            store.rollOver(dataStream);
            if (unconcerned != null) {
                await("the other store").atMost(PATIENCE).until(() -> stored(unconcerned) == events);
            }
            await().atMost(PATIENCE).until(() -> System.nanoTime() - start >= lasts.toNanos());
            assertThat(sink.gauge("sluice.sink.elasticsearch.in.flight")).isLessThan(MAX_HELD);
            end.run();
            awaitAll();
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

    /** Compares the ids of both stores with those written, one by one. */
    public void assertEachOnce() {
        assertThat(store.ids(dataStream)).containsExactlyElementsOf(ids);
        assertThat(Lakes.ids(lake())).containsExactlyElementsOf(ids);
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
