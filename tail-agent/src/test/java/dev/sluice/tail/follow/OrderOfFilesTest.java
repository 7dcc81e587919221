// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail.follow;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.model.StreamDigest;
import dev.sluice.tail.checkpoint.Checkpoint;
import dev.sluice.tail.checkpoint.FilePlace;
import dev.sluice.tail.checkpoint.LinePosition;
import dev.sluice.tail.checkpoint.ReadContent;
import dev.sluice.tail.checkpoint.StreamName;
import dev.sluice.tail.checkpoint.StreamPosition;
import dev.sluice.tail.checkpoint.StreamState;
import dev.sluice.tail.config.InputSettings;
import dev.sluice.tail.files.FileId;
import dev.sluice.tail.files.FileSource;
import dev.sluice.tail.lines.Multiline;
import dev.sluice.tail.send.DeadLetterFile;
import dev.sluice.tail.telemetry.AgentLog;
import dev.sluice.tail.telemetry.Metrics;
import dev.sluice.tail.telemetry.Problems;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A younger file waits for the older one of its name, and takes over what is cut, whatever happened since the older one was looked at. */
class OrderOfFilesTest {

    private static final long NOW = 1_000_000;
    private static final StreamDigest KEY = StreamDigest.start();
    private static final InputSettings INPUT = TextInput.of(Multiline.preset("indented"));

    @TempDir
    Path folder;

    private final Metrics metrics = new Metrics();
    private final AgentLog log =
            new AgentLog(new PrintStream(OutputStream.nullOutputStream(), false, UTF_8), Clock.systemUTC());
    private final Telemetry telemetry =
            new Telemetry(metrics, new Problems(log, Clock.systemUTC()), log, Clock.systemUTC());
    private final List<FileSource> sources = new ArrayList<>();
    private Checkpoint checkpoint;
    private Streams streams;
    private MissedBytes missed;
    private Attachment attachment;
    private EventCarrier carrier;

    @BeforeEach
    void open() throws IOException {
        checkpoint = Checkpoint.open(Files.createDirectories(folder.resolve("data")));
        streams = new Streams(checkpoint);
        missed = new MissedBytes(metrics, log);
        attachment = new Attachment(streams, checkpoint, missed, telemetry);
        carrier = new EventCarrier(checkpoint, Clock.systemUTC());
    }

    @AfterEach
    void close() throws IOException {
        sources.forEach(FileSource::close);
        checkpoint.close();
    }

    private Path log() {
        return folder.resolve("app.log");
    }

    private DiscoveredFile found(Path path) throws IOException {
        boolean rotated = !path.equals(log());
        return new DiscoveredFile(FileId.look(path), path, log(), log(), INPUT, true, rotated);
    }

    /** A stream of which what is in the file was sent, or nothing. */
    private TailedFile tailed(String stream, Path path, boolean sent) throws IOException {
        DiscoveredFile file = found(path);
        StreamState state = StreamState.starting(
                new StreamName(stream, "app", log(), log()),
                FilePlace.in(file.id(), FilePlace.UNKNOWN),
                ReadContent.startingAt(0, KEY),
                KEY.toString(),
                NOW);
        if (sent) {
            byte[] bytes = Files.readAllBytes(path);
            ReadContent content = state.content().plus(bytes, 0, bytes.length);
            StreamPosition end = new StreamPosition(bytes.length, bytes.length, bytes.length, LinePosition.NOTHING);
            state = state.at(end, content, content.digest(), NOW);
        }
        TailedFile tailed = new TailedFile(INPUT, state, file, NOW);
        FileSource source = FileSource.open(path);
        sources.add(source);
        tailed.open(source);
        tailed.look(at(NOW));
        return tailed;
    }

    private static Clock at(long millis) {
        return Clock.fixed(Instant.ofEpochMilli(millis), ZoneOffset.UTC);
    }

    private Step read(TailedFile tailed, long now) throws IOException {
        DeadLetterFile letters =
                new DeadLetterFile(folder.resolve("data"), 1 << 20, at(now), metrics, telemetry.problems(), log);
        Batcher batcher = new Batcher(1 << 20, Long.MAX_VALUE, new FingerprintMatcher(KEY), letters, metrics, at(now));
        TailedFile.Lease lease = tailed.lease().orElseThrow();
        try {
            return batcher.next(lease, true);
        } finally {
            lease.giveBack();
        }
    }

