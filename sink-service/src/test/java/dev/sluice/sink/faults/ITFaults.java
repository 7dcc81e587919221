// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.sink.testing.FaultProxy;
import dev.sluice.sink.testing.Faults;
import dev.sluice.sink.testing.HotStore;
import dev.sluice.sink.testing.Lakes;
import dev.sluice.sink.testing.Rig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/** Whatever the stores, the network, the disk or the brokers do: see {@link Rig}. Each data stream rolls over in the middle of it. */
@SuppressWarnings("try")
@Tag("faults")
class ITFaults {

    private static final int EVENTS = Integer.getInteger("sluice.test.events", 100_000);
    private static final Duration SHORT = Duration.ofSeconds(10);
    private static final Duration HALF_A_MINUTE = Duration.ofSeconds(30);

    @TempDir
    private static Path elasticsearchFolder;

    private static HotStore store;

    private static Rig.Normal normal;

    @TempDir
    private Path folder;

    private Rig rig;

    @BeforeAll
    static void startElasticsearch(@TempDir Path calm) throws Exception {
        store = HotStore.start(elasticsearchFolder);
        // The first of all would be slow for reasons of its own.
        for (String name : new String[] {"warm-up", "calm"}) {
            try (var rig = new Rig(calm.resolve(name), store, name.replace("-", ""), EVENTS)) {
                normal = rig.measureNormal();
            }
        }
    }

    @AfterAll
    static void stopElasticsearch() {
        store.close();
    }

    @BeforeEach
    void start(TestInfo test) throws Exception {
        rig = new Rig(folder, store, test.getTestMethod().orElseThrow().getName(), EVENTS).heldTo(normal);
    }

    @AfterEach
    void stop() {
        rig.close();
    }

    @Test
    void elasticsearchIsAwayForAMinute() {
        rig.hotFault(Duration.ofMinutes(1), rig.hot()::down, rig.hot()::up);
    }

    @Test
    void elasticsearchAnswers429() {
        rig.hotFault(HALF_A_MINUTE, Faults.bulksAnsweredWith(429));
    }

    @Test
    void elasticsearchAnswers429ToOneItemInAHundred() {
        rig.hotFault(SHORT, Faults.busyItems(1));
    }

    @Test
    void elasticsearchFailsHalfOfABulk() {
        rig.hotFault(SHORT, Faults.busyItems(50));
    }

    @Test
    void elasticsearchAnswers401AfterARotatedPassword() {
        rig.hotFault(HALF_A_MINUTE, Faults.bulksAnsweredWith(401));
    }

    @Test
    void elasticsearchAnswers503() {
        rig.hotFault(SHORT, Faults.bulksAnsweredWith(503));
    }

    @Test
    void elasticsearchTakesSmallBulksOnly() {
        rig.hotFault(SHORT, Faults.bulksLimitedTo(200_000));
    }

    @Test
    void elasticsearchAnswersAfterTheClientHasGivenUp() {
        CountDownLatch over = new CountDownLatch(1);
        rig.hotFault(
                SHORT,
                () -> rig.hot().fault(Faults.answersHeldBack(over)),
                () -> {
                    rig.hot().fault(FaultProxy.NONE);
                    over.countDown();
                },
                "--sluice.sink.elasticsearch.request-timeout=2s");
    }

    @Test
    void elasticsearchWritesAndItsAnswersAreLost() {
        rig.hotFault(SHORT, Faults.answersLost());
    }

    @Test
    void elasticsearchAnswersByHalves() {
        rig.hotFault(SHORT, Faults.halfAnswers());
    }

    @Test
    void s3IsAway() {
        rig.coldFault(HALF_A_MINUTE, rig.cold()::down, rig.cold()::up);
    }

    @Test
    void s3FailsEveryThirdCall() {
        rig.coldFault(SHORT, Faults.everyThirdCallFails());
    }

    @Test
    void s3CutsUploadsHalfWay() {
        rig.coldFault(SHORT, () -> rig.cold().cutUploads(true), () -> rig.cold().cutUploads(false));
    }

    @Test
    void s3AnswersSlowDown() {
        rig.coldFault(SHORT, Faults.s3Error(503, "SlowDown"));
    }

    @Test
    void s3Answers403AfterARotatedKey() {
        rig.coldFault(SHORT, Faults.s3Error(403, "InvalidAccessKeyId"));
    }

    @Test
    void s3WritesAndItsAnswersAreLost() {
        rig.coldFault(SHORT, Faults.answersLost());
    }

    @Test
    void kafkaIsRestarted() {
        rig.faultOfBoth(SHORT, () -> {}, () -> rig.pipe().restart());
    }

    @Test
    void aSecondInstanceJoinsAndLeavesUnderLoad() {
        rig.write(EVENTS / 4);
        try (var first = rig.sink("one")) {
            await().atMost(Duration.ofMinutes(2))
                    .until(() -> !Lakes.keys(rig.lake()).isEmpty());
            try (var second = rig.sink("two")) {
                rig.rollOver();
                await().atMost(Duration.ofMinutes(2)).until(() -> {
                    rig.write(EVENTS / 100);
                    return second.counter("sluice.sink.documents", "store", "s3", "result", "stored") > 0
                            && second.counter("sluice.sink.documents", "store", "elasticsearch", "result", "stored")
                                    > 0;
                });
            }
            rig.write(Math.max(0, EVENTS - rig.written()));
            rig.awaitAll();
        }
        rig.assertEachOnce();
    }

    /** A spool that holds a fraction of the events: files are closed early and the partitions wait, and nothing else happens. */
    @Test
    void theSpoolIsTooSmall() {
        rig.write(EVENTS);
        String[] small = {
            "--sluice.sink.s3.spool.max=200KB",
            "--sluice.sink.s3.file.max-age=10m",
            "--sluice.sink.s3.consumer.max-poll-records=100"
        };
        try (var sink = rig.sink("one", small)) {
            await().atMost(Duration.ofMinutes(3))
                    .until(() -> rig.storedCold() > EVENTS / 2 && rig.storedHot() == EVENTS);
        }
        try (var rest = rig.sink("one")) {
            rig.awaitAll();
        }
        rig.assertEachOnce();
    }

    @Test
    void theSpoolsDiskIsFull() throws Exception {
        rig.write(EVENTS);
        long more = Files.getFileStore(folder).getTotalSpace();
        try (var sink = rig.sink("one", "--sluice.sink.s3.spool.min-free=" + more)) {
            await().atMost(Duration.ofMinutes(3)).until(() -> rig.storedHot() == EVENTS);
            assertThat(rig.storedCold()).isZero();
        }
        try (var rest = rig.sink("one")) {
            rig.awaitAll();
        }
        rig.assertEachOnce();
    }
}
