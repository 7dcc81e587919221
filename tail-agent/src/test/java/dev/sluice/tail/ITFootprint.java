// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.tail.testing.AgentProcess;
import dev.sluice.tail.testing.InstantServer;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The image is small and quick. The limits are of CPU time and memory, which a busy machine disturbs little; times by the clock are only
 * printed.
 */
class ITFootprint {

    private static final Path IMAGE = Path.of(System.getProperty("image"));
    private static final double TICKS_A_SECOND = 100;
    private static final int RATE = 10_000;
    private static final int SECONDS = Integer.getInteger("footprint.seconds", 10);
    private static final int FLAT_OUT_LINES = Integer.getInteger("footprint.lines", 3_000_000);

    @TempDir
    Path folder;

    private Process agent(InstantServer server, String compression) throws IOException {
        Path config = Files.writeString(
                folder.resolve("agent.yaml"), """
                server: {url: '%s', compression: %s}
                agent: {data: %s, operations: '127.0.0.1:0'}
                inputs:
                - {paths: [%s/*.log], format: apache_combined}
                """.formatted(server.url(), compression, folder.resolve("data"), folder));
        return new ProcessBuilder(IMAGE.resolve("bin").resolve("tail-agent").toString(), config.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("agent.out").toFile())
                .start();
    }

    private static double cpuSeconds(Process process) throws IOException {
        String stat = Files.readString(Path.of("/proc", Long.toString(process.pid()), "stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS_A_SECOND;
    }

    private void stop(Process process) throws InterruptedException {
        process.destroy();
        if (!process.waitFor(20, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
    }

    private static byte[] line(Random random) {
        return ("10." + random.nextInt(256) + '.' + random.nextInt(256) + ".7 - - [22/Nov/2026:21:"
                        + (10 + random.nextInt(49))
                        + ":30 +0000] \"GET /shop/item/" + random.nextInt(100_000) + "?ref=" + random.nextInt(1000)
                        + " HTTP/1.1\" 200 " + random.nextInt(50_000)
                        + " \"-\" \"Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101 Firefox/128.0\"\n")
                .getBytes(UTF_8);
    }

    private boolean hasStarted() throws IOException {
        Path output = folder.resolve("agent.out");
        return Files.exists(output) && Files.readString(output).contains("agent started");
    }

    @Test
    void startsQuickly() throws Exception {
        try (InstantServer server = new InstantServer()) {
            List<Long> times = new ArrayList<>();
            List<Double> cpu = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                long begun = System.nanoTime();
                Process process = agent(server, "gzip");
                await().pollDelay(Duration.ofMillis(50))
                        .pollInterval(Duration.ofMillis(2))
                        .until(this::hasStarted);
                times.add((System.nanoTime() - begun) / 1_000_000);
                cpu.add(cpuSeconds(process));
                stop(process);
                Files.delete(folder.resolve("agent.out"));
            }
            System.out.println("start-up in ms: " + times + ", in CPU seconds: " + cpu);
            assertThat(Collections.min(cpu)).isLessThan(0.6);
        }
    }

    @Test
    void staysSmallAtTenThousandLinesASecond() throws Exception {
        try (InstantServer server = new InstantServer();
                OutputStream out = new BufferedOutputStream(
                        Files.newOutputStream(
                                folder.resolve("a.log"), StandardOpenOption.CREATE, StandardOpenOption.APPEND),
                        8192)) {
            Process process = agent(server, "gzip");
            await().until(this::hasStarted);
            Random random = new Random(1);
            double cpuBefore = 0;
            long from = System.nanoTime();
            // The first seconds warm up and are not counted.
            for (int hundredth = 0; hundredth < (SECONDS + 3) * 100; hundredth++) {
                if (hundredth == 300) {
                    cpuBefore = cpuSeconds(process);
                }
                for (int i = 0; i < RATE / 100; i++) {
                    out.write(line(random));
                }
                LockSupport.parkNanos(from + (hundredth + 1) * 10_000_000L - System.nanoTime());
            }
            double cpu = (cpuSeconds(process) - cpuBefore) / SECONDS;
            long resident = AgentProcess.mostResidentKiB(process);
            stop(process);
            System.out.printf(
                    "at %d lines/s: %.1f %% of a core, at most %.1f MiB resident, %d requests%n",
                    RATE, 100 * cpu, resident / 1024.0, server.requests());
            assertThat(server.requests()).isPositive();
            assertThat(cpu).isLessThanOrEqualTo(0.05);
            assertThat(resident).isLessThanOrEqualTo(64 * 1024);
        }
    }

    /** Compressing by zlib takes more than half of the time: the floor with it is for a busy machine, on which zlib itself slows down by a half. */
    @ParameterizedTest
    @CsvSource({"none, 600000", "lz4, 500000", "gzip, 400000"})
    void sendsManyLinesACoreSecondFlatOut(String compression, int floor) throws Exception {
        try (InstantServer server = new InstantServer()) {
            Random random = new Random(1);
            byte[][] lines = new byte[10_000][];
            for (int i = 0; i < lines.length; i++) {
                lines[i] = line(random);
            }
            long size = 0;
            try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(folder.resolve("a.log")), 1 << 20)) {
                for (int i = 0; i < FLAT_OUT_LINES; i++) {
                    byte[] line = lines[random.nextInt(lines.length)];
                    out.write(line);
                    size += line.length;
                }
            }
            long begun = System.nanoTime();
            Process process = agent(server, compression);
            await().pollInterval(Duration.ofMillis(2)).until(this::hasStarted);
            double start = cpuSeconds(process);
            String end = Long.toString(size);
            await().atMost(Duration.ofMinutes(2)).until(() -> checkpointed(end));
            double seconds = (System.nanoTime() - begun) / 1e9;
            double cpu = cpuSeconds(process) - start;
            long resident = AgentProcess.mostResidentKiB(process);
            stop(process);
            System.out.printf(
                    "flat out, %s: %,.0f lines a core-second, %,.0f lines/s, %.0f MB/s, at most %.1f MiB resident%n",
                    compression,
                    FLAT_OUT_LINES / cpu,
                    FLAT_OUT_LINES / seconds,
                    size / seconds / 1e6,
                    resident / 1024.0);
            assertThat(FLAT_OUT_LINES / cpu).isGreaterThanOrEqualTo(floor);
            assertThat(resident).isLessThanOrEqualTo(80 * 1024);
        }
    }

    private boolean checkpointed(String place) throws IOException {
        if (!Files.isDirectory(folder.resolve("data"))) {
            return false;
        }
        try (Stream<Path> files = Files.list(folder.resolve("data"))) {
            for (Path file : files.filter(path -> path.getFileName().toString().startsWith("checkpoint-"))
                    .toList()) {
                if (Files.readString(file)
                        .contains("\tsource=" + place + "\toffset=" + place + "\tcovered=" + place + "\t")) {
                    return true;
                }
            }
        }
        return false;
    }
}
