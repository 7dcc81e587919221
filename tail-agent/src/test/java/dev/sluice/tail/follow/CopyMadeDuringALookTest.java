// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail.follow;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.tail.checkpoint.AgentFolder;
import dev.sluice.tail.checkpoint.Checkpoint;
import dev.sluice.tail.config.ConfigReader;
import dev.sluice.tail.telemetry.AgentLog;
import dev.sluice.tail.telemetry.Metrics;
import dev.sluice.tail.telemetry.Problems;
import dev.sluice.tail.testing.IngestStub;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that is kept from running within a look knows a time that has gone by: what was made since then may be a copy all the same. */
class CopyMadeDuringALookTest {

    @TempDir
    Path folder;

    /** After a look has begun, and before it comes to the file, that grows, is copied and truncated. */
    private final class Moment extends Clock {

        private final AtomicBoolean due = new AtomicBoolean();

        @Override
        public Instant instant() {
            Instant now = Instant.now();
            boolean looks = StackWalker.getInstance()
                    .walk(frames -> frames.skip(1)
                            .limit(3)
                            .anyMatch(frame -> frame.getClassName().equals(Poller.class.getName())
                                    && frame.getMethodName().equals("poll")));
            if (looks && due.compareAndSet(true, false)) {
                LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
                rotate();
            }
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    private void rotate() {
        Path log = log();
        try {
            Files.writeString(log, "3\n4\n", StandardOpenOption.APPEND);
            Files.copy(log, log.resolveSibling("app-20261129-1.log"));
            Files.newByteChannel(log, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)
                    .close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path log() {
        return folder.resolve("logs").resolve("app.log");
    }

    @Test
    void isTheFilesContinuation() throws Exception {
        Files.createDirectories(log().getParent());
        Moment clock = new Moment();
        AgentLog log = new AgentLog(new PrintStream(OutputStream.nullOutputStream(), true, UTF_8), clock);
        Metrics metrics = new Metrics();
        Telemetry telemetry = new Telemetry(metrics, new Problems(log, clock), log, clock);
        try (IngestStub server = new IngestStub();
                AgentFolder data = AgentFolder.open(folder.resolve("data"));
                Checkpoint checkpoint = Checkpoint.open(data.path())) {
            Path config = Files.writeString(
                    folder.resolve("agent.yaml"), """
                    server: {url: '%s', linger: 10ms}
                    agent: {data: %s, operations: none}
                    follow: {poll: 20ms, scan: 1m}
                    inputs:
                    - {paths: ['%s/*.log'], format: text}
                    """.formatted(server.url(), data.path(), log().getParent()));
            TailSession session =
                    new TailSession(new ConfigReader(Map.of()).read(config), data, checkpoint, telemetry, () -> {});
            session.start();
            Files.writeString(log(), "1\n2\n");
            await().until(() -> server.count() == 2);
            await().until(session::idle);
            clock.due.set(true);
            await().until(() -> server.texts().contains("4"));
            session.stop(Duration.ofSeconds(10));

            assertThat(server.texts()).containsExactly("1", "2", "3", "4");
        }
    }
}
