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
import dev.sluice.tail.telemetry.AgentLog;
import dev.sluice.tail.telemetry.Metrics;
import dev.sluice.tail.telemetry.Problems;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a file is that is met, by what is in it and what is known of streams: one that was compressed, a copy, a continuation, or something new. */
class FileIdentifierTest {

    private static final SourceOpener OPENER = new SourceOpener(8, LinkPolicy.of(List.of("/"), List.of(), false));
    private static final long NOW = 1_000_000;
    private static final int WHOLE = 1 << 20;
    private static final StreamDigest KEY = StreamDigest.start();
    private static final InputSettings INPUT = TextInput.of(Multiline.NONE);

    @TempDir
    Path folder;

    private Checkpoint checkpoint;
    private Streams streams;
    private FileIdentifier identifier;
    private final List<FileSource> sources = new ArrayList<>();

    @BeforeEach
    void open() throws IOException {
        checkpoint = Checkpoint.open(Files.createDirectories(folder.resolve("data")));
        streams = new Streams(checkpoint);
        identifier = new FileIdentifier(streams, OPENER, new FingerprintMatcher(KEY), WHOLE);
    }

    @AfterEach
    void close() throws IOException {
        sources.forEach(FileSource::close);
        checkpoint.close();
    }

    @Test
    void whatIsGoneAndWasCompressedHoldsNothingNew() throws IOException {
        followCompressed("one\ntwo\n", true);
        Newcomer original = newcomer("one\ntwo\n");
        assertThat(identifier.identify(original, Set.of())).isInstanceOf(Match.CopyOf.class);

        original.seen(null, NOW);
        assertThat(identifier.identify(original, Set.of())).isInstanceOf(Match.Covered.class);
    }

    /** The server is away: it takes longer than a copy waits. */
    @Test
    void whatIsGoneWaitsUntilTheCompressedOneIsRead() throws IOException {
        followCompressed("one\ntwo\n", false);
        Newcomer original = newcomer("one\ntwo\nthree\n");
        original.seen(null, NOW);
        assertThat(identifier.identify(original, Set.of())).isInstanceOf(Match.Undecided.class);
    }

    @Test
    void whatWasWrittenAfterItWasCompressedIsNotLost() throws IOException {
        followCompressed("one\ntwo\n", true);
        Newcomer original = newcomer("one\ntwo\nthree\n");
        original.seen(null, NOW);
        assertThat(identifier.identify(original, Set.of())).isInstanceOf(Match.CopyOf.class);
    }

    private Newcomer newcomer(String text) throws IOException {
        Path path = Files.writeString(folder.resolve("app.log.1"), text);
        return new Newcomer(found(path), open(path), NOW);
    }

    private FileSource open(Path path) throws IOException {
        FileSource source = FileSource.open(path);
        sources.add(source);
        return source;
    }

    /** What was read of it is in the newcomer, and more than it holds: some of it may be known in a moment that is not there any more. */
    @Test
    void whatIsBeingReadIsNotJudgedWhileTheOtherIsLonger() throws IOException {
        TailedFile tailed = follow("one\n");
        Newcomer copy = newcomer("one\ntwo\n");
        assertThat(identifier.identify(copy, Set.of())).isInstanceOf(Match.CopyOf.class);

        TailedFile.Lease lease = tailed.lease().orElseThrow();
        assertThat(identifier.identify(copy, Set.of())).isInstanceOf(Match.Undecided.class);
        lease.giveBack();
        assertThat(identifier.identify(copy, Set.of())).isInstanceOf(Match.CopyOf.class);
    }

    @Test
    void whatIsBeingReadIsJudgedByAnEqualOne() throws IOException {
        follow("one\n").lease();

        assertThat(identifier.identify(newcomer("one\n"), Set.of())).isInstanceOf(Match.CopyOf.class);
    }

    /** Nothing is known of how it begins since a restart, and it holds something else by now: what it held is in the newcomer. */
    @Test
    void aCopyOfWhatWasOverwrittenIsNotTakenForSomethingNew() throws IOException {
        TailedFile tailed = follow("one\n");
        tailed.begins(new byte[0]);
        Files.writeString(log(), "new\n");

        assertThat(identifier.identify(newcomer("one\n"), Set.of())).isInstanceOf(Match.Undecided.class);
    }

