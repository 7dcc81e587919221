// SPDX-License-Identifier: Apache-2.0
package dev.sluice.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.e2e.Launcher.Outcome;
import dev.sluice.standalone.DiskReserve;
import dev.sluice.standalone.Ports;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code ./sluice} says and does when things are not as they should be: exit codes, one sentence, and never a trace. */
class ITInstanceLifecycle {

    private static final Duration START = Duration.ofMinutes(3);
    private static final Set<PosixFilePermission> OTHERS = PosixFilePermissions.fromString("---rwxrwx");

    private final int offset = FreePorts.findOffset();
    private final Ports ports = Ports.at(offset);
    private TemporaryFolder folder;
    private Path data;
    private Launcher sluice;

    @BeforeEach
    void prepare() throws IOException {
        folder = new TemporaryFolder("lifecycle");
        data = folder.path().resolve("data");
        sluice = new Launcher(data, offset, Map.of());
    }

    @AfterEach
    void stop() throws IOException, InterruptedException {
        // Without a data folder nothing was started.
        if (Files.exists(data)) {
            sluice.run("down");
        }
        folder.delete();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "rehydrate --dataset shop --from 2026-01-01T00:00:00Z --to 2026-01-02T00:00:00Z",
                "lake compact",
                "tail shop.log",
                "top",
                "dlq list"
            })
    void aCommandWithNothingToTalkToSaysSo(String command) throws IOException, InterruptedException {
        assertFails(sluice.run(command.split(" ")), "sluice: nothing runs on " + data + "; start it with ./sluice up");
    }

    @Test
    void aDataFolderThatCannotBeOneIsOneSentence() throws IOException, InterruptedException {
        Path file = Files.createFile(folder.path().resolve("file"));
        for (List<String> up : List.of(List.of("up"), List.of("up", "--detach"))) {
            String[] command = up.toArray(String[]::new);
            assertFails(
                    new Launcher(file, offset, Map.of()).run(command), "data folder " + file + " for Sluice is a file");
            assertFails(
                    new Launcher(Path.of("/proc/sluice"), offset, Map.of()).run(command),
                    "data folder /proc/sluice for Sluice cannot be written");
        }
    }

    @Test
    void aFullDiskIsOneSentenceAndIsKeptForStatus() throws IOException, InterruptedException {
        String sentence = "the disk of " + data + " is full: ";

        assertFails(sluice.run("up", "--min-free", "900TB"), "sluice: " + sentence);

        Outcome status = sluice.run("status");
        assertThat(status.exitCode()).isEqualTo(1);
        assertThat(status.output())
                .contains("the last instance died at ")
                .contains(sentence)
                .contains("free some space");
    }

    @Test
    void tooSmallAHeapIsOneSentenceAndIsKeptForStatus() throws IOException, InterruptedException {
        Launcher small = new Launcher(data, offset, Map.of("SLUICE_JAVA_ARGS", "-Xms16m -Xmx32m"));

        Outcome up = small.run("up");

        assertThat(up.exitCode()).isNotZero();
        assertThat(up.output()).contains("sluice: out of memory").contains("SLUICE_JAVA_ARGS=-Xmx2g");
        assertThat(up.output()).doesNotContain("\tat ");
        assertThat(sluice.run("status").output())
                .contains("the last instance died at ")
                .contains("out of memory");
    }

    @ParameterizedTest
    @ValueSource(longs = {300, 5_000})
    void ctrlCEndsAStart(long millis) throws IOException, InterruptedException {
        assertThatCtrlCEndsAStart(millis);
    }

    /** From the loading of classes to just before all is ready. */
    @Tag("faults")
    @ParameterizedTest
    @ValueSource(longs = {1_500, 3_000, 8_000, 12_000})
    void ctrlCEndsAStartInEveryPhase(long millis) throws IOException, InterruptedException {
        assertThatCtrlCEndsAStart(millis);
    }

    private void assertThatCtrlCEndsAStart(long millis) throws IOException, InterruptedException {
        Path output = folder.path().resolve("up.log");
        Process up = sluice.start(output, "up");
        assertThat(up.waitFor(millis, TimeUnit.MILLISECONDS))
                .as("it ended by itself")
                .isFalse();

        Launcher.interrupt(up);

        assertThat(up.waitFor(60, TimeUnit.SECONDS)).as("it ends").isTrue();
        assertThat(Files.readString(output)).doesNotContain("\tat ");
        await("nothing is left running on the folder")
                .atMost(Duration.ofSeconds(30))
                .until(() -> ProcessHandle.allProcesses()
                        .noneMatch(process ->
                                process.info().commandLine().orElse("").contains(data.toString())));
        Outcome status = sluice.run("status");
        assertThat(status.exitCode()).isEqualTo(1);
        assertThat(status.output()).isEqualToIgnoringNewLines("Nothing runs on " + data + ".");
    }

    @Test
    void aStartIsSeenAndCanBeStopped() throws IOException, InterruptedException {
        Path output = folder.path().resolve("up.log");
        Process up = sluice.start(output, "up");
        await("it starts")
                .atMost(START)
                .failFast("it ended", () -> !up.isAlive())
                .until(() -> Files.exists(data.resolve("sluice.json")));

        Outcome status = sluice.run("status");
        assertThat(status.output()).contains(" is starting on " + data);
        assertThat(status.exitCode()).isEqualTo(1);
        for (List<String> again : List.of(List.of("up"), List.of("up", "--detach"))) {
            assertFails(sluice.run(again.toArray(String[]::new)), "sluice: Sluice is starting already on " + data);
        }

        Outcome down = sluice.run("down");

        assertThat(down.exitCode()).isZero();
        assertNothingMoves(Files.readString(output));
        assertThat(up.waitFor(10, TimeUnit.SECONDS)).as("it has ended").isTrue();
        assertThat(Files.readString(output)).contains("Stopped.").doesNotContain("\tat ");
        assertThat(sluice.run("status").output()).isEqualToIgnoringNewLines("Nothing runs on " + data + ".");
    }

    @Test
    void whatFailsWhileItRunsIsSaidAndMended() throws IOException, InterruptedException {
        long free = DiskReserve.freeBytes(folder.path());
        long gigabyte = 1L << 30;
        Path output = folder.path().resolve("up.log");
        Process up = sluice.start(output, "up", "--min-free", (free - 3 * gigabyte) / 1024 + "KB");
        await("it is up")
                .atMost(START)
                .failFast("it ended", () -> !up.isAlive())
                .until(() -> sluice.run("status").exitCode() == 0);
        Ingest ingest = new Ingest(URI.create("http://127.0.0.1:" + ports.ingest()));
        Elasticsearch elasticsearch = Elasticsearch.of(data, ports);

        assertThat(new Launcher(folder.path().resolve("other"), offset, Map.of())
                        .run("status")
                        .exitCode())
                .as("another folder's instance is not this one's")
                .isEqualTo(1);
        assertOnlyOwnersHaveAccess();
        await("nothing is left to do")
                .atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(sluice.run("status").output())
                        .contains("before parser         lag 0, oldest 0.0 s")
                        .contains("before elasticsearch  lag 0, oldest 0.0 s")
                        .contains("before s3             lag 0, oldest 0.0 s")
                        .contains("dead letters   0")
                        .containsPattern("free disk      [1-9][0-9]* MB"));
        assertThat(sluice.run("top", "--interval", "100ms").output())
                .startsWith("STAGE ")
                .contains("\ningest ");
        goesOnWithoutElasticsearch(up, ingest, elasticsearch, output);
        refusesWithAFullDisk(ingest, elasticsearch, output, 6 * gigabyte);
        LedgerJudge.assertClosed("127.0.0.1:" + ports.kafka());

        up.destroyForcibly().waitFor();
        Outcome died = sluice.run("status");
        assertThat(died.exitCode()).isEqualTo(1);
        assertThat(died.output()).contains("the last instance died at ").contains("it was killed");
        assertThat(Files.readString(output)).doesNotContain("\tat ");
    }

    private void goesOnWithoutElasticsearch(Process up, Ingest ingest, Elasticsearch elasticsearch, Path output)
            throws IOException {
        up.descendants()
                .filter(child -> child.info().commandLine().orElse("").contains("org.elasticsearch.bootstrap"))
                .forEach(ProcessHandle::destroyForcibly);

        await("it is noticed")
                .atMost(Duration.ofSeconds(30))
                .until(() -> Files.readString(output).contains("ended with status"));
        assertThat(send(ingest, "while-elasticsearch-is-away").statusCode()).isEqualTo(202);
        await("it is started again")
                .atMost(START)
                .failFast("all of it ended", () -> !up.isAlive())
                .until(() -> Files.readString(output).contains("is back"));
        awaitEvents(elasticsearch, 1);
        assertThat(Files.readString(output))
                .contains("sluice: Elasticsearch at http://127.0.0.1:" + ports.elasticsearch())
                .contains("it is started again in 1 s, and until then events wait in Kafka");
    }

    private void refusesWithAFullDisk(Ingest ingest, Elasticsearch elasticsearch, Path output, long bytes)
            throws IOException, InterruptedException {
        Path big = folder.path().resolve("big");
        new ProcessBuilder("fallocate", "--length", Long.toString(bytes), big.toString())
                .start()
                .waitFor();
        try {
            HttpResponse<String> refused = await("it refuses")
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> send(ingest, "while-the-disk-is-full"), answer -> answer.statusCode() == 503);
            assertThat(refused.body()).contains("the disk of " + data + " is full");
            assertThat(refused.headers().firstValue("Retry-After")).isPresent();
            Outcome status = sluice.run("status");
            assertThat(status.output()).contains(" is paused: the disk of " + data + " is full");
            assertThat(status.exitCode()).isEqualTo(1);
        } finally {
            Files.delete(big);
        }
        await("it accepts again")
                .atMost(Duration.ofSeconds(30))
                .until(() -> send(ingest, "after-the-disk-was-full").statusCode() == 202);
        assertThat(Files.readString(output)).contains("there is space on the disk of " + data + " again");
        awaitEvents(elasticsearch, 2);
    }

    private static HttpResponse<String> send(Ingest ingest, String path) throws IOException {
        String line = "192.0.2.1 - - [10/Oct/2026:13:55:36 +0000] \"GET /" + path + " HTTP/1.1\" 200 5";
        return ingest.post("format=apache_common", line.getBytes(UTF_8), "Idempotency-Key", path);
    }

    private static void awaitEvents(Elasticsearch elasticsearch, int atLeast) {
        await("events arrive")
                .atMost(Duration.ofMinutes(2))
                .ignoreExceptions()
                .until(() -> elasticsearch.count("logs-apache.access-default", "{\"match_all\":{}}") >= atLeast);
    }

    private void assertOnlyOwnersHaveAccess() throws IOException {
        assertThat(Files.getPosixFilePermissions(data)).doesNotContainAnyElementsOf(OTHERS);
        try (Stream<Path> files = Files.list(data)) {
            assertThat(files)
                    .allSatisfy(file -> assertThat(Files.getPosixFilePermissions(file))
                            .as(file.toString())
                            .doesNotContainAnyElementsOf(OTHERS));
        }
    }

    /** Where nobody sits at a terminal, nothing is written over and nothing is coloured. */
    private static void assertNothingMoves(String output) {
        assertThat(output).doesNotContain("\u001b", "\r", "Starting …");
    }

    private static void assertFails(Outcome outcome, String sentence) {
        assertThat(outcome.output()).contains(sentence).doesNotContain("\tat ");
        assertThat(outcome.exitCode()).isEqualTo(1);
    }
}
