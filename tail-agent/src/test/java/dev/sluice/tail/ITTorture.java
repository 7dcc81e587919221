// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.tail.testing.AgentProcess;
import dev.sluice.tail.testing.IngestStub;
import dev.sluice.tail.testing.IngestStub.Fault;
import dev.sluice.tail.testing.LogWriter;
import dev.sluice.tail.testing.TimeLetRun;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Files as programs really treat them, rotated by the real {@code logrotate} and {@code rsync}, all followed by one agent that is killed at random,
 * while the server fails and loses answers: every line arrives once. Short in the build; {@code -Pthorough} takes an hour, or
 * {@code -Dtorture.seconds=N}.
 */
class ITTorture {

    private static final int SHORT_ROUNDS = 2;
    private static final Duration LONG = Duration.ofSeconds(Integer.getInteger("torture.seconds", 3_600));
    private static final Path REPORT = Path.of("target", "torture.md");
    /** How long lines may take that are not lost: in the hour the machine may be busy with anything. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private static final Duration LONG_PATIENCE = Duration.ofMinutes(10);
    private static final Duration HOLD_UP = Duration.ofMillis(1_500);
    private static final int LAST_WORDS = 20_000;

    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);
    private final Map<TortureCase, LogWriter> writers = new EnumMap<>(TortureCase.class);
    private int starts;
    private int rounds;
    private boolean isLong;

    @TempDir
    Path folder;

    @BeforeEach
    void writers() throws IOException {
        for (TortureCase each : TortureCase.values()) {
            String name = each.name().toLowerCase(Locale.ROOT);
            writers.put(each, new LogWriter(each.title(), folder.resolve("work").resolve(name), logsOf(each)));
        }
    }

    private Path logsOf(TortureCase each) {
        return folder.resolve("logs").resolve(each.name().toLowerCase(Locale.ROOT));
    }

    @Test
    void everyLineOnce() throws Exception {
        torture(SHORT_ROUNDS, Duration.ofDays(1));
    }

    @Test
    @Tag("faults")
    void everyLineOnceForAnHour() throws Exception {
        isLong = true;
        torture(Integer.MAX_VALUE, LONG);
    }

    /** What was sent after the copy was made is sent twice, since it cannot be told from something new; nothing is lost. */
    @Test
    void nothingIsLostWhenTheDataFolderIsRestored() throws Exception {
        try (IngestStub server = new IngestStub();
                AgentProcess agent = agent(server, 1024)) {
            server.tellsForks();
            start(agent);
            doAll(server, 0);
            awaitAll(server);
            assertThat(agent.stop()).isZero();
            Path data = folder.resolve("data");
            copy(data, folder.resolve("copy"));
            Map<String, Integer> before = count(server.texts());

            start(agent);
            doAll(server, 1);
            awaitAll(server);
            agent.kill();
            copy(folder.resolve("copy"), data);
            // The restored folder has never heard of the file that the link led to meanwhile: nothing else leads there.
            inParallel(each -> each.unseen() && each != TortureCase.LINK, each -> each.round(writers.get(each), 2));
            start(agent);
            doAll(server, 3);
            awaitAll(server);
            LockSupport.parkNanos(Duration.ofSeconds(1).toNanos());
            assertThat(agent.stop()).isZero();

            List<String> written = allWritten();
            Map<String, Integer> due = count(written);
            Map<String, Integer> surplus = surplus(server.texts(), written);
            String log = log();
            Map<String, Integer> lost = new HashMap<>(surplus);
            lost.values().removeIf(times -> times > 0);
            assertThat(lost)
                    .as("lost, seed %d, not expected %s, agent said%n%s", seed, surplus, log)
                    .isEmpty();
            List<String> early = surplus.keySet().stream()
                    .filter(line -> due.getOrDefault(line, 0) <= before.getOrDefault(line, 0))
                    .toList();
            assertThat(early)
                    .as("from before the copy, or never written: %s, seed %d, agent said%n%s", early, seed, log)
                    .isEmpty();
        }
    }

    @Test
    void moreFilesThanDescriptors() throws Exception {
        manyFiles(300, 256);
    }

    @Test
    @Tag("faults")
    void fiveThousandFilesUnderOneThousandDescriptors() throws Exception {
        manyFiles(5_000, 1_024);
    }

