// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.sink.SinkService;
import dev.sluice.sink.testing.FaultProxy;
import dev.sluice.sink.testing.HotStore;
import dev.sluice.sink.testing.Lakes;
import dev.sluice.sink.testing.Rig;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The process is killed with -9: each event is in both stores once; and what would be in the lake without the plan. */
@Tag("faults")
class ITKills {

    private static final int EVENTS = Integer.getInteger("sluice.test.events", 100_000);
    private static final int KILLS = Integer.getInteger("sluice.test.kills", 20);
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @TempDir
    private Path folder;

    private HotStore store;
    private Rig rig;
    private Process running;

    @BeforeEach
    void startStores() throws Exception {
        store = HotStore.start(folder.resolve("elasticsearch"));
        rig = new Rig(folder, store, "killed", EVENTS);
    }

    @AfterEach
    void stopAll() throws InterruptedException {
        if (running != null) {
            running.destroyForcibly().waitFor();
        }
        rig.close();
        store.close();
    }

    /** The first between plan and upload, the second between upload and commit, all others at random, with roll-overs. */
    @Test
    void twentyTimesAtAnyMoment() throws Exception {
        for (int kill = 0; kill < KILLS; kill++) {
            rig.write(EVENTS / KILLS);
            long coldBefore = rig.storedCold();
            switch (kill) {
                case 0 -> killAtTheFirstUpload(false);
                case 1 -> killAtTheFirstUpload(true);
                default -> {
                    running = start();
                    await().atMost(PATIENCE)
                            .until(() -> rig.storedCold() > coldBefore || rig.storedCold() == rig.written());
                    int random = ThreadLocalRandom.current().nextInt(1_500);
                    await().pollDelay(Duration.ofMillis(random)).until(() -> true);
                    kill();
                }
            }
            if (kill % 5 == 4) {
                store.rollOver("logs-killed-default");
            }
        }
        running = start();
        rig.awaitAll();
        running.destroy();
        running.waitFor();
        rig.assertEachOnce();
    }

    /** A range of many hours is uploaded and not committed; the next process cuts smaller ranges, unless a plan tells it not to. */
    @Test
    void withThePlanTheLakeHasNoDuplicates() throws Exception {
        List<String> withPlan = lakeAfterAKill(false);
        assertThat(withPlan).hasSize(rig.written()).doesNotHaveDuplicates();
        rig.assertEachOnce();
    }

    @Test
    void withoutThePlanTheLakeHasDuplicates() throws Exception {
        List<String> withoutPlan = lakeAfterAKill(true);
        assertThat(withoutPlan).hasSizeGreaterThan(rig.written());
        assertThat(withoutPlan.stream().distinct()).hasSize(rig.written());
    }

    private List<String> lakeAfterAKill(boolean erasePlan) throws Exception {
        // A second apart: some twelve hours, and as many objects of each partition.
        rig.write(Math.min(EVENTS, 40_000));
        killAtTheFirstCommitOf(10);
        if (erasePlan) {
            rig.pipe().eraseMetadata("sluice-sink-s3");
        }
        running = start("--sluice.sink.s3.file.max-open=2");
        rig.awaitAll();
        running.destroy();
        running.waitFor();
        return Lakes.ids(rig.lake());
    }

    private void killAtTheFirstUpload(boolean stored) throws Exception {
        AtomicReference<Process> victim = new AtomicReference<>();
        rig.cold().fault((request, behind) -> {
            if (request.isPut()) {
                if (stored) {
                    behind.ask(request);
                }
                victim.get().destroyForcibly().waitFor();
                return null;
            }
            return behind.ask(request);
        });
        running = start();
        victim.set(running);
        assertThat(running.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        rig.cold().fault(FaultProxy.NONE);
        assertThat(rig.pipe().committed("sluice-sink-s3").values())
                .anyMatch(committed -> committed.metadata().startsWith("plan="));
    }

    /** Lets so many objects be stored, and kills before the answer to the last. */
    private void killAtTheFirstCommitOf(int objects) throws Exception {
        AtomicReference<Process> victim = new AtomicReference<>();
        AtomicInteger puts = new AtomicInteger();
        rig.cold().fault((request, behind) -> {
            FaultProxy.Answer answer = behind.ask(request);
            if (request.isPut() && puts.incrementAndGet() == objects) {
                victim.get().destroyForcibly().waitFor();
                return null;
            }
            return answer;
        });
        running = start("--sluice.sink.s3.file.max-age=5s");
        victim.set(running);
        assertThat(running.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        rig.cold().fault(FaultProxy.NONE);
    }

    private void kill() throws InterruptedException {
        running.destroyForcibly().waitFor();
    }

    private Process start(String... settings) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Xmx512m",
                "-cp",
                System.getProperty("java.class.path"),
                SinkService.class.getName()));
        command.addAll(Arrays.asList(rig.arguments("spool")));
        // A dead member's partitions are free after this.
        command.add("--spring.kafka.consumer.properties.session.timeout.ms=6000");
        command.add("--spring.kafka.consumer.properties.heartbeat.interval.ms=1000");
        // Spring takes values of an option that is given twice as a list: the last word counts where it is the only
        // one.
        for (String setting : settings) {
            String name = setting.substring(0, setting.indexOf('=') + 1);
            command.removeIf(argument -> argument.startsWith(name));
            command.add(setting);
        }
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(new File("target/killed-sinks.log")))
                .start();
    }
}
