// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.tail.testing.AgentProcess;
import dev.sluice.tail.testing.IngestStub;
import dev.sluice.tail.testing.IngestStub.Fault;
import dev.sluice.tail.testing.LogWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Files as programs really treat them, rotated by the real {@code logrotate} and {@code rsync}, with an agent that is killed at random and a server
 * that fails and loses answers: every line arrives once. Short in the build; {@code -Dtorture.rounds=N} makes it longer.
 */
class ITTorture {

    private static final int ROUNDS = Integer.getInteger("torture.rounds", 2);
    private static final Path REPORT = Path.of("target", "torture.md");

    @TempDir
    Path folder;

    /** What is done to the files, round after round. */
    enum Scenario {
        CREATE("create"),
        COPYTRUNCATE("copytruncate"),
        COMPRESS("create\ncompress"),
        DELAYCOMPRESS("create\ncompress\ndelaycompress"),
        COPYTRUNCATE_COMPRESS("copytruncate\ncompress"),
        DATEEXT("create\ndateext\ndateformat -%Y%m%d-%s"),
        DATEEXT_EXTENSION("create\ndateext\ndateformat -%Y%m%d-%s\nextension .log"),
        DATEEXT_EXTENSION_COPYTRUNCATE("copytruncate\ndateext\ndateformat -%Y%m%d-%s\nextension .log"),
        OLDDIR("create\nolddir old\ncreateolddir 0755 root root"),
        SHAREDSCRIPTS("create\nsharedscripts\npostrotate\n  true\nendscript"),
        START_0("create\nstart 0"),
        RSYNC(LogWriter::rsync),
        RENAME_OVER(LogWriter::renameOver),
        BANNER(LogWriter::restartWithBanner),
        SHORTER_REWRITE(LogWriter::rewriteShorter);

        private final String directives;
        private final Work work;

        Scenario(String directives) {
            this.directives = directives;
            this.work = (writer, round) -> writer.rotate(directives, round);
        }

        Scenario(Work work) {
            this.directives = "";
            this.work = work;
        }

        /** Whether lines that nobody has read yet can be overwritten: those are gone, whoever looks. */
        private boolean overwrites() {
            return this == SHORTER_REWRITE || this == BANNER;
        }
    }

    private interface Work {
        void round(LogWriter writer, int round) throws Exception;
    }

    @BeforeAll
    static void report() throws IOException {
        Files.createDirectories(REPORT.getParent());
        Files.writeString(REPORT, "| what is done | lines | lost | doubled |\n| --- | --- | --- | --- |\n");
    }

    @ParameterizedTest
    @EnumSource(Scenario.class)
    void everyLineOnce(Scenario scenario) throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Path logs = Files.createDirectories(folder.resolve("logs"));
        LogWriter writer = new LogWriter(folder, logs);
        try (IngestStub server = new IngestStub();
                AgentProcess agent = agent(config(server, logs))) {
            server.faults(number -> fault(number, seed));
            agent.start();
            awaitStarts(1);
            int starts = 1;
            for (int round = 0; round < ROUNDS; round++) {
                scenario.work.round(writer, round);
                LockSupport.parkNanos(
                        Duration.ofMillis(100 + random.nextInt(600)).toNanos());
                if (round % 2 == 1) {
                    boolean unseen = random.nextBoolean();
                    if (unseen && scenario.overwrites()) {
                        awaitLines(server, writer.written().size());
                    }
                    agent.kill();
                    if (unseen) {
                        // What happens while nobody looks.
                        scenario.work.round(writer, 1_000 + round);
                    }
                    agent.start();
                    starts++;
                    awaitStarts(starts);
                }
                if (scenario.overwrites()) {
                    awaitLines(server, writer.written().size());
                }
            }
            awaitLines(server, writer.written().size());
            LockSupport.parkNanos(Duration.ofSeconds(1).toNanos());
            assertThat(agent.stop()).isZero();
            check(scenario.name().toLowerCase(Locale.ROOT), server, writer.written(), seed);
        }
    }

    private AgentProcess agent(Path config) {
        return new AgentProcess(
                folder.resolve("agent.out"),
                List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx64m"),
                config.toString());
    }

    private void awaitStarts(int count) {
        Path output = folder.resolve("agent.out");
        await().atMost(Duration.ofSeconds(60))
                .until(() ->
                        Files.exists(output) && Files.readString(output).split("agent started", -1).length > count);
    }

    /** Waits for so many lines; the check says which are missing. */
    private static void awaitLines(IngestStub server, int count) {
        long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (server.count() < count && System.nanoTime() < end) {
            LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
        }
    }

    private Path config(IngestStub server, Path logs) throws IOException {
        return Files.writeString(
                folder.resolve("agent.yaml"), """
                server:
                  url: %s
                  linger: 20ms
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
                  paths: ['%s/**/*']
                  exclude: ['.*', '*.tmp']
                  format: text
                  multiline: {preset: indented, idle: 3s}
                """.formatted(server.url(), folder.resolve("data"), logs));
    }

    private static Fault fault(int number, long seed) {
        return switch (new Random(seed + number).nextInt(20)) {
            case 0, 1 -> Fault.CUT_AFTER;
            case 2 -> Fault.CUT_BEFORE;
            case 3 -> Fault.UNAVAILABLE;
            default -> Fault.NONE;
        };
    }

    private void check(String what, IngestStub server, List<String> written, long seed) throws IOException {
        Map<String, Integer> times = new HashMap<>();
        written.forEach(line -> times.merge(line, -1, Integer::sum));
        server.texts().forEach(line -> times.merge(line, 1, Integer::sum));
        List<String> lost = new ArrayList<>();
        List<String> doubled = new ArrayList<>();
        times.forEach(
                (line, surplus) -> (surplus < 0 ? lost : doubled).addAll(surplus == 0 ? List.of() : List.of(line)));
        Files.writeString(
                REPORT,
                "| " + what + " | " + written.size() + " | " + lost.size() + " | " + doubled.size() + " |\n",
                StandardOpenOption.APPEND);
        String log = Files.readString(folder.resolve("agent.out"));
        // Of both, since what is sent twice makes the run end before all is sent.
        SoftAssertions.assertSoftly(both -> {
            both.assertThat(doubled)
                    .as("doubled, seed %d, agent said%n%s", seed, log)
                    .isEmpty();
            both.assertThat(lost).as("lost, seed %d, agent said%n%s", seed, log).isEmpty();
        });
    }
}