    private TailedFile sentFile() throws IOException {
        Files.writeString(log(), "whole\n");
        TailedFile older = tailed("older", log(), true);
        attachment.attach(older);
        return older;
    }

    /** Writes half an event, rotates, and writes the rest: all before the next look at the older file. */
    private Path rotateWithinAnEvent(TailedFile older) throws IOException {
        Files.writeString(log(), "event\n\tits first half\n", StandardOpenOption.APPEND);
        Path rotated = Files.move(log(), folder.resolve("app.log.1"));
        Files.writeString(log(), "\tits second half\nnext\n");
        older.seen(found(rotated), NOW);
        return rotated;
    }

    /** As a worker does it that finds no whole event. */
    private static void examine(TailedFile tailed) {
        TailedFile.Lease lease = tailed.lease().orElseThrow();
        lease.examined(tailed.size(), false);
        lease.giveBack();
    }

    /**
     * It was met, then truncated and written anew, and is no shorter than when its folder was listed: how it began says nothing of what is read. A
     * copy of what was read is no file of its own.
     */
    @Test
    void aCopyOfWhatWasReadIsKnownThoughTheFileWasWrittenAnewBetweenItsMeetingAndItsFirstBytes() throws IOException {
        Files.writeString(log(), "of old\n");
        TailedFile tailed = tailed("stream", log(), false);
        tailed.begins(FingerprintMatcher.prefixOf(tailed.source()));
        attachment.attach(tailed);
        Files.writeString(log(), "written anew\nand more\n");
        tailed.look(at(NOW));
        assertThat(read(tailed, NOW)).isInstanceOf(Step.Send.class);

        Path copy = Files.writeString(folder.resolve("app.log.1"), "written anew\nand more\nto be copied\n");
        FileSource source = FileSource.open(copy);
        sources.add(source);
        FileIdentifier identifier = new FileIdentifier(
                streams,
                new SourceOpener(8, LinkPolicy.of(List.of("/"), List.of(), false)),
                new FingerprintMatcher(KEY),
                1 << 20);

        assertThat(identifier.identify(new Newcomer(found(copy), source, NOW), Set.of()))
                .isInstanceOf(Match.CopyOf.class);
    }

    @Test
    void waitsForLinesThatCameAfterTheLastLookAtTheOlderFile() throws IOException {
        TailedFile older = sentFile();
        rotateWithinAnEvent(older);
        TailedFile younger = tailed("younger", log(), false);
        attachment.attach(younger);
        assertThat(younger.predecessor()).contains(older);
        assertThat(carrier.mayFollow(older, younger)).isFalse();
        examine(older);
        assertThat(carrier.mayFollow(older, younger)).isTrue();
        assertThat(younger.state().carry().bytes()).asString(UTF_8).isEqualTo("event\n\tits first half\n");
        assertThat(older.lag()).isZero();
    }

    /** Nobody looks at a file while it is being sent, and the younger one may have its turn before the older one is looked at. */
    @Test
    void waitsForLinesThatCameWhileTheOlderFileWasBeingSent() throws IOException {
        TailedFile older = sentFile();
        TailedFile.Lease sending = older.lease().orElseThrow();
        rotateWithinAnEvent(older);
        TailedFile younger = tailed("younger", log(), false);
        attachment.attach(younger);
        assertThat(younger.predecessor()).contains(older);
        assertThat(carrier.mayFollow(older, younger)).isFalse();
        sending.giveBack();
        assertThat(carrier.mayFollow(older, younger)).isFalse();
        examine(older);
        assertThat(carrier.mayFollow(older, younger)).isTrue();
        assertThat(younger.state().carry().bytes()).asString(UTF_8).isEqualTo("event\n\tits first half\n");
    }