    private void manyFiles(int files, int descriptors) throws Exception {
        LogWriter writer = new LogWriter("many", folder.resolve("work"), folder.resolve("logs"));
        writer.manyFiles(files);
        try (IngestStub server = new IngestStub();
                AgentProcess agent = agent(server, descriptors)) {
            server.faults(this::fault);
            start(agent);
            awaitLines(server, files);
            agent.kill();
            writer.manyFiles(files);
            start(agent);
            awaitLines(server, 2 * files);
            writer.manyFiles(files);
            awaitLines(server, 3 * files);
            long resident = AgentProcess.mostResidentKiB(agent.process());
            assertThat(agent.stop()).isZero();
            assertThat(surplus(server.texts(), writer.written()))
                    .as("seed %d, agent said%n%s", seed, log())
                    .isEmpty();
            Files.writeString(
                    Files.createDirectories(REPORT.getParent()).resolve("torture-files-" + files + ".txt"),
                    String.format("%,d files: at most %.1f MiB resident%n", files, resident / 1024.0));
        }
    }

    private void torture(int most, Duration atMost) throws Exception {
        try (IngestStub server = new IngestStub();
                AgentProcess agent = agent(server, 1024)) {
            server.faults(this::fault);
            start(agent);
            long end = System.nanoTime() + atMost.toNanos();
            for (int round = 0; round < most && System.nanoTime() < end; round++) {
                rounds++;
                Thread heldUp = holdUp(agent, random.nextInt(3) == 0 ? HOLD_UP : Duration.ZERO);
                doAll(server, 2 * round);
                heldUp.join();
                if (round % (LogWriter.KEPT / 4) == 0) {
                    awaitAll(server);
                }
                if (round % 2 == 1) {
                    agent.kill();
                    if (random.nextBoolean()) {
                        // What happens while nobody looks.
                        inParallel(TortureCase::unseen, each -> each.round(writers.get(each), 1_000_001));
                    }
                    start(agent);
                }
                awaitDestroyed(server);
            }
            awaitAll(server);
            LockSupport.parkNanos(Duration.ofSeconds(1).toNanos());
            assertThat(agent.stop()).isZero();
            report(server);
        }
    }

