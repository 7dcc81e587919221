// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail.follow;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.model.StreamDigest;
import dev.sluice.tail.checkpoint.BatchPlan;
import dev.sluice.tail.checkpoint.Checkpoint;
import dev.sluice.tail.checkpoint.FilePlace;
import dev.sluice.tail.checkpoint.LinePosition;
import dev.sluice.tail.checkpoint.ReadContent;
import dev.sluice.tail.checkpoint.StreamName;
import dev.sluice.tail.checkpoint.StreamPosition;
import dev.sluice.tail.checkpoint.StreamState;
import dev.sluice.tail.config.Compression;
import dev.sluice.tail.config.FollowSettings;
import dev.sluice.tail.config.InputSettings;
import dev.sluice.tail.config.ServerSettings;
import dev.sluice.tail.files.FileId;
import dev.sluice.tail.files.FileSource;
import dev.sluice.tail.lines.Multiline;
import dev.sluice.tail.send.StopSignal;
import dev.sluice.tail.telemetry.AgentLog;
import dev.sluice.tail.telemetry.Metrics;
import dev.sluice.tail.telemetry.Problems;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When a file is due to be sent, and when a look at it shows that it is another one. */
class PollerTest {

    private static final LinkPolicy ALL_LINKS = LinkPolicy.of(List.of("/"), List.of(), false);
    private static final StreamDigest KEY = StreamDigest.start();
    private static final String READ = "read\n";
    private static final int BATCH = 100;
    private static final long LINGER = 50;
    private static final long IDLE = TextInput.IDLE.toMillis();
    private static final long ROTATED_IDLE = 5_000;

    private static final InputSettings INPUT = TextInput.of(Multiline.preset("indented"));

    /** Stands still until it is moved. */
    private static final class StillClock extends Clock {

        private long millis = 1_000_000;