    /** As one that was closed, or not opened again after a restart, since all of it was sent: only a scan tells how long it is. */
    @Test
    void waitsForTheNextLookAtAClosedFileWhoseNameItHas() throws IOException {
        TailedFile older = sentFile();
        older.close();
        // The scan has met the older file before these lines came, and the younger one after its name was free.
        Files.writeString(log(), "event\n\tits first half\n", StandardOpenOption.APPEND);
        Path rotated = Files.move(log(), folder.resolve("app.log.1"));
        Files.writeString(log(), "\tits second half\nnext\n");
        TailedFile younger = tailed("younger", log(), false);
        attachment.attach(younger);
        assertThat(younger.predecessor()).contains(older);
        assertThat(older.isDisplaced()).isTrue();
        assertThat(carrier.mayFollow(older, younger)).isFalse();

        older.seen(found(rotated), NOW);
        assertThat(older.isDisplaced()).isFalse();
        assertThat(carrier.mayFollow(older, younger)).isFalse();
        older.open(FileSource.open(rotated));
        sources.add(older.source());
        examine(older);
        assertThat(carrier.mayFollow(older, younger)).isTrue();
        assertThat(younger.state().carry().bytes()).asString(UTF_8).isEqualTo("event\n\tits first half\n");
    }

    /** It is open, so that its length is known at any time; but it was last seen under the name that the younger one has now. */
    @Test
    void takesOverFromAnOpenFileWhoseNameItHas() throws IOException {
        TailedFile older = sentFile();
        Files.writeString(log(), "event\n\tits first half\n", StandardOpenOption.APPEND);
        Files.move(log(), folder.resolve("app.log.1"));
        Files.writeString(log(), "\tits second half\nnext\n");
        TailedFile younger = tailed("younger", log(), false);
        attachment.attach(younger);
        examine(older);
        assertThat(carrier.mayFollow(older, younger)).isTrue();
        assertThat(younger.state().carry().bytes()).asString(UTF_8).isEqualTo("event\n\tits first half\n");
    }

    @Test
    void doesNotWaitForAClosedFileThatIsNowhereAnyMore() throws IOException {
        TailedFile older = sentFile();
        older.close();
        Files.delete(log());
        Files.writeString(log(), "next\n");
        TailedFile younger = tailed("younger", log(), false);
        attachment.attach(younger);
        assertThat(carrier.mayFollow(older, younger)).isFalse();
        older.gone(NOW);
        assertThat(carrier.mayFollow(older, younger)).isTrue();
        assertThat(younger.state().carry().isEmpty()).isTrue();
    }

    @Test
    void doesNotWaitForAFileOfWhichAllIsSent() throws IOException {
        sentFile();
        Files.move(log(), folder.resolve("app.log.1"));
        Files.writeString(log(), "next\n");
        TailedFile younger = tailed("younger", log(), false);
        attachment.attach(younger);
        assertThat(younger.predecessor()).isEmpty();
    }

    /** As when it is compressed while the server is away. */
    @Test
    void waitsForWhereTheOlderStreamGoesOn() throws IOException {
        TailedFile older = sentFile();
        Path rotated = rotateWithinAnEvent(older);
        TailedFile younger = tailed("younger", log(), false);
        attachment.attach(younger);
        StreamState state = older.state();
        assertThat(attachment.release(older, NOW)).isTrue();
        Path copy = Files.copy(rotated, folder.resolve("app.log.2"));
        DiscoveredFile file = found(copy);
        TailedFile continued = new TailedFile(INPUT, state.with(state.place().movedTo(file.id()), NOW), file, NOW);
        attachment.attach(continued);
        assertThat(younger.predecessor()).contains(continued);
        // That has lines to send, too: nobody waits for himself.
        assertThat(continued.predecessor()).isEmpty();
    }

    /** Met after the younger one, as when a scan finds it late. */
    @Test
    void aYoungerFileOfWhichNothingWasReadWaitsForAnOlderOneThatIsMetLater() throws IOException {
        Files.writeString(log(), "whole\n");
        Path rotated = Files.move(log(), folder.resolve("app.log.1"));
        Files.writeString(log(), "next\n");
        TailedFile younger = tailed("younger", log(), false);
        attachment.attach(younger);
        TailedFile older = tailed("older", rotated, false);
        attachment.attach(older);
        assertThat(younger.predecessor()).contains(older);
        assertThat(older.predecessor()).isEmpty();
    }

