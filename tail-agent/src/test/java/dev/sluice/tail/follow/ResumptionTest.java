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
import dev.sluice.tail.config.FollowSettings;
import dev.sluice.tail.config.InputSettings;
import dev.sluice.tail.files.FileId;
import dev.sluice.tail.lines.Multiline;
import dev.sluice.tail.telemetry.AgentLog;
import dev.sluice.tail.telemetry.Metrics;
import dev.sluice.tail.telemetry.Problems;
import java.io.ByteArrayOutputStream;
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
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of the streams of the checkpoint after a restart: each goes on in its file, if that still holds what was read. */
class ResumptionTest {

    private static final LinkPolicy ALL_LINKS = LinkPolicy.of(List.of("/"), List.of(), false);
    private static final long NOW = 1_000_000;
    private static final StreamDigest KEY = StreamDigest.start();
    private static final String READ = "read\n";
    private static final InputSettings INPUT = TextInput.of(Multiline.NONE);

    @TempDir
    Path folder;

    private final Metrics metrics = new Metrics();
    private final Map<FileId, DiscoveredFile> found = new HashMap<>();
    private Checkpoint checkpoint;
    private Streams streams;
    private Attachment attachment;
    private Telemetry telemetry;
    private Path log;

    @BeforeEach
    void file() throws IOException {
        Clock clock = Clock.fixed(Instant.ofEpochMilli(NOW), ZoneOffset.UTC);
        AgentLog said = new AgentLog(new PrintStream(OutputStream.nullOutputStream(), false, UTF_8), clock);
        telemetry = new Telemetry(metrics, new Problems(said, clock), said, clock);
        checkpoint = Checkpoint.open(Files.createDirectories(folder.resolve("data")));
        streams = new Streams(checkpoint);
        attachment = new Attachment(streams, checkpoint, new MissedBytes(metrics, said), telemetry);
        log = Files.writeString(folder.resolve("app.log"), READ);
        Files.setLastModifiedTime(log, FileTime.fromMillis(NOW - 60_000));
    }

    @AfterEach
    void close() throws IOException {
        streams.followed().forEach(TailedFile::close);
        checkpoint.close();
    }

    private Set<FileId> resume() {
        return resume(Map.of("app", INPUT), new SourceOpener(10, ALL_LINKS));
    }

    private Set<FileId> resume(Map<String, InputSettings> inputs, SourceOpener opener) {
        FollowSettings follow = new FollowSettings(
                Duration.ofMillis(10),
                Duration.ofSeconds(1),
                Duration.ofSeconds(5),
                Duration.ofDays(1),
                10,
                1 << 20,
                Duration.ofSeconds(30),
                List.of());
        return new Resumption(streams, attachment, opener, new FingerprintMatcher(KEY), follow, inputs, telemetry)
                .resume(found);
    }

    private void find(Path path) throws IOException {
        FileId.Look look = FileId.look(path);
        boolean rotated = !path.equals(log);
        found.put(look.id(), new DiscoveredFile(look, path, log, log, INPUT, true, rotated));
    }

    /** A stream of which all that is in the file now was sent. */
    private StreamState known(String stream, Path path) throws IOException {
        FileId.Look look = FileId.look(path);
        byte[] bytes = Files.readAllBytes(path);
        ReadContent content = ReadContent.startingAt(0, KEY).plus(bytes, 0, bytes.length);
        return StreamState.starting(
                        new StreamName(stream, "app", log, log),
                        FilePlace.in(look.id(), look.modified()),
                        ReadContent.startingAt(0, KEY),
                        KEY.toString(),
                        NOW)
                .at(
                        new StreamPosition(bytes.length, bytes.length, bytes.length, LinePosition.NOTHING),
                        content,
                        content.digest(),
                        NOW);
    }

    private TailedFile followed() {
        assertThat(streams.followed()).hasSize(1);
        return streams.followed().iterator().next();
    }

    @Test
    void aFileThatWasNotWrittenSinceIsNotEvenOpened() throws IOException {
        streams.keep(known("one", log));
        find(log);

        assertThat(resume()).isEmpty();
        assertThat(followed().state().stream()).isEqualTo("one");
        assertThat(followed().open()).isFalse();
        assertThat(streams.idle()).isEmpty();
    }

    @Test
    void aFileThatHasGrownGoesOnWhereItWas() throws IOException {
        streams.keep(known("one", log));
        Files.writeString(log, "more\n", StandardOpenOption.APPEND);
        find(log);

        assertThat(resume()).isEmpty();
        assertThat(followed().open()).isTrue();
        assertThat(followed().state().source()).isEqualTo(READ.length());
        assertThat(followed().state().stream()).isEqualTo("one");
    }

    /** Only its time is another: it is looked into, and is what it was. */
    @Test
    void aFileThatWasTouchedIsComparedAndFollowed() throws IOException {
        streams.keep(known("one", log));
        Files.setLastModifiedTime(log, FileTime.fromMillis(NOW - 1_000));
        find(log);

        assertThat(resume()).isEmpty();
        assertThat(followed().open()).isTrue();
    }

    @Test
    void aFileThatHoldsSomethingElseIsNotItsStreamsAnyMore() throws IOException {
        streams.keep(known("one", log));
        Files.writeString(log, "else, and longer\n");
        find(log);

        assertThat(resume()).isEmpty();
        assertThat(streams.followed()).isEmpty();
        assertThat(streams.idle()).singleElement().satisfies(state -> {
            assertThat(state.file()).isNull();
            assertThat(state.place().former()).isEqualTo(FileId.look(log).id());
        });
        assertThat(metrics.filesTruncated.sum()).isOne();
    }