    /** In a while, when the next files are being written, the agent is kept from running for longer than one of them lives. */
    private Thread holdUp(AgentProcess agent, Duration time) {
        long soon = Duration.ofMillis(random.nextInt(200)).toNanos();
        return Thread.ofVirtual().start(() -> {
            LockSupport.parkNanos(soon);
            try {
                agent.holdUp(time);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private interface Step {
        void run(TortureCase each) throws Exception;
    }

    private interface Choice {
        boolean takes(TortureCase each);
    }

    /** One round of everything. What destroys lines comes when what it destroys has been read. */
    private void doAll(IngestStub server, int round) throws Exception {
        awaitDestroyed(server);
        inParallel(each -> true, each -> each.round(writers.get(each), round));
        LockSupport.parkNanos(Duration.ofMillis(100 + random.nextInt(600)).toNanos());
        awaitDestroyed(server);
    }

    private void inParallel(Choice choice, Step step) throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> running = new ArrayList<>();
            for (TortureCase each : TortureCase.values()) {
                if (choice.takes(each)) {
                    running.add(threads.submit(() -> {
                        step.run(each);
                        return null;
                    }));
                }
            }
            for (Future<?> future : running) {
                future.get();
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("a case could not be done", e.getCause());
        }
    }

    /** What destroys lines must not come before they are read: that a machine was slow is no fault, and that they never come is one. */
    private void awaitDestroyed(IngestStub server) throws IOException {
        for (TortureCase each : TortureCase.values()) {
            if (each.destroys() && !await(server, each)) {
                report(server);
            }
        }
    }

    private void awaitAll(IngestStub server) {
        for (TortureCase each : TortureCase.values()) {
            await(server, each);
        }
    }

    /** Waits for all lines of a case; false if some do not come. */
    private boolean await(IngestStub server, TortureCase each) {
        List<String> written = writers.get(each).written();
        long end = System.nanoTime() + (isLong ? LONG_PATIENCE : PATIENCE).toNanos();
        while (isMissingAny(server, each, written)) {
            if (System.nanoTime() >= end) {
                return false;
            }
            LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
        }
        return true;
    }

    private boolean isMissingAny(IngestStub server, TortureCase each, List<String> written) {
        List<String> texts = texts(server, each);
        return texts.size() < written.size()
                || surplus(texts, written).values().stream().anyMatch(times -> times < 0);
    }

    private static void awaitLines(IngestStub server, int count) {
        long end = System.nanoTime() + Duration.ofMinutes(3).toNanos();
        while (server.count() < count && System.nanoTime() < end) {
            LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
        }
    }

    private List<String> texts(IngestStub server, TortureCase each) {
        String below = logsOf(each) + "/";
        return server.texts(path -> path.startsWith(below));
    }

    private List<String> allWritten() {
        return writers.values().stream()
                .flatMap(writer -> writer.written().stream())
                .toList();
    }

    private static Map<String, Integer> count(List<String> lines) {
        Map<String, Integer> times = new HashMap<>();
        lines.forEach(line -> times.merge(line, 1, Integer::sum));
        return times;
    }

    /** How often each line is there too often, or, below zero, too rarely; those that are right are not in it. */
    private static Map<String, Integer> surplus(List<String> received, List<String> written) {
        Map<String, Integer> surplus = count(received);
        written.forEach(line -> surplus.merge(line, -1, Integer::sum));
        surplus.values().removeIf(times -> times == 0);
        return surplus;
    }

    private void report(IngestStub server) throws IOException {
        TortureReport report = new TortureReport();
        for (TortureCase each : TortureCase.values()) {
            LogWriter writer = writers.get(each);
            report.add(
                    each.title(), writer.written(), surplus(texts(server, each), writer.written()), writer.undecided());
        }
        Path target = Files.createDirectories(REPORT.getParent());
        Files.writeString(REPORT, report.table());
        String log = log();
        Files.writeString(target.resolve("torture-agent.txt"), log);
        System.out.printf(
                "torture: %d rounds, %d starts of the agent, seed %d%n%s", rounds, starts, seed, report.table());
        assertThat(report.wrong())
                .as(
                        "lost (below 0) or doubled, seed %d%n%s%nagent said at last%n%s",
                        seed, report.table(), log.substring(Math.max(0, log.length() - LAST_WORDS)))
                .isEmpty();
    }

    private AgentProcess agent(IngestStub server, int descriptors) throws IOException {
        List<String> options = List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx64m");
        return new AgentProcess(
                        folder.resolve("agent.out"), options, config(server).toString())
                .withDescriptors(descriptors);
    }

    /** Until it has looked for files the first time, nobody follows them, whatever the process has said. */
    private void start(AgentProcess agent) throws IOException {
        agent.start();
        starts++;
        // A second of a file's life is one in which the agent was let run, whatever else the machine has to do.
        writers.get(TortureCase.SHORT_LIVED).lives(new TimeLetRun(agent.process())::await);
        Awaitility.await().atMost(LONG_PATIENCE).until(() -> log().split("files looked for", -1).length > starts);
    }

    private String log() throws IOException {
        Path output = folder.resolve("agent.out");
        return Files.exists(output) ? Files.readString(output) : "";
    }

    private Path config(IngestStub server) throws IOException {
        return Files.writeString(folder.resolve("agent.yaml"), """
                server:
                  url: %1$s
                  linger: 20ms
                  retry-first: 20ms
                  retry-most: 200ms
                agent:
                  data: %2$s
                  operations: none
                follow:
                  poll: 50ms
                  scan: 500ms
                inputs:
                - name: cut
                  paths: ['%4$s/*']
                  exclude: ['.*', '*.tmp', '*.txt']
                  format: text
                  multiline: {preset: indented, idle: %5$ds}
                - name: app
                  paths: ['%3$s/**/*']
                  exclude: ['.*', '*.tmp', '*.txt']
                  format: text
                  multiline: {preset: indented, idle: 3s}
                """.formatted(
                        server.url(),
                        folder.resolve("data"),
                        folder.resolve("logs"),
                        logsOf(TortureCase.CUT_EVENT),
                        LogWriter.EVENT_IDLE.toSeconds()));
    }

    private Fault fault(int number) {
        return switch (new Random(seed + number).nextInt(20)) {
            case 0, 1 -> Fault.CUT_AFTER;
            case 2 -> Fault.CUT_BEFORE;
            case 3 -> Fault.UNAVAILABLE;
            default -> Fault.NONE;
        };
    }

    /** Makes {@code to} the same as {@code from}. */
    private static void copy(Path from, Path to) throws IOException {
        if (Files.exists(to)) {
            try (Stream<Path> old = Files.list(to)) {
                for (Path file : old.toList()) {
                    Files.delete(file);
                }
            }
        }
        Files.createDirectories(to);
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(file.getFileName()));
            }
        }
    }
}
