// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail.follow;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
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
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** A process that is kept from running within a look knows a time and a list of files that have gone by. */
class HeldUpLookTest {

    private static final Duration EVENT_IDLE = Duration.ofMillis(300);

    @TempDir
    Path folder;

    /** Something that happens, once, when a look comes to where it asks for the time. */
    private static final class Moment extends Clock {

        private final AtomicBoolean due = new AtomicBoolean();
        private final Class<?> asker;
        private final String method;
        private final Executable event;

        Moment(Class<?> asker, String method, Executable event) {
            this.asker = asker;
            this.method = method;
            this.event = event;
        }

        @Override
        public Instant instant() {
            Instant now = Instant.now();
            boolean looks = StackWalker.getInstance()
                    .walk(frames -> frames.skip(1)
                            .limit(3)
                            .anyMatch(frame -> frame.getClassName().equals(asker.getName())
                                    && frame.getMethodName().equals(method)));
            if (looks && due.compareAndSet(true, false)) {
                LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
                assertThatCode(event::execute).doesNotThrowAnyException();
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

    private void rotate() throws IOException {
        Path log = log();
        Files.writeString(log, "3\n4\n", StandardOpenOption.APPEND);
        Files.copy(log, log.resolveSibling("app-20261129-1.log"));
        Files.newByteChannel(log, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)
                .close();
    }

    private Path log() {
        return folder.resolve("logs").resolve("app.log");
    }

    @Test
    void takesACopyThatWasMadeWithinItForTheFilesContinuation() throws Exception {
        Files.createDirectories(log().getParent());
        Moment moment = new Moment(Poller.class, "poll", this::rotate);
        try (IngestStub server = new IngestStub()) {
            follow(server, moment, session -> {
                Files.writeString(log(), "1\n2\n");
                await().until(() -> server.count() == 2);
                await().until(session::idle);
                moment.due.set(true);
                await().until(() -> server.texts().contains("4"));
            });

            assertThat(server.texts()).containsExactly("1", "2", "3", "4");
        }
    }

    /** Longer than an event waits for its next line: that has come meanwhile, in another file. */
    @Test
    void sendsAnEventWholeThatWasCutByARotationWithinIt() throws Exception {
        Files.createDirectories(log().getParent());
        Moment moment = new Moment(Poller.class, "poll", () -> {
            Files.move(log(), log().resolveSibling("app.log.1"));
            Files.writeString(log(), "\tits second half\nthe next one\n");
            LockSupport.parkNanos(2 * EVENT_IDLE.toNanos());
        });
        try (IngestStub server = new IngestStub()) {
            follow(server, moment, session -> {
                Files.writeString(log(), "event\n\tits first half\n");
                await().until(session::idle);
                moment.due.set(true);
                await().until(() -> server.texts().contains("the next one"));
            });

            assertThat(server.texts()).containsExactly("event\r\tits first half\r\tits second half", "the next one");
        }
    }

    /** The next look by the clock is a minute away, and the folder's watch hears only of what is made after it has begun. */
    @Test
    void missesNoFileThatIsMadeAfterItsFolderWasListedAndBeforeThatIsWatched() throws Exception {
        Files.createDirectories(log().getParent());
        Moment moment = new Moment(Newcomers.class, "meet", () -> Files.writeString(log(), "1\n2\n"));
        moment.due.set(true);
        try (IngestStub server = new IngestStub()) {
            follow(server, moment, session -> await().until(() -> server.count() == 2));

            assertThat(server.texts()).containsExactly("1", "2");
        }
    }

    /** To decide on one takes a while beside thousands, and a job's file may live for a second only. */
    @Test
    void holdsAFileThatIsDeletedWhileItIsDecidedOnAnother() throws Exception {
        Files.createDirectories(log().getParent());
        Path job = log().resolveSibling("job.log");
        Files.writeString(log(), "1\n");
        Files.writeString(job, "2\n");
        Files.setLastModifiedTime(log(), FileTime.from(Instant.now().minusSeconds(60)));
        Moment moment = new Moment(Newcomers.class, "decide", () -> Files.delete(job));
        moment.due.set(true);
        try (IngestStub server = new IngestStub()) {
            follow(server, moment, session -> await().until(() -> server.count() == 2));

            assertThat(server.texts()).containsExactlyInAnyOrder("1", "2");
        }
    }

    private interface Scene {
        void play(TailSession session) throws IOException;
    }

    private void follow(IngestStub server, Clock clock, Scene scene) throws IOException {
        AgentLog log = new AgentLog(new PrintStream(OutputStream.nullOutputStream(), true, UTF_8), clock);
        Telemetry telemetry = new Telemetry(new Metrics(), new Problems(log, clock), log, clock);
        try (AgentFolder data = AgentFolder.open(folder.resolve("data"));
                Checkpoint checkpoint = Checkpoint.open(data.path())) {
            Path config = Files.writeString(folder.resolve("agent.yaml"), """
                    server: {url: '%s', linger: 10ms}
                    agent: {data: %s, operations: none}
                    follow: {poll: 20ms, scan: 1m}
                    inputs:
                    - {paths: ['%s/*.log'], format: text, multiline: {preset: indented, idle: %dms}}
                    """.formatted(
                            server.url(), data.path(), log().getParent(), EVENT_IDLE.toMillis()));
            TailSession session =
                    new TailSession(new ConfigReader(Map.of()).read(config), data, checkpoint, telemetry, () -> {});
            session.start();
            scene.play(session);
            session.stop(Duration.ofSeconds(10));
        }
    }
}