    @Test
    void aShorterFileIsNotItsStreamsAnyMore() throws IOException {
        streams.keep(known("one", log));
        Files.writeString(log, READ.substring(0, 2));
        find(log);

        assertThat(resume()).isEmpty();
        assertThat(streams.followed()).isEmpty();
        assertThat(streams.idle())
                .singleElement()
                .satisfies(state -> assertThat(state.file()).isNull());
    }

    /** Written at another size, and by chance or on purpose with the old time. */
    @Test
    void aFileOfTheSameTimeAndAnotherSizeIsCompared() throws IOException {
        streams.keep(known("one", log));
        FileTime time = Files.getLastModifiedTime(log);
        Files.writeString(log, "else, and longer\n");
        Files.setLastModifiedTime(log, time);
        find(log);

        resume();
        assertThat(streams.followed()).isEmpty();
    }

    /** The answer to its last batch may be lost: the file is opened, and the very same batch is made again. */
    @Test
    void aStreamWithABatchUnderWayIsTakenUpWithItsFileOpen() throws IOException {
        StreamState state = known("one", log);
        Files.writeString(log, "more\n", StandardOpenOption.APPEND);
        byte[] whole = Files.readAllBytes(log);
        String digest =
                ReadContent.startingAt(0, KEY).plus(whole, 0, whole.length).digest();
        StreamState sending = state.sending(new BatchPlan(whole.length, digest, INPUT.rules()), NOW);
        streams.keep(sending.with(sending.place().asOf(FileId.look(log).modified()), NOW));
        find(log);

        assertThat(resume()).isEmpty();
        assertThat(followed().open()).isTrue();
        assertThat(followed().state().plan()).isPresent();
    }

    @Test
    void aCompressedFileThatWasReadToItsEndIsNotOpened() throws IOException {
        Path gzip = folder.resolve("app.log.1.gz");
        Files.write(gzip, gzip(READ));
        StreamState done = known("one", gzip);
        streams.keep(done.with(done.place().completed(true), NOW));
        find(gzip);

        assertThat(resume()).isEmpty();
        assertThat(followed().open()).isFalse();
        assertThat(followed().state().complete()).isTrue();
    }

    private static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(bytes)) {
            out.write(text.getBytes(UTF_8));
        }
        return bytes.toByteArray();
    }

    @Test
    void aStreamWhoseFileIsGoneHasNoneAndKnowsSinceWhen() throws IOException {
        streams.keep(known("one", log));

        assertThat(resume()).isEmpty();
        assertThat(streams.followed()).isEmpty();
        assertThat(streams.idle()).singleElement().satisfies(state -> {
            assertThat(state.file()).isNull();
            assertThat(state.place().goneAt()).isEqualTo(NOW);
        });
    }

    @Test
    void aStreamOfAnInputThatIsThereNoMoreIsLeftAlone() throws IOException {
        StreamState state = known("one", log);
        streams.keep(state);
        find(log);

        assertThat(resume(Map.of(), new SourceOpener(10, ALL_LINKS))).isEmpty();
        assertThat(streams.followed()).isEmpty();
        assertThat(streams.idle()).containsExactly(state);
    }

    /** It can't be told yet what the file holds: nobody else takes it meanwhile, and the next look asks again. */
    @Test
    void aFileThatHasToWaitForADescriptorIsNotSettled() throws IOException {
        streams.keep(known("one", log));
        Files.writeString(log, "more\n", StandardOpenOption.APPEND);
        find(log);

        assertThat(resume(Map.of("app", INPUT), new SourceOpener(0, ALL_LINKS)))
                .containsExactly(FileId.look(log).id());
        assertThat(streams.followed()).isEmpty();
        assertThat(resume()).isEmpty();
        assertThat(followed().open()).isTrue();
    }

    @Test
    void anotherFileUnderTheNameIsNotSettled() throws IOException {
        streams.keep(known("one", log));
        Files.writeString(log, "more\n", StandardOpenOption.APPEND);
        find(log);
        FileId old = FileId.look(log).id();
        Files.move(log, folder.resolve("app.log.1"));
        Files.writeString(log, "new\n");

        assertThat(resume()).containsExactly(old);
        assertThat(streams.followed()).isEmpty();
    }

    /** The younger one waits for the older one, whichever the checkpoint names first. */
    @Test
    void olderFilesAreTakenUpFirst() throws IOException {
        Path older = Files.writeString(folder.resolve("app.log.1"), READ);
        Files.setLastModifiedTime(older, FileTime.fromMillis(NOW - 90_000));
        Files.writeString(log, "young\n");
        Files.setLastModifiedTime(log, FileTime.fromMillis(NOW - 60_000));
        for (String name : List.of("a", "b", "c", "d", "e", "f")) {
            // The names are in no order in memory.
            streams.idle().clear();
            streams.keep(known("young" + name, log));
            streams.keep(known("old" + name, older));
            found.clear();
            Files.writeString(older, "more\n", StandardOpenOption.APPEND);
            Files.writeString(log, "more\n", StandardOpenOption.APPEND);
            Files.setLastModifiedTime(older, FileTime.fromMillis(NOW - 80_000));
            Files.setLastModifiedTime(log, FileTime.fromMillis(NOW - 50_000));
            find(older);
            find(log);

            assertThat(resume()).isEmpty();
            TailedFile young = streams.followed(FileId.look(log).id());
            assertThat(young.predecessor())
                    .contains(streams.followed(FileId.look(older).id()));
            for (TailedFile tailed : List.copyOf(streams.followed())) {
                streams.release(tailed, tailed.state());
            }
            Files.setLastModifiedTime(older, FileTime.fromMillis(NOW - 90_000));
            Files.setLastModifiedTime(log, FileTime.fromMillis(NOW - 60_000));
        }
    }
}