    @Test
    void aYoungerFileThatIsBeingReadDoesNotWaitForAnOlderOneThatIsMetLater() throws IOException {
        Files.writeString(log(), "whole\n");
        Path rotated = Files.move(log(), folder.resolve("app.log.1"));
        Files.writeString(log(), "next\n");
        TailedFile younger = tailed("younger", log(), true);
        attachment.attach(younger);
        attachment.attach(tailed("older", rotated, false));
        assertThat(younger.predecessor()).isEmpty();
    }

    @Test
    void twoRotatedFilesKeepTheirOrderWhicheverIsMetFirst() throws IOException {
        Path oldest = Files.writeString(folder.resolve("app.log.2"), "oldest\n");
        Files.setLastModifiedTime(oldest, FileTime.fromMillis(NOW - 2_000));
        Path old = Files.writeString(folder.resolve("app.log.1"), "old\n");
        Files.setLastModifiedTime(old, FileTime.fromMillis(NOW - 1_000));
        TailedFile first = tailed("oldest", oldest, false);
        TailedFile second = tailed("old", old, false);
        attachment.attach(first);
        attachment.attach(second);
        assertThat(second.predecessor()).contains(first);
        Files.writeString(log(), "next\n");
        TailedFile head = tailed("head", log(), false);
        attachment.attach(head);
        assertThat(head.predecessor()).contains(second);
    }

    @Test
    void linesThatWereGoneWithTheirFileAreCounted() throws IOException {
        TailedFile older = sentFile();
        Files.writeString(log(), "gone\n", StandardOpenOption.APPEND);
        older.look(at(NOW));
        Files.writeString(log(), "");
        assertThat(older.look(at(NOW))).isTrue();
        assertThat(attachment.replace(older, NOW)).isTrue();
        missed.report(NOW + 10_000);
        assertThat(metrics.bytesLost.sum()).isEqualTo("gone\n".length());
    }

    @Test
    void aFileThatIsBeingSentIsNotGivenUp() throws IOException {
        TailedFile older = sentFile();
        TailedFile.Lease lease = older.lease().orElseThrow();
        assertThat(attachment.replace(older, NOW)).isFalse();
        assertThat(attachment.release(older, NOW)).isFalse();
        assertThat(streams.followed()).containsExactly(older);
        lease.giveBack();
        assertThat(attachment.release(older, NOW)).isTrue();
        assertThat(older.lease()).isEmpty();
        assertThat(streams.idle())
                .singleElement()
                .satisfies(state -> assertThat(state.place().goneAt()).isEqualTo(NOW));
    }

    @Test
    void doesNotWaitForAFileThatIsFollowedNoMore() throws IOException {
        TailedFile older = sentFile();
        rotateWithinAnEvent(older);
        TailedFile younger = tailed("younger", log(), false);
        attachment.attach(younger);
        assertThat(attachment.replace(older, NOW)).isTrue();
        assertThat(carrier.mayFollow(older, younger)).isTrue();
    }

    /** A reader comes long after the last look: what is there by then may have been written a moment ago. */
    @Test
    void anEventThatGrewSinceTheLastLookIsNotTakenForOneThatWasLeftOpen() throws IOException {
        Files.writeString(log(), "event\n\tits first half\n");
        TailedFile tailed = tailed("one", log(), false);
        Files.writeString(log(), "\tits sec", StandardOpenOption.APPEND);

        tailed.quietUntil(NOW + 60_000);
        assertThat(read(tailed, NOW + 60_000)).isInstanceOf(Step.Nothing.class);

        tailed.look(at(NOW + 60_000));
        tailed.quietUntil(NOW + 62_000);
        assertThat(read(tailed, NOW + 62_000)).isInstanceOf(Step.Nothing.class);
        tailed.quietUntil(NOW + 63_000);
        assertThat(read(tailed, NOW + 63_000)).isInstanceOf(Step.Send.class);
    }

    /** A reader that was kept from running knows that time has gone by, and not what has come meanwhile in a younger file. */
    @Test
    void anEventIsNotOverByTheClockAlone() throws IOException {
        Files.writeString(log(), "event\n\tits first half\n");
        TailedFile tailed = tailed("one", log(), false);

        tailed.quietUntil(NOW + 2_999);
        assertThat(read(tailed, NOW + 60_000)).isInstanceOf(Step.Nothing.class);
        tailed.quietUntil(NOW + 3_000);
        assertThat(read(tailed, NOW + 60_000)).isInstanceOf(Step.Send.class);
    }
}
