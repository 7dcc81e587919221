// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.model.StreamDigest;
import dev.sluice.tail.testing.InstantServer;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What digests cost the image, flat out: runs with them and with others that only count bytes, by turns, by the processor time of the whole process
 * but for its start. Printed; for a machine that has nothing else to do: {@code -Dskipped.tests=none -Dit.test=ITDigestCost -Ddigest.rounds=8}.
 */
@Tag("faults")
class ITDigestCost {

    private static final Path IMAGE = Path.of(System.getProperty("image"));
    private static final double TICKS_A_SECOND = 100;
    private static final int ROUNDS = Integer.getInteger("digest.rounds", 3);
    private static final int LINES = Integer.getInteger("digest.lines", 3_000_000);

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"lz4", "none", "gzip"})
    void shareOfTheProcess(String compression) throws Exception {
        Path real = folder.resolve("real");
        copyOfTheDigest(real);
        Path stub = folder.resolve("stub");
        counterInsteadOfADigest(stub);
        long size = writeLines();
        List<Double> with = new ArrayList<>();
        List<Double> without = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            with.add(nanosALine(compression, real, size));
            without.add(nanosALine(compression, stub, size));
        }
        double share = 1 - median(without) / median(with);
        System.out.printf(
                "digests, %s: %.0f ns a line with, %.0f without: %.1f %%; with %s, without %s%n",
                compression, median(with), median(without), 100 * share, with, without);
        assertThat(share).isLessThan(1);
    }

    private static double median(List<Double> values) {
        List<Double> sorted = new ArrayList<>(values);
        Collections.sort(sorted);
        return (sorted.get((sorted.size() - 1) / 2) + sorted.get(sorted.size() / 2)) / 2;
    }

    private static void copyOfTheDigest(Path to) throws IOException {
        for (String name : List.of("StreamDigest", "StreamDigest$Point")) {
            Path file = to.resolve("dev/sluice/model/" + name + ".class");
            Files.createDirectories(file.getParent());
            try (InputStream in = StreamDigest.class.getResourceAsStream(name + ".class")) {
                Files.copy(in, file);
            }
        }
    }

    /** The same in all that the agent asks of it, but for what it takes from the bytes. */
    private static void counterInsteadOfADigest(Path to) throws IOException {
        Path source = Files.createDirectories(to).resolve("StreamDigest.java");
        Files.writeString(source, """
                package dev.sluice.model;
                public final class StreamDigest {
                    private long taken;
                    public static StreamDigest start() { return new StreamDigest(); }
                    public StreamDigest restart() { return new StreamDigest(); }
                    public static StreamDigest parse(String text) {
                        return of(java.util.Base64.getUrlDecoder().decode(text));
                    }
                    public static StreamDigest of(byte[] bytes) {
                        StreamDigest digest = new StreamDigest();
                        digest.taken = java.nio.ByteBuffer.wrap(bytes).getLong();
                        return digest;
                    }
                    public StreamDigest copy() { return of(toBytes()); }
                    public void update(byte[] bytes, int from, int to) { taken += to - from; }
                    public boolean hasKeyOf(StreamDigest other) { return true; }
                    public byte[] toBytes() { return java.nio.ByteBuffer.allocate(32).putLong(taken).array(); }
                    public boolean equals(Object other) {
                        return other instanceof StreamDigest digest && digest.taken == taken;
                    }
                    public int hashCode() { return Long.hashCode(taken); }
                    public String toString() {
                        return java.util.Base64.getUrlEncoder().withoutPadding().encodeToString(toBytes());
                    }
                }
                """);
        assertThat(ToolProvider.getSystemJavaCompiler().run(null, null, null, "-d", to.toString(), source.toString()))
                .isZero();
    }

    private long writeLines() throws IOException {
        Random random = new Random(1);
        long size = 0;
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(folder.resolve("a.log")), 1 << 20)) {
            for (int i = 0; i < LINES; i++) {
                byte[] line = ("10." + random.nextInt(256) + ".3.7 - - [22/Nov/2026:21:" + (10 + random.nextInt(49))
                                + ":30 +0000] \"GET /shop/item/" + random.nextInt(100_000) + "?ref="
                                + random.nextInt(1000) + " HTTP/1.1\" 200 " + random.nextInt(50_000)
                                + " \"-\" \"Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101 Firefox/128.0\"\n")
                        .getBytes(UTF_8);
                out.write(line);
                size += line.length;
            }
        }
        return size;
    }

    private double nanosALine(String compression, Path digest, long size) throws Exception {
        Path data = Files.createTempDirectory(folder, "data");
        Path output = data.resolveSibling(data.getFileName() + ".out");
        try (InstantServer server = new InstantServer()) {
            Path config = Files.writeString(
                    folder.resolve("agent.yaml"), """
                    server: {url: '%s', compression: %s}
                    agent: {data: %s, operations: none}
                    inputs:
                    - {paths: [%s/*.log], format: apache_combined}
                    """.formatted(server.url(), compression, data, folder));
            ProcessBuilder command = new ProcessBuilder(
                            IMAGE.resolve("bin").resolve("tail-agent").toString(), config.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile());
            // What is before the class path is taken first, unless the archive of classes has it.
            command.environment().put("TAIL_AGENT_ARCHIVE", "-XX:AOTMode=off");
            command.environment().put("TAIL_AGENT_OPTS", "-Xbootclasspath/a:" + digest);
            Process process = command.start();
            try {
                Awaitility.await()
                        .pollInterval(Duration.ofMillis(2))
                        .until(() -> Files.readString(output).contains("agent started"));
                double start = cpuSeconds(process);
                String end = "\tsource=" + size + "\toffset=" + size + "\tcovered=" + size + "\t";
                Awaitility.await().atMost(Duration.ofMinutes(3)).until(() -> isKept(data, end));
                return (cpuSeconds(process) - start) * 1e9 / LINES;
            } finally {
                process.destroy();
                if (!process.waitFor(20, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                }
            }
        }
    }

    private static double cpuSeconds(Process process) throws IOException {
        String stat = Files.readString(Path.of("/proc", Long.toString(process.pid()), "stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS_A_SECOND;
    }

    private static boolean isKept(Path data, String end) throws IOException {
        try (Stream<Path> files = Files.list(data)) {
            for (Path file : files.filter(path -> path.getFileName().toString().startsWith("checkpoint-"))
                    .toList()) {
                if (Files.readString(file).contains(end)) {
                    return true;
                }
            }
        }
        return false;
    }
}