    @Test
    void onlyWhatWasThereBeforeAFileWasGoneCanBeItsContinuation() throws IOException {
        Newcomer copy = newcomer("one\ntwo\n");
        long created = copy.file().look().created();
        StreamState state = stateOf(log(), "one\n");

        streams.keep(state.with(state.place().gone(created - 11), NOW));
        assertThat(identifier.identify(copy, Set.of())).isInstanceOf(Match.NewStream.class);
        streams.keep(state.with(state.place().gone(created - 10), NOW));
        assertThat(identifier.identify(copy, Set.of())).isInstanceOf(Match.Continues.class);
    }

    /** As a file that is made anew under another name and renamed each time: inodes come round. */
    @Test
    void aFileThatWasMadeSinceIsNotTheOneThatOnceHeldTheStreamThoughItHasItsInode() throws IOException {
        Newcomer copy = newcomer("one\ntwo\n");
        long created = copy.file().look().created();
        TailedFile tailed = follow("one\n");

        heldBefore(tailed, copy, created - 11);
        assertThat(identifier.identify(copy, Set.of())).isInstanceOf(Match.CopyOf.class);
        heldBefore(tailed, copy, created - 10);
        assertThat(identifier.identify(copy, Set.of())).isInstanceOf(Match.NewStream.class);
    }

    /** The stream was in the file of {@code former} until that was written anew, and went on in its own. */
    private static void heldBefore(TailedFile tailed, Newcomer former, long until) {
        FilePlace place = FilePlace.in(former.file().id(), FilePlace.UNKNOWN)
                .replaced(until)
                .movedTo(tailed.file());
        TailedFile.Lease lease = tailed.lease().orElseThrow();
        lease.state(lease.state().with(place, NOW));
        lease.giveBack();
    }

    private Path log() {
        return folder.resolve("app.log");
    }

    /** A stream of which all that is in its file was sent. */
    private TailedFile follow(String text) throws IOException {
        Files.writeString(log(), text);
        DiscoveredFile file = new DiscoveredFile(FileId.look(log()), log(), log(), log(), INPUT, true, false);
        TailedFile tailed = new TailedFile(INPUT, stateOf(log(), text), file, NOW);
        FileSource source = open(log());
        tailed.begins(FingerprintMatcher.prefixOf(source));
        tailed.open(source);
        attach(tailed);
        return tailed;
    }

    private StreamState stateOf(Path path, String text) throws IOException {
        byte[] bytes = text.getBytes(UTF_8);
        ReadContent content = ReadContent.startingAt(0, KEY).plus(bytes, 0, bytes.length);
        FilePlace place = Files.exists(path)
                ? FilePlace.in(FileId.look(path).id(), FilePlace.UNKNOWN)
                : FilePlace.in(new FileId(1, 1), FilePlace.UNKNOWN);
        return StreamState.starting(
                        new StreamName("stream", "app", log(), log()),
                        place,
                        ReadContent.startingAt(0, KEY),
                        KEY.toString(),
                        NOW)
                .at(
                        new StreamPosition(bytes.length, bytes.length, bytes.length, LinePosition.NOTHING),
                        content,
                        content.digest(),
                        NOW);
    }

    /** A stream of which {@code text} was sent. */
    private void followCompressed(String text, boolean complete) throws IOException {
        Path path = folder.resolve("app.log.1.gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(path))) {
            out.write(text.getBytes(UTF_8));
        }
        DiscoveredFile file = found(path);
        StreamState state = stateOf(path, text);
        state = state.with(state.place().completed(complete), NOW);
        TailedFile tailed = new TailedFile(INPUT, state, file, NOW);
        FileSource compressed = open(path);
        tailed.begins(FingerprintMatcher.prefixOf(compressed));
        tailed.open(compressed);
        attach(tailed);
    }

    private void attach(TailedFile tailed) {
        Metrics metrics = new Metrics();
        AgentLog log = new AgentLog(new PrintStream(OutputStream.nullOutputStream(), false, UTF_8), Clock.systemUTC());
        Telemetry telemetry = new Telemetry(metrics, new Problems(log, Clock.systemUTC()), log, Clock.systemUTC());
        new Attachment(streams, checkpoint, new MissedBytes(metrics, log), telemetry).attach(tailed);
    }

    private DiscoveredFile found(Path path) throws IOException {
        Path log = folder.resolve("app.log");
        return new DiscoveredFile(FileId.look(path), path, log, log, INPUT, true, true);
    }
}
