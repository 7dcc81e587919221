// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.tail.testing.AgentProcess;
import dev.sluice.tail.testing.IngestStub;
import dev.sluice.tail.testing.IngestStub.Fault;
import dev.sluice.tail.testing.IngestStub.Received;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.zip.GZIPOutputStream;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The promise: 200,000 numbered lines in files that are rotated every second, an agent that is killed at random, a server that fails and
 * loses answers. Afterwards every line is there once, in order within its file.
 */
@Tag("faults")
class ITKill {

    private static final int LINES = Integer.getInteger("kill.lines", 200_000);
    private static final int SECONDS = 12;
    private static final int ROTATIONS_KEPT = 40;
    private static final int KILLS = 10;

    @TempDir
    Path folder;

    private enum Rotation {
        RENAME,
        RENAME_AND_GZIP,
        COPYTRUNCATE
    }

    @ParameterizedTest
    @EnumSource(Rotation.class)
    void everyLineOnceInOrder(Rotation rotation) throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Path logs = Files.createDirectories(folder.resolve("logs"));
        try (IngestStub server = new IngestStub();
                AgentProcess agent = new AgentProcess(
                        folder.resolve("agent.out"),
                        List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx64m"),
                        config(server, logs).toString())) {
            server.faults(number -> fault(number, seed));
            agent.start();
            awaitStarts(0);
            int starts = 0;
            CompletableFuture<Void> writing =
                    CompletableFuture.runAsync(() -> write(logs.resolve("app.log"), rotation));
            for (int i = 0; i < KILLS; i++) {
                LockSupport.parkNanos(
                        Duration.ofMillis(200 + random.nextInt(1500)).toNanos());
                agent.kill();
                if (random.nextInt(3) == 0) {
                    // Long enough to miss a rotation or two.
                    LockSupport.parkNanos(
                            Duration.ofMillis(random.nextInt(2500)).toNanos());
                }
                starts = starts();
                agent.start();
            }
            writing.join();
            try {
                await().atMost(Duration.ofSeconds(60)).until(() -> server.count() >= LINES);
            } catch (ConditionTimeoutException e) {
                // The check says which lines are missing, and this is what the agent had to say.
                Files.copy(
                        folder.resolve("agent.out"), Path.of("target", "kill-" + rotation + ".log"), REPLACE_EXISTING);
            }
            awaitStarts(starts);
            assertThat(agent.stop()).isZero();
            check(server, seed);
        }
    }

    private int starts() throws IOException {
        Path output = folder.resolve("agent.out");
        return Files.exists(output) ? Files.readString(output).split("agent started", -1).length - 1 : 0;
    }

    private void awaitStarts(int moreThan) {
        await().until(() -> starts() > moreThan);
    }

    private Path config(IngestStub server, Path logs) throws IOException {
        return Files.writeString(
                folder.resolve("agent.yaml"), """
                server:
                  url: %s
                  linger: 50ms
                  batch-bytes: 128KiB
                  retry-first: 20ms
                  retry-most: 200ms
                agent:
                  data: %s
                  operations: none
                follow:
                  poll: 50ms
                  scan: 500ms
                inputs:
                - name: app
                  paths: [%s/app.log]
                  format: text
                  max-line: 4KiB
                """.formatted(server.url(), folder.resolve("data"), logs));
    }

    private static Fault fault(int number, long seed) {
        return switch (new Random(seed + number).nextInt(20)) {
            case 0, 1 -> Fault.CUT_AFTER;
            case 2 -> Fault.CUT_BEFORE;
            case 3 -> Fault.UNAVAILABLE;
            case 4 -> Fault.TOO_MANY;
            default -> Fault.NONE;
        };
    }

    private static void check(IngestStub server, long seed) {
        Map<Integer, Integer> times = new HashMap<>();
        List<String> wrong = new ArrayList<>();
        for (Map.Entry<String, Received> stream : server.streams().entrySet()) {
            int before = -1;
            for (IngestStub.Line line : stream.getValue().lines) {
                int number = Integer.parseInt(line.text().substring(line.text().lastIndexOf(' ') + 1));
                times.merge(number, 1, Integer::sum);
                if (number <= before) {
                    wrong.add(stream.getKey() + ": " + number + " after " + before);
                }
                before = number;
            }
        }
        for (int i = 0; i < LINES; i++) {
            if (times.getOrDefault(i, 0) != 1 && wrong.size() < 20) {
                wrong.add("line " + i + " is there " + times.getOrDefault(i, 0) + " times");
            }
        }
        assertThat(wrong).as("seed %d", seed).isEmpty();
        assertThat(server.gaps()).as("seed %d", seed).isZero();
        assertThat(server.streams().values().stream()
                        .mapToInt(stream -> stream.repeats)
                        .sum())
                .as("lines sent again, else this test has shown nothing")
                .isPositive();
    }

    /** Writes all lines within some seconds and rotates every second. */
    private static void write(Path file, Rotation rotation) {
        try {
            OutputStream out = open(file);
            int rotations = 0;
            for (int i = 0; i < LINES; i++) {
                out.write(("2026-11-22 a line of the usual length, more or less, with number " + i + "\n")
                        .getBytes(UTF_8));
                if (i % (LINES / (SECONDS * 10)) == 0) {
                    LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
                }
                if (i % (LINES / SECONDS) == LINES / SECONDS - 1) {
                    rotations++;
                    out = rotate(file, rotation, out, rotations);
                }
            }
            out.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static OutputStream open(Path file) throws IOException {
        return new BufferedOutputStream(
                Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND), 1000);
    }

    private static OutputStream rotate(Path file, Rotation rotation, OutputStream out, int rotations)
            throws IOException {
        out.flush();
        for (int n = Math.min(rotations, ROTATIONS_KEPT) - 1; n >= 1; n--) {
            for (String end : new String[] {"", ".gz"}) {
                Path from = file.resolveSibling("app.log." + n + end);
                if (Files.exists(from)) {
                    Files.move(from, file.resolveSibling("app.log." + (n + 1) + end));
                }
            }
        }
        Path first = file.resolveSibling("app.log.1");
        if (rotation == Rotation.COPYTRUNCATE) {
            Files.copy(file, first);
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                channel.truncate(0);
            }
            return out;
        }
        Files.move(file, first);
        out.close();
        Path second = file.resolveSibling("app.log.2");
        if (rotation == Rotation.RENAME_AND_GZIP && Files.exists(second)) {
            try (OutputStream gzip = new GZIPOutputStream(Files.newOutputStream(file.resolveSibling("app.log.2.gz")))) {
                Files.copy(second, gzip);
            }
            Files.delete(second);
        }
        return open(file);
    }
}
