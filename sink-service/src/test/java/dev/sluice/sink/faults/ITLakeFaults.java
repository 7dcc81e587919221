// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.embedded.EmbeddedS3;
import dev.sluice.sink.testing.FaultProxy;
import dev.sluice.sink.testing.FaultProxy.Answer;
import dev.sluice.sink.testing.FaultProxy.Fault;
import dev.sluice.sink.testing.Lakes;
import dev.sluice.sink.testing.Pipe;
import dev.sluice.sink.testing.Sink;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever the object store or the network does: afterwards each event is in the lake once. */
// A service that runs is all that is asked of it in most tests.
@SuppressWarnings("try")
@Tag("faults")
class ITLakeFaults {

    private static final String BUCKET = "lake";
    private static final String LINES = "logs-lines-default";
    private static final Instant TIME = Instant.parse("2026-03-01T00:00:00Z");
    private static final int EVENTS = Integer.getInteger("sluice.test.events", 5_000);

    @TempDir
    private Path folder;

    private Pipe pipe;
    private EmbeddedS3 s3;
    private FaultProxy proxy;

    @BeforeEach
    void start() throws Exception {
        pipe = new Pipe(folder.resolve("kafka"), 2);
        s3 = EmbeddedS3.start(folder.resolve("s3"), 0, BUCKET);
        proxy = new FaultProxy(s3.endpoint());
    }

    @AfterEach
    void stop() {
        proxy.close();
        s3.close();
        pipe.close();
    }

    @Test
    void isAway() {
        passes(() -> proxy.down(), () -> proxy.up());
    }

    @Test
    void failsEveryThirdCall() {
        AtomicInteger calls = new AtomicInteger();
        passes((request, store) -> calls.incrementAndGet() % 3 == 0
                ? Answer.of(500, "<Error><Code>InternalError</Code></Error>")
                : store.ask(request));
    }

    @Test
    void answersSlowDown() {
        passes((request, store) -> Answer.of(503, "<Error><Code>SlowDown</Code></Error>"));
    }

    @Test
    void answers403AfterARotatedKey() {
        passes((request, store) -> Answer.of(403, "<Error><Code>InvalidAccessKeyId</Code></Error>"));
    }

    @Test
    void storesAndLosesTheAnswer() {
        passes((request, store) -> {
            store.ask(request);
            return null;
        });
    }

    @Test
    void cutsUploads() {
        passes((request, store) -> null);
    }

    @Test
    void aSecondInstanceJoinsAndLeaves() {
        Set<String> ids = pipe.writeEvents(LINES, TIME, 0, EVENTS / 2);
        try (var first = sink("one")) {
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> !Lakes.keys(lake()).isEmpty());
            try (var second = sink("two")) {
                await().atMost(Duration.ofSeconds(120)).until(() -> {
                    ids.addAll(pipe.writeEvents(LINES, TIME, ids.size(), 100));
                    return second.counter("sluice.sink.documents", "store", "s3", "result", "stored") > 0;
                });
            }
            ids.addAll(pipe.writeEvents(LINES, TIME, ids.size(), 1_000));
            await().atMost(Duration.ofSeconds(120))
                    .pollInterval(Duration.ofSeconds(1))
                    .until(() -> Lakes.ids(lake()).size() >= ids.size());
        }
        assertThat(Lakes.ids(lake())).containsExactlyElementsOf(ids);
    }

    /** A spool that holds a fraction of the events: files are closed early and the partitions wait, and nothing else happens. */
    @Test
    void theSpoolIsTooSmall() {
        Set<String> ids = pipe.writeEvents(LINES, TIME, 0, EVENTS);
        try (var sink = sink(
                "one",
                "--sluice.sink.s3.spool.max=20KB",
                "--sluice.sink.s3.file.max-age=10m",
                "--sluice.sink.s3.consumer.max-poll-records=100")) {
            await().atMost(Duration.ofSeconds(60))
                    .pollInterval(Duration.ofSeconds(1))
                    .until(() -> Lakes.ids(lake()).size() >= EVENTS / 2);
        }
        try (var rest = sink("one")) {
            await().atMost(Duration.ofSeconds(60))
                    .pollInterval(Duration.ofSeconds(1))
                    .until(() -> Lakes.ids(lake()).size() >= EVENTS);
        }
        assertThat(Lakes.ids(lake())).containsExactlyElementsOf(ids);
    }

    private void passes(Fault fault) {
        passes(() -> proxy.fault(fault), () -> proxy.fault(FaultProxy.NONE));
    }

    /** Half of the events before the fault begins, half while it lasts. */
    private void passes(Runnable begin, Runnable end) {
        Set<String> ids = pipe.writeEvents(LINES, TIME, 0, EVENTS / 2);
        try (var sink = sink("one")) {
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> !Lakes.keys(lake()).isEmpty());
            begin.run();
            ids.addAll(pipe.writeEvents(LINES, TIME, EVENTS / 2, EVENTS / 2));
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> sink.health("s3").health().getDetails().containsKey("problem")
                            || sink.counter("sluice.sink.documents", "store", "s3", "result", "stored") >= EVENTS);
            end.run();
            await().atMost(Duration.ofSeconds(60))
                    .pollInterval(Duration.ofSeconds(1))
                    .until(() -> Lakes.ids(lake()).size() >= EVENTS);
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() ->
                            assertThat(sink.health("s3").health().getDetails()).containsEntry("state", "ok"));
        }
        assertThat(Lakes.ids(lake())).containsExactlyElementsOf(ids);
        pipe.committed("sluice-sink-s3").values().forEach(committed -> {
            assertThat(committed.offset()).isEqualTo(EVENTS / 2);
            assertThat(committed.metadata()).isEmpty();
        });
    }

    private Path lake() {
        return s3.objects().resolve(BUCKET);
    }

    private Sink sink(String spool, String... arguments) {
        String[] all = new String[arguments.length + 3];
        all[0] = "--sluice.sink.s3.client.endpoint=" + proxy.endpoint();
        all[1] = "--sluice.sink.s3.retry.max=1s";
        all[2] = "--sluice.sink.s3.file.max-age=500ms";
        System.arraycopy(arguments, 0, all, 3, arguments.length);
        return Sink.s3(pipe.bootstrapServers(), s3, BUCKET, folder.resolve(spool), all);
    }
}