        @Override
        public Instant instant() {
            return Instant.ofEpochMilli(millis);
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

    @TempDir
    Path folder;

    private final StillClock clock = new StillClock();
    private final BlockingQueue<TailedFile.Lease> due = new LinkedBlockingQueue<>();
    private final StopSignal stop = new StopSignal();
    private Checkpoint checkpoint;
    private Streams streams;
    private Attachment attachment;
    private Poller poller;
    private Path log;
    private TailedFile tailed;

    @BeforeEach
    void followAFileOfWhichAllIsSent() throws IOException {
        AgentLog said = new AgentLog(new PrintStream(OutputStream.nullOutputStream(), false, UTF_8), clock);
        Metrics metrics = new Metrics();
        Telemetry telemetry = new Telemetry(metrics, new Problems(said, clock), said, clock);
        checkpoint = Checkpoint.open(Files.createDirectories(folder.resolve("data")));
        streams = new Streams(checkpoint);
        MissedBytes missed = new MissedBytes(metrics, said);
        attachment = new Attachment(streams, checkpoint, missed, telemetry);
        SourceOpener opener = new SourceOpener(10, ALL_LINKS);
        FingerprintMatcher matcher = new FingerprintMatcher(KEY);
        FollowSettings follow = new FollowSettings(
                Duration.ofMillis(10),
                Duration.ofSeconds(1),
                Duration.ofMillis(ROTATED_IDLE),
                Duration.ofDays(1),
                10,
                1 << 20,
                Duration.ofSeconds(30),
                List.of());
        ServerSettings server = new ServerSettings(
                URI.create("http://127.0.0.1"),
                null,
                null,
                null,
                Compression.NONE,
                1,
                BATCH,
                Duration.ofMillis(LINGER),
                Duration.ofSeconds(1),
                Duration.ofSeconds(1),
                Duration.ofSeconds(1),
                Duration.ofSeconds(1));
        Newcomers newcomers = new Newcomers(
                opener,
                new FileIdentifier(streams, opener, matcher, follow.verify()),
                matcher,
                new StartPosition(new StreamIds("agent", clock), KEY, checkpoint, clock),
                attachment,
                checkpoint,
                missed,
                follow,
                telemetry);
        poller = new Poller(
                streams,
                newcomers,
                attachment,
                new EventCarrier(checkpoint, clock),
                opener,
                matcher,
                due,
                server,
                ROTATED_IDLE,
                stop,
                telemetry);
        log = Files.writeString(folder.resolve("app.log"), READ);
        tailed = sent("one", log, false);
        tailed.open(FileSource.open(log));
        attachment.attach(tailed);
    }

    @AfterEach
    void close() throws IOException {
        streams.followed().forEach(TailedFile::close);
        checkpoint.close();
    }

    private TailedFile sent(String stream, Path path, boolean rotated) throws IOException {
        FileId.Look look = FileId.look(path);
        byte[] bytes = Files.readAllBytes(path);
        ReadContent content = ReadContent.startingAt(0, KEY).plus(bytes, 0, bytes.length);
        StreamState state = StreamState.starting(
                        new StreamName(stream, "app", log, log),
                        FilePlace.in(look.id(), look.modified()),
                        ReadContent.startingAt(0, KEY),
                        KEY.toString(),
                        clock.millis())
                .at(
                        new StreamPosition(bytes.length, bytes.length, bytes.length, LinePosition.NOTHING),
                        content,
                        content.digest(),
                        clock.millis());
        return new TailedFile(
                INPUT, state, new DiscoveredFile(look, path, log, log, INPUT, true, rotated), clock.millis());
    }

    private void append(String text) throws IOException {
        Files.writeString(log, text, StandardOpenOption.APPEND);
    }

    private boolean isDue() {
        assertThat(poller.poll()).isFalse();
        TailedFile.Lease lease = due.poll();
        if (lease != null) {
            lease.giveBack();
        }
        return lease != null;
    }

    /** As a worker does it that has found nothing that is whole. */
    private void examine(boolean forced) {
        TailedFile.Lease lease = tailed.lease().orElseThrow();
        lease.examined(tailed.size(), forced);
        lease.giveBack();
    }

    @Test
    void aFileOfWhichAllIsSentIsNotDueHoweverLongItIsSilent() {
        clock.millis += 3_600_000;
        assertThat(isDue()).isFalse();
        assertThat(poller.anythingDue()).isFalse();
    }

    @Test
    void newLinesWaitForMoreAsLongAsTheyMayLinger() throws IOException {
        append("line\n");
        assertThat(isDue()).isFalse();
        clock.millis += LINGER - 1;
        assertThat(isDue()).isFalse();
        clock.millis += 1;
        assertThat(isDue()).isTrue();
        assertThat(poller.anythingDue()).isTrue();
    }

    @Test
    void aWholeBatchIsDueAtOnce() throws IOException {
        append("x".repeat(BATCH - 2) + "\n");
        assertThat(isDue()).isFalse();
        append("\n");
        assertThat(isDue()).isTrue();
    }

    @Test
    void everythingIsDueWhenTheAgentStops() throws IOException {
        append("line\n");
        stop.drain();
        assertThat(isDue()).isTrue();
    }

    @Test
    void anEventThatIsOpenIsDueWhenItHasBeenIdle() throws IOException {
        append("event\n\tof several lines\n");
        assertThat(isDue()).isFalse();
        examine(false);
        clock.millis += IDLE - 1;
        assertThat(isDue()).isFalse();
        clock.millis += 1;
        assertThat(isDue()).isTrue();
        examine(true);
        assertThat(isDue()).isFalse();
        append("\tand one more\n");
        assertThat(isDue()).isTrue();
    }

    /** Half a line, of a file to which little more will come. */
    @Test
    void whatARotatedFileHasIsDueOnceItHasBeenIdleAsLongAsSuchFilesAreKeptOpen() throws IOException {
        append("half a li");
        assertThat(isDue()).isFalse();
        examine(true);
        tailed.gone(clock.millis());
        clock.millis += ROTATED_IDLE - 1;
        streams.listed(clock.millis);
        assertThat(isDue()).isFalse();
        clock.millis += 1;
        streams.listed(clock.millis);
        assertThat(isDue()).isTrue();
    }

    /** A process that is kept from running has let the time go by, and not looked: the event may go on in the younger file. */
    @Test
    void anEventIsOpenUntilTheYoungerFileWasLookedFor() throws IOException {
        append("event\n\tits first half\n");
        assertThat(isDue()).isFalse();
        examine(false);
        Path rotated = Files.move(log, folder.resolve("app.log.1"));
        clock.millis += IDLE;
        assertThat(poller.poll()).isTrue();
        assertThat(due).isEmpty();

        tailed.seen(new DiscoveredFile(FileId.look(rotated), rotated, log, log, INPUT, true, true), clock.millis());
        assertThat(poller.poll()).isTrue();
        assertThat(due).isEmpty();
        streams.listed(clock.millis - 1);
        assertThat(poller.poll()).isTrue();
        assertThat(due).isEmpty();
        streams.listed(clock.millis);
        assertThat(isDue()).isTrue();
    }

    @Test
    void anEventIsOpenWhileTheYoungerFileHasLinesOfWhichItIsNotDecidedWhatTheyAre() throws IOException {
        append("event\n\tits first half\n");
        assertThat(isDue()).isFalse();
        examine(false);
        Path rotated = Files.move(log, folder.resolve("app.log.1"));
        tailed.seen(new DiscoveredFile(FileId.look(rotated), rotated, log, log, INPUT, true, true), clock.millis());
        Files.writeString(log, "\tits second half\n");
        TailedFile younger = sent("two", log, false);
        TailedFile.Lease lease = younger.lease().orElseThrow();
        lease.state(StreamState.starting(
                lease.state().name(),
                lease.state().place(),
                ReadContent.startingAt(0, KEY),
                KEY.toString(),
                clock.millis()));
        lease.giveBack();
        younger.open(FileSource.open(log));
        attachment.attach(younger);
        clock.millis += IDLE;
        streams.listed(clock.millis);

        // The younger one is due after a while only, and then takes the event over.
        assertThat(poller.poll()).isFalse();
        assertThat(due).isEmpty();
        clock.millis += LINGER;
        poller.poll();
        poller.poll();
        assertThat(due).extracting(TailedFile.Lease::file).containsExactly(younger);
        assertThat(younger.state().carry().isEmpty()).isFalse();
        assertThat(tailed.lag()).isZero();
    }

    @Test
    void aFileThatIsBeingSentOrPausedIsLeftAlone() throws IOException {
        append("x".repeat(BATCH) + "\n");
        TailedFile.Lease lease = tailed.lease().orElseThrow();
        assertThat(poller.poll()).isFalse();
        assertThat(due).isEmpty();
        assertThat(poller.anythingDue()).isTrue();

        lease.pauseUntil(clock.millis() + 1_000);
        lease.giveBack();
        assertThat(isDue()).isFalse();
        assertThat(poller.anythingDue()).isFalse();
        clock.millis += 1_000;
        assertThat(isDue()).isTrue();
    }

    /** Its answer may have been lost: the very same batch is sent again, at once. */
    @Test
    void aBatchThatWasPlannedIsDueAtOnce() throws IOException {
        append("line\n");
        TailedFile.Lease lease = tailed.lease().orElseThrow();
        lease.state(
                lease.state().sending(new BatchPlan(READ.length() + 5, KEY.toString(), INPUT.rules()), clock.millis()));
        lease.giveBack();
        assertThat(isDue()).isTrue();
    }

    @Test
    void aClosedFileWhoseNameAnotherOneHasIsLookedForAgain() {
        tailed.close();
        tailed.displaced();
        assertThat(poller.poll()).isTrue();
        assertThat(streams.followed()).containsExactly(tailed);
    }

    @Test
    void aFileOfWhichTheEndWasReadIsNotWaitedFor() throws IOException {
        append("line\n");
        tailed.look(clock);
        clock.millis += LINGER;
        assertThat(poller.anythingDue()).isTrue();
        TailedFile.Lease lease = tailed.lease().orElseThrow();
        lease.state(lease.state().with(lease.state().place().completed(true), clock.millis()));
        lease.giveBack();
        assertThat(poller.anythingDue()).isFalse();
        assertThat(isDue()).isFalse();
    }

    @Test
    void aShorterFileIsAnotherOneAndIsLookedForAgain() throws IOException {
        Files.writeString(log, "new\n");
        assertThat(poller.poll()).isTrue();
        assertThat(streams.followed()).isEmpty();
        assertThat(streams.idle())
                .singleElement()
                .satisfies(state -> assertThat(state.file()).isNull());
    }

    @Test
    void aFileThatAWorkerFoundToBeAnotherOneIsLookedForAgain() {
        TailedFile.Lease lease = tailed.lease().orElseThrow();
        lease.replaced();
        lease.giveBack();
        assertThat(poller.poll()).isTrue();
        assertThat(streams.followed()).isEmpty();
    }

    @Test
    void aClosedFileIsOpenedWhenItHasGrownAndHoldsWhatWasRead() throws IOException {
        tailed.close();
        assertThat(isDue()).isFalse();
        assertThat(tailed.open()).isFalse();
        append("line\n");
        tailed.seen(found(), clock.millis());
        assertThat(isDue()).isFalse();
        assertThat(tailed.open()).isTrue();
        clock.millis += LINGER;
        assertThat(isDue()).isTrue();
    }

    @Test
    void aClosedFileThatWasWrittenAnewIsAnotherOne() throws IOException {
        tailed.close();
        Files.writeString(log, "something else, and longer\n");
        tailed.seen(found(), clock.millis());
        assertThat(poller.poll()).isTrue();
        assertThat(streams.followed()).isEmpty();
    }

    @Test
    void aClosedFileThatHasAnotherNameByNowIsLookedForAgain() throws IOException {
        tailed.close();
        append("line\n");
        tailed.seen(found(), clock.millis());
        Files.move(log, folder.resolve("app.log.1"));
        assertThat(poller.poll()).isTrue();
        Files.writeString(log, "new\n");
        assertThat(poller.poll()).isTrue();
        assertThat(streams.followed()).containsExactly(tailed);
        assertThat(tailed.open()).isFalse();
    }

    @Test
    void aYoungerFileIsDueWhenAllOfTheOlderOneIsSent() throws IOException {
        append("last line\n");
        tailed.look(clock);
        Files.move(log, folder.resolve("app.log.1"));
        Files.writeString(log, READ);
        TailedFile younger = sent("two", log, false);
        younger.open(FileSource.open(log));
        attachment.attach(younger);
        Files.writeString(log, "x".repeat(BATCH) + "\n", StandardOpenOption.APPEND);

        assertThat(poller.poll()).isFalse();
        assertThat(due).isEmpty();
        clock.millis += LINGER;
        assertThat(poller.poll()).isFalse();
        assertThat(due).extracting(TailedFile.Lease::file).containsExactly(tailed);

        TailedFile.Lease older = due.remove();
        byte[] last = Files.readAllBytes(folder.resolve("app.log.1"));
        ReadContent content = ReadContent.startingAt(0, KEY).plus(last, 0, last.length);
        older.state(older.state()
                .at(
                        new StreamPosition(last.length, last.length, last.length, LinePosition.NOTHING),
                        content,
                        content.digest(),
                        clock.millis()));
        older.giveBack();
        assertThat(poller.poll()).isFalse();
        assertThat(due).extracting(TailedFile.Lease::file).containsExactly(younger);
        assertThat(younger.predecessor()).isEmpty();
    }

    private DiscoveredFile found() throws IOException {
        return new DiscoveredFile(FileId.look(log), log, log, log, INPUT, true, false);
    }
}
